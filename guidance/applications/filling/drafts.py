"""What is done with the draft of one item, beside what `kept` does with drafts of any kind."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from forms.service import keeping
from guidance.cases import actors
from guidance.cases.flow import Opened
from guidance.cases.models import Case
from items.checklists import Checklist

from ..submit import submit
from . import kept
from .filling import Filling
from .models import Draft
from .moving import moved
from .pages import all_pages

if TYPE_CHECKING:
    from forms.models import FormVersion


def begin(
    personal: Checklist,
    version: "FormVersion | None",
    client: str,
    *,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Draft:
    """A new draft with nothing in it, or the one that the same page began, by its `key`.

    Refused (429) after too many from one address.
    """
    item = personal.page
    if key and (found := Draft.objects.of_guide().filter(key=key, item=item).first()):
        return found
    draft = Draft(key=key or uuid.uuid4(), item=item, form_version=version)
    draft.situation, draft.page = personal.query, all_pages(version)[0].name
    kept.start(draft, client, now)
    return draft


def keep(draft: Draft, filling: Filling, *, done: bool, now: datetime | None = None) -> None:
    """Keep what was filled in with the page that is shown, its files too. `done`: nothing on it is to be put right."""
    name = filling.page.name
    draft.inputs, draft.page = filling.inputs, name
    draft.spared = filling.spared_kept
    kept.mark(draft, name, done=done)
    kept.store(draft, now)


def answer_situation(draft: Draft, query: str) -> None:
    """Other answers to 情形引导, as the query string of a checklist; empty for none."""
    if draft.situation != query:
        draft.situation = query
        kept.store(draft)


def change(draft: Draft, inputs: keeping.Inputs, now: datetime | None = None) -> None:
    """Keep other inputs, as those of another version or of an earlier case: every page is to be looked at again."""
    draft.inputs, draft.done = inputs, []
    kept.store(draft, now)


def find(code: str, now: datetime | None = None) -> Draft | None:
    """The draft that a code opens; None for a wrong one."""
    found: Draft | None = kept.find(Draft.objects.of_guide().select_related("item"), code, now)
    return found


def take_over(draft: Draft, version: "FormVersion") -> None:
    """Go on under another version with what fits it."""
    inputs = moved(draft.form_version, version, draft.inputs) if draft.form_version else draft.inputs
    draft.form_version, draft.declined = version, None
    draft.page = all_pages(version)[0].name
    change(draft, inputs)


def decline(draft: Draft, version: "FormVersion") -> None:
    """Stay with the version the draft was begun under, though there is a newer one."""
    draft.declined = version
    kept.store(draft)


def submission_key(key: Any) -> str:
    """The key under which a draft is a case."""
    return f"web:apply:{key}"


def sent_as(key: Any) -> Case | None:
    """The case that the draft of that key has become."""
    return Case.objects.filter(submission_key=submission_key(key)).first()


def send(draft: Draft, filling: Filling, *, language: str = "zh-hans", now: datetime | None = None) -> Opened:
    """Make the draft a case, once: whoever sends it again is led to the same one.

    Refused if another page changed it since this one was read, or if it is there no more.
    """

    def sent() -> Opened | None:
        case = sent_as(draft.key)
        return Opened(case, created=False) if case else None

    def make() -> Opened:
        key = submission_key(draft.key)
        return submit(filling.submission(draft.source), actors.citizen(), key=key, language=language, now=now)

    return kept.send_once(draft, sent, make)
