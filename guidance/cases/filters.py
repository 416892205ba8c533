"""What the inbox can be filtered by. An app above adds its own with `add`."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.models import Bureau, User
from accounts.roles import Role
from accounts.scope import scope_of

from .models import Case
from .queues import BY_NAME, choices
from .states import Kind, Lateness, State

MONTH = 6
"""Digits of a month at the beginning of a number."""
_added: dict[str, django_filters.Filter] = {}


def add(name: str, filter_: django_filters.Filter) -> None:
    """Let an app above filter the inbox by what it knows of a case; called from its `ready()`."""
    _added[name] = filter_


def bureaus_in_scope(request: Any) -> "QuerySet[Bureau]":
    """The bureaus whose cases the user may see."""
    scope = scope_of(request.user)
    return Bureau.objects.filter(scope.q("pk"))


def owners_in_scope(request: Any) -> "QuerySet[User]":
    """Who may own a case in the user's scope."""
    staff = User.objects.filter(groups__name__in=[Role.CLERK.value, Role.SUPERVISOR.value])
    return staff.filter(scope_of(request.user).q("bureau")).select_related("bureau").distinct().order_by("display_name")


class CaseFilterSet(WagtailFilterSet):
    """The filters of the inbox. `queue` is what the tabs set."""

    queue = django_filters.ChoiceFilter(
        label=_("队列"),
        choices=choices,
        method="in_queue",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    kind = django_filters.ChoiceFilter(
        label=_("类型"), choices=Kind.choices, widget=forms.RadioSelect, empty_label=_("全部类型")
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("状态"), choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    bureau = django_filters.ModelChoiceFilter(label=_("承办机构"), queryset=bureaus_in_scope)
    owner = django_filters.ModelChoiceFilter(label=_("经办人"), queryset=owners_in_scope)
    item = django_filters.CharFilter(label=_("事项"), method="about_item", help_text=_("事项名称中的字，或网址编号。"))
    late = django_filters.ChoiceFilter(
        label=_("时限"), choices=Lateness.choices, method="as_late", widget=forms.RadioSelect, empty_label=_("不限")
    )
    month = django_filters.CharFilter(label=_("提交月份"), method="of_month", help_text=_("如 2026-11。"))
    due_at = django_filters.DateFromToRangeFilter(label=_("到期日"), widget=DateRangePickerWidget)
    submitted_at = django_filters.DateFromToRangeFilter(label=_("提交日"), widget=DateRangePickerWidget)

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters.update({name: _bound(filter_, name, self) for name, filter_ in _added.items()})
        if scope_of(self.request.user).everything is False:
            del self.filters["bureau"]

    def in_queue(self, rows: Any, name: str, value: str) -> Any:
        """The rows of the queue."""
        return BY_NAME[value].rows(rows, self.request.user, timezone.now())

    def as_late(self, rows: Any, name: str, value: str) -> Any:
        """By how the due time stands now."""
        return rows.late_as(value, timezone.now())

    def of_month(self, rows: Any, name: str, value: str) -> Any:
        """By the month it was submitted in, which its number begins with. What is no month finds nothing."""
        month = value.strip().replace("-", "")
        return rows.filter(number__gte=month, number__lt=f"{month}~") if len(month) == MONTH else rows.none()

    def about_item(self, rows: Any, name: str, value: str) -> Any:
        """By words of the item's name, or its address."""
        return rows.filter(Q(item__address=value) | Q(item__title__icontains=value))


def _bound(filter_: django_filters.Filter, name: str, owner: CaseFilterSet) -> django_filters.Filter:
    import copy

    made = copy.deepcopy(filter_)
    made.parent, made.model = owner, Case
    made.field_name = made.field_name or name
    return made
