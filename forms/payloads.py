"""Answers that come as JSON, written as a browser would have sent them: so that one validator decides."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from .answering import PREFIX
from .fields.registry import TYPES
from .rows import SENT_ROWS

if TYPE_CHECKING:
    from .answering import AnswerForm
    from .compiled import CompiledForm
    from .fields.spec import Spec

Errors = dict[str, list[Any]]


def fill(data: QueryDict, form: "CompiledForm", payload: Mapping[str, Any], errors: Errors) -> None:
    """Write a payload into the data of a post; what cannot be, into the errors by key ("g1.0.f2" in a row)."""
    groups = {key: payload[key] for key in form.groups if payload.get(key) is not None}
    _fill_fields(data, form.fields, {k: v for k, v in payload.items() if k not in form.groups}, errors)
    for key, rows in groups.items():
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            errors[key] = [_("「%(label)s」应是一列对象，每项一个。") % {"label": form.groups[key].label}]
            continue
        if len(rows) > SENT_ROWS:
            errors[key] = [_("项数太多。")]
            continue
        data.setlist(f"{PREFIX}-{key}-rows", [str(at) for at in range(len(rows))])
        for at, row in enumerate(rows):
            _fill_fields(data, form.groups[key].fields, row, errors, f"{key}-{at}-", f"{key}.{at}.")


def _fill_fields(
    data: QueryDict,
    specs: Mapping[str, "Spec"],
    payload: Mapping[str, Any],
    errors: Errors,
    name: str = "",
    place: str = "",
) -> None:
    errors.update({f"{place}{key}": [_("表单没有这个字段。")] for key in payload if key not in specs})
    for key, spec in specs.items():
        try:
            for suffix, values in TYPES[spec.type].post(spec, payload.get(key)).items():
                data.setlist(f"{PREFIX}-{name}{key}{suffix}", values)
        except ValidationError as error:
            errors[f"{place}{key}"] = list(error.messages)


def errors_of(form: "AnswerForm") -> Iterator[tuple[str, list[str]]]:
    """The errors of a form by key; of a group's rows by the position of the row, as they were given."""
    for key, messages in form.errors.items():
        rows = form.rows.get(key)
        if rows is None or rows.problems:
            yield key, [str(text) for text in messages]
        for row in rows.forms if rows else ():
            yield from (
                (f"{key}.{row.index}.{name}", [str(text) for text in texts]) for name, texts in row.errors.items()
            )
