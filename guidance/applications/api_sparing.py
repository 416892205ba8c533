"""The API of papers that need not be handed in: asked for before the application, by the rules of the page.

What was found comes back as a token, which the application sends along. It speaks of this item and this applicant, for
a day: under another number or name the application is refused, as the page would refuse it.
"""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts import ratelimit
from accounts.errors import Invalid, Refused
from forms import service
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import unsign
from guidance.cases import access
from guidance.cases.api import limit_posts
from guidance.cases.models import Case
from guidance.comparing.identity import Person
from items.checklists import Checklist
from items.models import ItemPage

from .api_items import item_at, situation
from .filling import carrying, sparing
from .filling.carrying import Carried
from .filling.earlier_papers import handed_in, take_papers
from .filling.filling import Filling
from .filling.pages import MATERIAL
from .filling.parts import MaterialsForm, version_for
from .spared import By, Spared
from .submit import ask_item, asked_in_form

router = Router(tags=["applications"])
BUTTONS = {By.DATA.value: sparing.COMPARE, By.RESULT.value: sparing.RESULT}


class EarlierIn(Schema):
    """An earlier case of the applicant, who gave its number and query code and lets it be used."""

    number: str
    code: str


class SpareIn(Schema):
    """Ask for one paper, by its order number, with the answers and the contact as they will be sent.

    `by`: `data` asks its data source, told number and name by the applicant's leave; `result` takes a result that this
    hall issued to the same applicant, `earlier` the files of an earlier case: both need `case`.
    """

    material: int
    by: Literal["data", "result", "earlier"] = "data"
    answers: dict[str, Any] = {}
    contact: dict[str, str] = {}
    scenario: dict[str, str | int] = {}
    case: EarlierIn | None = None


class SpareOut(Schema):
    """What was found. `spared`: the paper need not be handed in. `token` goes into the application's `spared`.

    `outcome` is match, no_match, timeout or fault; only a match spares. `uploads`: of an earlier case, the tokens of the
    copied files, which go into the application's `materials`.
    """

    material: int
    name: str
    by: str
    outcome: str
    spared: bool
    words: str
    token: str
    uploads: list[str] = []


@router.post("/items/{address}/spare", response=SpareOut, summary="Ask what may take the place of a paper")
def spare(request: HttpRequest, address: str, body: SpareIn) -> SpareOut:
    item = item_at(address)
    ask_item(item)
    filling, key = _filling(item, body), f"{MATERIAL}{body.material}"
    if key not in filling.materials.rows:
        raise Invalid(_("指南里没有这份材料。"), {"material": [_("指南里没有这份材料。")]})
    case = _earlier(request, body)
    if case is not None and body.by == By.EARLIER:
        limit_posts(request)
        found, uploads = _files(case, filling, key)
    else:
        found, uploads = _found(request, case, filling, f"{BUTTONS[body.by]}:{key}"), []
    token = carrying.sign(item, Carried({key: found.as_kept()}, case.number if case else ""))
    return SpareOut(
        material=body.material, name=found.name, by=found.by, outcome=found.outcome, spared=found.matched,
        words=found.words, token=token, uploads=uploads,
    )  # fmt: skip


def _filling(item: ItemPage, body: SpareIn) -> Filling:
    """The page as it would stand with these answers: what they do not tell is found out when it is asked with."""
    version = version_for(item)
    errors: dict[str, list[Any]] = {}
    personal = situation(item, body.scenario, errors)
    if errors:
        raise Invalid(_("有 %(count)s 处填写不对。") % {"count": len(errors)}, errors)
    inputs = {name: [text] for name, text in body.contact.items()}
    if version is not None:
        inputs |= keeping.written(service.compiled(version), body.answers)
    return Filling(personal, version, keeping.post_of(inputs))


def _earlier(request: HttpRequest, body: SpareIn) -> Case | None:
    if body.by == By.DATA:
        return None
    if body.case is None:
        raise Invalid(_("请给出以前办件的编号和查询码。"), {"case": [_("请给出以前办件的编号和查询码。")]})
    case = access.look_up(body.case.number, body.case.code, ratelimit.client_key(request))
    if case is None:
        text = _("没有找到。请核对编号和查询码；两者必须都对。")
        raise Invalid(text, {"case": [text]}, code="not-found")
    return case


def _found(request: HttpRequest, case: Case | None, filling: Filling, go: str) -> Spared:
    offers = sparing.Offers(filling, case.number if case else "")
    _key, found = offers.find(go, ratelimit.client_key(request))
    if found is None:
        raise _not_offered()
    return found


def _files(case: Case, filling: Filling, key: str) -> tuple[Spared, list[str]]:
    given = handed_in(case, filling.personal, {}, asked_in_form(filling.version))
    inputs, spared = take_papers(case, {key: given[key]} if key in given else {})
    if key not in spared:
        raise _not_offered()
    signed = inputs[f"{key}-{keeping.KEPT}"]
    return spared[key], [token for token in map(unsign, signed) if token]


def _not_offered() -> Refused:
    return Refused(_("这份材料不能这样免交，请上传。"), code="not-offered")


def brought_back(
    personal: Checklist, version: FormVersion | None, person: Person, tokens: list[str], errors: dict[str, list[Any]]
) -> tuple[dict[str, Spared], str]:
    """What an application says was found, as far as it still holds, and the number of the earlier case."""
    rows, now = MaterialsForm(personal=personal, elsewhere=asked_in_form(version)).rows, timezone.now()
    parts: list[Carried] = []
    for number, token in enumerate(tokens):
        one = carrying.opened(personal.page, token)
        held = {key: Spared.read(kept) for key, kept in one.found.items()} if one else {}
        if one is None or not all(key in rows and row.holds(rows[key], person, now) for key, row in held.items()):
            errors[f"spared.{number}"] = [
                _("核对结果不是给这个事项和这个申请人的，或已过一天。请重新核对，或上传材料。")
            ]
        else:
            parts.append(one)
    whole = carrying.together(parts)
    return {key: Spared.read(kept) for key, kept in whole.found.items()}, whole.source
