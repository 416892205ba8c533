"""What time sets off on applications."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.jobs import periodic
from guidance.cases import actors, flow
from guidance.cases.models import Case
from guidance.cases.states import Kind, State

from .bundles.flow import LOST, settle
from .bundles.models import JointDraft
from .filling import kept, telling
from .filling.models import Draft
from .papers.models import Paper
from .papers.printing import printed

PRINTED_AT_ONCE = 100
"""Notices that one run of the job keeps as files; the rest at the next."""


@periodic("applications.deemed", _("逾期未告知的，视为受理"), every=timedelta(minutes=1))
def deem_accepted(now: datetime) -> int:
    """Accept what nobody answered within five days; each case once, whatever the number of workers."""
    late = Case.objects.of_kind(Kind.APPLICATION).filter(state=State.RECEIVED, due_at__lt=now)
    count = 0
    for case in late.order_by("due_at")[:500]:
        try:
            flow.perform(case, "deem_accepted", actors.system(), now=now)
        except Refused:
            continue
        count += 1
    return count


@periodic("applications.joint", _("前面的事项办成的，开始后面的件"), every=timedelta(minutes=5))
def begin_waiting(now: datetime) -> int:
    """Begin, or end, what waited for another case of its joint case; each once, whatever the number of workers."""
    rows = Case.objects.of_kind(Kind.APPLICATION).filter(state=State.WAITING)
    ended = (*LOST, State.GRANTED)
    return settle(rows.filter(joint_entry__after__case__state__in=ended).order_by("pk").distinct()[:500], now)


@periodic("applications.papers", _("把已出具的文书存为 PDF"), every=timedelta(minutes=1))
def print_papers(now: datetime) -> int:
    """Keep the PDF of each notice that nobody has opened yet."""
    waiting = list(Paper.objects.unprinted()[:PRINTED_AT_ONCE])
    for paper in waiting:
        printed(paper, now)
    return len(waiting)


@periodic("applications.drafts", _("删除到期的草稿，提醒快到期的"), every=timedelta(minutes=15))
def keep_drafts_in_time(now: datetime) -> int:
    """Delete drafts past their time with their files, and remind of those that will be deleted within three days."""
    return sum(kept.remove_expired(kind, now) + telling.remind(kind, now) for kind in (Draft, JointDraft))
