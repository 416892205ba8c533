"""Papers of a supplement (补正) that come one by one: what the giver says of those that are not there yet."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.doing import Doing, source
from guidance.cases.models import Case

if TYPE_CHECKING:
    from .models import CaseMaterial

REST, MORE, ALL = "rest", "more", "all"
"""The field, and what it says: more will come, so the case goes on waiting; or that is all there will be."""


def rest_field() -> forms.ChoiceField:
    """What is to become of papers that were asked for and are not here."""
    return forms.ChoiceField(
        label=_("还没有交的材料"),
        choices=[(MORE, _("先交这些，其余的以后再交，本件继续等补正")), (ALL, _("这些就是全部，其余的不能提供，已在“说明”里写明"))],
        initial=MORE, required=False, widget=forms.RadioSelect, help_text=_("要求的材料都交了的，不用管这一项。"),
    )  # fmt: skip


def ask_of_the_rest(form: forms.Form, left: Iterable[str]) -> None:
    """Where papers did not come and nothing was said of them: the error at the field, naming them."""
    names = "、".join(left)
    if names and not form.cleaned_data.get(REST):
        form.add_error(REST, _t("还差：%(names)s。请选择以后再交，还是不再交了。") % {"names": names})


def goes_on_waiting(doing: Doing, wanted: "Iterable[CaseMaterial]") -> bool:
    """Whether the case stays in 待补正: papers lack that the giver will bring. Notes with the event what lacks."""
    left = [row.name for row in wanted if row.state == row.State.WANTED]
    if not left or doing.data.get(REST) != MORE:
        return False
    doing.label = source(_("先交部分补正材料"))
    doing.facts["left"] = left
    return True


def so_far(case: Case, left: list[str]) -> str:
    """How many of the papers that were last asked for are here, and which are not; empty as long as none has come."""
    event = case.events.filter(verb="correct").order_by("version").last()
    asked = len({*(event.data.get("materials") or [] if event else []), *left})
    if not left or asked == len(left):
        return ""
    words = {"given": asked - len(left), "asked": asked, "count": len(left), "names": "、".join(left)}
    return _t("已交 %(given)s/%(asked)s，还差 %(count)s 份：%(names)s。") % words
