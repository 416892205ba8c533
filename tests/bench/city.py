"""The hall that is measured: the demo's guides, clerks and some cases, and a built form of twelve fields."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

STEPS = [
    {
        "blocks": [
            {"type": "section", "title": "申请人"},
            {"type": "person_name", "key": "name", "label": "姓名", "required": True, "purpose": "核对身份"},
            {"type": "id_number", "key": "id_number", "label": "身份证号", "required": True, "purpose": "核对身份"},
            {"type": "phone", "key": "phone", "label": "手机号", "required": True, "purpose": "通知办理进度"},
            {"type": "address", "key": "place", "label": "住址", "required": True, "purpose": "送达"},
            {"type": "section", "title": "申请内容"},
            {"type": "text", "key": "shop", "label": "店名", "required": True, "max_length": 60},
            {"type": "single_choice", "key": "kind", "label": "类型", "required": True,
             "choices": [{"value": "c1", "label": "餐馆"}, {"value": "c2", "label": "小吃店"}]},
            {"type": "multiple_choice", "key": "goods", "label": "项目", "required": True,
             "choices": [{"value": "c1", "label": "热食"}, {"value": "c2", "label": "冷食"}]},
            {"type": "date", "key": "opens", "label": "开业日期", "required": True, "when": "future"},
            {"type": "integer", "key": "staff", "label": "从业人数", "required": True, "min": "1", "max": "500"},
            {"type": "number", "key": "area", "label": "面积", "required": True, "min": "1", "max": "9999", "places": 2},
            {"type": "long_text", "key": "reason", "label": "申请说明", "required": True, "max_length": 500},
            {"type": "declaration", "key": "promise", "label": "承诺", "required": True,
             "text": "所填内容真实、完整、有效。", "version": "2026-01"},
        ],
    },
]  # fmt: skip
CODE = "bench-twelve"
PREFIX = "answers"
"""Before the names of a built form's fields on the page."""


@dataclass(frozen=True)
class Hall:
    """What there is to ask for."""

    guide_path: str
    guide_title: str
    form_path: str
    case_number: str
    clerk_cookie: str
    editor_path: str
    editor_cookie: str


def answers(n):
    """The n-th person's answers to the twelve fields, as a browser sends them."""
    from django.utils import timezone

    from hall.demo.citizens import Citizen

    who = Citizen(n)
    given = {
        "name": who.name, "id_number": who.identity, "phone": who.phone, "place": who.address,
        "shop": f"演示小店{n}号", "kind": "c1", "goods": ["c1", "c2"],
        "opens": (timezone.localdate() + timedelta(days=30)).isoformat(), "staff": "6", "area": "82.50",
        "reason": "门店已经装修完毕，设备和人员到位，申请办理。", "promise": "on",
    }  # fmt: skip
    return {f"{PREFIX}-{name}": value for name, value in given.items()}


def _tables():
    """Those of `migrate`; within a run of the tests a copy of what another process has migrated."""
    from django.core.management import call_command
    from django.db import connection

    from tests.database import Mould

    if "HALL_TEST_VAR" in os.environ and connection.vendor == "sqlite":
        mould = Mould()
        mould.hold()
        mould.cast(str(connection.settings_dict["NAME"]))
        mould.release()
    call_command("migrate", interactive=False, verbosity=0)


def build(folder: Path, guides: int, cases: int) -> Hall:
    """Fill the empty database that the settings name, through the importer and the verbs."""
    from django.core.management import call_command
    from django.urls import reverse

    from hall.demo import loading, people, ready
    from items.importing.run import Options, import_file

    _tables()
    call_command("collectstatic", interactive=False, verbosity=0)
    ready.make_forms()
    workbook = Path(__file__).resolve().parents[2] / loading.WORKBOOK
    import_file(_cut(workbook, folder, guides), Options(publish=True, demo=True))
    people.hire()
    ready.name_the_hall()
    guide = _with_form()
    numbers = _cases(cases)
    return Hall(
        guide_path=guide.public_path(),
        guide_title=guide.title,
        form_path=f"/items/{guide.address}/apply/",
        case_number=numbers[0],
        clerk_cookie=_signed_in(guide.bureau, "clerk"),
        editor_path=reverse("wagtailadmin_pages:edit", args=[_long_guide(guide).pk]),
        editor_cookie=_signed_in(guide.bureau, "editor"),
    )


def _cut(workbook: Path, folder: Path, guides: int) -> Path:
    """The spreadsheet with so many of its guides and what belongs to them."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    items = book["事项"]
    if guides >= items.max_row - 1:
        return workbook
    items.delete_rows(guides + 2, items.max_row)
    kept = {row[0].value for row in items.iter_rows(min_row=2)}
    for name in ("材料", "环节", "依据", "收费", "常见问题"):
        rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
        book[name].delete_rows(2, book[name].max_row)
        for row in rows:
            if row[0] in kept:
                book[name].append(row)
    book["一件事"].delete_rows(2, book["一件事"].max_row)
    book.save(folder / "guides.xlsx")
    return folder / "guides.xlsx"


def _with_form():
    """The first guide that is applied for online, with the form of twelve fields."""
    from forms import service
    from items.importing.writing import current
    from items.models import ItemPage

    guide = ItemPage.objects.live().filter(apply_online=True, bureau__slug="shichang").order_by("path").first()
    draft = current(guide)
    draft.form = service.create_from_definition("十二项申请表", CODE, guide.bureau, STEPS, None)
    draft.save_revision().publish(skip_permission_checks=True)
    return ItemPage.objects.select_related("bureau").get(pk=guide.pk)


def _cases(count: int) -> list[str]:
    """Numbers of applications that the clerk of the first bureau finds, the one due first at the head."""
    from django.utils import timezone

    from guidance.applications.submit import Submission, submit
    from guidance.cases import actors
    from guidance.cases.flow import Applicant
    from hall.demo.citizens import Citizen
    from items.models import ItemPage

    guides = list(ItemPage.objects.live().filter(apply_online=True, bureau__slug="shichang").order_by("path")[:10])
    numbers = []
    for n in range(count):
        who = Citizen(n)
        submission = Submission(guides[n % len(guides)], None, {}, Applicant(who.name, who.phone, who.identity))
        at = timezone.now() - timedelta(minutes=count - n)
        numbers.append(submit(submission, actors.citizen(), key=f"bench:{n}", now=at).case.number)
    return numbers


def _long_guide(like) -> Any:
    """A draft beside that guide, with 40 materials and 12 steps."""
    from items.models import ItemPage, Material, Step

    page = ItemPage(title="很长的指南", bureau=like.bureau)
    page.materials = [Material(name=f"材料 {n + 1}", copies=1, standard="清楚", sort_order=n) for n in range(40)]
    page.steps = [Step(kind="review", name=f"审查 {n + 1}", limit=1, sort_order=n) for n in range(12)]
    like.get_parent().add_child(instance=page)
    page.save_revision()
    return page


def _signed_in(bureau, role: str) -> str:
    """A cookie under which one of the bureau's people with that role is signed in."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.filter(bureau=bureau, groups__name=f"role:{role}").order_by("pk").first())
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
