"""What the hall knows before a form is filled in: for its fields of the type 自动填写, and for questions asked already."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from forms import service
from forms.service import keeping
from items.checklists import Checklist
from items.verifying import same

if TYPE_CHECKING:
    from forms.models import FormVersion


def facts(personal: Checklist) -> dict[str, str]:
    """By the names of `forms.fields.prefilled.FACTS`; the answers to 情形引导 as they were judged here."""
    item = personal.page
    answers = sorted(personal.given.answers.items())
    chosen = [f"{personal.questions[at].text}：{personal.questions[at].options[option]}" for at, option in answers]
    return {
        "item": item.title,
        "item_code": item.code,
        "bureau": item.bureau.name,
        "scenario": "；".join(chosen),
        "today": timezone.localdate().isoformat(),
    }


def answers_from(version: "FormVersion", personal: Checklist) -> dict[str, Any]:
    """Answers to the form's own questions that 情形引导 asked in the same words, with the same words as choices."""
    said = {same(line.question): line.answer for line in personal.lines}
    found = {}
    for key, spec in service.compiled(version).fields.items():
        choices = {same(one["label"]): one["value"] for one in spec.get("choices", ())}
        chosen = choices.get(same(said.get(same(spec.label), "")))
        if chosen and spec.type in ("single_choice", "drop_down"):
            found[key] = chosen
    return found


def told(version: "FormVersion | None", personal: Checklist) -> keeping.Inputs:
    """The same as the form's inputs hold them."""
    return keeping.written(service.compiled(version), answers_from(version, personal)) if version else {}
