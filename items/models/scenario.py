"""情形引导: the questions that lead a citizen to the materials and steps of their own case."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from ..scenario import Asked, option_lines
from .rows import Row


class ScenarioQuestion(Row):
    """A question of an item, with two to eight options. `applies_when` of materials and steps names it by its text."""

    page = ParentalKey("items.ItemPage", on_delete=models.CASCADE, related_name="scenario_questions")
    text = models.CharField(_("情形问题"), max_length=60, help_text=_("一句平常话，如“经营场所是”。"))
    options = models.TextField(
        _("选项"), blank=True, default="", help_text=_("一行一个，2 到 8 个，不重复；不要用“＝”“；”“/”。")
    )
    help = models.CharField(_("说明"), max_length=200, blank=True, default="", help_text=_("怎么选，可不填。"))
    panels: ClassVar = [FieldPanel("text"), FieldPanel("options"), FieldPanel("help")]

    class Meta(Row.Meta):
        verbose_name = _("情形问题")
        verbose_name_plural = _("情形问题")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """One option a line, without blank ones: as the importer writes it."""
        super().clean()
        self.options = "\n".join(option_lines(self.options))

    @property
    def asked(self) -> Asked:
        """As the pure part takes it."""
        return Asked(self.text, option_lines(self.options), self.help)
