"""Rows for tests, made the way the hall makes them."""

import itertools
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Bureau, User
from accounts.roles import Role, assign
from items import bureaus, choices
from items.models import ItemPage
from items.models.rows import Fee, LegalBasis, Material, Place, Question, Result, Step

SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = itertools.count(1)


def at(text: str) -> datetime:
    """`2026-02-09 10:00` in the hall's time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_bureau(name: str = "", **fields: Any) -> Bureau:
    """A bureau with its page, collection and groups."""
    n = next(_numbers)
    bureau = Bureau.objects.create(
        name=name or f"第{n}局",
        **{"slug": f"bureau-{n}", "phone": "0371-67180001", "complaint_phone": "0371-67180002", **fields},
    )
    bureaus.ensure_page(bureau)
    return bureau


def make_user(*roles: Role, bureau: Bureau | None = None, **fields: Any) -> User:
    """An active member of staff; the password is `secret`."""
    n = next(_numbers)
    name = fields.pop("username", f"user{n}")
    user = User.objects.create_user(name, password="secret", bureau=bureau, display_name=f"职员{n}", **fields)
    assign(user, roles)
    return user


STEPS = [
    (choices.StepKind.RECEIVE, "收件", 0),
    (choices.StepKind.ACCEPT, "受理", 1),
    (choices.StepKind.REVIEW, "审查", 6),
    (choices.StepKind.DECIDE, "决定", 2),
    (choices.StepKind.DELIVER, "送达", 1),
]


def in_order(page, *relations):
    """Number the rows of a page as they stand, as the editor does; a database keeps no order of its own."""
    for relation in relations:
        for order, row in enumerate(getattr(page, relation).all()):
            row.sort_order = order


def make_item(bureau: Bureau | None = None, title: str = "", *, publish: bool = True, **fields: Any) -> ItemPage:
    """A guide that passes every rule, published unless told otherwise."""
    n = next(_numbers)
    bureau = bureau or make_bureau()
    page = ItemPage(
        title=title or f"食品经营许可{n}",
        **{
            "kind": choices.ItemKind.PERMIT,
            "level": choices.Level.CITY,
            "audiences": ["person"],
            "handling": choices.Handling.PROMISE,
            "conditions": "在本市有固定经营场所。",
            "channels": ["window", "web"],
            "online_depth": choices.Depth.III,
            "visits": 1,
            "visits_reason": "核验原件。",
            "statutory_limit": 20,
            "promised_limit": 10,
            "deliveries": ["pickup"],
            "charges": False,
            "consult_phone": "0371-67180001",
            "complaint_phone": "0371-67180002",
            "remedies": "可以申请行政复议或者提起行政诉讼。",
            "bookable": True,
            "apply_online": True,
            **fields,
        },
    )
    page.legal_bases = [
        LegalBasis(law="中华人民共和国食品安全法", article="第三十五条", text="从事食品经营应当取得许可。")
    ]
    page.materials = [
        Material(name="食品经营许可申请书", kind=choices.MaterialKind.FORM, originals=1, standard="填写完整。"),
        Material(name="营业执照", copies=1, standard="在有效期内。"),
    ]
    page.steps = [
        Step(kind=kind, name=name, limit=days, role="受理岗", standard="符合规定") for kind, name, days in STEPS
    ]
    page.results = [Result(name="食品经营许可证", kind=choices.ResultKind.LICENCE)]
    page.fees = [] if not fields.get("charges") else [Fee(name="工本费", standard="10 元", basis="价格文件")]
    page.places = [Place(address="政务服务大厅", window="3 号", hours="工作日 9:00-17:00", phone="0371-67180001")]
    page.questions = [Question(question="要多久?", answer="十个工作日。")]
    in_order(page, "materials", "steps")
    bureaus.ensure_page(bureau).add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page = ItemPage.objects.get(pk=page.pk)
    return page
