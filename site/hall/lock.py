"""One open hall to a data folder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from hall.environment import Problem


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a data folder while the hall is open; Problem if another one has it. A killed hall lets go of it."""
    with (folder / "hall.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Problem(
                f"A hall is open already on {folder} (process {lock.read()}); stop it, "
                "or open a second one on data of its own: HALL_VAR=/another/folder make run"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
