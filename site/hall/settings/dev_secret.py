"""A secret key for a hall on one's own machine, made once and kept beside its data."""

import contextlib
import secrets
from pathlib import Path

from . import env


def local_secret_key(folder: Path) -> str:
    """The environment's SECRET_KEY, or one kept in the data folder, readable by its owner only."""
    if given := env.text("SECRET_KEY", ""):
        return given
    file = folder / "secret_key"
    if not file.exists():
        fresh = folder / f"secret_key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_text().strip()
