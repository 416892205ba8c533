"""Rows of notices. All but the counter are written once: a notice that was issued never changes, nor does its wording."""

from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import WrittenOnce, WrittenOnceQuerySet
from accounts.models import Bureau
from accounts.scope import scope_of
from forms.models import private_storage
from guidance.cases.models import Case

from .kinds import INTERNAL, WORDED, PaperKind

Row = TypeVar("Row", bound=models.Model)


class KeptQuerySet(WrittenOnceQuerySet[Row]):
    """Rows written once and never removed: what was issued stays issued, and so does how it was worded."""

    def delete(self) -> NoReturn:
        raise kept()


def kept() -> TypeError:
    """The refusal to remove one."""
    return TypeError("Notices and their wordings are never deleted.")


class Kept(WrittenOnce):
    """Such a row."""

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise kept()


class PaperTemplateQuerySet(KeptQuerySet["PaperTemplate"]):
    def visible_to(self, user: Any) -> Self:
        """The wordings a member of staff may see: the city's, and those of the bureaus in scope."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(scope.q() | models.Q(bureau=None))

    def in_force(self, bureau: Bureau | None) -> "dict[str, PaperTemplate]":
        """By kind, the wording used now by a bureau (None: the city): its own newest, else the city's newest.

        A kind that is absent is worded as shipped.
        """
        newest: dict[tuple[str, int | None], PaperTemplate] = {}
        for row in self.filter(models.Q(bureau=bureau) | models.Q(bureau=None)).order_by("-version"):
            newest.setdefault((row.kind, row.bureau_id), row)
        own_last = sorted(newest.values(), key=lambda row: row.bureau_id is not None)
        return {row.kind: row for row in own_last if row.body}


class PaperTemplate(Kept):
    """One version of a bureau's wording of a kind of notice. An empty body: from then on the city's, or the shipped one."""

    kind = models.CharField(_("文书"), max_length=20, choices=WORDED)
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("标题"), max_length=100, blank=True)
    body = models.TextField(_("正文"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("修改人"), related_name="+", null=True
    )
    at = models.DateTimeField(_("修改时间"))

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书模板")
        verbose_name_plural = _("文书模板")
        ordering: ClassVar = ["kind", "bureau", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "bureau", "version"], name="paper_wording_version"),
            models.UniqueConstraint(
                fields=["kind", "version"], condition=models.Q(bureau=None), name="paper_wording_city_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class PaperCounter(models.Model):
    """The last number a bureau gave to a notice in a year; a lock guards it, and what is rolled back leaves no gap."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bureau", "year"], name="paper_counter_once")]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.year} {self.last}"

    @classmethod
    def next(cls, bureau: Bureau, year: int) -> int:
        """The next number of a bureau's year. Only within a transaction, whose end frees the counter for others."""
        cls.objects.get_or_create(bureau=bureau, year=year)
        row = cls.objects.select_for_update().get(bureau=bureau, year=year)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last


class PaperQuerySet(KeptQuerySet["Paper"]):
    def visible_to(self, user: Any) -> Self:
        """The notices of the cases that the user sees."""
        return self if scope_of(user).everything else self.filter(case__in=Case.objects.visible_to(user))

    def for_applicant(self) -> Self:
        """Those that the applicant may read."""
        return self.exclude(kind__in=INTERNAL)

    def unprinted(self) -> Self:
        """Issued, and not yet kept as a file."""
        return self.filter(print=None)


class Paper(Kept):
    """A notice as it was issued: its text, its number, and the wording it came from."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="papers")
    kind = models.CharField(_("文书"), max_length=20, choices=PaperKind.choices)
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    sequence = models.PositiveIntegerField(_("序号"))
    number = models.CharField(_("文号"), max_length=120)
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("正文"))
    signed = models.CharField(_("落款"), max_length=200)
    template = models.ForeignKey(
        PaperTemplate, models.PROTECT, verbose_name=_("所用模板"), related_name="papers", null=True
    )
    code = models.CharField(_("校验码"), max_length=20, unique=True)
    event_version = models.PositiveIntegerField(_("办件版本"))
    issued_at = models.DateTimeField(_("出具时间"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("出具人"), related_name="+", null=True
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        ordering: ClassVar = ["issued_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bureau", "year", "sequence"], name="paper_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def grouped_code(self) -> str:
        """The code in fours, as it is read aloud."""
        return " ".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))

    @property
    def paragraphs(self) -> list[list[str]]:
        """The text as paragraphs of lines."""
        return [part.split("\n") for part in self.body.split("\n\n")]


class PaperPrint(Kept):
    """The PDF of a notice. Made once, after the notice was issued; its hash tells whether a copy is the one kept."""

    paper = models.OneToOneField(Paper, models.PROTECT, primary_key=True, related_name="print")
    file = models.FileField(_("文件"), max_length=200, storage=private_storage)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("大小"))
    made_at = models.DateTimeField(_("生成时间"))

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书文件")
        verbose_name_plural = _("文书文件")

    def __str__(self) -> str:
        return self.sha256
