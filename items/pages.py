"""What each public page shows: one function for each page's context."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from .models import BureauPage, HomePage, ItemPage, ThemePage


def home_context(page: "HomePage") -> dict[str, Any]:
    """Bureaus, themes, topics and counts of what is published."""
    return {}


def themes_context() -> dict[str, Any]:
    """The published themes."""
    return {}


def theme_context(page: "ThemePage") -> dict[str, Any]:
    """A theme's items and materials."""
    return {}


def bureau_context(page: "BureauPage", request: HttpRequest) -> dict[str, Any]:
    """A bureau's items by type, filtered and paged."""
    return {}


def item_context(page: "ItemPage", request: HttpRequest) -> dict[str, Any]:
    """The guide."""
    return {}
