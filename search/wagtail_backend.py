"""The admin's own search over pages, images and documents: plain containment over the models' text columns.

Stock full-text search on SQLite finds no part of a Chinese phrase, costs a write with every save and fails on a
quotation mark. Containment needs no index of its own; at the size of a city's guides it answers in milliseconds.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from modelsearch.backends.database.fallback import (
    MATCH_ALL,
    MATCH_NONE,
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
    DatabaseSearchResults,
)
from modelsearch.index import get_indexed_models

from .analysis import normal

TERMS = 8
LONGEST = 100
QUOTES = "\"'“”‘’「」"


def terms_of(text: str) -> list[tuple[str, ...]]:
    """The words between blanks, each as typed and, where it differs, normalised; without control characters and quotes."""
    clean = "".join(c if c.isprintable() and c not in QUOTES else " " for c in text[: LONGEST * TERMS])
    return [tuple(dict.fromkeys((term[:LONGEST], normal(term[:LONGEST])))) for term in clean.split()[:TERMS]]


def _columns(model: Any, wanted: Sequence[str] | None, own: bool = False) -> Iterator[str]:
    """The names of the model's text columns among those wanted, else among its search fields; `own`: no inherited ones.

    Stored JSON cannot be looked into this way.
    """
    wanted = wanted or [field.field_name for field in model.get_searchable_search_fields()]
    wanted = wanted or [field.field_name for field in model.get_autocomplete_search_fields()]
    for name in dict.fromkeys(wanted):
        try:
            column = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if own and column.model is not model:
            continue
        if type(column).__name__ != "StreamField" and isinstance(column, models.CharField | models.TextField):
            yield name


class Compiler(DatabaseSearchQueryCompiler):
    """Turns a query into filters on columns."""

    def get_fields_names(self) -> Iterator[str]:
        """The text columns that the search fields of the model, and of those that extend it, name.

        So a search over all pages finds an item by its code, which the pages' own table does not have.
        """
        model = self.queryset.model
        yield from _columns(model, self.fields)
        for child in get_indexed_models():
            link = child._meta.parents.get(model)
            if link is not None:
                path = link.remote_field.get_accessor_name()
                yield from (f"{path}__{name}" for name in _columns(child, self.fields, own=True))

    def check(self) -> None:
        """Any filter of the queryset will do: it is the database that answers."""

    def check_boost(self, query: Any, boost: float = 1.0) -> None:
        """Columns have no weight here."""

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        """As the parent's; fuzzy queries are read as plain ones, and words without a letter find nothing."""
        text = getattr(query, "query_string", None)
        if text is None:
            return super().build_database_filter(query, boost)
        terms = terms_of(text)
        if not terms or not self.fields_names:
            return MATCH_NONE
        found = [self._holds(term) for term in terms]
        joined = found[0]
        for each in found[1:]:
            joined = joined | each if getattr(query, "operator", "and") == "or" else joined & each
        return joined

    def _holds(self, term: tuple[str, ...]) -> Q:
        q = Q()
        for name in self.fields_names:
            for spelling in term:
                q |= Q(**{f"{name}__icontains": spelling})
        return q

    def first(self) -> Case | None:
        """Orders rows whose first field is the words, begins with them, or holds them, before the others."""
        text = getattr(self.query, "query_string", "")
        terms = terms_of(text) if isinstance(text, str) else []
        if not terms or not self.fields_names:
            return None
        whole, name = " ".join(term[0] for term in terms), self.fields_names[0]
        return Case(
            When(**{f"{name}__iexact": whole}, then=Value(0)),
            When(**{f"{name}__istartswith": whole}, then=Value(1)),
            When(**{f"{name}__icontains": whole}, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )


class Results(DatabaseSearchResults):
    """Rows straight from the database."""

    def get_queryset(self) -> QuerySet[Any]:
        """The matching rows, the closest names first when asked for by relevance."""
        compiler = self.query_compiler
        queryset = compiler.queryset
        q = compiler.build_database_filter(compiler.query)
        if q == MATCH_NONE:
            return queryset.none()
        if q != MATCH_ALL:
            queryset = queryset.filter(q)
        first = compiler.first() if compiler.order_by_relevance else None
        if first is not None:
            queryset = queryset.order_by(first, "-pk")
        elif not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return queryset[self.start : self.stop]


class SearchBackend(DatabaseSearchBackend):
    """What settings name as WAGTAILSEARCH_BACKENDS."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = Compiler
    results_class = Results
