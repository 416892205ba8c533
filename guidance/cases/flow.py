"""The one way a case is opened and changed: lock, ask, look the transition up, check the page's age, write, record."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.errors import Invalid, NotAllowed, Refused

from . import codes, deputies, numbers, registry
from .actors import Actor, system
from .doing import Doing, source
from .models import Case, Event
from .registry import Verb, VerbForm

if TYPE_CHECKING:
    from accounts.models import Bureau
    from items.models import ItemPage


class Stale(Refused):
    """The page was older than the case. `events` is what happened since, as far as `actor` may know; nothing was written."""

    def __init__(self, case: Case, events: list[Event], actor: Actor) -> None:
        self.case = case
        self.events = events if actor.is_staff else [event for event in events if event.public]
        changes = [self._told(event, actor) for event in self.events]
        super().__init__(
            _("您打开页面之后，该件已有变化，本次操作未执行。请看过变化后再提交。"),
            code="stale",
            extra={"version": case.version, "changes": changes},
        )

    @staticmethod
    def _told(event: Event, actor: Actor) -> str:
        """When and what; who of the staff it was is told to the staff alone."""
        who = f"{_(event.actor_label)} " if actor.is_staff or event.actor is None else ""
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M} {who}{_(event.label)}"


@dataclass(frozen=True)
class Applicant:
    """Who asks, as the case keeps it. All may be empty but for what the kind's own form requires."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    email: str = ""

    @classmethod
    def of(cls, case: Case) -> "Applicant":
        """Who applied for a case."""
        return cls(case.applicant_name, case.applicant_phone, case.applicant_id, case.applicant_email)


@dataclass(frozen=True)
class Opening:
    """What a new case is made of. `key` makes posting twice harmless; `payload` is what the key stands for."""

    kind: str
    state: str
    title: str
    bureau: "Bureau"
    verb: str
    label: Any
    item: "ItemPage | None" = None
    applicant: Applicant = Applicant()
    channel: str = "web"
    language: str = "zh-hans"
    key: str | None = None
    payload: Any = None
    snapshot: dict[str, Any] | None = None


@dataclass(frozen=True)
class Opened:
    """The case, and whether this call made it (False: the same submission had come before)."""

    case: Case
    created: bool


def digest(payload: Any) -> str:
    """What tells one submission from another under the same key."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def opened_before(key: str | None, payload: Any) -> Case | None:
    """The case that this submission made earlier; Refused if the key was used for something else."""
    case = Case.objects.filter(submission_key=key).first() if key else None
    if case and case.submission_digest != digest(payload):
        raise Refused(
            _("这个提交编号已用于另一份内容，请刷新页面后重新提交。"), code="idempotency-mismatch", status=422
        )
    return case


def open_case(opening: Opening, actor: Actor, setup: Callable[[Doing], None], *, now: datetime | None = None) -> Opened:
    """Open a case once. `setup` writes what only this kind has, in the same transaction; it may refuse."""
    moment = now or timezone.now()
    try:
        with transaction.atomic():
            if before := opened_before(opening.key, opening.payload):
                return Opened(before, created=False)
            return Opened(_open(opening, actor, setup, moment), created=True)
    except IntegrityError:
        before = opened_before(opening.key, opening.payload)
        if before is None:
            raise
        return Opened(before, created=False)


def _open(opening: Opening, actor: Actor, setup: Callable[[Doing], None], moment: datetime) -> Case:
    who = opening.applicant
    case = Case(
        number=numbers.next_number(moment),
        code_salt=codes.new_salt(),
        kind=opening.kind,
        state=opening.state,
        title=opening.title[:250],
        bureau=opening.bureau,
        item=opening.item,
        applicant_name=who.name,
        applicant_phone=who.phone,
        applicant_id=who.id_number.upper(),
        applicant_email=who.email,
        channel=opening.channel,
        language=opening.language,
        submitted_at=moment,
        updated_at=moment,
        snapshot=opening.snapshot or {},
        version=0,
        submission_key=opening.key,
        submission_digest=digest(opening.payload) if opening.key else "",
    )
    doing = Doing(case, actor, moment, source(opening.label))
    doing.save(case)
    setup(doing)
    _record(doing, opening.verb, "", public=True)
    return case


def perform(
    case: Case,
    name: str,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    *,
    form: VerbForm | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Do a verb to a case, whole or not at all, and return the case as it is then.

    `data` and `files` are as posted and checked by the verb's own form, or `form` is that form, bound already, for a
    page that shows it again. `seen` is the version of the page the person acted on. Raises NotAllowed, Stale, Invalid
    or Refused; nothing is written then, but uploads are kept for the next try.
    """
    verb = registry.verb(case.kind, name)
    moment = now or timezone.now()
    rows = Case.objects.select_related("bureau", "item", "owner")
    fresh = rows.get(pk=case.pk)
    if not actor.is_system and _settle(fresh, moment):
        fresh = rows.get(pk=case.pk)
    _ask(verb, fresh, actor, seen, moment)
    cleaned = _checked(form or verb.bind(fresh, actor, data or {}, files, moment))
    with transaction.atomic():
        locked = rows.select_for_update(of=("self",)).get(pk=case.pk)
        _ask(verb, locked, actor, seen, moment)
        doing = Doing(locked, actor, moment, source(verb.label), cleaned, cleaned.get("reason", ""))
        doing.instead_of = deputies.instead_of(locked.owner, actor)
        before = locked.state
        with override(locked.language if not actor.is_staff else None):
            target = verb.run(doing)
        locked.state = target or before
        locked.ended_at = None if locked.is_open else (locked.ended_at or doing.now)
        _record(doing, verb.name, before, public=verb.public)
    return locked


def _settle(case: Case, now: datetime) -> bool:
    """Do first what time alone has decided, whether or not a worker has come round: nobody's verb gets ahead of it."""
    due = [verb for verb in registry.verbs_of(case.kind) if verb.by_time and not verb.state_refusal(case, now)]
    for verb in due:
        with suppress(Refused):
            perform(case, verb.name, system(), now=now)
    return bool(due)


def _checked(form: VerbForm | None) -> dict[str, Any]:
    """What the form was filled with; Invalid, with the fields, if it does not fit."""
    if form is None:
        return {}
    if not form.is_valid():
        raise invalid(form)
    return form.cleaned_data


def invalid(form: BaseForm) -> Invalid:
    """What is wrong with a bound form, as a refusal."""
    return Invalid(
        _("请检查填写的内容。"), {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    )


def _ask(verb: Verb, case: Case, actor: Actor, seen: int | None, now: datetime) -> None:
    """Refuse in the order a person understands: may you at all, has the page aged, does the state allow it."""
    if reason := verb.ask(case, actor):
        raise NotAllowed(reason)
    if seen is not None and seen != case.version:
        raise Stale(case, list(case.events.filter(version__gt=seen)), actor)
    if reason := verb.state_refusal(case, now):
        raise Refused(reason, code="state", extra={"state": case.state})


def note_on(doing: Doing, other: Case, verb: str, label: Any, **facts: Any) -> None:
    """Record with another case what a verb did that concerns it, in the same transaction: one event there too."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=other.pk)
    there = Doing(locked, doing.actor, doing.now, source(label), reason=doing.reason, facts=facts)
    there.instead_of = doing.instead_of
    _record(there, verb, locked.state, public=True)


def _record(doing: Doing, verb: str, before: str, *, public: bool) -> None:
    case = doing.case
    case.version += 1
    case.updated_at = doing.now
    doing.save(case)
    Event.objects.create(
        case=case,
        version=case.version,
        verb=verb,
        label=doing.label,
        actor=doing.actor.user,
        actor_kind=doing.actor.kind,
        actor_label=doing.who,
        bureau=case.bureau,
        at=doing.now,
        from_state=before,
        to_state=case.state,
        reason=doing.reason,
        public=public,
        data=doing.facts,
    )
    registry.changed(case)
