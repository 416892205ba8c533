"""A case's history as people read it: each event with the fields it changed, from the rows that history keeps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.masks import mask_id, mask_mail, mask_name, mask_phone

from .models import Case, Event

HIDDEN = frozenset(
    {"id", "version", "updated_at", "code_salt", "submission_key", "submission_digest", "due_trail", "warn_at", "case",
     "token", "file", "sha256", "key", "author", "booker", "language", "snapshot"}
)  # fmt: skip
"""Fields that say nothing to a reader, or that are shown elsewhere on the page."""
MASKS = {
    "applicant_name": mask_name,
    "applicant_phone": mask_phone,
    "applicant_id": mask_id,
    "applicant_email": mask_mail,
}
TEXT_SHOWN = 200
"""Characters of a long text that a difference shows; the text itself stands in the thread or the panel."""


@dataclass(frozen=True)
class Change:
    """One field of one row: from what, to what. `row` names the row where it is not the case itself."""

    row: str
    label: str
    old: str
    new: str


@dataclass
class Entry:
    """One thing that was done: who, when, what, why, and the changes it made. `event` is None for a write without one."""

    at: datetime
    who: str
    label: str
    why: str = ""
    event: Event | None = None
    changes: list[Change] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def tracked(case: Case) -> Iterator[tuple[Any, str]]:
    """The history models of the case and of every row that belongs to it, with the field that names the case."""
    yield Case.history.model, "id"
    for relation in Case._meta.related_objects:
        if relation.field.name == "case" and hasattr(relation.related_model, "history"):
            yield relation.related_model.history.model, "case_id"


def entries(case: Case) -> list[Entry]:
    """The history, newest first. A fixed number of queries for each kind of row."""
    found: dict[tuple[Any, datetime], Entry] = {}
    for event in case.events.all():
        found[event.request_id, event.at] = Entry(event.at, event.actor_label, event.label, event.reason, event)
    rows = [row for history, name in tracked(case) for row in _rows(history, name, case.pk)]
    names = _Names(rows)
    born: dict[Any, tuple[Any, ...]] = {}
    for row, before in _with_previous(rows):
        entry = found.setdefault(
            (row.request_id, row.history_date),
            Entry(row.history_date, names.user(row), row.history_change_reason or _("改动"), ""),
        )
        if before is None:
            born[row.instance_type, _key(row)] = ((row.request_id, row.history_date),)
            if row.instance_type is not Case:
                entry.added.append(_title(row))
        elif (row.request_id, row.history_date) not in born.get((row.instance_type, _key(row)), ()):
            entry.changes.extend(_changes(row, before, names))
    return sorted(found.values(), key=lambda entry: (entry.at, entry.event.version if entry.event else 0), reverse=True)


def _rows(history: Any, name: str, key: int) -> list[Any]:
    return list(history.objects.filter(**{name: key}).order_by("history_date", "history_id"))


def _key(row: Any) -> Any:
    return getattr(row, row.instance_type._meta.pk.attname)


def _with_previous(rows: Iterable[Any]) -> Iterator[tuple[Any, Any | None]]:
    last: dict[Any, Any] = {}
    for row in rows:
        same = (row.instance_type, _key(row))
        yield row, last.get(same)
        last[same] = row


def _title(row: Any) -> str:
    name = str(row.instance_type._meta.verbose_name)
    if _alone(row.instance_type):
        return name
    text = next((getattr(row, label) for label in ("name", "body", "question") if getattr(row, label, "")), "")
    return f"{name}：{_cut(str(text))}" if text else name


def _alone(model: Any) -> bool:
    """Whether a case has one such row only, which its name tells apart from all others."""
    return any(one.name == "case" and one.one_to_one for one in model._meta.concrete_fields)


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else text[: TEXT_SHOWN - 1] + "…"


def _changes(row: Any, before: Any, names: "_Names") -> list[Change]:
    model = row.instance_type
    where = "" if model is Case else _title(row)
    found = []
    for one in model._meta.concrete_fields:
        if one.name in HIDDEN or not hasattr(row, one.attname):
            continue
        old, new = getattr(before, one.attname), getattr(row, one.attname)
        if old != new:
            found.append(Change(where, str(one.verbose_name), names.show(one, old), names.show(one, new)))
    return found


class _Names:
    """What foreign keys of history rows are called: one query for each model they point at."""

    def __init__(self, rows: list[Any]) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for row in rows:
            for one in row.instance_type._meta.concrete_fields:
                if one.is_relation and one.name not in HIDDEN and hasattr(row, one.attname):
                    wanted[one.related_model].add(getattr(row, one.attname))
            wanted[_user_model()].add(row.history_user_id)
        self._names = {
            model: {key: str(row) for key, row in model._base_manager.in_bulk(keys - {None}).items()}
            for model, keys in wanted.items()
        }

    def user(self, row: Any) -> str:
        """Who wrote a history row."""
        return self._names[_user_model()].get(row.history_user_id, "") or _("系统")

    def show(self, one: models.Field[Any, Any], value: Any) -> str:
        """A field's value as people read it; empty for nothing."""
        if value is None or value == "":
            return ""
        if one.is_relation:
            return self._names.get(one.related_model, {}).get(value, "")
        if one.choices:
            return str(dict(one.flatchoices).get(value, value))
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if one.name == "due_what":
            return _(str(value))
        if mask := MASKS.get(one.name):
            return mask(str(value))
        return _("（见本页）") if isinstance(value, dict | list) else _cut(str(value))


def _user_model() -> Any:
    return Case._meta.get_field("owner").related_model
