"""Papers of a supplement (补正) that somebody brings to the window: taken in by the staff, in the applicant's name."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, has_role
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case

from ..correcting import take_supplement
from ..supplement_forms import SupplementForm


class HereForm(SupplementForm):
    """The applicant's own form, and who came. What is promised instead is signed by the applicant, so not here."""

    brought_by = forms.CharField(
        label=_("交件人"), max_length=60, help_text=_("来窗口交材料的人的姓名；代办的，写明和申请人的关系。")
    )
    promises = False
    beside = (*SupplementForm.beside, "brought_by")


def at_the_window(case: Case, actor: Actor) -> str | None:
    """Staff of the bureau in charge alone: its 录入员, and who handles the case."""
    user = actor.user
    if not actor.is_staff or user is None or user.bureau_id != case.bureau_id:
        return _t("只有承办机构的工作人员可以在窗口代收。")
    return None if has_role(user, Role.DATA_ENTRY) else permissions.handler(case, actor)


def take_in(doing: Doing) -> str:
    """What came to the window, as an answer of the applicant: the same rules, and the same days from then on."""
    doing.facts.update(channel="counter", brought_by=doing.data["brought_by"])
    said = _t("窗口代收补正材料，交件人：%(name)s。") % {"name": doing.data["brought_by"]}
    return take_supplement(doing, f"{said}\n{doing.data.get('body') or ''}")
