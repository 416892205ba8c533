"""A bureau's place in the hall: its page, its folder of images and documents, and what its people may do there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import slugify
from pypinyin import lazy_pinyin
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from accounts.models import Bureau

if TYPE_CHECKING:
    from .models import BureauPage

EDITOR_PAGES = ("add_page", "change_page")
REVIEWER_PAGES = ("change_page",)
EDITOR_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
REVIEWER_FILES = ("choose_image", "choose_document")


@transaction.atomic
def ensure_page(bureau: Bureau) -> "BureauPage":
    """The bureau's page, folder and permissions, made or put right. Nobody is given leave to publish:
    that goes through the workflow."""
    page = _page(bureau)
    folder = ensure_collection(bureau)
    _grant_pages(bureau.editors, page, EDITOR_PAGES)
    _grant_pages(bureau.reviewers, page, REVIEWER_PAGES)
    _grant_files(bureau.editors, folder, EDITOR_FILES)
    _grant_files(bureau.reviewers, folder, REVIEWER_FILES)
    return page


def ensure_collection(bureau: Bureau) -> Collection:
    """The folder of the bureau's images and documents; it follows the bureau's name."""
    permission = GroupCollectionPermission.objects.filter(group=bureau.editors).select_related("collection").first()
    if permission is None:
        root: Any = Collection.objects.get(depth=1)
        made: Collection = root.add_child(name=bureau.name)
        return made
    if permission.collection.name != bureau.name:
        permission.collection.name = bureau.name
        permission.collection.save()
    return permission.collection


def ensure_bureau(name: str, **values: Any) -> tuple[Bureau, bool]:
    """The bureau of this name, made with a slug from its pinyin when there is none; and whether it was made."""
    bureau = Bureau.objects.filter(name=name).first()
    if bureau is not None:
        return bureau, False
    values["slug"] = values.get("slug") or free_slug(name)
    return Bureau.objects.create(name=name, **values), True


def free_slug(name: str) -> str:
    """An address name for a bureau from the pinyin of its name, not used yet."""
    base = pinyin_slug(name) or "bureau"
    slug, n = base, 1
    while Bureau.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{base}-{n}"
    return slug


def pinyin_slug(name: str) -> str:
    """A name as it may stand in an address."""
    return slugify("-".join(lazy_pinyin(name)))[:50].strip("-")


def _page(bureau: Bureau) -> "BureauPage":
    from .models import BureauPage, HomePage

    page = BureauPage.objects.filter(bureau=bureau).first()
    if page is None:
        home = HomePage.objects.order_by("path")[0]
        made: BureauPage = home.add_child(
            instance=BureauPage(title=bureau.name, slug=bureau.slug, bureau=bureau, live=True)
        )
        return made
    if (page.title, page.slug) != (bureau.name, bureau.slug):
        page.title = page.draft_title = bureau.name
        page.slug = bureau.slug
        page.save()
    return page


def _grant_pages(group: Group | None, page: "BureauPage", codenames: Iterable[str]) -> None:
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)


def _grant_files(group: Group | None, folder: Collection, codenames: Iterable[str]) -> None:
    labels = ("wagtailimages", "wagtaildocs")
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label__in=labels):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=folder, permission=permission)
