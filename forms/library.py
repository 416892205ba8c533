"""Ready forms to begin with: JSON definitions in `library/`, offered when an editor makes a new form."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Ready:
    """A ready form."""

    name: str
    title: str
    intro: str
    steps: list[dict[str, Any]]


@cache
def ready_forms() -> dict[str, Ready]:
    """All of them, by name."""
    found = {}
    for file in sorted(FOLDER.glob("*.json")):
        raw = json.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = Ready(file.stem, raw["title"], raw.get("intro", ""), raw["steps"])
    return found
