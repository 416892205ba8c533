"""A new item begins from a template: the choice first, then Wagtail's own editor, filled."""

from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import starters
from ..models import BureauPage, ItemPage

PARAMETER = "starter"
_chosen: ContextVar[starters.Starter | None] = ContextVar("starter", default=None)


def ask_for_starter(request: HttpRequest, parent: Any, page_class: type) -> HttpResponse | None:
    """Hook `before_create_page`: show the templates until one is chosen."""
    _chosen.set(None)
    if page_class is not ItemPage or request.method != "GET":
        return None
    starter = starters.STARTERS.get(request.GET.get(PARAMETER, ""))
    if starter is None:
        context = {"parent": parent, "starters": starters.STARTERS.values(), "parameter": PARAMETER}
        return render(request, "items/admin/choose_starter.html", context)
    _chosen.set(starter)
    return None


def fill(sender: type, page: Any, parent: Any, **kwargs: Any) -> None:
    """Wagtail's signal `init_new_page`: fill the new item from the chosen template, once."""
    starter = _chosen.get()
    _chosen.set(None)
    own = parent.specific
    if starter and starter.key != "empty" and isinstance(page, ItemPage) and isinstance(own, BureauPage):
        starters.begin(page, starter, own)
