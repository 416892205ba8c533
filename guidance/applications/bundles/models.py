"""A joint case (联合办件) of a theme, the cases under it, and what is filled in before it is sent."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.models import Bureau
from accounts.scope import scope_of
from forms.service import keeping
from guidance.cases.codes import code_for
from guidance.cases.models import Case
from guidance.cases.states import OPEN_STATES, State

from ..filling.models import Kept, KeptQuerySet


class JointCaseQuerySet(models.QuerySet["JointCase"]):
    def visible_to(self, user: Any) -> Self:
        """Those that a bureau in scope leads, and those with a case that the user may see."""
        scope = scope_of(user)
        if scope.everything:
            return self
        inside = JointEntry.objects.filter(case__in=Case.objects.visible_to(user).values("pk"))
        return self.filter(scope.q() | Q(pk__in=inside.values("joint")))

    def open(self) -> Self:
        """With a case that is not over."""
        return self.filter(pk__in=JointEntry.objects.filter(case__state__in=OPEN_STATES).values("joint"))

    def for_lists(self) -> Self:
        """With what a list shows."""
        return self.select_related("bureau").prefetch_related("entries__case__bureau")


class JointCase(models.Model):
    """One application for a theme. Its cases share its query code; each keeps its own number, bureau and clock."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    code_salt = models.CharField(max_length=32, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    """What makes sending it twice one joint case."""
    theme = models.ForeignKey(
        "items.ThemePage", models.SET_NULL, verbose_name=_("一件事"), related_name="joint_cases", null=True
    )
    title = models.CharField(_("一件事"), max_length=250)
    version = models.CharField(_("主题版本"), max_length=40, blank=True)
    """When the theme was last published before it was applied for."""
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("牵头单位"), related_name="joint_cases")
    situation = models.JSONField(_("情形"), default=list, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"))
    history = track()

    objects = JointCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("联合办件")
        verbose_name_plural = _("联合办件")
        ordering: ClassVar = ["-submitted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def query_code(self) -> str:
        """The code that, with the number, opens all of it to the citizen."""
        return code_for(self.code_salt)


class JointEntryQuerySet(models.QuerySet["JointEntry"]):
    def with_befores(self) -> Self:
        """With what each waits for, and what became of it, in one query."""
        befores = JointEntry.objects.select_related("case__application")
        return self.prefetch_related(models.Prefetch("after", befores))


class JointEntry(models.Model):
    """One case of a joint case, and those that must be granted before it begins."""

    joint = models.ForeignKey(JointCase, models.PROTECT, verbose_name=_("联合办件"), related_name="entries")
    case = models.OneToOneField(Case, models.PROTECT, verbose_name=_("办件"), related_name="joint_entry")
    order = models.PositiveSmallIntegerField(_("顺序"))
    after = models.ManyToManyField(
        "self", through="JointWait", symmetrical=False, verbose_name=_("前面的事项"), related_name="followers"
    )
    history = track()

    objects = JointEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("联合办件的事项")
        verbose_name_plural = _("联合办件的事项")
        ordering: ClassVar = ["joint", "order"]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def waits_for(self) -> list[Case]:
        """The cases that must still be granted before this one begins, while it waits."""
        if self.case.state != State.WAITING:
            return []
        return [one.case for one in self.after.all() if not one.case.application.is_granted]


class JointWait(models.Model):
    """One case of a joint case waits for another to be granted."""

    entry = models.ForeignKey(JointEntry, models.PROTECT, verbose_name=_("事项"), related_name="waits")
    before = models.ForeignKey(JointEntry, models.PROTECT, verbose_name=_("前面的事项"), related_name="awaited")
    history = track()

    class Meta:
        verbose_name = _("联合办件的先后")
        verbose_name_plural = _("联合办件的先后")
        ordering: ClassVar = ["entry", "before__order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "before"], name="joint_wait_once")]

    def __str__(self) -> str:
        return f"{self.before} → {self.entry}"


class JointDraft(Kept):
    """The draft of a theme, page by page; it pins the versions of the items' forms."""

    about, session_key = "theme", "joint_drafts"
    theme = models.ForeignKey("items.ThemePage", models.SET_NULL, verbose_name=_("一件事"), related_name="+", null=True)
    items = models.JSONField(_("事项"), default=list)
    """The items applied for, by key."""
    versions = models.JSONField(default=dict)
    """The version of each item's form, by the item's key as text."""
    declined = models.JSONField(default=dict)
    """By the same, the newer version that the applicant was offered and did not take."""

    objects = KeptQuerySet["JointDraft"].as_manager()

    class Meta:
        verbose_name = _("未提交的联合申请")
        verbose_name_plural = _("未提交的联合申请")
        default_permissions: ClassVar = ()

    @property
    def owner(self) -> str:
        return f"joint:{self.pk}"

    @property
    def bureau(self) -> Bureau | None:
        return self.theme.lead if self.theme else None

    @property
    def tokens(self) -> list[str]:
        return [token for kept in self.inputs.values() for token in keeping.tokens_in(kept)]
