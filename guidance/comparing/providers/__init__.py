"""How sources are asked. A new kind is one class with `ask` and one line here; the contract tests loop over them."""

from ..answers import Provider
from ..models import DataSource
from .http import Http
from .table import Table

PROVIDERS: dict[str, Provider] = {DataSource.Kind.TABLE: Table(), DataSource.Kind.HTTP: Http()}
"""By the kind of the source."""
