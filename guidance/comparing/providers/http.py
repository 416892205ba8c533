"""An HTTP service that takes a JSON object and answers with one: the names and places are the source's settings."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from .. import fetching
from ..answers import Answer, FaultError, Outcome
from ..identity import Person
from ..models import DataSource

LONGEST_REFERENCE = 100


class Http:
    """POSTs the number, and the name where it is to be checked."""

    def ask(self, source: DataSource, person: Person, today: date) -> Answer:
        """By the value at the source's place; anything that is neither yes nor no is a fault, never a no."""
        sent = {source.number_key: person.number_for(source)}
        if source.check_name:
            sent[source.name_key] = person.name.strip()
        body = fetching.post(source.url, json.dumps(sent).encode(), _headers(source), float(source.timeout))
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise FaultError(_("返回的不是 JSON")) from None
        return _read(source, found)


def _headers(source: DataSource) -> dict[str, str]:
    if not source.secret_name:
        return {}
    secret = settings.HALL_DATA_SECRETS.get(source.secret_name)
    if not secret:
        raise FaultError(_("没有设置环境变量 HALL_DATA_SECRET_%(name)s") % {"name": source.secret_name})
    return {source.secret_header: secret}


def _read(source: DataSource, found: Any) -> Answer:
    said = _words(_at(found, source.answer_path))
    if said and said in _listed(source.yes_words):
        reference = _at(found, source.reference_path) if source.reference_path else ""
        return Answer(Outcome.MATCH, _words(reference, lower=False)[:LONGEST_REFERENCE])
    if said and said in _listed(source.no_words):
        return Answer(Outcome.NO_MATCH)
    raise FaultError(_("“%(path)s”处没有认得的值") % {"path": source.answer_path})


def _at(found: Any, path: str) -> Any:
    """The value at a path of names and places in lists; None where there is none."""
    for part in path.split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def _words(value: Any, *, lower: bool = True) -> str:
    """A plain value as its setting writes it; nothing for a list or an object."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    return text.lower() if lower else text


def _listed(words: str) -> set[str]:
    return {word.strip().lower() for word in words.replace("，", ",").split(",") if word.strip()}
