"""The self-checks that items can make by themselves: of guides, their files, their links, their dates."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau

from . import assessment, gate, reports
from .quality_contact import bare, malformed
from .selfcheck import Finding, check

if TYPE_CHECKING:
    from .models import ItemPage

CHUNK = 100
SAMPLED = 20
"""Public guides that are drawn to look at their dates: the newest, where a change of the templates would show first."""
TIME = re.compile(r"<time[^>]*>\s*([^<]*?)\s*</time>")
WELL_FORMED = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|\d{2}:\d{2}")
"""国办's rules for sites: YYYY-MM-DD HH:MM."""


def edit_url(page: "ItemPage") -> str:
    """Where a guide is put right."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def public_guides() -> Iterator["ItemPage"]:
    """Every public guide as it is public, in chunks, without a query for each row."""
    from .models import ItemPage

    keys = list(ItemPage.objects.public().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from ItemPage.objects.with_guide().prefetch_related("fees").filter(pk__in=keys[start : start + CHUNK])


@check("elements", _("办事指南要素不全或有误"), order=10)
def elements(now: datetime) -> Iterator[Finding]:
    """Public guides that would not pass the gate today; and, on the way, the standing of every item anew."""
    assessment.keep_all()
    for page in public_guides():
        for problem in gate.blocking(page):
            yield Finding(page.bureau_id, page.title, str(problem), edit_url(page))


@check("stale", _("三个月没有更新"), order=20)
def stale(now: datetime) -> Iterator[Finding]:
    """Nothing public stays three months without an update."""
    from .models import ItemPage

    for page in ItemPage.objects.public().filter(last_published_at__lt=now - reports.STALE).order_by("pk"):
        day = page.last_published_at.strftime("%Y-%m-%d") if page.last_published_at else ""
        yield Finding(page.bureau_id, page.title, _t("最近更新于 %(day)s。") % {"day": day}, edit_url(page))


@check("files", _("空白表格、样表打不开"), order=40)
def files(now: datetime) -> Iterator[Finding]:
    """Blank forms and samples that a guide offers and the store does not have."""
    from .models import Material, Result

    known: dict[int, bool] = {}
    for model, names in ((Material, ("blank_form", "sample")), (Result, ("sample",))):
        wanted = Q()
        for name in names:
            wanted |= ~Q(**{name: None})
        rows: Any = model._default_manager.filter(wanted, page__live=True)
        for row in rows.select_related("page", *names).order_by("page_id", "pk"):
            for name in names:
                document = getattr(row, name)
                if document is not None and not _there(document, known):
                    label = row._meta.get_field(name).verbose_name
                    message = _t("“%(row)s”的%(label)s文件不存在：%(file)s") % {
                        "row": row,
                        "label": label,
                        "file": document,
                    }
                    yield Finding(row.page.bureau_id, row.page.title, message, edit_url(row.page))


def _there(document: Any, known: dict[int, bool]) -> bool:
    if document.pk not in known:
        known[document.pk] = bool(document.file) and document.file.storage.exists(document.file.name)
    return known[document.pk]


@check("successors", _("替代事项打不开"), order=50)
def successors(now: datetime) -> Iterator[Finding]:
    """A cancelled guide sends people to one that is public."""
    from .models import ItemPage

    for page in ItemPage.objects.public().exclude(successor=None).filter(successor__live=False).order_by("pk"):
        yield Finding(page.bureau_id, page.title, _t("替代事项没有发布。"), edit_url(page))


@check("phones", _("电话号码有误"), order=60)
def phones(now: datetime) -> Iterator[Finding]:
    """Numbers that nobody can call: of guides, their places, and bureaus."""
    from .models import ItemPage, Place

    def wrong(number: str) -> bool:
        return malformed(number) or bare(number)

    for page in ItemPage.objects.public().order_by("pk"):
        for label, number in ((_t("咨询电话"), page.consult_phone), (_t("监督投诉电话"), page.complaint_phone)):
            if wrong(number):
                yield Finding(page.bureau_id, page.title, f"{label}:{number}", edit_url(page))
    for row in Place.objects.filter(page__live=True).exclude(phone="").select_related("page").order_by("page_id"):
        if wrong(row.phone):
            yield Finding(row.page.bureau_id, row.page.title, f"{row}:{row.phone}", edit_url(row.page))
    for bureau in Bureau.objects.filter(items__live=True).distinct().order_by("pk"):
        for number in (bureau.phone, bureau.complaint_phone):
            if wrong(number):
                yield Finding(bureau.pk, bureau.name, _t("机构资料里的电话：%(number)s") % {"number": number})


@check("dates", _("时间格式不是 YYYY-MM-DD HH:MM"), order=70)
def dates(now: datetime) -> Iterator[Finding]:
    """The time stamps on a sample of public guides, as they are drawn."""
    from .models import ItemPage

    for page in ItemPage.objects.public().order_by("-last_published_at")[:SAMPLED]:
        text = page.make_preview_request().content.decode()
        for stamp in TIME.findall(text):
            if WELL_FORMED.fullmatch(stamp) is None:
                yield Finding(page.bureau_id, page.title, stamp, page.public_path())
