"""The editor's screens: list, build and check, copy, usage, history. What follows is in `publish_views`."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models.reference_index import ReferenceGroups, ReferenceIndex

from . import definition, keys, links, service
from .columns import LinesColumn, StateColumn, WhenColumn
from .history import Change, changes_of
from .library import ready_forms
from .models import Form, FormQuerySet, new_code
from .problem_rows import ProblemRow, rows_of, show_beside
from .rule_words import facts


class OwnForms:
    """For every view of forms: what the user may not see is not found."""

    request: HttpRequest

    def get_base_object_queryset(self) -> FormQuerySet:
        """For views of one object."""
        return Form.objects.visible_to(self.request.user).select_related("bureau")

    def get_base_queryset(self) -> QuerySet[Any]:
        """For the list."""
        return Form.objects.visible_to(self.request.user).select_related("bureau").with_latest()


def url(name: str, form: Form) -> str:
    """The address of one of a form's screens."""
    return reverse(f"forms_admin:{name}", args=[form.pk])


def restore_url(form: Form, history_id: int) -> str:
    """The address of the screen that takes an earlier draft back."""
    return reverse("forms_admin:restore", args=[form.pk, history_id])


class FormIndexView(OwnForms, generic.IndexView):
    """All forms of the bureau, the newest changes first."""

    default_ordering = "-updated_at"
    any_permission_required = ("add", "change", "view")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("title", TitleColumn),
            StateColumn("state", label=_("状态")),
            Column("latest_number", label=_("已发布版本"), accessor=lambda form: form.latest_number or "—"),
            Column("bureau", label=_("机构"), accessor=lambda form: form.bureau.display_name),
            WhenColumn("updated_at", label=_("修改时间"), sort_key="updated_at"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Beside Wagtail's own: take a form in from a workbook."""
        buttons = super().header_more_buttons
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            buttons.append(Button(_("从 Excel 导入"), reverse("forms_admin:import"), icon_name="upload", priority=90))
        return buttons

    def get_list_more_buttons(self, instance: Form) -> list[Any]:
        """Wagtail's own, without delete: forms are taken out of use."""
        return [button for button in super().get_list_more_buttons(instance) if "delete" not in str(button.url)]


class FormCreateView(generic.CreateView):
    """A new form."""

    success_message = gettext_lazy("表单「%(object)s」已建立。")
    template_name = "forms/admin/create.html"

    def get_initial_form_instance(self) -> Form | None:
        """Empty, or one of the ready forms."""
        ready = ready_forms().get(self.request.GET.get("from", ""))
        if ready is None or self.request.method != "GET":
            return None
        body = Form._meta.get_field("body").to_python(definition.to_body(ready.steps))
        return Form(title=ready.title, intro=ready.intro, body=body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "ready_forms": ready_forms().values(),
            "rule_facts": facts(),
        }

    def save_instance(self) -> Form:
        """Save; the history of the form records it."""
        saved: Form = self.form.save()
        return saved

    def get_success_url(self) -> str:
        return url("edit", self.object)

    def get_success_buttons(self) -> list[Any]:
        return []


class FormCopyView(OwnForms, generic.CopyView):
    """A new form that begins as a copy. Keys are kept: answers to both can be laid side by side."""

    def get_object(self, queryset: Any = None) -> Form:
        form: Form = get_object_or_404(self.get_base_object_queryset(), pk=self.kwargs[self.pk_url_kwarg])
        return form

    def get_initial_form_instance(self) -> Form:
        form = self.get_object()
        title = _("%(title)s（副本）") % {"title": form.title}
        return Form(title=title, code=new_code(), intro=form.intro, body=form.body, bureau=form.bureau)


class FormEditView(OwnForms, generic.EditView):
    """Build the draft. Saving keeps it; "检查" and "发布" save first and show each fault at its block."""

    actions = ["edit", "preview", "check", "publish"]
    template_name = "forms/admin/edit.html"
    success_message = gettext_lazy("草稿「%(object)s」已保存。")

    def get_queryset(self) -> QuerySet[Form]:
        return self.get_base_object_queryset().with_latest()

    def save_instance(self) -> Form:
        """Save; the history of the form records it."""
        saved: Form = self.form.save()
        return saved

    def get_last_updated_info(self) -> None:
        """Nothing: who changed what is in the history."""

    def get_success_url(self) -> str:
        address = url("edit", self.object)
        if self.action in {"edit", "preview"}:
            return url("preview", self.object) if self.action == "preview" else address
        if any(problem.blocking for problem in service.problems(self.object)) or self.action == "check":
            return f"{address}?check=1"
        return url("publish", self.object)

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.request.method == "GET" and "check" in self.request.GET:
            self.problems = service.problems(self.object)
            show_beside(form, self.problems)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = self.object
        context |= {
            "rows": self._rows(),
            "mend_url": url("mend", form),
            "rule_facts": facts(form.last_key, keys.last_choice(form)),
            "preview_url": url("preview", form),
            "publish_url": url("publish", form),
            "may_publish": service.may_publish(self.request.user, form),
        }
        return context

    def _rows(self) -> list[ProblemRow] | None:
        """What the checks found; None where nobody asked."""
        found = getattr(self, "problems", None)
        return None if found is None else rows_of(self.object.body, found)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        form = self.object
        offered = links.of(form, self.request.user)
        return [
            HeaderButton(_("预览"), url("preview", form), icon_name="view", attrs={"target": "_blank"}),
            HeaderButton(_("版本"), url("versions", form), icon_name="history"),
            HeaderButton(_("导出 Excel"), url("export", form), icon_name="download"),
            HeaderButton(_("恢复使用") if form.archived else _("停用"), url("archive", form), icon_name="lock"),
            *(HeaderButton(one.label, one.url, icon_name=one.icon) for one in offered),
        ]


class Users(ReferenceGroups):
    """What refers to a form, read at once for each kind: Wagtail reads them one by one, also those of other pages."""

    def __iter__(self) -> Iterator[tuple[Any, list[Any]]]:
        groups: dict[tuple[int, str], list[Any]] = {}
        for reference in self.qs:
            groups.setdefault((reference.base_content_type_id, reference.object_id), []).append(reference)
        found: dict[tuple[int, str], Any] = {}
        for kind in {kind for kind, _key in groups}:
            rows = ContentType.objects.get_for_id(kind).get_all_objects_for_this_type(
                pk__in=[key for other, key in groups if other == kind]
            )
            found |= {(kind, str(row.pk)): row for row in rows}
        yield from ((found[key], references) for key, references in groups.items() if key in found)


class FormUsageView(OwnForms, UsageView):
    """Where the form is used."""

    def get_queryset(self) -> ReferenceGroups:
        return Users(ReferenceIndex.get_references_to(self.object))


class FormHistoryView(OwnForms, HistoryView):
    """Who changed what, from the form's own history."""

    filterset_class = None
    any_permission_required = ("change", "view")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            LinesColumn("lines", label=_("改动")),
            UserColumn("user", blank_display_name=_("系统"), label=_("操作人"), width="20%"),
            WhenColumn("when", label=_("时间"), width="15%"),
            TitleColumn(
                "restore", label=_("草稿"), accessor=lambda change: _("恢复"), width="10%",
                get_url=lambda change: restore_url(self.object, change.pk),
            ),
        ]  # fmt: skip

    def get_base_queryset(self) -> Any:
        return self.object.history.select_related("history_user__wagtail_userprofile").order_by(
            "-history_date", "-history_id"
        )

    def get_table(self, object_list: Any) -> Any:
        rows: list[Change] = changes_of(self.object, list(object_list))
        return super().get_table(rows)
