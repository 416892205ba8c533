"""What the report on the quality of guides can be narrowed by."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from accounts.models import Bureau
from accounts.scope import scope_of

from .. import reports
from ..models import Assessment, AssessmentFinding
from ..quality import RULES, Severity

STATES = {
    "public": (_("公开"), {"page__live": True}),
    "live": (_("公开，没有修改"), {"page__live": True, "page__has_unpublished_changes": False}),
    "changed": (_("公开，有修改"), {"page__live": True, "page__has_unpublished_changes": True}),
    "draft": (_("草稿"), {"page__live": False}),
}
STANDINGS = {
    "failing": (_("有错误"), {"errors__gt": 0}),
    "warned": (_("只有提醒"), {"errors": 0, "warnings__gt": 0}),
    "clean": (_("没有问题"), {"errors": 0, "warnings": 0}),
}


def _choices(table: dict[str, tuple[Any, dict[str, Any]]]) -> list[tuple[str, Any]]:
    return [(key, label) for key, (label, _lookup) in table.items()]


def _rule_choices() -> list[tuple[str, str]]:
    marks = {Severity.ERROR: _t("错误"), Severity.WARNING: _t("提醒")}
    return [(rule.code, f"{rule.label} · {rule.code}({marks[rule.severity]})") for rule in RULES]


def own_bureaus(request: HttpRequest | None) -> Any:
    """The bureaus whose items the user may see."""
    return Bureau.objects.filter(scope_of(getattr(request, "user", None)).q("pk"))


class QualityFilter(WagtailFilterSet):
    """By bureau, state, standing, rule, and age."""

    bureau = django_filters.ModelChoiceFilter(field_name="page__bureau", label=_("机构"), queryset=own_bureaus)
    state = django_filters.ChoiceFilter(label=_("发布状态"), choices=_choices(STATES), method="by_state")
    standing = django_filters.ChoiceFilter(label=_("检查结果"), choices=_choices(STANDINGS), method="by_standing")
    rule = django_filters.ChoiceFilter(label=_("规则"), choices=_rule_choices, method="by_rule")
    stale = django_filters.ChoiceFilter(label=_("更新"), choices=[("yes", _("三个月没有更新"))], method="by_age")

    class Meta:
        model = Assessment
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Public, changed, draft."""
        return rows.filter(**STATES[value][1])

    def by_standing(self, rows: Any, name: str, value: str) -> Any:
        """With errors, with warnings alone, clean."""
        return rows.filter(**STANDINGS[value][1])

    def by_rule(self, rows: Any, name: str, value: str) -> Any:
        """Those in which this rule found something."""
        return rows.filter(pk__in=AssessmentFinding.objects.filter(rule=value).values("assessment"))

    def by_age(self, rows: Any, name: str, value: str) -> Any:
        """Public and not published anew for three months."""
        return rows.filter(reports.stale_q(timezone.now()))
