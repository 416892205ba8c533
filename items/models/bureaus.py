"""A bureau's page: the place of its items in the tree, and what citizens see of it."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from accounts.models import Bureau

from .base import HallPage


class BureauPage(HallPage):
    """机构页, made by `bureaus.ensure_page`; its title follows the bureau's name."""

    bureau = models.OneToOneField(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="page")
    intro = models.TextField(_("职能简介"), blank=True, default="")
    template = "items/bureau.html"
    parent_page_types: ClassVar = ["items.HomePage"]
    subpage_types: ClassVar = ["items.ItemPage"]
    content_panels: ClassVar = [*HallPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("机构页")
        verbose_name_plural = _("机构页")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """Never by hand: a bureau's page comes with the bureau."""
        return False

    def public_path(self) -> str:
        """By the bureau's own slug."""
        return reverse("bureau", args=[self.slug])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The bureau's items, filtered and paged."""
        from ..pages import bureau_context

        return {**super().get_context(request, *args, **kwargs), **bureau_context(self, request)}
