"""The English catalogue: every sentence collected is translated, and what is compiled is what is written."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES"
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def entries() -> list[tuple[str, str]]:
    """Message and translation of each entry of the catalogue; of a plural, its first form."""
    found = []
    for block in (FOLDER / "django.po").read_text().split("\n\n")[1:]:
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            word, _, text = line.partition(" ")
            if word in {"msgctxt", "msgid", "msgid_plural", "msgstr", "msgstr[0]", "msgstr[1]"}:
                key, line = word, text
            parts[key] = parts.get(key, "") + ast.literal_eval(line)
        if "msgid" in parts:
            name = f"{parts['msgctxt']}\x04{parts['msgid']}" if "msgctxt" in parts else parts["msgid"]
            found.append((name, parts.get("msgstr", parts.get("msgstr[0]", ""))))
    return found


@pytest.fixture(scope="module")
def compiled() -> gettext.GNUTranslations:
    with (FOLDER / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_everything_is_translated_and_keeps_its_holes() -> None:
    assert len(entries()) > 1000
    for message, translation in entries():
        assert translation, message
        assert sorted(HOLE.findall(message)) == sorted(HOLE.findall(translation)), message


def test_the_compiled_catalogue_is_the_written_one(compiled: gettext.GNUTranslations) -> None:
    kept = compiled._catalog
    for message, translation in entries():
        assert translation in {kept.get(message), kept.get((message, 0))}, message
