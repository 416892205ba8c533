"""The rows of a guide: what is asked for, what happens, on what basis, at what price, where."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from accounts.models import PHONE, Bureau

from .. import choices, verifying
from ..limits import copies_text, limit_text
from ..widgets import ConditionInput

DOCUMENT = get_document_model_string()
CONDITION_HELP = _("留空表示任何情形都要。写法：问题＝选项/选项；另一问题＝选项。各段都要满足，“/”表示任一个都算。")


def without_gone(model: type[models.Model], *contents: dict[str, Any]) -> list[dict[str, Any]]:
    """Contents of a revision with empty references where what was referred to (PROTECT) has been deleted since.

    One query for each referring column that is set at all, however many contents there are.
    """
    rows = [dict(content) for content in contents]
    for column in model._meta.concrete_fields:
        remote = column.remote_field
        if remote is None or remote.on_delete is not models.PROTECT:
            continue
        wanted = {row[column.name] for row in rows if row.get(column.name) is not None}
        there = (
            set(remote.model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
        )
        for row in rows:
            if row.get(column.name) is not None and row[column.name] not in there:
                row[column.name] = None
    return rows


class Row(Orderable):
    """A row of a guide. What its references point at is asked for all rows at once, by `ItemPage`."""

    class Meta(Orderable.Meta):
        abstract = True

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """modelcluster's way back from a revision, without its query for each reference of each row."""
        return model_from_serializable_data(cls, data, check_fks=False)


class LegalBasis(Row):
    """设定依据."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="legal_bases")
    law = models.CharField(_("法律名称"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=100, blank=True, default="")
    article = models.CharField(_("条款号"), max_length=100, blank=True, default="")
    text = models.TextField(_("条款内容"), blank=True, default="")
    url = models.URLField(_("链接"), max_length=500, blank=True, default="")
    panels: ClassVar = [
        FieldPanel("law"),
        FieldRowPanel([FieldPanel("document_number"), FieldPanel("article")]),
        FieldPanel("text"),
        FieldPanel("url"),
    ]

    class Meta(Row.Meta):
        verbose_name = _("设定依据")
        verbose_name_plural = _("设定依据")

    def __str__(self) -> str:
        return " ".join(part for part in (self.law, self.document_number, self.article) if part)


SOURCE_HELP = _("申请时可以向这个数据源查询：相符的免交，查不到的照常上传。事项的表单要有对应的号码字段。")


class Material(Row):
    """申请材料. Necessity, copies and standard are of this item, whatever other items ask of the same paper."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="materials")
    shared = models.ForeignKey(
        "items.SharedMaterial",
        models.PROTECT,
        verbose_name=_("共用材料"),
        related_name="uses",
        null=True,
        blank=True,
        help_text=_(
            "选了它，名称、类型、来源、形式、须知、依据和表格都由它带入并随它更新；份数、必要性和受理标准在这里填。"
        ),
    )
    name = models.CharField(_("材料名称"), max_length=200, help_text=_("写清楚是什么，不用“等”“其他相关材料”。"))
    kind = models.CharField(
        _("材料类型"), max_length=12, choices=choices.MaterialKind, default=choices.MaterialKind.PROOF
    )
    source = models.CharField(
        _("来源渠道"), max_length=12, choices=choices.MaterialSource, default=choices.MaterialSource.APPLICANT
    )
    form = models.CharField(
        _("材料形式"), max_length=12, choices=choices.MaterialForm, default=choices.MaterialForm.BOTH
    )
    originals = models.PositiveSmallIntegerField(_("原件份数"), default=0)
    copies = models.PositiveSmallIntegerField(_("复印件份数"), default=0)
    necessity = models.CharField(
        _("必要性"), max_length=12, choices=choices.Necessity, default=choices.Necessity.REQUIRED
    )
    promisable = models.BooleanField(_("可用书面承诺代替"), default=False, help_text=_("事项支持告知承诺时才起作用。"))
    standard = models.TextField(_("受理标准"), blank=True, default="")
    instructions = models.TextField(_("填报须知"), blank=True, default="")
    basis = models.CharField(_("依据"), max_length=300, blank=True, default="")
    applies_when = models.CharField(_("适用情形"), max_length=500, blank=True, default="", help_text=CONDITION_HELP)
    issuer = models.CharField(_("核发机构"), max_length=100, blank=True, default="")
    blank_form = models.ForeignKey(
        DOCUMENT, models.PROTECT, verbose_name=_("空白表格"), related_name="+", null=True, blank=True
    )
    sample = models.ForeignKey(
        DOCUMENT, models.PROTECT, verbose_name=_("示例样表"), related_name="+", null=True, blank=True
    )
    data_source = models.ForeignKey(
        "comparing.DataSource",
        models.PROTECT,
        verbose_name=_("数据比对"),
        related_name="materials",
        null=True,
        blank=True,
        help_text=_("网上申请时可以向这个数据源查询：相符的免交，查不到的照常上传。"),
    )
    checked_at = ""
    """The names of the steps that check it, set where a guide is shown."""
    panels: ClassVar = [
        FieldPanel("shared"),
        FieldPanel("name", classname="shared-value"),
        FieldRowPanel([FieldPanel("necessity"), FieldPanel("originals"), FieldPanel("copies")]),
        FieldPanel("promisable"),
        FieldPanel("standard"),
        FieldPanel("applies_when", widget=ConditionInput),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("source"), FieldPanel("form")], classname="shared-value"),
        FieldPanel("data_source", help_text=SOURCE_HELP),
        FieldPanel("instructions", classname="shared-value"),
        FieldRowPanel([FieldPanel("basis"), FieldPanel("issuer")], classname="shared-value"),
        FieldRowPanel([FieldPanel("blank_form"), FieldPanel("sample")], classname="shared-value"),
    ]

    class Meta(Row.Meta):
        verbose_name = _("申请材料")
        verbose_name_plural = _("申请材料")

    def __str__(self) -> str:
        return self.name

    @property
    def copies_text(self) -> str:
        """How many to bring: 原件 1 份，复印件 2 份."""
        return copies_text(self.originals, self.copies)

    @property
    def sparable(self) -> bool:
        """Whether it need not be handed in where its data source, which is asked now, knows the applicant."""
        return self.data_source is not None and self.data_source.active


class Step(Row):
    """办理环节: what the law asks, who does it, in what time, by what standard."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("环节类型"), max_length=12, choices=choices.StepKind)
    name = models.CharField(_("环节名称"), max_length=60, help_text=_("写要做的事，不写部门、科室或窗口。"))
    role = models.CharField(_("办理岗位"), max_length=60, blank=True, default="")
    limit = models.PositiveSmallIntegerField(
        _("时限"), null=True, blank=True, help_text=_("0 表示当场；留空表示没有单独的时限。")
    )
    unit = models.CharField(_("单位"), max_length=8, choices=choices.Unit, default=choices.Unit.WORKDAY)
    standard = models.TextField(_("办理标准"), blank=True, default="")
    outcome = models.CharField(_("办理结果"), max_length=200, blank=True, default="")
    bureau = models.ForeignKey(
        Bureau,
        models.PROTECT,
        verbose_name=_("办理机构"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("联合办理时填写；留空为本机构。"),
    )
    parallel_group = models.CharField(
        _("并联组"), max_length=20, blank=True, default="", help_text=_("同组的环节同时办理，时限取最长的一个。")
    )
    basis = models.CharField(
        _("依据"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("收件、受理、审查、决定、制证、送达以外的环节必填。"),
    )
    checks = models.TextField(
        _("核验材料"),
        blank=True,
        default="",
        help_text=_("这个环节审核哪些材料，一行一个，名称与“材料”页上的一样。"),
    )
    recheck_basis = models.CharField(
        _("重复核验依据"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("前面环节审核过的材料这里还要再审的，写明依据；否则不要再列。"),
    )
    applies_when = models.CharField(_("适用情形"), max_length=500, blank=True, default="", help_text=CONDITION_HELP)
    panels: ClassVar = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("limit"), FieldPanel("unit"), FieldPanel("parallel_group")]),
        FieldPanel("standard"),
        FieldRowPanel([FieldPanel("outcome"), FieldPanel("bureau")]),
        FieldPanel("checks", widget=forms.Textarea(attrs={"rows": 3, "data-hall-checks": "materials"})),
        FieldPanel("recheck_basis"),
        FieldPanel("basis"),
        FieldPanel("applies_when", widget=ConditionInput),
    ]

    class Meta(Row.Meta):
        verbose_name = _("办理环节")
        verbose_name_plural = _("办理环节")

    def __str__(self) -> str:
        return self.name

    @property
    def limit_text(self) -> str:
        """The limit as people read it."""
        return limit_text(self.limit, self.unit)

    @property
    def check_list(self) -> list[str]:
        """The materials it checks, one by one."""
        return verifying.names(self.checks)

    @property
    def special(self) -> bool:
        """Whether it is a procedure that needs a legal basis of its own."""
        return self.kind not in choices.STANDARD_STEPS


class Result(Row):
    """办理结果: what the applicant gets."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="results")
    name = models.CharField(_("结果名称"), max_length=200)
    kind = models.CharField(_("结果类型"), max_length=12, choices=choices.ResultKind)
    validity = models.CharField(_("有效期"), max_length=100, blank=True, default="")
    sample = models.ForeignKey(
        DOCUMENT, models.PROTECT, verbose_name=_("结果样本"), related_name="+", null=True, blank=True
    )
    panels: ClassVar = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("validity")]),
        FieldPanel("sample"),
    ]

    class Meta(Row.Meta):
        verbose_name = _("办理结果")
        verbose_name_plural = _("办理结果")

    def __str__(self) -> str:
        return self.name


class Fee(Row):
    """收费."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="fees")
    name = models.CharField(_("收费项目"), max_length=200)
    standard = models.CharField(_("收费标准"), max_length=300, blank=True, default="")
    basis = models.CharField(_("收费依据"), max_length=300, blank=True, default="")
    waiver = models.CharField(_("减免"), max_length=300, blank=True, default="")
    panels: ClassVar = [FieldPanel("name"), FieldPanel("standard"), FieldPanel("basis"), FieldPanel("waiver")]

    class Meta(Row.Meta):
        verbose_name = _("收费")
        verbose_name_plural = _("收费")

    def __str__(self) -> str:
        return self.name


class Place(Row):
    """办理地点: where and when."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="places")
    address = models.CharField(_("办理地点"), max_length=300)
    window = models.CharField(_("窗口号"), max_length=100, blank=True, default="")
    hours = models.CharField(_("办理时间"), max_length=300, blank=True, default="")
    phone = models.CharField(_("电话"), max_length=30, blank=True, default="", validators=[PHONE])
    panels: ClassVar = [
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("window"), FieldPanel("phone")]),
        FieldPanel("hours"),
    ]

    class Meta(Row.Meta):
        verbose_name = _("办理地点")
        verbose_name_plural = _("办理地点")

    def __str__(self) -> str:
        return " ".join(part for part in (self.address, self.window) if part)


class Question(Row):
    """常见问题."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("问题"), max_length=300)
    answer = models.TextField(_("答案"))
    panels: ClassVar = [FieldPanel("question"), FieldPanel("answer")]

    class Meta(Row.Meta):
        verbose_name = _("常见问题")
        verbose_name_plural = _("常见问题")

    def __str__(self) -> str:
        return self.question


ROW_MODELS: tuple[type[Any], ...] = (LegalBasis, Material, Step, Result, Fee, Place, Question)
