"""Who holds which post (岗位) of a bureau: the steps that a guide gives to a post wait for those who hold it."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import track
from accounts.models import Bureau


class PostHolderQuerySet(models.QuerySet["PostHolder"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the bureaus in scope."""
        return scope.limit(self, user)

    def of(self, people: Collection[int]) -> Self:
        """The posts that these people hold, by their keys."""
        return self.filter(user__in=people)


class PostHolderManager(models.Manager.from_queryset(PostHolderQuerySet)):  # type: ignore[misc]
    """With the person of each, who is always asked for."""

    def get_queryset(self) -> PostHolderQuerySet:
        found: PostHolderQuerySet = super().get_queryset().select_related("user")
        return found


class PostHolder(models.Model):
    """One person of one post. A post that nobody holds is everybody's: its steps go to the case's owner."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, verbose_name=_("机构"), related_name="post_holders")
    post = models.CharField(_("岗位"), max_length=60, help_text=_("与办事指南环节里的“办理岗位”写得一样。"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("人员"), related_name="posts_held"
    )
    history = track()

    objects = PostHolderManager()

    class Meta:
        verbose_name = _("岗位人员")
        verbose_name_plural = _("岗位人员")
        ordering: ClassVar = ["bureau__sort_order", "post", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bureau", "post", "user"], name="post_holder_once")]

    def __str__(self) -> str:
        return f"{self.post} {self.user}"

    def clean(self) -> None:
        """A post of a bureau is held by its own people."""
        if self.user_id and self.bureau_id and self.user.bureau_id != self.bureau_id:
            raise ValidationError({"user": _("请选这个机构的人员。")})
