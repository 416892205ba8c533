"""How a source's files are read, and what became of each file that was taken in through the admin."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from accounts.history import track
from accounts.models import Bureau
from accounts.scope import scope_of

if TYPE_CHECKING:
    from accounts.models import User

    from ..importing.mapping import Mapping

NOT_READ = "-"


def target_choices() -> list[Any]:
    """Our headings in groups, and leaving a column out; read late, since the importer knows the models."""
    from ..importing.mapping import targets

    groups = [(group, [(heading, heading) for heading in headings]) for group, headings in targets()]
    return [(NOT_READ, _("不读取")), *groups]


def heading_choices() -> list[Any]:
    """Our headings in groups."""
    return target_choices()[1:]


class ImportProfile(ClusterableModel):
    """映射方案: what one source calls our headings and words, and what its files leave unsaid."""

    name = models.CharField(
        _("名称"), max_length=60, unique=True, help_text=_("如“省平台导出”。命令行用 --profile 名称。")
    )
    note = models.TextField(_("备注"), blank=True, default="")
    sheet = models.CharField(
        _("只读这个工作表"), max_length=60, blank=True, default="", help_text=_("留空则读取所有看得懂的工作表。")
    )
    area_code = models.CharField(
        _("新建机构的行政区划代码"),
        max_length=6,
        blank=True,
        default="",
        validators=[RegexValidator(r"^\d{6}$", _("行政区划代码是 6 位数字。"))],
        help_text=_("留空则用本市的代码。"),
    )
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    history = track()
    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("sheet"), FieldPanel("area_code")]),
        InlinePanel("headings", heading=_("表头"), label=_("表头")),
        InlinePanel("words", heading=_("用语"), label=_("用语")),
        InlinePanel("defaults", heading=_("默认值"), label=_("默认值")),
    ]

    class Meta:
        verbose_name = _("映射方案")
        verbose_name_plural = _("映射方案")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def mapping(self) -> "Mapping":
        """The rules as the importer takes them."""
        from ..importing.mapping import Mapping
        from ..importing.texts import plain

        return Mapping(
            name=self.name,
            sheet=self.sheet,
            area_code=self.area_code,
            headings={plain(row.source): row.target for row in self.headings.all()},
            values={(row.heading, plain(row.source)): row.value for row in self.words.all()},
            defaults={row.heading: row.value for row in self.defaults.all()},
        )


class ProfileKey(ParentalKey):
    """A rule's profile. The history's copy of the key has no way back, which modelcluster would refuse."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Modelcluster's checks, but for the history."""
        return [] if self.remote_field.related_name == "+" else super().check(**kwargs)

    def deconstruct(self) -> Any:
        """As a ParentalKey: migrations need not know this class."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalKey", args, kwargs


class HeadingRule(Orderable):
    """A heading of the source and ours, or that the column is not read."""

    profile = ProfileKey(ImportProfile, on_delete=models.CASCADE, related_name="headings")
    source = models.CharField(_("来源表头"), max_length=100)
    target = models.CharField(_("当作"), max_length=40, choices=target_choices)
    history = track()
    panels: ClassVar = [FieldRowPanel([FieldPanel("source"), FieldPanel("target")])]

    class Meta(Orderable.Meta):
        verbose_name = _("表头")
        verbose_name_plural = _("表头")

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class WordRule(Orderable):
    """A word that the source writes in one of our columns, and what we call it."""

    profile = ProfileKey(ImportProfile, on_delete=models.CASCADE, related_name="words")
    heading = models.CharField(_("列"), max_length=40, choices=heading_choices)
    source = models.CharField(_("来源写法"), max_length=100)
    value = models.CharField(_("当作"), max_length=200, blank=True, default="", help_text=_("留空表示不读取这个值。"))
    history = track()
    panels: ClassVar = [FieldRowPanel([FieldPanel("heading"), FieldPanel("source"), FieldPanel("value")])]

    class Meta(Orderable.Meta):
        verbose_name = _("用语")
        verbose_name_plural = _("用语")

    def __str__(self) -> str:
        return f"{self.heading}: {self.source} → {self.value}"


class DefaultRule(Orderable):
    """What an empty cell or a missing column means."""

    profile = ProfileKey(ImportProfile, on_delete=models.CASCADE, related_name="defaults")
    heading = models.CharField(_("列"), max_length=40, choices=heading_choices)
    value = models.CharField(_("默认值"), max_length=200)
    history = track()
    panels: ClassVar = [FieldRowPanel([FieldPanel("heading"), FieldPanel("value")])]

    class Meta(Orderable.Meta):
        verbose_name = _("默认值")
        verbose_name_plural = _("默认值")

    def __str__(self) -> str:
        return f"{self.heading}: {self.value}"


def private_storage() -> Storage:
    """Where files lie that are never served without a permission."""
    return storages["private"]


class RunState(models.TextChoices):
    """Where a run is. A run that waits and one that is at work have the same state: the claim tells them apart."""

    CHECKING = "checking", _("预览中")
    CHECKED = "checked", _("待确认")
    RUNNING = "running", _("导入中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    DROPPED = "dropped", _("已放弃")


AT_WORK = (RunState.CHECKING, RunState.RUNNING)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Runs by what one wants of them."""

    def visible_to(self, user: "User") -> "ImportRunQuerySet":
        """A city-wide importer sees all, others those of their bureau."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(bureau__in=scope.bureau_ids)

    def due(self, now: datetime) -> "ImportRunQuerySet":
        """Those that the worker is to take up: nobody is at them, or whoever was is gone."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), state__in=AT_WORK)


class ImportRun(models.Model):
    """A file on its way into the hall. The row is its own record: who, when, what became of each line."""

    file = models.FileField(_("文件"), storage=private_storage, upload_to="imports/%Y/%m", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    profile = models.ForeignKey(
        ImportProfile, models.SET_NULL, verbose_name=_("映射方案"), related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("导入人"), related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="+", null=True)
    state = models.CharField(_("状态"), max_length=10, choices=RunState, default=RunState.CHECKING, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    bureaus = models.JSONField(default=list)
    error = models.TextField(_("原因"), blank=True, default="")
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=120, blank=True, default="")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def at_work(self) -> bool:
        """Whether the worker has it, or will."""
        return self.state in AT_WORK

    @property
    def previewing(self) -> bool:
        """Whether its lines tell what would be, not what was."""
        return self.state in (RunState.CHECKING, RunState.CHECKED, RunState.DROPPED) or not self.started_at


class RowResult(models.TextChoices):
    """What became of a line."""

    CREATED = "created", _("新建")
    UPDATED = "updated", _("更新")
    UNCHANGED = "unchanged", _("不变")
    REJECTED = "rejected", _("退回")


class ImportRow(models.Model):
    """What became of one item of a file, or (`preview`) what would. Written in the item's own transaction."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    preview = models.BooleanField(default=False)
    position = models.IntegerField()
    number = models.PositiveIntegerField(_("行"))
    sheet = models.CharField(_("工作表"), max_length=60, blank=True, default="")
    code = models.CharField(_("实施编码"), max_length=64, blank=True, default="")
    title = models.CharField(_("事项名称"), max_length=255, blank=True, default="")
    bureau = models.CharField(_("实施主体"), max_length=100, blank=True, default="")
    result = models.CharField(_("结果"), max_length=10, choices=RowResult)
    column = models.CharField(_("列"), max_length=100, blank=True, default="")
    reason = models.TextField(_("原因"), blank=True, default="")
    warnings = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    warned = models.BooleanField(default=False)
    unready = models.BooleanField(default=False)
    page = models.ForeignKey("items.ItemPage", models.SET_NULL, related_name="+", null=True)

    class Meta:
        verbose_name = _("导入的一行")
        verbose_name_plural = _("导入的各行")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "preview", "position"], name="items_import_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
