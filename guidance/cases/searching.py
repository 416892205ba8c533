"""Cases as documents of the search's queue. Each kind's app adds the texts that only it has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_name
from accounts.scope import scope_of
from search import outbox
from search.document import Document
from search.engines import EVERYTHING
from search.registry import DocumentType, register

from . import registry
from .models import Case

KIND = "case"
Texts = Mapping[str, str]
_tellers: dict[str, tuple[Callable[[Case], Texts], tuple[str, ...]]] = {}
SECTIONS: dict[str, str | Promise] = {"item": _("事项"), "messages": _("消息和备注")}
"""What the parts of a case are called where the words were found in them."""
UNQUOTED: set[str] = set()
"""Sections whose text no list quotes: they hold more of a person's data than a list shows."""


def tells(
    kind: str, teller: Callable[[Case], Texts], sections: Mapping[str, str | Promise], *, reads: Sequence[str],
    unquoted: Iterable[str] = (),
) -> None:  # fmt: skip
    """Let a kind of case be found by texts of its own, by section; `reads`: the relations they come from."""
    _tellers[kind] = (teller, tuple(reads))
    SECTIONS.update(sections)
    UNQUOTED.update(unquoted)


def mark(bureau_id: int) -> str:
    """The mark of the readers whose scope holds a bureau."""
    return f"bureau-{bureau_id}"


def marks_of(user: Any) -> list[str]:
    """The marks a reader holds: `accounts.scope` in the search's words."""
    scope = scope_of(user)
    return [EVERYTHING] if scope.everything else [mark(pk) for pk in sorted(scope.bureau_ids)]


def build(key: str) -> Document | None:
    """The document of a case."""
    return build_many([key]).get(key)


def build_many(keys: Sequence[str]) -> dict[str, Document]:
    """The documents of cases, read together; none of a key that is no case. Of long threads the newest lines count."""
    cases = list(Case.objects.select_related("item").defer("snapshot", "due_trail").filter(pk__in=keys))
    prefetch_related_objects(cases, "messages", "participations")
    for kind, (_teller, reads) in _tellers.items():
        prefetch_related_objects([case for case in cases if case.kind == kind], *reads)
    return {str(case.pk): _document(case) for case in cases}


def _document(case: Case) -> Document:
    teller = _tellers[case.kind][0] if case.kind in _tellers else None
    texts = {
        **(teller(case) if teller else {}),
        "messages": "\n".join(line.body for line in reversed(case.messages.all())),
        "item": case.item.title if case.item and case.item.title != case.title else "",
    }
    return Document(
        key=str(case.pk),
        kind=KIND,
        title=case.title,
        aliases=[case.applicant_name] if case.applicant_name else [],
        body={section: _nameless(text, case) for section, text in texts.items() if text},
        facets={
            "kind": case.kind,
            "state": case.state,
            "open": "yes" if case.is_open else "no",
            "bureau": str(case.bureau_id),
            "owner": str(case.owner_id or ""),
            "month": f"{case.number[:4]}-{case.number[4:6]}",
        },
        scope=sorted({mark(case.bureau_id), *(mark(row.bureau_id) for row in case.participations.all())}),
        code=case.number,
        date=case.submitted_at,
        numbers=[number for number in (case.applicant_phone, case.applicant_id) if number],
    )


def _nameless(text: str, case: Case) -> str:
    """A text without the applicant's name in it: a list shows it masked, and the name is found as a name."""
    name = case.applicant_name.strip()
    return text.replace(name, mask_name(name)) if len(name) > 1 else text


def keys() -> Iterable[str]:
    """All cases, the oldest first."""
    return (str(pk) for pk in Case.objects.order_by("pk").values_list("pk", flat=True).iterator())


def changed(case: Case) -> None:
    """Tell the search, in the transaction of a verb."""
    outbox.changed(KIND, case.pk)


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(DocumentType(KIND, build, keys, label="办件", shelf="queue", build_many=build_many))
    registry.on_change(changed)
