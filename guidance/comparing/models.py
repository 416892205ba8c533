"""Data sources (数据源): registers that are asked whether an applicant is in them, so that no paper has to be brought."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import WrittenOnce, WrittenOnceQuerySet, track
from accounts.models import Bureau

from . import addresses

LONGEST_WAIT = 5
"""Seconds: a citizen waits on the page while a source is asked."""
HEADER = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9-]{0,49}$", _("请求头的名称只含英文字母、数字和连字符，如 Authorization。")
)
SECRET = RegexValidator(r"^[A-Z][A-Z0-9_]{0,29}$", _("密钥代号只含大写英文字母、数字和下划线，如 POLICE。"))
PATH = RegexValidator(r"^[^.\s]+(\.[^.\s]+)*$", _("写成用点分开的名称，如 data.match。"))


class DataSourceQuerySet(models.QuerySet["DataSource"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the bureaus in scope: who may change them. Guides of every bureau may use one."""
        return scope.limit(self, user)

    def in_use(self) -> Self:
        """Those that are asked."""
        return self.filter(active=True)


class DataSource(models.Model):
    """A register of a bureau: which answers find somebody in it, and how it is asked."""

    class Kind(models.TextChoices):
        TABLE = "table", _("上传的表格")
        HTTP = "http", _("数据接口（HTTP JSON）")

    class Identity(models.TextChoices):
        ID_NUMBER = "id_number", _("身份证件号码")
        CREDIT_CODE = "credit_code", _("统一社会信用代码")
        EITHER = "either", _("身份证件号码或统一社会信用代码")

    name = models.CharField(_("名称"), max_length=60, unique=True, help_text=_("申请人会看到，如“郑州市企业登记库”。"))
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("数据提供机构"), related_name="data_sources")
    about = models.CharField(_("能证明什么"), max_length=100, help_text=_("申请人会看到，如“营业执照是否在有效期内”。"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.TABLE)
    identity = models.CharField(
        _("凭什么查"), max_length=12, choices=Identity, default=Identity.ID_NUMBER,
        help_text=_("取申请表里“身份证号”“统一社会信用代码”字段的回答。"),
    )  # fmt: skip
    check_name = models.BooleanField(
        _("同时核对姓名"), default=True,
        help_text=_("取“姓名”字段的回答，单位的表单里是法定代表人（负责人）。建议保留：只知道号码的人查不出结果。"),
    )  # fmt: skip
    active = models.BooleanField(_("启用"), default=True, help_text=_("停用后，申请人照常上传材料。"))
    timeout = models.PositiveSmallIntegerField(
        _("最长等待秒数"), default=3, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WAIT)],
        help_text=_("1 到 5 秒。超过的按“查不到结果”处理，请申请人上传。"),
    )  # fmt: skip
    url = models.URLField(_("接口地址"), max_length=500, blank=True)
    secret_header = models.CharField(
        _("密钥放在哪个请求头"), max_length=50, blank=True, default="Authorization", validators=[HEADER]
    )
    secret_name = models.CharField(
        _("密钥代号"), max_length=30, blank=True, validators=[SECRET],
        help_text=_("密钥本身由运维放在环境变量 HALL_DATA_SECRET_代号 里，这里只写代号；不用密钥的留空。"),
    )  # fmt: skip
    number_key = models.CharField(_("号码的参数名"), max_length=50, blank=True, default="id_number")
    name_key = models.CharField(_("姓名的参数名"), max_length=50, blank=True, default="name")
    answer_path = models.CharField(
        _("结果在哪里"), max_length=100, blank=True, default="match", validators=[PATH],
        help_text=_("返回的 JSON 里的位置，用点分开，如 data.match。"),
    )  # fmt: skip
    yes_words = models.CharField(
        _("表示相符的值"), max_length=100, blank=True, default="true,1,Y", help_text=_("几个值用逗号分开。")
    )
    no_words = models.CharField(
        _("表示不相符的值"), max_length=100, blank=True, default="false,0,N",
        help_text=_("既不是相符也不是不相符的，按故障处理。"),
    )  # fmt: skip
    reference_path = models.CharField(
        _("证照编号在哪里"),
        max_length=100,
        blank=True,
        validators=[PATH],
        help_text=_("可不填。经办人会看到这个编号。"),
    )
    table = models.OneToOneField(
        "SourceTable", models.PROTECT, verbose_name=_("现用的表格"), related_name="used_by", null=True, editable=False
    )
    history = track()

    objects = DataSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("数据源")
        verbose_name_plural = _("数据源")
        ordering: ClassVar = ["bureau__sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        """Which answers can find somebody: any one of them is enough. Named as `Person` names them."""
        either = self.identity == self.Identity.EITHER
        return frozenset({self.Identity.ID_NUMBER, self.Identity.CREDIT_CODE} if either else {self.identity})

    def clean(self) -> None:
        """An interface has an address that may be asked, and a place where the answer stands."""
        if self.kind != self.Kind.HTTP:
            return
        wrong: dict[str, Any] = {name: _("数据接口要填这一项。") for name in self._missing()}
        if self.url and (problem := addresses.problem(self.url)):
            wrong["url"] = problem
        if self.secret_name and self.secret_name not in settings.HALL_DATA_SECRETS:
            words = _("没有设置环境变量 HALL_DATA_SECRET_%(name)s，请运维先设置。")
            wrong["secret_name"] = words % {"name": self.secret_name}
        if wrong:
            raise ValidationError(wrong)

    def _missing(self) -> list[str]:
        wanted = ["url", "number_key", "answer_path", "yes_words", "no_words"]
        wanted += ["name_key"] if self.check_name else []
        wanted += ["secret_header"] if self.secret_name else []
        return [name for name in wanted if not getattr(self, name).strip()]


class SourceTableQuerySet(WrittenOnceQuerySet["SourceTable"]):
    def abandoned(self, before: datetime) -> Self:
        """Looked at and never put in place, since before that moment."""
        rows = SourceRow.objects.filter(table=models.OuterRef("pk"))
        return self.filter(models.Exists(rows), used_by=None, at__lt=before)


class SourceTable(WrittenOnce):
    """One upload of a table: who, when, which file. Its rows go when the next one takes its place."""

    source = models.ForeignKey(DataSource, models.CASCADE, verbose_name=_("数据源"), related_name="tables")
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField(_("行数"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("上传人"), related_name="+", null=True
    )
    at = models.DateTimeField(_("上传时间"), default=timezone.now)

    objects = SourceTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("数据源表格")
        verbose_name_plural = _("数据源表格")
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%Y-%m-%d %H:%M}"


class SourceRow(models.Model):
    """A line of a table. Number and name stand as keyed hashes: a copy of the database names nobody."""

    table = models.ForeignKey(SourceTable, models.CASCADE, related_name="rows")
    number_hash = models.CharField(max_length=64)
    name_hash = models.CharField(max_length=64, blank=True)
    reference = models.CharField(_("证照编号"), max_length=100, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True)

    class Meta:
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["table", "number_hash"], name="source_row_number")]

    def __str__(self) -> str:
        return self.reference


class SourceState(models.Model):
    """How a source has answered lately: shared by all processes, so that one that hangs is left alone by all."""

    source = models.OneToOneField(DataSource, models.CASCADE, related_name="state", primary_key=True)
    failures = models.PositiveSmallIntegerField(_("连续失败次数"), default=0)
    resting_until = models.DateTimeField(_("暂停询问到"), null=True)
    failed_at = models.DateTimeField(_("最近一次失败"), null=True)
    last_error = models.CharField(_("失败原因"), max_length=200, blank=True)

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.source_id} {self.failures}"
