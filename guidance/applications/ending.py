"""How a case ends against its applicant: for good, with a numbered notice, and with the ways of remedy named."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message
from guidance.cases.states import State

from .papers.issuing import issue
from .papers.kinds import PaperKind

REMEDY = _("如不服本决定，可自收到之日起六十日内申请行政复议，或六个月内提起行政诉讼。")
"""行政复议法 art. 20, 行政诉讼法 art. 46: named on every refusal."""


def remedy_of(case: Case) -> str:
    """The ways of remedy, with the bodies that the guide names as it was when the case came."""
    named = str(case.snapshot.get("remedies") or "").strip()
    return _t(str(REMEDY)) + named


def terminate(doing: Doing) -> str:
    """End a case for good, with its numbered notice and the ways of remedy."""
    remedy = remedy_of(doing.case)
    doing.say(f"{doing.reason}\n{remedy}", Message.Side.OFFICE)
    issue(doing, PaperKind.TERMINATED, remedy)
    doing.notify("case.terminated")
    return State.TERMINATED
