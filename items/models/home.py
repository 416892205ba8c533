"""The root of a hall and the list of its themes."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .base import HallPage


class HomePage(HallPage):
    """首页: search first, then what people came for. One for each hall, made by `migrate`."""

    headline = models.CharField(_("主标题"), max_length=60, blank=True, default="")
    intro = models.CharField(_("说明"), max_length=200, blank=True, default="")
    hot_words = models.CharField(
        _("热门搜索"), max_length=200, blank=True, default="", help_text=_("显示在搜索框下方，用分号隔开。")
    )
    template = "items/home.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["items.BureauPage", "items.ThemeIndexPage"]
    max_count = 1
    content_panels: ClassVar = [
        *HallPage.content_panels,
        FieldPanel("headline"),
        FieldPanel("intro"),
        FieldPanel("hot_words"),
    ]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def public_path(self) -> str:
        """Always the root of the site."""
        return "/"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Bureaus, themes and counts, all computed from what is published."""
        from ..pages import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class ThemeIndexPage(HallPage):
    """一件事 list: the parent of all themes."""

    intro = models.CharField(_("说明"), max_length=200, blank=True, default="")
    template = "items/themes.html"
    parent_page_types: ClassVar = ["items.HomePage"]
    subpage_types: ClassVar = ["items.ThemePage"]
    max_count = 1
    content_panels: ClassVar = [*HallPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("一件事目录")
        verbose_name_plural = _("一件事目录")

    def public_path(self) -> str:
        """A fixed address."""
        return reverse("themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The themes that are published."""
        from ..pages import themes_context

        return {**super().get_context(request, *args, **kwargs), **themes_context()}
