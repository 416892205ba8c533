"""What only a question has: its text, its answer, and what of both the public may read."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from guidance.cases.models import Case
from guidance.cases.states import State


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def published(self) -> Self:
        """Questions and answers that anybody may read, newest first."""
        return self.filter(case__state=State.PUBLISHED).order_by("-published_at")

    def about(self, item: object) -> Self:
        return self.filter(case__item=item)


class Consultation(models.Model):
    """A question (咨询) and its answer."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="consultation")
    question = models.TextField(_("问题"))
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("答复人"), related_name="+", null=True, blank=True
    )
    may_publish = models.BooleanField(_("申请人同意公开"), default=False)
    public_question = models.TextField(_("公开的问题"), blank=True)
    public_answer = models.TextField(_("公开的答复"), blank=True)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    extended = models.BooleanField(_("已延期"), default=False)
    asked_again = models.BooleanField(_("已重新提问"), default=False)
    history = track()

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("咨询")
        verbose_name_plural = _("咨询")
        indexes: ClassVar = [models.Index(fields=["-published_at"], name="consultation_published")]

    def __str__(self) -> str:
        return self.question[:60]
