"""Templates for new items: what most of their kind have in common, to begin from instead of an empty page."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import choices
from .models.rows import Fee, LegalBasis, Material, Place, Question, Result, Step

if TYPE_CHECKING:
    from .models import BureauPage, ItemPage

Text = str | Promise
MODELS: dict[str, type[Any]] = {
    "materials": Material,
    "steps": Step,
    "legal_bases": LegalBasis,
    "results": Result,
    "fees": Fee,
    "places": Place,
    "questions": Question,
}


@dataclass(frozen=True)
class Starter:
    """A template: a name, for what it is meant, the fields it fills, the rows it begins with."""

    key: str
    label: Text
    description: Text
    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)


STARTERS: dict[str, Starter] = {}


def register(starter: Starter) -> Starter:
    """Add a template under its key."""
    STARTERS[starter.key] = starter
    return starter


def begin(page: "ItemPage", starter: Starter, parent: "BureauPage") -> None:
    """Fill a new page in memory: the template's values, and the bureau's own place, hours and phones."""
    for name, value in starter.fields.items():
        setattr(page, name, value)
    bureau = parent.bureau
    page.consult_phone, page.complaint_phone = bureau.phone, bureau.complaint_phone
    rows = dict(starter.rows)
    if bureau.address:
        rows["places"] = ({"address": bureau.address, "hours": bureau.hours},)
    for relation, wanted in rows.items():
        made = [MODELS[relation](page=page, sort_order=order, **values) for order, values in enumerate(wanted)]
        setattr(page, relation, made)


def _step(
    kind: choices.StepKind, limit: int | None, role: str, standard: str, outcome: str = "", checks: str = ""
) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "name": str(kind.label),
        "limit": limit,
        "role": role,
        "standard": standard,
        "outcome": outcome,
        "checks": checks,
    }


IDENTITY = {
    "name": "申请人身份证明",
    "kind": choices.MaterialKind.PROOF,
    "source": choices.MaterialSource.GOVERNMENT,
    "originals": 1,
    "copies": 1,
    "standard": "证件在有效期内，原件核验后退还。",
}
APPLICATION = {
    "name": "申请表",
    "kind": choices.MaterialKind.FORM,
    "originals": 1,
    "standard": "填写完整，签名或盖章。",
}
BOTH = (choices.Channel.WINDOW.value, choices.Channel.WEB.value)

register(
    Starter(
        "permit",
        _("行政许可（承诺件）"),
        _("法定 20 个工作日、承诺 10 个工作日，收件、受理、审查、决定、制证、送达六个环节。"),
        {
            "kind": choices.ItemKind.PERMIT,
            "handling": choices.Handling.PROMISE,
            "level": choices.Level.CITY,
            "channels": BOTH,
            "statutory_limit": 20,
            "promised_limit": 10,
            "visits": 1,
            "visits_reason": "核验材料原件",
            "charges": False,
            "apply_online": True,
            "bookable": True,
            "deliveries": (choices.Delivery.PICKUP.value, choices.Delivery.POST.value),
        },
        {
            "materials": (APPLICATION, IDENTITY),
            "steps": (
                _step(choices.StepKind.RECEIVE, 0, "窗口人员", "核对材料份数和形式，出具收件凭证。", "收件凭证"),
                _step(choices.StepKind.ACCEPT, 1, "受理人员", "材料齐全、符合法定形式的予以受理。", "受理通知书"),
                _step(
                    choices.StepKind.REVIEW,
                    5,
                    "审查人员",
                    "按法定条件审查材料内容。",
                    "审查意见",
                    "申请表\n申请人身份证明",
                ),
                _step(choices.StepKind.DECIDE, 3, "审批负责人", "符合条件的作出准予决定，不符合的说明理由。", "决定书"),
                _step(choices.StepKind.CERTIFY, 1, "制证人员", "制作证件。"),
                _step(choices.StepKind.DELIVER, 1, "窗口人员", "在决定之日起十日内送达。", "送达回证"),
            ),
        },
    )
)
register(
    Starter(
        "immediate",
        _("即办件"),
        _("材料齐全当场办结，收件、受理、决定三个环节。"),
        {
            "kind": choices.ItemKind.CONFIRMATION,
            "handling": choices.Handling.IMMEDIATE,
            "level": choices.Level.CITY,
            "channels": BOTH,
            "promised_limit": 0,
            "visits": 1,
            "visits_reason": "核验材料原件",
            "charges": False,
            "bookable": True,
            "deliveries": (choices.Delivery.PICKUP.value,),
        },
        {
            "materials": (IDENTITY,),
            "steps": (
                _step(choices.StepKind.RECEIVE, 0, "窗口人员", "核对材料。"),
                _step(choices.StepKind.ACCEPT, 0, "窗口人员", "材料齐全的当场受理。", "", "申请人身份证明"),
                _step(choices.StepKind.DECIDE, 0, "窗口人员", "符合条件的当场办结。"),
            ),
        },
    )
)
register(
    Starter(
        "service",
        _("公共服务"),
        _("全程网办、不收费、不用到现场的服务事项。"),
        {
            "kind": choices.ItemKind.SERVICE,
            "handling": choices.Handling.PROMISE,
            "level": choices.Level.CITY,
            "channels": (choices.Channel.WEB.value,),
            "online_depth": choices.Depth.IV,
            "promised_limit": 3,
            "visits": 0,
            "charges": False,
            "apply_online": True,
            "deliveries": (choices.Delivery.ELECTRONIC.value,),
        },
        {
            "materials": (APPLICATION,),
            "steps": (
                _step(choices.StepKind.ACCEPT, 1, "受理人员", "材料齐全的予以受理。"),
                _step(choices.StepKind.REVIEW, 2, "审查人员", "核对申请内容。", "", "申请表"),
                _step(choices.StepKind.DELIVER, 0, "受理人员", "推送办理结果。"),
            ),
        },
    )
)
register(Starter("empty", _("空白"), _("什么都不预填。")))
