"""Pages that need nothing but a migrated hall."""

from tests.bench.registry import measure


@measure("home page")
def home(client):
    return lambda: client.get("/")


@measure("health page")
def health(client):
    return lambda: client.get("/health/")
