"""What a verb holds in its hands while it runs: the locked case, who does it, when, and how to write what follows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.errors import Refused
from forms.uploads import claim
from guidance.clock import calendar
from guidance.clock.due import Span, due, warn_at
from guidance.notices import outbox
from guidance.notices.texts import compose

from .actors import Actor
from .models import Attachment, Case, DeskRules, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from forms.uploads import Held


NAME_LIMIT = 100
"""Characters of a name in the history."""


def source(text: Any) -> str:
    """A text as it stands in the source, whatever language is active: what rows keep, and pages translate."""
    with override(None):
        return str(text)


@dataclass
class Doing:
    """One verb under way, inside its transaction. Rows are written through `save`, so that the history says who and why."""

    case: Case
    actor: Actor
    now: datetime
    label: str
    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """Goes into the event: what later readers and the recomputation of due dates need."""
    instead_of: "User | None" = None
    """The absent colleague in whose place the actor does it: the history names both."""

    @property
    def who(self) -> str:
        """How the history names who did it."""
        label = f"{self.actor.label}（代{self.instead_of}）" if self.instead_of else self.actor.label
        return label[:NAME_LIMIT]

    def save(self, row: models.Model, why: str = "") -> None:
        """Write a row with its history: this actor, this moment, this reason."""
        tracked: Any = row
        tracked._history_user = self.actor.user
        tracked._history_date = self.now
        tracked._change_reason = why or self.reason or self.label
        row.save()

    def say(self, body: str, side: str | None = None) -> Message:
        """Add a line to the thread; the side is that of the actor unless given."""
        own = Message.Side.CITIZEN if self.actor.is_citizen else Message.Side.OFFICE
        line = Message(
            case=self.case,
            side=side or own,
            author=self.actor.user,
            author_label=self.signature(),
            body=body.strip(),
            at=self.now,
        )
        self.save(line)
        return line

    def signature(self) -> str:
        """How the thread names the writer: staff by bureau to the public, by name in the history only."""
        if self.actor.is_citizen or self.actor.is_system:
            return self.actor.label
        user = self.actor.user
        takes_part = user is not None and user.bureau_id not in {None, self.case.bureau_id}
        return str(user.bureau if user is not None and takes_part else self.case.bureau)

    def attach(
        self,
        files: "Iterable[Held]",
        message: Message | None = None,
        key: str = "",
        *,
        before: str = "",
        side: str | None = None,
    ) -> list[Attachment]:
        """Make uploaded files part of the case; `before` names who kept them, as a draft. The side is whose they are: the
        actor's unless given.

        Refused if one has expired or was taken by another case.
        """
        rows = []
        for held in files:
            try:
                upload = claim(held.token, f"case:{self.case.number}", before=before)
            except ObjectDoesNotExist:
                raise Refused(
                    _("文件“%(name)s”已过期，请重新上传。") % {"name": held.name}, code="upload-gone", status=422
                ) from None
            row = Attachment(
                case=self.case,
                message=message,
                key=key,
                token=upload.token,
                file=upload.file.name,
                name=upload.name,
                size=upload.size,
                content_type=upload.content_type,
                sha256=upload.sha256,
                side=side or (Message.Side.CITIZEN if self.actor.is_citizen else Message.Side.OFFICE),
                added_by=self.actor.user,
                at=self.now,
            )
            self.save(row)
            rows.append(row)
        return rows

    def set_due(self, span: Span, what: Any, since: datetime | None = None, pauses: Any = ()) -> None:
        """Write the due time, with the trail that explains it and the moment from which the inbox warns."""
        days = calendar.load(self.case.bureau.area_code)
        found = due(days, since or self.now, span, self.case.bureau.closing_time, pauses)
        self.case.due_at = found.at
        self.case.due_what = source(what)
        self.case.due_trail = found.trail
        self.case.due_provisional = found.provisional
        self.case.warn_at = warn_at(days, found.at, DeskRules.of(self.case.bureau).warn_days)
        self.facts["due_at"] = found.at.isoformat()

    def set_moment(self, at: datetime, what: Any, warn: timedelta) -> None:
        """A due time that is a plain moment: a booked slot's."""
        self.case.due_at = at
        self.case.due_what = source(what)
        self.case.due_trail = {}
        self.case.due_provisional = False
        self.case.warn_at = at - warn
        self.facts["due_at"] = at.isoformat()

    def stop_clock(self) -> None:
        """No due time binds the bureau any more."""
        self.case.due_at = None
        self.case.warn_at = None
        self.case.due_what = ""
        self.case.due_trail = {}
        self.case.due_provisional = False

    def notify(self, occasion: str, **values: Any) -> None:
        """Tell the applicant by SMS and, where there is an address, by mail; sent after commit, once per event."""
        case = self.case
        moment = timezone.localtime(case.due_at).strftime("%Y-%m-%d %H:%M") if case.due_at else ""
        url = settings.HALL_BASE_URL + reverse("progress") + f"?number={case.number}"
        subject, body = compose(
            occasion, **{"number": case.number, "code": case.query_code, "url": url, "due": moment, **values}
        )
        outbox.add_all(
            [("sms", case.applicant_phone), ("mail", case.applicant_email)],
            f"{case.number}:{case.version + 1}:{occasion}",
            kind=occasion,
            subject=subject,
            body=body,
            case_number=case.number,
            bureau=case.bureau,
            at=self.now,
        )
