"""What the hall knows before a form is filled in, for its fields of the type 自动填写."""

from django.utils import timezone

from items.checklists import Checklist


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
