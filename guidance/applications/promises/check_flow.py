"""事中事后核查: what was promised instead of proved is checked after the decision that rests on it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases import permissions
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message
from guidance.cases.registry import VerbForm, register
from guidance.cases.states import Kind
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import long_text

from ..papers.kinds import PromiseText
from . import owing
from .models import CHECKED_IN, PromiseCheck
from .telling import day_of, tell_desk
from .texts import check_days

FILES = 5


class CheckPromiseForm(VerbForm):
    result = forms.ChoiceField(label=_("核查结果"), choices=PromiseCheck.Result.choices, widget=forms.RadioSelect)
    reason = long_text(
        _("核查情况"), help_text=_("写明怎样核查、查到什么。不属实的，写明建议怎样处理，如撤销决定。不给申请人看。")
    )
    attachments = FilesField(label=_("附件"), required=False, max_files=FILES)

    @property
    def asked(self) -> str:
        """What was promised."""
        return "\n".join(row.body for row in self.case.promises.all() if row.kind == PromiseText.INSTEAD)


def begin(doing: Doing) -> PromiseCheck | None:
    """With a decision that grants what was promised: the check is due, as the guide says."""
    promised = any(row.kind == PromiseText.INSTEAD for row in doing.case.promises.all())
    if not promised:
        return None
    row = PromiseCheck(case=doing.case, since=doing.now)
    row.days = check_days(doing.case.snapshot, doing.case.bureau)
    owing.set_due(row, doing)
    doing.save(row)
    doing.case.promise_check = row
    doing.facts["promise_check"] = {"days": row.days, "due_at": row.due_at.isoformat()}
    return row


def check_promise(doing: Doing) -> None:
    """Record what was found. If it is not so, the desk is told to see to the decision: nothing is revoked by itself."""
    row = _waiting(doing.case)
    if row is None:
        raise Refused(_t("承诺已经核查过。"), code="promise-checked")
    row.result, row.finding = doing.data["result"], doing.reason
    row.checked_by, row.checked_at = doing.actor.user, doing.now
    doing.save(row)
    words = {"result": row.get_result_display(), "finding": doing.reason}
    line = doing.say(_t("承诺核查：%(result)s。%(finding)s") % words, Message.Side.INTERNAL)
    doing.attach(doing.data.get("attachments") or [], line)
    doing.facts["result"] = row.get_result_display()
    if row.result == PromiseCheck.Result.UNTRUE:
        tell_desk(doing, "staff.promise_untrue")


def remind(doing: Doing) -> None:
    row = _waiting(doing.case)
    if row is None:
        raise Refused(_t("承诺已经核查过。"), code="promise-checked")
    row.reminded_at = doing.now
    doing.save(row)
    tell_desk(doing, "staff.check_soon", due=day_of(row.due_at))


def recalculate(doing: Doing) -> None:
    """The same facts under the calendar of today."""
    row = _waiting(doing.case)
    if row is not None:
        doing.facts.update(check_due_was=row.due_at.isoformat())
        owing.recompute_due(row, doing)
        doing.save(row)
        doing.facts.update(check_due_at=row.due_at.isoformat())


def _waiting(case: Case) -> PromiseCheck | None:
    row: PromiseCheck | None = getattr(case, "promise_check", None)
    return row if row is not None and row.checked_at is None else None


def _to_check(case: Case, now: datetime) -> str | None:
    return None if _waiting(case) else _t("没有要核查的承诺。")


def _to_remind(case: Case, now: datetime) -> str | None:
    row = _waiting(case)
    return None if row and row.reminded_at is None and row.warn_at <= now else _t("还不用提醒。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    common: dict[str, Any] = {"kinds": [Kind.APPLICATION], "sources": CHECKED_IN, "public": False}
    register(
        "check_promise", _("核查承诺"), ask=permissions.desk, run=check_promise, form=CheckPromiseForm, ready=_to_check,
        order=45, **common,
    )  # fmt: skip
    clock: list[tuple[Any, ...]] = [
        ("remind_check", _("提醒核查承诺"), remind, _to_remind),
        ("recalculate_check", _("工作日调整，核查期限重算"), recalculate, _to_check),
    ]
    for name, label, run, ready in clock:
        register(name, label, ask=permissions.clock, run=run, ready=ready, order=99, **common)
