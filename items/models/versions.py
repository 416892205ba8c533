"""The published versions of a guide, each with what it changed: what subscribers read, and what a reader's word is about."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import WrittenOnce, WrittenOnceQuerySet


class GuideVersion(WrittenOnce):
    """One publication. Written with it and never changed; `changes` are sentences, none for the first version."""

    page = models.ForeignKey("items.ItemPage", models.CASCADE, verbose_name=_("事项"), related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    published_at = models.DateTimeField(_("发布时间"), db_index=True)
    changes = models.JSONField(_("改动"), default=list)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("已发布版本")
        verbose_name_plural = _("已发布版本")
        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "number"], name="items_version_once")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"
