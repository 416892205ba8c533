"""The API of applications: an item's form as JSON Schema, and a submission of it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Schema, Status

from accounts.errors import Invalid, Refused
from forms import service
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import Desk, Held
from guidance.cases import actors
from guidance.cases.api import ReceiptOut, key_from, once
from guidance.cases.flow import Opened
from guidance.cases.posting import language_of
from guidance.cases.uploading import with_tokens
from items.api import ScenarioIn, ScenarioOut, scenario_of
from items.checklists import Checklist
from items.models import ItemPage

from .agents import Agency, AgentForm
from .api_items import item_at, situation
from .api_sparing import brought_back
from .facts import facts
from .filling.pages import AGENT, MATERIAL
from .filling.parts import ContactForm, MaterialsForm, applicant_of, known_of, person_of, version_for
from .filling.sparing import sources_of
from .promises.form import AGREED, PromiseForm, Vow
from .submit import Submission, ask_form, ask_item, asked_in_form, submit

router = Router(tags=["applications"])


class FormOut(Schema):
    """What a front end needs to draw and fill an item's form. `version` goes back with the submission."""

    item: str
    version: str
    number: int
    definition: dict[str, Any]
    ui: dict[str, Any]
    contact: list[str]
    materials: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    scenario: ScenarioOut


class AgentIn(Schema):
    """Who applies for somebody else (代办人). `paper`: tokens of uploads that are the authorisation (授权委托书)."""

    name: str
    phone: str
    id: str = ""
    paper: list[str]


class PromiseIn(Schema):
    """Papers that are promised, by their order numbers, and the mark of the words."""

    materials: list[int] = []
    mark: str = ""


class ApplicationIn(Schema):
    """`answers` by the form's schema; `contact` for what the form does not ask; `materials` tokens by order number.

    `scenario` answers the guide's 情形引导, as in `scenario.questions`: {"q1": "2", "s": the stamp}. With it only what
    applies is asked for; a stamp of before is refused. `agent` is who applies for the applicant, if somebody does.
    `promises` by kind, as the form's: {"materials": [2], "mark": the mark of the words that the applicant agreed to}.
    `spared`: tokens of `/spare`, of papers that were found not to be needed, or were asked about in vain.
    """

    version: str = ""
    answers: dict[str, Any] = {}
    contact: dict[str, str] = {}
    materials: dict[str, list[str]] = {}
    promises: dict[str, PromiseIn] = {}
    scenario: dict[str, str | int] = {}
    agent: AgentIn | None = None
    spared: list[str] = []


@router.get("/items/{address}/form", response=FormOut, summary="The form of an item: JSON Schema 2020-12 and UI hints")
def item_form(request: HttpRequest, address: str, scenario: Query[ScenarioIn]) -> FormOut:
    item = item_at(address)
    if not item.apply_online:
        raise Http404(_("这个事项现在不能网上申请，请看办事指南中的办理方式。"))
    ask_form(item)
    personal = Checklist.of(item, request.GET)
    version = version_for(item)
    known = known_of(version)
    return FormOut(
        item=item.address,
        version=version.sha256 if version else "",
        number=version.number if version else 0,
        definition=service.json_schema(version) if version else {"type": "object", "maxProperties": 0},
        ui=service.ui_hints(version) if version else {},
        contact=[name for name in ("name", "phone") if name not in known],
        materials=_papers(personal, version),
        promises=PromiseForm(personal=personal).described(),
        scenario=ScenarioOut(**scenario_of(personal)),
    )


def _papers(personal: Checklist, version: FormVersion | None) -> list[dict[str, Any]]:
    """The materials that apply; `data_source` where one can be asked in place of the paper, and what it is told."""
    rows = MaterialsForm(personal=personal, elsewhere=asked_in_form(version)).rows
    sources = sources_of(rows.values(), version)
    found = []
    for one in personal.all_materials:
        if not one.kept:
            continue
        row, askable = one.row, f"{MATERIAL}{one.order}" in rows
        source = sources.get(row.data_source_id) if askable else None
        told = [*sorted(source.roles), *(["name"] if source.check_name else [])] if source else []
        offer = {"name": source.name, "about": source.about, "told": told} if source else None
        found.append(
            {"order": one.order, "name": row.name, "necessity": row.necessity, "standard": row.standard,
             "data_source": offer}
        )  # fmt: skip
    return found


@router.post("/items/{address}/applications", response={201: ReceiptOut, 200: ReceiptOut}, summary="Apply for an item")
def apply(request: HttpRequest, address: str, body: ApplicationIn, idempotency_key: str = Header("")) -> Status[Any]:
    key = key_from(idempotency_key, "apply")
    item = item_at(address)
    payload = [item.pk, body.dict()]

    def open_it() -> Opened:
        ask_item(item)
        submission = _submission(item, body)
        language = language_of(request)
        return submit(submission, actors.citizen(), key=key, payload=payload, channel="api", language=language)

    return once(request, key, payload, open_it)


def _submission(item: ItemPage, body: ApplicationIn) -> Submission:
    version = version_for(item)
    if version and body.version and body.version != version.sha256:
        raise Refused(_("表单已更新，请按新的版本填写。"), code="form-changed", extra={"version": version.sha256})
    errors: dict[str, list[Any]] = {}
    answers: dict[str, Any] = {}
    personal = situation(item, body.scenario, errors)
    try:
        answers = service.clean(version, body.answers, facts=facts(personal)) if version else {}
    except Invalid as refusal:
        errors.update({f"answers.{name}": texts for name, texts in refusal.fields.items()})
    contact = ContactForm(body.contact, known=known_of(version))
    if not contact.is_valid():
        errors.update({f"contact.{name}": [str(text) for text in texts] for name, texts in contact.errors.items()})
    files = _materials(personal, body.materials, errors)
    agency = _agency(body.agent, errors) if body.agent else None
    vows = _vows(personal, body.promises, errors)
    hints = service.applicant_hints(version, answers) if version else {}
    person = person_of(hints, getattr(contact, "cleaned_data", {}))
    spared, source = brought_back(personal, version, person, body.spared, {} if errors else errors)
    if errors:
        raise Invalid(_("有 %(count)s 处填写不对。") % {"count": len(errors)}, errors)
    for name, _label, held in service.files_of(version, answers) if version else []:
        files.setdefault(name, []).append(held)
    applicant = applicant_of(hints, contact.cleaned_data)
    return Submission(
        item, version, answers, applicant, files, personal, source=source, agency=agency, spared=spared, vows=vows
    )  # fmt: skip


def _agency(given: AgentIn, errors: dict[str, list[Any]]) -> Agency | None:
    """Who applies for the applicant, by the rules of the page."""
    data = {f"{AGENT}{name}": value for name, value in given.dict().items()}
    form = AgentForm(with_tokens(AgentForm.base_fields, data))
    if form.is_valid():
        return form.agency()
    for name, texts in form.errors.items():
        errors[f"agent.{name.removeprefix(AGENT)}"] = [str(text) for text in texts]
    return None


def _vows(personal: Checklist, given: dict[str, PromiseIn], errors: dict[str, list[Any]]) -> tuple[Vow, ...]:
    """What is promised: the same form as on the page."""
    inputs = {kind: [str(order) for order in one.materials] for kind, one in given.items()}
    inputs |= {kind + AGREED: [one.mark] for kind, one in given.items()}
    form = PromiseForm(keeping.post_of(inputs), personal=personal)
    unknown = sorted(set(given) - set(form.words))
    errors.update({f"promises.{kind}": [_("这个事项没有这种承诺。")] for kind in unknown})
    if not form.is_valid():
        errors.update({f"promises.{name}": [str(text) for text in texts] for name, texts in form.errors.items()})
        return ()
    return form.vows()


def _materials(personal: Checklist, given: dict[str, list[str]], errors: dict[str, list[Any]]) -> dict[str, list[Held]]:
    files: dict[str, list[Held]] = {}
    count = len(personal.all_materials)
    for order, tokens in given.items():
        held = Desk().find(tokens)
        if not (order.isdecimal() and len(order) < 10) or not 1 <= int(order) <= count:
            errors[f"materials.{order}"] = [_("指南里没有这份材料。")]
        elif not personal.all_materials[int(order) - 1].kept:
            errors[f"materials.{order}"] = [_("按情形问题的回答，不需要这份材料。")]
        elif len(held) < len(set(tokens)):
            errors[f"materials.{order}"] = [_("有文件已经过期或不存在，请重新上传。")]
        else:
            files[f"material-{int(order)}"] = held
    return files
