"""The verbs that all three kinds share: take, assign, note, transfer, and the two ways of the thread."""

from datetime import datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowed
from accounts.roles import Role, has_role

from . import permissions
from .doing import Doing
from .models import Case, DeskRules, Message
from .registry import ALL_STATES, VerbForm, register
from .states import OPEN_STATES, Kind, State
from .uploading import FilesField
from .verb_forms import AssignForm, NoteForm, TransferForm, long_text

CITIZEN_FILES = 5


class ReplyForm(VerbForm):
    body = long_text(_("内容"))
    attachments = FilesField(label=_("附件"), required=False, max_files=CITIZEN_FILES)


def take(doing: Doing) -> str | None:
    case = doing.case
    if case.owner_id:
        doing.facts["from_owner"] = str(case.owner)
    case.owner = doing.actor.user
    return _begun(doing)


def assign(doing: Doing) -> str | None:
    doing.facts["from_owner"] = str(doing.case.owner or "")
    doing.facts["to_owner"] = str(doing.data["owner"])
    doing.case.owner = doing.data["owner"]
    return _begun(doing)


def _begun(doing: Doing) -> str | None:
    """A question that somebody owns is being worked on."""
    return State.WORKING if doing.case.state in (State.SUBMITTED, State.ASSIGNED) else None


def note(doing: Doing) -> None:
    doing.say(doing.data["body"], Message.Side.INTERNAL)


def message(doing: Doing) -> None:
    line = doing.say(doing.data["body"])
    doing.attach(doing.data.get("attachments") or [], line)
    doing.notify("case.message")


def resend_code(doing: Doing) -> None:
    """The query code again, only to the phone and the mail that stand in the case; whoever sends it never sees it."""
    doing.notify("case.code")


def reply(doing: Doing) -> None:
    line = doing.say(doing.data["body"])
    doing.attach(doing.data.get("attachments") or [], line)


def _of_one_bureau(case: Case, now: datetime) -> str | None:
    """The lead of a joint case is who the guide names."""
    return _t("联合审批由牵头机构办理，不能转办。") if case.participations.all() else None


def transfer(doing: Doing) -> str | None:
    """Give the case to another bureau. The clock goes on: a transfer never resets it."""
    case, target = doing.case, doing.data["bureau"]
    earlier = case.events.filter(verb="transfer").count()
    free = DeskRules.of(case.bureau).transfers_free
    user = doing.actor.user
    if earlier >= free and not (user and has_role(user, Role.SUPERVISOR)):
        raise NotAllowed(_t("已转办%(count)s次，再次转办须由督查人员操作。") % {"count": earlier})
    doing.facts.update(from_bureau=str(case.bureau), to_bureau=str(target))
    words = {"bureau": target, "reason": doing.reason}
    doing.say(_t("转由%(bureau)s办理，办理期限不变。理由：%(reason)s") % words, Message.Side.OFFICE)
    case.bureau = target
    case.owner = None
    doing.notify("case.transferred", what=target)
    return State.ASSIGNED if case.kind == Kind.CONSULTATION else None


def owned_by_nobody_else(case: Case, now: datetime) -> str | None:
    return None if permissions.is_free(case) else _t("已由%(name)s认领，可由督查改派。") % {"name": case.owner}


def reachable(case: Case, now: datetime) -> str | None:
    return None if case.applicant_phone or case.applicant_email else _t("办件里没有手机也没有邮箱。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    every = list(Kind)
    desk_kinds = [Kind.APPLICATION, Kind.CONSULTATION]
    register(
        "take", _("认领"), kinds=desk_kinds, sources=OPEN_STATES, ask=permissions.desk, run=take,
        ready=owned_by_nobody_else, public=False, tone="primary", order=5,
    )  # fmt: skip
    register(
        "assign", _("指派"), kinds=desk_kinds, sources=OPEN_STATES, ask=permissions.giver, run=assign, form=AssignForm,
        public=False, order=80,
    )  # fmt: skip
    register(
        "transfer", _("转办"), kinds=desk_kinds,
        sources=[State.RECEIVED, State.SUBMITTED, State.ASSIGNED, State.WORKING],
        ask=permissions.desk, run=transfer, form=TransferForm, ready=_of_one_bureau, order=85,
    )  # fmt: skip
    register(
        "message", _("给申请人发消息"), kinds=desk_kinds, sources=OPEN_STATES, ask=permissions.handler, run=message,
        form=ReplyForm, order=70,
    )  # fmt: skip
    register(
        "message", _("给预约人发消息"), kinds=[Kind.APPOINTMENT], sources=OPEN_STATES, ask=permissions.desk, run=message,
        form=ReplyForm, order=70,
    )  # fmt: skip
    register(
        "note", _("内部备注"), kinds=every, sources=ALL_STATES, ask=permissions.desk, run=note, form=NoteForm,
        public=False, order=90,
    )  # fmt: skip
    register(
        "resend_code", _("重发查询码"), kinds=every, sources=ALL_STATES, ask=permissions.desk, run=resend_code,
        ready=reachable, public=False, order=95,
        help=_("核对本人身份证件后再发。查询码只发到办件里留的手机和邮箱，不在这里显示。"),
    )  # fmt: skip
    register(
        "reply", _("补充说明"), kinds=every, sources=OPEN_STATES, ask=permissions.applicant, run=reply,
        form=ReplyForm, order=60,
    )  # fmt: skip
