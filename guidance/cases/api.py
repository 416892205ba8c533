"""The API of cases: progress by number and code, the citizen's verbs, uploads. The same rules as the pages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Header, Router, Schema, Status
from ninja.files import UploadedFile

from accounts import ratelimit
from accounts.errors import Invalid, Refused
from forms.uploads import Limits, store

from . import access, actors, due_words, flow, outcomes, posting, registry
from .files import respond
from .flow import Opened
from .models import Case, Message
from .templatetags.guidance import next_step, translated
from .uploading import with_tokens

router = Router(tags=["cases"])


def told(at: datetime) -> str:
    """A moment as the API says it: ISO 8601, in the hall's own time zone."""
    return timezone.localtime(at).isoformat()


class UploadOut(Schema):
    """A file that was taken in; `token` stands for it in a later call, for 30 days."""

    token: str
    name: str
    size: int
    type: str
    sha256: str


class ReceiptOut(Schema):
    """What the citizen keeps: the number and the query code, and until when the bureau must act."""

    number: str
    code: str
    kind: str
    state: str
    state_text: str
    bureau: str
    due_at: str | None
    created: bool


class EventOut(Schema):
    label: str
    at: str
    state: str
    state_text: str


class MessageOut(Schema):
    side: str
    author: str
    at: str
    body: str
    files: list[dict[str, Any]]


class VerbOut(Schema):
    """Something the citizen can do now; `fields` as POSTed to `/cases/{number}/{name}`."""

    name: str
    label: str
    allowed: bool
    why_not: str
    fields: list[dict[str, Any]]


class ProgressOut(Schema):
    number: str
    kind: str
    title: str
    bureau: str
    state: str
    state_text: str
    next_step: str
    submitted_at: str
    due_at: str | None
    due_what: str
    due_provisional: bool
    due_explained: str
    version: int
    outcome: dict[str, Any] | None
    events: list[EventOut]
    messages: list[MessageOut]
    verbs: list[VerbOut]


class VerbIn(Schema):
    """The verb's fields, and the `version` of the progress it was decided on."""

    seen: int | None = None
    data: dict[str, Any] = {}


def receipt(opened: Opened) -> Status[Any]:
    """201 for a new case, 200 for one that the same key made before."""
    case = opened.case
    body = ReceiptOut(
        number=case.number,
        code=case.query_code,
        kind=case.kind,
        state=case.state,
        state_text=str(case.get_state_display()),
        bureau=case.bureau.name,
        due_at=told(case.due_at) if case.due_at else None,
        created=opened.created,
    )
    return Status(201 if opened.created else 200, body)


def key_from(header: str, kind: str) -> str:
    """The caller's idempotency key, within its kind. Invalid (422) if there is none of a usable length."""
    key = header.strip()
    if not 8 <= len(key) <= 80:
        text = _("请在 Idempotency-Key 中给出 8 到 80 个字符的编号，重复提交时保持不变。")
        raise Invalid(text, {"Idempotency-Key": [text]}, code="idempotency-key")
    return f"api:{kind}:{key}"


def once(request: HttpRequest, key: str, payload: Any, open_it: Callable[[], Opened]) -> Status[Any]:
    """Answer a call that opens a case; sent again, with the case that it opened before, whatever has changed since.

    `payload` is the call as it was sent: the files and the place it names are taken by then. A new call counts against
    the limit of posts, one sent again does not. Refused (422) if the key was used for another call.
    """
    if before := flow.opened_before(key, payload):
        return receipt(Opened(before, created=False))
    limit_posts(request)
    try:
        return receipt(open_it())
    except Refused:
        if before := flow.opened_before(key, payload):  # the same call at the same moment came first
            return receipt(Opened(before, created=False))
        raise


def limit_posts(request: HttpRequest) -> None:
    """The same limit on public posts as the pages have."""
    ratelimit.check("post", ratelimit.client_key(request), posting.POSTS, posting.POST_WINDOW)


@router.post("/uploads", response={201: UploadOut}, summary="Take in a file; use its token in a later call")
def upload(request: HttpRequest, file: UploadedFile = File(...)) -> Status[Any]:  # noqa: B008
    limit_posts(request)
    try:
        held = store(file, Limits())
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), {"file": list(error.messages)}) from None
    return Status(201, UploadOut(**held.as_answer()))


def opened(request: HttpRequest, number: str, code: str) -> Case:
    """The case that number and code open together; 404 alike for a wrong number and a wrong code."""
    case = access.look_up(number, code, ratelimit.client_key(request))
    if case is None:
        raise Http404(_("没有找到。请核对编号和查询码；两者必须都对。"))
    return case


@router.get("/cases/{number}", response=ProgressOut, summary="Progress by number and query code (X-Query-Code)")
def progress(request: HttpRequest, number: str, x_query_code: str = Header(...)) -> ProgressOut:
    return _progress(opened(request, number, x_query_code))


@router.get("/cases/{number}/files/{token}", response=None, summary="A file of the thread")
def file(request: HttpRequest, number: str, token: str, x_query_code: str = Header(...)) -> FileResponse:
    rows = opened(request, number, x_query_code).attachments.exclude(message__side=Message.Side.INTERNAL)
    return respond(get_object_or_404(rows, token=token))


@router.post("/cases/{number}/{verb}", response=ProgressOut, summary="Do one of the citizen's verbs")
def act(request: HttpRequest, number: str, verb: str, body: VerbIn, x_query_code: str = Header(...)) -> ProgressOut:
    case = opened(request, number, x_query_code)
    actor = actors.citizen()
    found = registry.verb(case.kind, verb)
    form = found.bind(case, actor)
    data = with_tokens(form.fields if form else {}, body.data)
    return _progress(flow.perform(case, verb, actor, data, seen=body.seen))


def _progress(case: Case) -> ProgressOut:
    actor = actors.citizen()
    thread = case.messages.exclude(side=Message.Side.INTERNAL).prefetch_related("attachments")
    return ProgressOut(
        number=case.number,
        kind=case.kind,
        title=case.title,
        bureau=case.bureau.name,
        state=case.state,
        state_text=str(case.get_state_display()),
        next_step=next_step(case),
        submitted_at=told(case.submitted_at),
        due_at=told(case.due_at) if case.due_at else None,
        due_what=translated(case.due_what),
        due_provisional=case.due_provisional,
        due_explained=due_words.explained(case),
        outcome=outcomes.of(case),
        version=case.version,
        events=[
            EventOut(
                label=translated(event.label),
                at=told(event.at),
                state=event.to_state,
                state_text=str(event.get_to_state_display()),
            )
            for event in case.events.public()
        ],
        messages=[_message(line) for line in thread],
        verbs=[_verb(offer, case) for offer in registry.offers(case, actor)],
    )


def _message(line: Message) -> MessageOut:
    files = [
        {"token": row.token, "name": row.name, "size": row.size, "sha256": row.sha256} for row in line.attachments.all()
    ]
    return MessageOut(
        side=line.side, author=translated(line.author_label), at=told(line.at), body=line.body, files=files
    )


def _agreement(field: Any) -> dict[str, str]:
    """Of a box that agrees to words: the words, and what is sent to agree to these and no others."""
    text, mark = getattr(field, "declaration_text", ""), getattr(field.widget, "mark", "")
    return {"text": text, "value": mark} if text and mark else {}


def _verb(offer: registry.Offer, case: Case) -> VerbOut:
    form = offer.verb.bind(case, actors.citizen())
    fields: list[Mapping[str, Any]] = []
    if form is not None:
        fields = [
            {
                "name": name,
                "label": str(field.label or name),
                "required": field.required,
                **_agreement(field),
                "choices": [[str(value), str(text)] for value, text in getattr(field, "choices", [])],
            }
            for name, field in form.fields.items()
        ]
    return VerbOut(
        name=offer.verb.name,
        label=str(offer.verb.label),
        allowed=offer.allowed,
        why_not=offer.why_not,
        fields=[dict(field) for field in fields],
    )
