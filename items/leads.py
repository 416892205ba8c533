"""Themes (一件事) and questions as documents that lead to items; and which of them a page of answers shows.

Questions of guides (常见问题) are registered here, those that citizens asked by the app of consultations: a question's
document is one of the kinds `QUESTIONS`, its answer the section `answer`, its item in the facets `item` and `guide`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished, post_page_move

from search import outbox, service
from search.document import Document, Hit
from search.registry import LEADS, DocumentType, fresh, register

THEME, FAQ, ASKED = "theme", "faq", "asked"
QUESTIONS = (FAQ, ASKED)
MOST_QUESTIONS = 3
"""Questions shown beside the items."""
MOST_ITEMS = 5
"""Items of a theme that its card names."""
NEAR_FIRST = 0.8
"""The share of the first question's score that another needs."""


def build_theme(key: str) -> Document | None:
    """A published theme, with its items' names as its text."""
    from .models import ThemePage

    page = ThemePage.objects.filter(pk=key).first()
    if page is None:
        return None
    names = page.theme_items.filter(item__live=True).values_list("item__title", flat=True)
    body = {"summary": page.summary, "items": ";".join(names)}
    return Document(key=key, kind=THEME, title=page.title, body=body, url=page.public_path(), live=page.live)


def theme_keys() -> Iterable[str]:
    """All themes."""
    from .models import ThemePage

    return (str(pk) for pk in ThemePage.objects.values_list("pk", flat=True).iterator())


def build_faq(key: str) -> Document | None:
    """A question of a guide; as public as the guide."""
    from .models.rows import Question

    row = Question.objects.select_related("page").filter(pk=key, page__city_item=None).first()
    if row is None:
        return None
    page = row.page
    return Document(
        key=key,
        kind=FAQ,
        title=row.question,
        body={"answer": row.answer},
        facets={"item": page.title, "guide": page.public_path()},
        url=f"{page.public_path()}#questions",
        live=page.live,
    )


def faq_keys() -> Iterable[str]:
    """All questions of guides."""
    from .models.rows import Question

    return (str(pk) for pk in Question.objects.filter(page__city_item=None).values_list("pk", flat=True).iterator())


def guide_changed(page: Any) -> None:
    """A guide was published or withdrawn: its questions and the themes that name it change with it."""
    for pk in page.questions.values_list("pk", flat=True):
        outbox.changed(FAQ, pk)
    for pk in page.in_themes.values_list("theme_id", flat=True):
        outbox.changed(THEME, pk)


def _guide_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    guide_changed(instance)


def _theme_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    outbox.changed(THEME, instance.pk)


def _question_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    outbox.changed(FAQ, instance.pk)


def connect() -> None:
    """Register the kinds, and tell the search what changes them; called once, from the app's `ready()`."""
    from .models import ItemPage, ThemePage
    from .models.rows import Question

    register(DocumentType(THEME, build_theme, theme_keys, label="一件事", shelf=LEADS))
    register(DocumentType(FAQ, build_faq, faq_keys, label="常见问题", shelf=LEADS))
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_guide_changed, sender=ItemPage, dispatch_uid=f"items-leads-{id(signal)}")
        signal.connect(_theme_changed, sender=ThemePage, dispatch_uid=f"items-leads-theme-{id(signal)}")
    post_delete.connect(_theme_changed, sender=ThemePage, dispatch_uid="items-leads-theme-gone")
    for signal in (post_save, post_delete):
        signal.connect(_question_changed, sender=Question, dispatch_uid=f"items-leads-question-{id(signal)}")


@dataclass(frozen=True)
class Leads:
    """What leads to items for some words: one theme with its first items, and a few questions.

    `around`: the theme was not asked for, the first item found is part of it.
    """

    theme: Any = None
    items: tuple[Any, ...] = ()
    questions: tuple[Hit, ...] = ()
    around: bool = False

    def __bool__(self) -> bool:
        return bool(self.theme or self.questions)


def find(text: str, found: Sequence[str] = ()) -> Leads:
    """Only what fits for certain, and only what is still published, whatever an index says.

    `found`: the keys of the items that answer, the best first; none where no item is sure.
    """
    asked = service.query(text, kinds=(THEME,), limit=1)
    named = _themes().filter(pk=asked.hits[0].key).first() if asked.verdict == "hits" else None
    theme = named or (_around(found) if found else None)
    items = tuple(row.item for row in theme.theme_items.all()[:MOST_ITEMS]) if theme else ()
    return Leads(theme, items, tuple(_questions(text)), around=theme is not None and named is None)


def _themes() -> Any:
    """The published themes, each with its published items in order."""
    from django.db.models import Prefetch

    from .models import ThemeItem, ThemePage

    rows = ThemeItem.objects.filter(item__live=True).select_related("item").order_by("sort_order")
    return ThemePage.objects.live().prefetch_related(Prefetch("theme_items", rows))


def _around(found: Sequence[str]) -> Any:
    """The theme that the first item is part of; of several the one that has the most of those found."""
    from .models import ThemePage

    having = ThemePage.objects.filter(theme_items__item=found[0])
    shared = Count("theme_items", filter=Q(theme_items__item__in=found))
    return _themes().filter(pk__in=having).annotate(shared=shared).order_by("-shared", "title").first()


def _questions(text: str) -> Iterable[Hit]:
    answer = service.query(text, kinds=QUESTIONS, limit=MOST_QUESTIONS)
    if answer.verdict != "hits":
        return
    for hit in answer.hits:
        if hit.score >= NEAR_FIRST * answer.hits[0].score and fresh(hit.kind, hit.key):
            yield hit
