"""Read the environment: the only place of the project that does. Every setting of an installation comes from here."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: the folder of manage.py."""


def text(name: str, default: str | None = None) -> str:
    """The value of an environment variable; ImproperlyConfigured if it has none and no default is given."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see docs/operator.md.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; the default if unset."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number; the default if unset."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number.") from error


def names(name: str, default: str = "") -> list[str]:
    """A list separated by commas, without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def prefixed(prefix: str) -> dict[str, str]:
    """All that begin with a prefix and are set, by the rest of their names."""
    found = {name.removeprefix(prefix): value.strip() for name, value in os.environ.items() if name.startswith(prefix)}
    return {name: value for name, value in found.items() if name and value}


def addresses(name: str) -> str:
    """Web addresses separated by commas, each with its port, or "". The message tells none: they may hold passwords."""
    for address in names(name):
        try:
            parts = urlsplit(address)
            whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and bool(parts.port)
        except ValueError:
            whole = False
        if not whole:
            raise ImproperlyConfigured(f"{name} takes addresses with their port, as http://es1:9200,http://es2:9200")
    return text(name, "")


def data_folder() -> Path:
    """Where this hall keeps all its data (`HALL_VAR`, default `var/`); made if missing."""
    folder = Path(text("HALL_VAR", str(ROOT / "var"))).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
