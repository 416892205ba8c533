"""The admin's forms of the working-day table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import published
from .models import CalendarYear, Day


class DayForm(WagtailAdminModelForm):
    """One day that is not what its weekday says."""

    class Meta:
        model = Day
        fields = ["date", "is_working", "name", "area_code"]


class YearForm(WagtailAdminModelForm):
    """A year to edit: whether it is published."""

    class Meta:
        model = CalendarYear
        fields = ["year", "area_code", "published"]


class NewYearForm(YearForm):
    """A year to add: loaded from the installed package, or opened to be filled by hand."""

    field_order = ["year", "area_code", "load", "published"]
    load = forms.BooleanField(
        label=_("载入国务院放假安排"),
        required=False,
        initial=True,
        help_text=_("从随系统安装的放假安排数据载入并公布这一年；不勾选则先建年度，再逐日录入。"),
    )

    def clean(self) -> dict[str, Any]:
        """The year must be known if it is to be loaded."""
        data: dict[str, Any] = super().clean()
        year, known = data.get("year"), published.years()
        if data.get("load") and year and year not in known:
            text = _("随系统安装的数据只到 %(last)s 年。请升级 chinesecalendar 后再载入，或取消“载入”后逐日录入。")
            self.add_error("year", text % {"last": known.stop - 1})
        return data
