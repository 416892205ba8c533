"""What a reader takes along from a guide: its list of materials as a file, and what its versions changed."""

import csv
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from .checklists import Checklist
from .models import ItemPage, Material

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {"txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""
BOM = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as something else."""
SHOWN = 50
"""Versions on one page: years of them."""


@conditional_page
@require_safe
def checklist(request: HttpRequest, address: str, form: str) -> HttpResponse:
    """The materials under the answers of the address, as plain text, to be sent or printed, or as a table."""
    if form not in TYPES:
        raise Http404
    papers = Prefetch("materials", Material.objects.select_related("data_source"))
    rows = ItemPage.objects.public().select_related("bureau").prefetch_related(papers)
    page = get_object_or_404(rows, address=address)
    personal = Checklist.of(page, request.GET)
    text = BOM + (_as_table(personal.materials) if form == "csv" else _as_text(page, personal, request))
    response = HttpResponse(text, content_type=TYPES[form])
    name = quote(f"{page.title}-{_('材料清单')}.{form}")
    response["Content-Disposition"] = f"attachment; filename=\"checklist.{form}\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-cache"
    return response


def _as_text(page: ItemPage, personal: Checklist, request: HttpRequest) -> str:
    published = page.last_published_at
    head = [
        _("%(title)s 材料清单") % {"title": page.title},
        f"{page.bureau.name} {_('版本')} {page.version} {published:%Y-%m-%d}" if published else page.bureau.name,
        request.build_absolute_uri(page.public_path() + personal.tail),
        *(_("%(question)s：%(answer)s") % {"question": one.question, "answer": one.answer} for one in personal.lines),
        "",
    ]
    lines = [line for number, row in enumerate(personal.materials, 1) for line in _lines(number, row)]
    tail = ["", _("咨询电话：%(phone)s") % {"phone": page.consult_phone}] if page.consult_phone else []
    return "\r\n".join([*head, *(lines or [_("不用提交材料。")]), *tail, ""])


def _lines(number: int, row: Material) -> "Iterator[str]":
    yield f"[ ] {number}. {row.name}（{row.get_necessity_display()}）"
    if row.sparable:
        yield "      " + _("可通过数据比对免交（%(source)s）") % {"source": row.data_source}
    if row.source == "data" and not row.sparable:
        yield "      " + _("数据比对，不用提交")
    elif row.copies_text:
        yield f"      {row.copies_text}，{row.get_form_display()}"
    if row.applies_when:
        yield "      " + _("适用情形：%(what)s") % {"what": row.applies_when}
    if row.standard:
        yield "      " + _("要求：%(what)s") % {"what": " ".join(row.standard.split())}


def _as_table(materials: list[Material]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    heads = (_("序号"), _("材料名称"), _("必要性"), _("原件份数"), _("复印件份数"), _("材料形式"), _("来源渠道"), _("可通过数据比对免交"), _("适用情形"), _("要求"))  # fmt: skip
    table.writerow(heads)
    for number, row in enumerate(materials, 1):
        words = (row.name, row.get_necessity_display(), row.originals, row.copies)
        spared = str(row.data_source) if row.sparable else ""
        more = (row.get_form_display(), row.get_source_display(), spared, row.applies_when, row.standard)
        table.writerow([number, *map(_cell, (*words, *more))])
    return out.getvalue()


def _cell(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@require_safe
def changes(request: HttpRequest, address: str) -> HttpResponse:
    """What each version changed, newest first."""
    page = get_object_or_404(ItemPage.objects.public().select_related("bureau"), address=address)
    trail = [{"title": page.bureau.name, "url": reverse("bureau", args=[page.bureau.slug])}]
    trail.append({"title": page.title, "url": page.public_path()})
    context = {"page": page, "versions": list(page.versions.all()[:SHOWN]), "trail": trail}
    return render(request, "items/changes.html", context)
