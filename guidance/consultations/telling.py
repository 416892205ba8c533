"""What a question is found by: its text and its answer."""

from django.utils.translation import gettext_lazy as _

from guidance.cases import searching
from guidance.cases.models import Case
from guidance.cases.states import Kind


def texts(case: Case) -> dict[str, str]:
    """By section."""
    row = case.consultation
    return {"question": row.question, "answer": row.answer}


def install() -> None:
    """Called once, from the app's `ready()`."""
    names = {"question": _("问题"), "answer": _("答复")}
    searching.tells(Kind.CONSULTATION, texts, names, reads=["consultation"])
