"""一件事: several bureaus' items that a person needs for one event of life or business."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from ..theme_form import ThemeForm
from .base import HallPage


class Topic(models.Model):
    """主题分类: the shelf on which citizens look for an item."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("主题分类")
        verbose_name_plural = _("主题分类")
        ordering: ClassVar = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name


class ThemePage(HallPage):
    """A theme: its items, in the order in which one does them."""

    summary = models.TextField(_("摘要"), blank=True, default="")
    lead = models.ForeignKey(
        "accounts.Bureau",
        models.SET_NULL,
        verbose_name=_("牵头单位"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("一次申请后看得到全部进度；不填的，按第一个事项的机构。"),
    )
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    template = "items/theme.html"
    parent_page_types: ClassVar = ["items.ThemeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = ThemeForm
    content_panels: ClassVar = [
        *HallPage.content_panels,
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("lead"),
        InlinePanel("theme_items", heading=_("事项"), label=_("事项"), min_num=0),
        InlinePanel(
            "theme_order",
            heading=_("前后顺序"),
            label=_("先后"),
            min_num=0,
            help_text=_("可以同时办的不写。一个事项要等几个的，写几行；它们都办成以前，它不收件、不计时。"),
        ),
    ]

    class Meta:
        verbose_name = _("一件事")
        verbose_name_plural = _("一件事")

    def public_path(self) -> str:
        """By slug."""
        return reverse("theme", args=[self.slug])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The theme's published items and the union of their materials, under the answers of the address."""
        from ..pages import theme_context

        return {**super().get_context(request, *args, **kwargs), **theme_context(self, request)}


class ThemeItem(Orderable):
    """One item of a theme, in order."""

    theme = ParentalKey(ThemePage, on_delete=models.CASCADE, related_name="theme_items")
    item = models.ForeignKey("items.ItemPage", models.CASCADE, verbose_name=_("事项"), related_name="in_themes")
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    panels: ClassVar = [PageChooserPanel("item", "items.ItemPage"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("事项")
        verbose_name_plural = _("事项")

    def __str__(self) -> str:
        return str(self.item)


class ThemeOrder(Orderable):
    """One item of a theme waits for another to be granted; several rows of one item: for all of them."""

    theme = ParentalKey(ThemePage, on_delete=models.CASCADE, related_name="theme_order")
    item = models.ForeignKey("items.ItemPage", models.CASCADE, verbose_name=_("事项"), related_name="+")
    after = models.ForeignKey(
        "items.ItemPage",
        models.CASCADE,
        verbose_name=_("要先办成的事项"),
        related_name="+",
        help_text=_("本主题里的另一个事项：它办成以前，这一项不开始计时。"),
    )
    panels: ClassVar = [PageChooserPanel("item", "items.ItemPage"), PageChooserPanel("after", "items.ItemPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("前后顺序")
        verbose_name_plural = _("前后顺序")

    def __str__(self) -> str:
        return f"{self.after} → {self.item}"
