"""加为日常用语: words that citizens searched in vain, put to the guide they meant."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.admin_page import admin_page
from accounts.roles import Role, has_role
from accounts.scope import scope_of
from search import service

from .. import drafts
from ..models import ItemPage

OFFERED = 20
"""Guides to choose from."""
ALIAS_MAX = 100
"""Characters of one alias: longer is no name for anything."""


class AliasForm(forms.Form):
    """The words, and the guide they mean."""

    use_required_attribute = False
    text = forms.CharField(label=_("日常用语"), max_length=ALIAS_MAX, help_text=_("市民搜的原话，可以改短。"))
    item = forms.ModelChoiceField(
        ItemPage.objects.none(), label=_("事项"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("请选一个事项。"), "invalid_choice": _("请选一个您能修改的事项。")},
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, offered: list[ItemPage], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        item.queryset = _own(user)
        item.choices = [(page.pk, f"{page.title}（{page.bureau}）") for page in offered]


def _own(user: Any) -> Any:
    return ItemPage.objects.filter(scope_of(user).q(), city_item=None).select_related("bureau", "latest_revision")


def _offered(user: Any, words: str) -> list[ItemPage]:
    """The user's guides nearest to the words, those whose name holds them first."""
    named = list(_own(user).filter(title__icontains=words).order_by("title", "pk")[:OFFERED]) if words else []
    everything = [service.EVERYTHING]
    keys = [hit.key for hit in service.query(words, scope=everything, limit=100, include_drafts=True).hits]
    near = {str(page.pk): page for page in _own(user).filter(pk__in=[key for key in keys if key.isdecimal()])}
    found = {page.pk: page for page in [*named, *(near[key] for key in keys if key in near)]}
    return list(found.values())[:OFFERED]


def add_alias(request: HttpRequest) -> HttpResponse:
    """The words and the guides they may mean; with one chosen, a draft of it that has the words among its 日常用语."""
    user: Any = request.user
    if not has_role(user, Role.EDITOR):
        raise PermissionDenied
    text = " ".join((request.GET.get("text") or request.POST.get("text", "")).split())[:ALIAS_MAX]
    words = request.GET.get("q", text).strip()[:ALIAS_MAX]
    form = AliasForm(request.POST or None, initial={"text": text}, user=user, offered=_offered(user, words))
    if request.method == "POST" and form.is_valid():
        page, said = form.cleaned_data["item"], form.cleaned_data["text"]
        refusal = _add(page, said, user)
        if not refusal:
            messages.success(
                request, _t("“%(text)s”已加进这份指南的草稿，提交审核、发布后市民就能搜到。") % {"text": said}
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
        form.add_error("item", refusal)
    trail = [{"url": reverse("search_unanswered"), "label": _t("没找到的搜索")}]
    context = {"form": form, "text": text, "words": words}
    status = 422 if form.errors else 200
    return admin_page(
        request, "items/admin/add_alias.html", _t("加为日常用语"), "search", context, trail=trail, status=status
    )


@transaction.atomic
def _add(page: ItemPage, text: str, user: Any) -> str:
    """One new draft; why not, where it cannot be."""
    page = ItemPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.permissions_for_user(user).page_locked():
        return _t("正在审核或已锁定。")
    draft = page.get_latest_revision_as_object()
    if text in draft.alias_list:
        return _t("这份指南已经有这个日常用语。")
    draft.everyday_names = "\n".join([*draft.alias_list, text])
    drafts.keep(draft, user, log_action=True)
    return ""


def link(text: str, user: Any) -> tuple[str, str] | None:
    """For the report of searches in vain: the word on the button, and where it leads."""
    if not has_role(user, Role.EDITOR):
        return None
    return _t("加为日常用语"), f"{reverse('items_alias')}?{urlencode({'text': text})}"


def urls() -> list[URLPattern]:
    """Hook `register_admin_urls`."""
    return [path("items/alias/", add_alias, name="items_alias")]
