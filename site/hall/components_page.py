"""Every part of a page, with its markup, on one page at /components/: for who builds pages, and for their tests.

Shown only where the demo may be loaded.
"""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from guidance.cases.states import STATES, Kind


class SampleForm(forms.Form):
    """One of each field, as Django draws them inside `forms/field.html`."""

    name = forms.CharField(label=_("申请人姓名"), help_text=_("与身份证件上的姓名一致"))
    phone = forms.CharField(label=_("手机号"), widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}))
    area = forms.FloatField(label=_("经营面积（平方米）"), required=False)
    day = forms.DateField(label=_("开业日期"), widget=forms.DateInput(attrs={"type": "date"}))
    district = forms.ChoiceField(
        label=_("所在区"), choices=[("", _("请选择")), ("410105", _("金水区")), ("410103", _("二七区"))]
    )
    kind = forms.ChoiceField(
        label=_("经营方式"), widget=forms.RadioSelect, choices=[("a", _("现制现售")), ("b", _("只卖预包装食品"))]
    )
    extras = forms.MultipleChoiceField(
        label=_("兼营项目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", _("冷食")), ("d", _("糕点")), ("e", _("自制饮品"))],
    )
    words = forms.CharField(label=_("情况说明"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    file = forms.FileField(label=_("平面布局图"), help_text=_("PDF、JPG 或 PNG，一份不超过 10 MB"))


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs."""

    title: str
    url: str = ""


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """For each kind of case its name and its states as (name of the tag's class, word)."""
    return [
        (str(Kind(kind).label), [(state.value.replace("_", "-"), str(state.label)) for state in states])
        for kind, states in STATES.items()
    ]


def staff(request: HttpRequest) -> HttpResponse:
    """The same for the admin's screens, inside the admin."""
    return render(request, "wagtailadmin/components_page.html", {"states": kinds()})


def show(request: HttpRequest) -> HttpResponse:
    """The components page; 404 where citizens' cases live."""
    if not settings.HALL_ALLOW_DEMO:
        raise Http404
    paginator = Paginator(range(278), 20)
    refused = SampleForm({"name": "", "phone": "138", "kind": "a"})
    refused.add_error("phone", _("手机号应为 11 位数字，例如 13800000000。"))
    return render(
        request,
        "components_page.html",
        {
            "states": kinds(),
            "form": SampleForm(auto_id="plain_%s"),
            "refused": refused,
            "trail": [Crumb(str(_("市场监督管理局")), "#"), Crumb(str(_("食品经营许可")), "#")],
            "page": paginator.page(3),
            "pages": paginator.get_elided_page_range(3, on_each_side=1, on_ends=1),
        },
    )
