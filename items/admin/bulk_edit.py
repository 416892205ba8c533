"""批量修改 in the admin: what to change, then what it would do, then what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from accounts.admin_page import admin_page
from accounts.models import Bureau
from accounts.roles import Role, has_role
from accounts.scope import scope_of

from .. import bulk
from ..models import BureauPage


class ChangeForm(forms.Form):
    """One change to many guides."""

    use_required_attribute = False
    what = forms.ChoiceField(label=_("改什么"), choices=bulk.What.choices)
    old = forms.CharField(
        label=_("现在是"), required=False, max_length=300, help_text=_("只改现在恰好这样写的；留空则全部改。")
    )
    new = forms.CharField(label=_("改为"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def change(self) -> bulk.Change:
        """What was filled in."""
        data = self.cleaned_data
        return bulk.Change(data["what"], data["new"].strip(), data["old"].strip())

    def clean(self) -> dict[str, Any]:
        """The new value must be one that a guide can hold."""
        data = super().clean() or {}
        if not self.errors:
            try:
                self.change().check()
            except ValidationError as problem:
                self.add_error("new", problem)
        return data


def bureau_of(user: Any, slug: str) -> Bureau:
    """The bureau of that address, if the user edits its guides; Http404 else."""
    bureau = get_object_or_404(Bureau, slug=slug)
    if not (scope_of(user).allows(bureau.pk) and has_role(user, Role.EDITOR)):
        raise Http404
    return bureau


@dataclass(frozen=True)
class Afterwards:
    """What can be done with the drafts that a change has made, and the word for it."""

    word: Any
    refused: Any
    run: Callable[[Bureau, Any, list[int]], list[bulk.Line]]


AFTERWARDS = {
    "undo": Afterwards(_("已撤销"), _("未撤销"), bulk.undo),
    "submit": Afterwards(_("已提交审核"), _("未提交"), bulk.submit),
}


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 19]


def change_many(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; with it filled in, the preview; with guides ticked there, the deed and its report."""
    bureau = bureau_of(request.user, slug)
    user: Any = request.user
    form = ChangeForm(request.POST or None)
    context: dict[str, Any] = {"bureau": bureau, "form": form}
    status = 200
    then = AFTERWARDS.get(request.POST.get("do", ""))
    if request.method == "POST" and then:
        context.update(
            form=ChangeForm(),
            did=then.word,
            did_not=then.refused,
            outcome=then.run(bureau, user, _keys(request, "made")),
        )
    elif request.method == "POST" and form.is_valid():
        context["change"] = form.change()
        chosen = _keys(request, "item")
        if request.POST.get("do") == "carry-out" and chosen:
            context.update(did=_t("已改"), did_not=_t("未改"), with_before=True)
            context["outcome"] = bulk.carry_out(bureau, form.change(), user, chosen)
        else:
            context["lines"] = lines = bulk.plan(bureau, form.change(), user)
            context["left"] = sum(bool(line.why_not) for line in lines)
            context["none_ticked"] = request.POST.get("do") == "carry-out"
    elif request.method == "POST":
        status = 422
    context["made"] = [line.revision_id for line in context.get("outcome", ()) if line.revision_id and not then]
    return admin_page(request, "items/admin/bulk_edit.html", _t("批量修改"), "edit", context, status=status)


def urls() -> list[URLPattern]:
    """Hook `register_admin_urls`."""
    return [path("items/bulk/<slug:slug>/", change_many, name="items_bulk")]


def button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Hook `register_page_header_buttons`: on a bureau's page."""
    own = page.specific_deferred
    if isinstance(own, BureauPage) and scope_of(user).allows(own.bureau_id) and has_role(user, Role.EDITOR):
        yield Button(_t("批量修改"), reverse("items_bulk", args=[own.bureau.slug]), icon_name="edit", priority=6)
