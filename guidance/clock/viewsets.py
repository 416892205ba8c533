"""The working-day table in the admin: days and years, written through the verbs."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from . import flow
from .forms import DayForm, NewYearForm, YearForm
from .models import CalendarYear, Day


class MovedMessage:
    """Say, beside that it was saved, how many due dates moved."""

    moved = 0

    def get_success_message(self, *args: Any) -> str:
        text: str = super().get_success_message(*args)  # type: ignore[misc]
        return f"{text} {_('已重新计算 %(n)s 个期限。') % {'n': self.moved}}" if self.moved else text


class DayAdd(MovedMessage, generic.CreateView):
    def save_instance(self) -> Day:
        day: Day = self.form.save(commit=False)
        self.moved = flow.save_day(day)
        log(instance=day, action="wagtail.create")
        return day


class DayEdit(MovedMessage, generic.EditView):
    def save_instance(self) -> Day:
        day: Day = self.form.save(commit=False)
        self.moved = flow.save_day(day)
        log(instance=day, action="wagtail.edit", content_changed=self.form.has_changed())
        return day


class DayDelete(MovedMessage, generic.DeleteView):
    def delete_action(self) -> None:
        log(instance=self.object, action="wagtail.delete", deleted=True)
        self.moved = flow.remove_day(self.object)


class YearAdd(MovedMessage, generic.CreateView):
    def save_instance(self) -> CalendarYear:
        year: CalendarYear = self.form.save(commit=False)
        if self.form.cleaned_data["load"]:
            self.moved = flow.load_year(year.year, year.area_code)
            year = CalendarYear.objects.get(year=year.year, area_code=year.area_code)
        else:
            self.moved = flow.save_year(year)
        log(instance=year, action="wagtail.create")
        return year


class YearEdit(MovedMessage, generic.EditView):
    def save_instance(self) -> CalendarYear:
        year: CalendarYear = self.form.save(commit=False)
        self.moved = flow.save_year(year)
        log(instance=year, action="wagtail.edit", content_changed=self.form.has_changed())
        return year


class YearIndex(generic.IndexView):
    @cached_property
    def add_button(self) -> HeaderButton:
        return HeaderButton(_("添加或载入年度"), url=self.add_url, icon_name="plus")


class DayFilter(WagtailFilterSet):
    """By year, kind of day, and area."""

    year = django_filters.ChoiceFilter(
        field_name="date", lookup_expr="year", label=gettext_lazy("年份"), choices=lambda: _years()
    )

    class Meta:
        model = Day
        fields = ["year", "is_working", "area_code"]


def _years() -> list[tuple[int, str]]:
    """The years that have days, newest first."""
    dates: QuerySet[Any, Any] = Day.objects.dates("date", "year", order="DESC")
    return [(day.year, str(day.year)) for day in dates]


class DayViewSet(ModelViewSet):
    model = Day
    name = "workdays"
    icon = "calendar-alt"
    menu_label = gettext_lazy("放假与调休")
    index_view_class = generic.IndexView
    add_view_class = DayAdd
    edit_view_class = DayEdit
    delete_view_class = DayDelete
    copy_view_enabled = False
    add_to_reference_index = False
    filterset_class = DayFilter
    search_fields = ["name"]
    ordering = ["-date", "area_code"]
    list_per_page = 50
    list_display = ["date", BooleanColumn("is_working", label=gettext_lazy("上班"), sort_key="is_working"), "name"]
    list_display += [Column("area_code", label=gettext_lazy("行政区划代码"), sort_key="area_code"), "source"]

    def get_form_class(self, for_update: bool = False) -> type[DayForm]:
        return DayForm


class YearViewSet(ModelViewSet):
    model = CalendarYear
    name = "workyears"
    icon = "calendar"
    menu_label = gettext_lazy("年度")
    index_view_class = YearIndex
    add_view_class = YearAdd
    edit_view_class = YearEdit
    copy_view_enabled = False
    add_to_reference_index = False
    ordering = ["-year", "area_code"]
    list_display = ["year", "area_code", BooleanColumn("published", label=gettext_lazy("已公布")), "source"]

    def get_form_class(self, for_update: bool = False) -> type[YearForm]:
        return YearForm if for_update else NewYearForm

    def get_urlpatterns(self) -> list[Any]:
        """Without deletion: a year that is wrong is edited or marked unpublished, its days stay."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "delete_url_name": None}


class CalendarGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("工作日历")
    menu_icon = "calendar-alt"
    menu_order = 800
    items = (DayViewSet, YearViewSet)
