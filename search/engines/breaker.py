"""Remembers that the cluster failed, so that no page waits for it; what asks again is no reader's query."""

import threading
import time
from collections.abc import Callable

REST = 5.0
"""Seconds after a failure before the cluster is asked again."""


class Breaker:
    """Open while the cluster is left alone. After a rest one thread of its own asks; its answer closes the breaker."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._until = 0.0
        self._asking = threading.Lock()

    @property
    def open(self) -> bool:
        """Whether the cluster is left alone now. Once it has rested, this lets it be asked, and does not wait."""
        if not self._until:
            return False
        if time.monotonic() >= self._until and self._asking.acquire(blocking=False):
            threading.Thread(target=self._try, name="search-cluster", daemon=True).start()
        return True

    def _try(self) -> None:
        try:
            self._ask()
        except Exception:
            self.failed()
        else:
            self.worked()
        finally:
            self._asking.release()

    def failed(self) -> None:
        """Leave it alone for a while."""
        self._until = time.monotonic() + REST

    def worked(self) -> None:
        """It answers again."""
        self._until = 0.0
