"""The cluster this hall is set up with, if it is."""

from functools import lru_cache

from django.conf import settings

from .elastic import ElasticEngine


@lru_cache(maxsize=4)
def _engine(addresses: str) -> ElasticEngine:
    return ElasticEngine(addresses)


def cluster() -> ElasticEngine | None:
    """The engine of `SEARCH_URL`; None where the embedded one is alone. One for each process, with its breaker."""
    return _engine(settings.SEARCH_URL) if settings.SEARCH_URL else None
