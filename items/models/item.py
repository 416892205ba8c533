"""事项: an item and its guide, the data elements of GB/T 39046-2020 table 4 as columns and rows."""

import re
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageManager
from wagtail.search import index

from accounts.models import PHONE, Bureau

from .. import choices
from ..fields import ChoiceSetField
from ..forms import ItemCopyForm, ItemPageForm
from ..limits import limit_text
from .base import HallPage
from .editor import EDITOR
from .queries import ItemQuerySet
from .rows import Row, without_gone

if TYPE_CHECKING:
    from accounts.models import User

    from ..record import Before

SLUG_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,63}")
ADDRESS_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE = RegexValidator(r"^\S{1,64}$", _("实施编码最长 64 个字符，不含空格。"))


ItemManager = PageManager.from_queryset(ItemQuerySet)


class ItemPage(HallPage):
    """An item of one bureau. `title` is 事项名称; `address` is the public address and never changes."""

    address = models.CharField(_("网址编号"), max_length=80, unique=True, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("实施主体"), related_name="items", editable=False)
    version = models.PositiveIntegerField(_("版本"), default=0, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    city_item = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("市级事项"), related_name="county_items", null=True, editable=False
    )
    own_values = ChoiceSetField(_("本区自定"), choices=choices.Own.choices, editable=False)

    code = models.CharField(_("实施编码"), max_length=64, blank=True, default="", db_index=True, validators=[CODE])
    base_code = models.CharField(_("基本编码"), max_length=64, blank=True, default="")
    everyday_names = models.TextField(
        _("日常用语"), blank=True, default="", help_text=_("老百姓怎么叫它，一行一个，如“开饭店”。搜索会用到。")
    )
    summary = models.TextField(_("情况说明"), blank=True, default="", help_text=_("用一两句平常话说清楚这是办什么。"))
    kind = models.CharField(
        _("事项类型"), max_length=12, choices=choices.ItemKind, blank=True, default="", db_index=True
    )
    level = models.CharField(_("行使层级"), max_length=10, choices=choices.Level, blank=True, default="")
    status = models.CharField(_("状态"), max_length=10, choices=choices.Status, default=choices.Status.IN_USE)
    effective_from = models.DateField(_("计划生效日期"), null=True, blank=True)
    effective_to = models.DateField(_("计划取消日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("替代事项"), related_name="replaces", null=True, blank=True
    )
    status_since = models.DateField(_("现状态起始日"), null=True, blank=True, editable=False)

    joint_bureaus = ParentalManyToManyField(Bureau, verbose_name=_("联办机构"), related_name="+", blank=True)
    undertaker = models.CharField(_("承办机构"), max_length=100, blank=True, default="")
    audiences = ChoiceSetField(_("服务对象"), choices=choices.Audience.choices)
    topics = ParentalManyToManyField("items.Topic", verbose_name=_("主题分类"), related_name="items", blank=True)

    handling = models.CharField(_("办件类型"), max_length=10, choices=choices.Handling, blank=True, default="")
    conditions = models.TextField(_("受理条件"), blank=True, default="")
    prohibitions = models.TextField(_("禁止性要求"), blank=True, default="")
    quota = models.CharField(_("数量限制"), max_length=200, blank=True, default="")
    channels = ChoiceSetField(_("办理形式"), choices=choices.Channel.choices)
    online_depth = models.CharField(_("网上办理深度"), max_length=2, choices=choices.Depth, blank=True, default="")
    visits = models.PositiveSmallIntegerField(_("到办事现场次数"), null=True, blank=True)
    visits_reason = models.CharField(_("到现场原因"), max_length=300, blank=True, default="")
    coverage = models.CharField(_("通办范围"), max_length=60, blank=True, default="")
    bookable = models.BooleanField(_("可以预约"), default=False)
    apply_online = models.BooleanField(_("可以网上申请"), default=False)
    ask_online = models.BooleanField(_("可以网上咨询"), default=True)
    by_post = models.BooleanField(_("支持物流快递"), default=False)
    promise_instead = models.BooleanField(_("支持告知承诺"), default=False)
    deferrable = models.BooleanField(_("支持容缺受理"), default=False)
    defer_days = models.PositiveSmallIntegerField(
        _("容缺补交期限（工作日）"),
        null=True,
        blank=True,
        help_text=_("受理后几个工作日内补交；不填按机构的办事规则。"),
    )
    check_days = models.PositiveSmallIntegerField(
        _("承诺核查期限（工作日）"),
        null=True,
        blank=True,
        help_text=_("准予后几个工作日内核查承诺是否属实；不填按机构的办事规则。"),
    )
    separate_decision = models.BooleanField(
        _("审查与决定分离"), default=False, help_text=_("办过审查环节的人不得作决定。")
    )

    statutory_limit = models.PositiveSmallIntegerField(_("法定办结时限"), null=True, blank=True)
    statutory_unit = models.CharField(
        _("法定时限单位"), max_length=8, choices=choices.Unit, default=choices.Unit.WORKDAY
    )
    promised_limit = models.PositiveSmallIntegerField(
        _("承诺办结时限"), null=True, blank=True, help_text=_("0 表示当场办结。")
    )
    promised_unit = models.CharField(
        _("承诺时限单位"), max_length=8, choices=choices.Unit, default=choices.Unit.WORKDAY
    )
    limit_note = models.CharField(_("时限说明"), max_length=300, blank=True, default="")

    form = models.ForeignKey(
        "hall_forms.Form",
        models.PROTECT,
        verbose_name=_("申请表单"),
        related_name="items",
        null=True,
        blank=True,
        help_text=_("市民网上申请时填写；不选则只填联系方式并上传材料。"),
    )
    deliveries = ChoiceSetField(_("送达方式"), choices=choices.Delivery.choices)
    charges = models.BooleanField(_("是否收费"), null=True, blank=True)
    consult_phone = models.CharField(_("咨询电话"), max_length=30, blank=True, default="", validators=[PHONE])
    complaint_phone = models.CharField(_("监督投诉电话"), max_length=30, blank=True, default="", validators=[PHONE])
    remedies = models.TextField(_("行政复议、诉讼途径"), blank=True, default="")

    put_back: Sequence[str] = ()
    follows = False
    """Whether it is being published to follow what was reviewed elsewhere: a review of its own draft then goes on."""
    if TYPE_CHECKING:
        live: bool

    objects = ItemManager()
    base_form_class = ItemPageForm
    copy_form_class = ItemCopyForm
    edit_handler = EDITOR
    search_fields: ClassVar = [
        *HallPage.search_fields,
        index.SearchField("code"),
        index.SearchField("everyday_names"),
    ]
    """What the admin's page search and choosers look into."""
    template = "items/item.html"
    parent_page_types: ClassVar = ["items.BureauPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar = ["address", "code", "version", "city_item", "own_values", "status_since"]

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city_item", "bureau"], name="items_county_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="items_code_once",
                violation_error_message=_("这个实施编码已经用在另一个事项上。"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["bureau", "kind"], name="items_by_bureau_kind")]

    def _set_core_field_defaults(self) -> None:
        """Before Wagtail fills in what is missing: the address, which is also the slug in the tree."""
        if not self.address:
            self.address = new_address(self.code)
        self.slug = self.address
        super()._set_core_field_defaults()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the columns that follow from elsewhere: bureau from the tree, version from publishing, state by date."""
        from .. import record, status

        columns = kwargs.get("update_fields")
        was = record.before(self)
        if columns is None:
            self._set_core_field_defaults()
            if self._state.adding:
                self.bureau_id = self.get_parent().specific.bureau_id
            self._hold_back_unready(was)
            self._count_version(was)
            if self.live:
                status.settle(self, was)
        elif not self.live and "live_revision" in columns:
            self.live_revision = None
        saved = super().save(*args, **kwargs)
        record.after(self, was, columns)
        return saved

    def _hold_back_unready(self, was: "Before | None") -> None:
        """What was not public stays a draft until it is published past the gate, or (a live copy) passes it as it is."""
        from ..gate import passes

        if not self.live or (was and was.live):
            return
        if not (self.live_revision_id and passes(self)):
            self.live = False
            self.has_unpublished_changes = True
            self.live_revision = None
            if self._state.adding:
                self.first_published_at = self.last_published_at = None

    def _count_version(self, was: "Before | None") -> None:
        if self.live and was and self.live_revision_id and was.live_revision_id != self.live_revision_id:
            self.version = was.version + 1

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """modelcluster's way back from a revision, for references that may have gone too, its rows' included."""
        [data] = without_gone(cls, data)
        for relation in get_all_child_relations(cls):
            name = relation.get_accessor_name()
            if data.get(name) and issubclass(relation.related_model, Row):
                data[name] = without_gone(relation.related_model, *data[name])
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    def with_content_json(self, content: dict[str, Any]) -> "ItemPage":
        """A revision's content, with the columns that no revision may move."""
        page: ItemPage = super().with_content_json(content)
        page.address, page.slug = self.address, self.slug
        page.bureau_id, page.version, page.is_demo = self.bureau_id, self.version, self.is_demo
        page.city_item_id, page.status_since = self.city_item_id, self.status_since
        page.follows = self.follows
        return page

    @property
    def current_workflow_state(self) -> Any:
        """The review under way; hidden from Wagtail's publishing, which would cancel it, while the page only follows."""
        return None if self.follows else super().current_workflow_state

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's new version. A county's guide is kept to the city's content (`put_back` names what the editor had
        changed in vain), rows that use a shared material to that; how it stands by the rules is kept beside the item."""
        from .. import assessment, inheriting, sharing

        self.put_back = inheriting.settle(self)
        sharing.settle(self)
        revision = super().save_revision(*args, **kwargs)
        assessment.keep(self)
        return revision

    def publish(self, revision: Any, user: "User | None" = None, **kwargs: Any) -> Any:
        """Wagtail's publishing of a revision, past the gate: a refusal is logged and kept, and nothing is raised."""
        from .. import gate, inheriting

        if not gate.admit(self, revision, user):
            return None
        published = super().publish(revision, user=user, **kwargs)
        inheriting.follow(self)
        return published

    def can_move_to(self, parent: Page) -> bool:
        """Never to another bureau, whoever asks: cases, forms and history belong to the bureau."""
        own = getattr(parent.specific, "bureau_id", None)
        return bool(super().can_move_to(parent)) and own == self.bureau_id

    def permissions_for_user(self, user: "User") -> Any:
        """Who may take a guide off is ours to say."""
        from ..permissions import ItemPermissionTester

        return ItemPermissionTester(user, self)

    def public_path(self) -> str:
        """By the address that never changes."""
        return reverse("item", args=[self.address])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The guide, and what the upper apps add to it."""
        from .. import guide_page

        return {**super().get_context(request, *args, **kwargs), **guide_page.context(self, request)}

    @property
    def alias_list(self) -> list[str]:
        """日常用语, one by one."""
        return [word.strip() for word in self.everyday_names.splitlines() if word.strip()]

    @property
    def is_offered(self) -> bool:
        """Whether it can be done today: in use, and begun."""
        return self.status == choices.Status.IN_USE and self.is_begun

    @property
    def is_begun(self) -> bool:
        """Whether 计划生效日期 has come, or there is none."""
        return self.effective_from is None or self.effective_from <= timezone.localdate()

    @property
    def is_licensing(self) -> bool:
        """许可类 or not: it follows from the type."""
        return self.kind == choices.ItemKind.PERMIT

    @property
    def statutory_text(self) -> str:
        """法定办结时限 as people read it."""
        return limit_text(self.statutory_limit, self.statutory_unit)

    @property
    def promised_text(self) -> str:
        """承诺办结时限 as people read it."""
        return limit_text(self.promised_limit, self.promised_unit)


def new_address(code: str) -> str:
    """The code itself where it is fit for an address and free, else a short one of its own."""
    if SLUG_SAFE.fullmatch(code) and not Page.objects.filter(slug=code).exists():
        return code
    return "i" + "".join(secrets.choice(ADDRESS_ALPHABET) for _ in range(9))


def live_guides() -> ItemQuerySet:
    """What citizens can read, by bureau."""
    return ItemPage.objects.public().select_related("bureau")
