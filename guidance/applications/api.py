"""The API of applications: an item's form as JSON Schema, and a submission of it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status

from accounts.errors import Invalid, Refused
from forms import service
from forms.uploads import Desk, Held
from guidance.cases import actors
from guidance.cases.api import ReceiptOut, key_from, limit_posts, receipt
from guidance.cases.posting import language_of
from items.models import ItemPage

from .public import ContactForm, applicant_of, version_for
from .submit import Submission, submit

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


class ApplicationIn(Schema):
    """`answers` by the form's schema; `contact` for what the form does not ask; `materials` tokens by order number."""

    version: str = ""
    answers: dict[str, Any] = {}
    contact: dict[str, str] = {}
    materials: dict[str, list[str]] = {}


def _item(address: str) -> ItemPage:
    rows = ItemPage.objects.public().select_related("bureau", "form").prefetch_related("materials", "steps")
    return get_object_or_404(rows, address=address, apply_online=True)


@router.get("/items/{address}/form", response=FormOut, summary="The form of an item: JSON Schema 2020-12 and UI hints")
def item_form(request: HttpRequest, address: str) -> FormOut:
    item = _item(address)
    version = version_for(item)
    known = service.applicant_keys(version) if version else {}
    return FormOut(
        item=item.address,
        version=version.sha256 if version else "",
        number=version.number if version else 0,
        definition=service.json_schema(version) if version else {"type": "object", "maxProperties": 0},
        ui=service.ui_hints(version) if version else {},
        contact=[name for name in ("name", "phone") if name not in known],
        materials=[
            {"order": order, "name": row.name, "necessity": row.necessity, "standard": row.standard}
            for order, row in enumerate(item.materials.all(), start=1)
        ],
    )


@router.post("/items/{address}/applications", response={201: ReceiptOut, 200: ReceiptOut}, summary="Apply for an item")
def apply(request: HttpRequest, address: str, body: ApplicationIn, idempotency_key: str = Header("")) -> Status[Any]:
    limit_posts(request)
    key = key_from(idempotency_key, "apply")
    submission = _submission(_item(address), body)
    return receipt(submit(submission, actors.citizen(), key=key, channel="api", language=language_of(request)))


def _submission(item: ItemPage, body: ApplicationIn) -> Submission:
    version = version_for(item)
    if version and body.version and body.version != version.sha256:
        raise Refused(_("表单已更新，请按新的版本填写。"), code="form-changed", extra={"version": version.sha256})
    errors: dict[str, list[Any]] = {}
    answers: dict[str, Any] = {}
    try:
        answers = service.clean(version, body.answers) if version else {}
    except Invalid as refusal:
        errors.update({f"answers.{name}": texts for name, texts in refusal.fields.items()})
    contact = ContactForm(body.contact, known=service.applicant_keys(version) if version else {})
    if not contact.is_valid():
        errors.update({f"contact.{name}": [str(text) for text in texts] for name, texts in contact.errors.items()})
    files = _materials(item, body.materials, errors)
    if errors:
        raise Invalid(_("有 %(count)s 处填写不对。") % {"count": len(errors)}, errors)
    for name, _label, held in service.files_of(version, answers) if version else []:
        files.setdefault(name, []).append(held)
    hints = service.applicant_hints(version, answers) if version else {}
    return Submission(item, version, answers, applicant_of(hints, contact.cleaned_data), files)


def _materials(item: ItemPage, given: dict[str, list[str]], errors: dict[str, list[Any]]) -> dict[str, list[Held]]:
    files: dict[str, list[Held]] = {}
    count = len(item.materials.all())
    for order, tokens in given.items():
        held = Desk().find(tokens)
        if not (order.isdecimal() and len(order) < 10) or not 1 <= int(order) <= count:
            errors[f"materials.{order}"] = [_("指南里没有这份材料。")]
        elif len(held) < len(set(tokens)):
            errors[f"materials.{order}"] = [_("有文件已经过期或不存在，请重新上传。")]
        else:
            files[f"material-{int(order)}"] = held
    return files
