"""What one published version of a guide changed against the one before, in sentences for citizens."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

SHORT = 40
"""Characters of a value that a sentence still quotes."""
MOST = 30
"""Sentences of one version."""
NAMES = {
    "legal_bases": "law", "materials": "name", "steps": "name", "results": "name", "fees": "name",
    "places": "address", "questions": "question",
}  # fmt: skip
"""The rows of a guide and the field that names one."""
NOT_SAID = frozenset(
    {"pk", "path", "depth", "numchild", "translation_key", "locale", "latest_revision", "live", "has_unpublished_changes",
     "first_published_at", "last_published_at", "live_revision", "go_live_at", "expire_at", "expired", "locked",
     "locked_at", "locked_by", "draft_title", "slug", "content_type", "url_path", "owner", "seo_title", "show_in_menus",
     "search_description", "latest_revision_created_at", "alias_of", "page_ptr", "address", "version", "is_demo",
     "bureau", "status_since", "everyday_names", "sort_order", "page", "id", "shared"}
)  # fmt: skip
"""What a reader of the guide does not see, or what is no change of it."""


def between(before: int | None, after: int | None) -> list[str]:
    """The sentences, from two revisions; none where there is no earlier one. In the language of the source."""
    content: dict[int, dict[str, Any]] = dict(
        Revision.objects.filter(pk__in=[key for key in (before, after) if key]).values_list("pk", "content")
    )
    if not (before in content and after in content):
        return []
    with override(None):
        return list(_sentences(content[before], content[after]))[:MOST]


def _sentences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    from .models import ItemPage

    for column in ItemPage._meta.get_fields():
        if column.name in NAMES:
            yield from _rows(column, old.get(column.name) or [], new.get(column.name) or [])
        elif isinstance(column, models.Field) and column.name not in NOT_SAID:
            before, after = old.get(column.name), new.get(column.name)
            if (before or None) != (after or None) or (before is False) != (after is False):
                yield _value(column, before, after)


def _value(column: "models.Field[Any, Any]", before: Any, after: Any) -> str:
    label = _("事项名称") if column.name == "title" else column.verbose_name
    if column.is_relation:
        return _("修改了%(what)s") % {"what": label}
    was, now = _shown(column, before), _shown(column, after)
    if max(len(was), len(now)) > SHORT:
        return _("修改了%(what)s") % {"what": label}
    return _("%(what)s：%(was)s → %(now)s") % {"what": label, "was": was or _("无"), "now": now or _("无")}


def _shown(column: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if hasattr(column, "labels"):
        return "、".join(column.labels(column.to_python(value)))
    return str(dict(column.flatchoices).get(value, value) if column.choices else value)


def _rows(relation: Any, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[str]:
    model, name = relation.related_model, NAMES[relation.name]
    label = model._meta.verbose_name
    was, now = _by_name(old, name), _by_name(new, name)
    for key in now:
        if key not in was:
            yield _("新增%(what)s“%(name)s”") % {"what": label, "name": key[:SHORT]}
        elif was[key] != now[key]:
            yield _("修改%(what)s“%(name)s”") % {"what": label, "name": key[:SHORT]}
    for key in was:
        if key not in now:
            yield _("删去%(what)s“%(name)s”") % {"what": label, "name": key[:SHORT]}
    if list(was) != list(now) and set(was) == set(now):
        yield _("调整了%(what)s的顺序") % {"what": label}


def _by_name(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by their name, in order; several of one name stay together."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        plain = {key: value for key, value in row.items() if key not in NOT_SAID}
        found.setdefault(str(row.get(name) or ""), []).append(plain)
    return found
