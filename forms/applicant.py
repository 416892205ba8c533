"""Who applies, by what a form was told: a person, or an organisation with a person who stands or acts for it."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .compiled import compiled
from .fields.registry import TYPES
from .fields.spec import Spec

if TYPE_CHECKING:
    from .models import FormVersion

CREDIT_CODE = "credit_code"
ORGANISATION = "organisation"
"""What the applicant's name is as an organisation, beside the roles of field types."""
NAMED = re.compile(
    r"(单位|企业|公司|机构|组织|法人|经营者|主体|商户|工商户|字号|申请人|申请者)的?(中文)?(名称|全称)?$|^(名称|全称)$"
)
"""A line of text whose question asks for an organisation's name."""
STANDS_FOR = re.compile(r"法定代表|法人代表|负责人|经办|联系|代理|委托|管理员|投资人")
"""A person who is asked for as standing or acting for an organisation."""
BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]|[\s*:：]")
PERSONS = ("name", "id_number")


def organisation(version: "FormVersion", answers: Mapping[str, Any]) -> dict[str, str]:
    """The name and the credit code where the applicant is an organisation; empty for a person.

    It is one where a credit code was told and nobody was named before it but who stands for it. The name is the nearest
    line of text in the code's step that asks for one; empty where the form has none.
    """
    for step in compiled(version).steps:
        told = [part.spec for part in step.parts if part.spec and answers.get(part.spec.key)]
        for place, spec in enumerate(told):
            role = TYPES[spec.type].role
            if role in PERSONS and not STANDS_FOR.search(spec.label):
                return {}
            if role == CREDIT_CODE:
                return {ORGANISATION: _name(told, place, answers), CREDIT_CODE: str(answers[spec.key])}
    return {}


def asks_organisation(version: "FormVersion") -> bool:
    """Whether every applicant tells an organisation's name and code: nobody needs to be named beside the form."""
    steps = compiled(version).steps
    fields = [(step, part, part.spec) for step in steps for part in step.parts if part.spec]
    told = {
        spec.key: spec.key
        for step, part, spec in fields
        if (spec.required and not part.show and not step.part.show) or TYPES[spec.type].role in PERSONS
    }
    return bool(organisation(version, told).get(ORGANISATION))


def representative(version: "FormVersion", answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Of an organisation, the first name and number of a person: (role of the field, its question, the answer)."""
    if not organisation(version, answers):
        return []
    found: dict[str, tuple[str, str, str]] = {}
    for key, spec in compiled(version).fields.items():
        role = TYPES[spec.type].role
        if role in PERSONS and answers.get(key):
            found.setdefault(role, (role, spec.label, str(answers[key])))
    return [found[role] for role in PERSONS if role in found]


def _name(told: list[Spec], place: int, answers: Mapping[str, Any]) -> str:
    return next((str(answers[spec.key]) for spec in _near(told, place) if _asks_name(spec)), "")


def _near(told: list[Spec], place: int) -> Iterator[Spec]:
    """What stands before, the nearest first; then what follows."""
    yield from reversed(told[:place])
    yield from told[place + 1 :]


def _asks_name(spec: Spec) -> bool:
    return spec.type == "text" and bool(NAMED.search(BRACKETS.sub("", spec.label)))
