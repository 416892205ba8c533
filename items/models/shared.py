"""共用材料: a paper that many guides ask for, described once. What a guide asks of it stays in the guide's own row."""

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import model_from_serializable_data
from wagtail.documents import get_document_model_string
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin, WorkflowState

from accounts.models import Bureau
from accounts.scope import limit, scope_of

from .. import choices
from .rows import without_gone

if TYPE_CHECKING:
    from accounts.models import User

DOCUMENT = get_document_model_string()
CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """What names a record in tables, whatever it is called."""
    return "gy-" + "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))


class SharedMaterialQuerySet(models.QuerySet["SharedMaterial"]):
    """Records by who may do what with them."""

    def visible_to(self, user: "User | Any") -> Self:
        """The city's, and those of the user's bureau."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(scope.q() | models.Q(bureau=None)) if scope.bureau_ids else self.none()

    def editable_by(self, user: "User | Any") -> Self:
        """Those of the user's own bureau; the city's only for who works for the city."""
        return limit(self, user)

    def offered_to(self, bureau_id: int | None) -> Self:
        """Those that a guide of this bureau may link to: reviewed and published, the city's or its own."""
        return self.filter(live=True).filter(models.Q(bureau=None) | models.Q(bureau=bureau_id))

    def for_list(self) -> Self:
        """With what a list shows of each, in a fixed number of queries; `uses_count` is of public content."""
        reviews = models.Prefetch("workflow_states", WorkflowState.objects.active(), to_attr="_current_workflow_states")
        rows = self.select_related("bureau", "latest_revision").prefetch_related(reviews)
        return rows.annotate(uses_count=models.Count("uses__page", distinct=True))


class SharedMaterial(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """One record of a material. Its changes are reviewed, then brought into every guide that uses it (`sharing`)."""

    bureau = models.ForeignKey(
        Bureau,
        models.PROTECT,
        verbose_name=_("所属机构"),
        related_name="shared_materials",
        null=True,
        blank=True,
        help_text=_("建立以后不能改。"),
    )
    code = models.CharField(_("编号"), max_length=40, unique=True, default=new_code, editable=False)
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
    issuer = models.CharField(_("核发机构"), max_length=100, blank=True, default="")
    basis = models.CharField(_("依据"), max_length=300, blank=True, default="")
    instructions = models.TextField(_("填报须知"), blank=True, default="")
    blank_form = models.ForeignKey(
        DOCUMENT, models.PROTECT, verbose_name=_("空白表格"), related_name="+", null=True, blank=True
    )
    sample = models.ForeignKey(
        DOCUMENT, models.PROTECT, verbose_name=_("示例样表"), related_name="+", null=True, blank=True
    )
    spread_at = models.DateTimeField(_("已更新到各指南"), null=True, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="shared_material")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="shared_material",
        for_concrete_model=False,
    )
    objects = SharedMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("共用材料")
        verbose_name_plural = _("共用材料")
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scheduled_revision(self) -> None:
        """None: a record goes public when it is approved; Wagtail asks the database for each row of a list."""

    @property
    def revisions(self) -> Any:
        """Its versions; deleted with it."""
        return self._revisions

    @property
    def owner_name(self) -> str:
        """The bureau's name, or 全市."""
        return self.bureau.display_name if self.bureau else str(_("全市"))

    def clean(self) -> None:
        """A vague name would keep every guide that uses it from being published."""
        from ..quality_rows import vague

        super().clean()
        if vague(self.name):
            raise ValidationError({"name": _("写清楚是什么材料，不要用“等”“其他相关材料”。")})

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Back from a revision, with empty references where a file has gone since; the bureau is put back after."""
        [data] = without_gone(cls, {**data, "bureau": None})
        return model_from_serializable_data(cls, data, check_fks=False)

    def with_content_json(self, content: dict[str, Any]) -> "SharedMaterial":
        """A version's content, with the columns that no version may move."""
        record: SharedMaterial = super().with_content_json(content)
        record.bureau_id, record.code, record.spread_at = self.bureau_id, self.code, self.spread_at
        return record

    def publish(self, revision: Any, user: "User | None" = None, **kwargs: Any) -> Any:
        """Wagtail's publishing; then every guide that uses it is brought in step."""
        from .. import sharing

        published = super().publish(revision, user=user, **kwargs)
        sharing.begin(SharedMaterial.objects.get(pk=self.pk), user)
        return published
