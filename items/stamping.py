"""Which changes, other than of guides themselves, show on public pages: each moves the stamp of the whole hall."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Site

from accounts import changed
from guidance.comparing.models import DataSource

from . import record
from .models import BureauPage, HallSettings, HomePage, ItemPage, ThemeIndexPage, ThemeItem, ThemePage, Topic, stamp

FILES = (get_document_model(), get_image_model())


def connect() -> None:
    """Listen to Wagtail's and our own rows, and to the registry of bureaus; called once, from the app's `ready()`."""
    post_delete.connect(record.forgotten, sender=ItemPage, dispatch_uid="items-forgotten")
    changed.register(of_bureau)
    pages = (HomePage, ThemeIndexPage, ThemePage, ThemeItem, BureauPage)
    for model in (*pages, HallSettings, Topic, Site, DataSource, *FILES):
        for signal in (post_save, post_delete):
            signal.connect(of_hall, sender=model, dispatch_uid=f"items-stamp-{model.__name__}")
    m2m_changed.connect(of_topics, sender=ItemPage.topics.through, dispatch_uid="items-stamp-topics")


def of_hall(sender: type, **kwargs: Any) -> None:
    """Something that any page may show has changed; a file just uploaded is on none yet."""
    if not (kwargs.get("created") and sender in FILES):
        stamp.touch(stamp.HALL)


def of_topics(sender: type, action: str, pk_set: set[int] | None = None, **kwargs: Any) -> None:
    """A guide moved to another shelf: others name it among their related ones."""
    if action == "post_clear" or (action.startswith("post_") and pk_set):
        stamp.touch(stamp.HALL)


def of_bureau(bureau: Any) -> None:
    """A bureau was renamed, moved or got another number."""
    stamp.touch(stamp.HALL)
