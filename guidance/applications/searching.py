"""What an application is found by: its answers, what was asked for again, the decision."""

from django.utils.translation import gettext_lazy as _

from forms import service
from guidance.cases import searching
from guidance.cases.models import Case
from guidance.cases.states import Kind


def texts(case: Case) -> dict[str, str]:
    """By section. The answers are in the words of the form's own version."""
    row = case.application
    shown = service.display(row.form_version, row.answers) if row.form_version else []
    return {
        "answers": "\n".join(answer.text for section in shown for answer in section.rows if answer.text),
        "supplement": row.supplement_asked,
        "decision": "\n".join(text for text in (row.decision_reason, row.result_name, row.result_number) if text),
    }


def install() -> None:
    """Called once, from the app's `ready()`. What people filled in holds addresses and the like: no list quotes it."""
    names = {"answers": _("填报内容"), "supplement": _("需补正的内容"), "decision": _("决定")}
    reads = ["application__form_version"]
    searching.tells(Kind.APPLICATION, texts, names, reads=reads, unquoted=["answers"])
