"""The API of consultations: ask, and read what was published."""

from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status

from guidance.cases import actors
from guidance.cases.api import ReceiptOut, key_from, once, told
from guidance.cases.flow import Opened, invalid
from guidance.cases.posting import language_of
from guidance.cases.uploading import with_tokens

from .flow import ask
from .forms import AskForm
from .models import Consultation
from .public import question_from

router = Router(tags=["questions"])
MOST = 50


class QuestionIn(Schema):
    """A question; `item` is an item's address, `bureau` a bureau's address name, `attachments` are tokens of uploads."""

    question: str
    phone: str
    item: str = ""
    bureau: str = ""
    name: str = ""
    email: str = ""
    may_publish: bool = False
    attachments: list[str] = []


class QuestionOut(Schema):
    number: str
    question: str
    answer: str
    bureau: str
    item: str
    published_at: str


@router.post("/questions", response={201: ReceiptOut, 200: ReceiptOut}, summary="Ask a question")
def ask_question(request: HttpRequest, body: QuestionIn, idempotency_key: str = Header("")) -> Status[Any]:
    key, payload = key_from(idempotency_key, "ask"), body.dict()

    def open_it() -> Opened:
        form = AskForm(with_tokens(AskForm.base_fields, payload))
        if not form.is_valid():
            raise invalid(form)
        question, language = question_from(form), language_of(request)
        return ask(question, actors.citizen(), key=key, payload=payload, channel="api", language=language)

    return once(request, key, payload, open_it)


@router.get("/questions", response=list[QuestionOut], summary="Published questions and answers, newest first")
def list_questions(request: HttpRequest, item: str = "", bureau: str = "", offset: int = 0) -> list[QuestionOut]:
    rows = Consultation.objects.published().select_related("case__bureau", "case__item")
    if item:
        rows = rows.filter(case__item__address=item)
    if bureau:
        rows = rows.filter(case__bureau__slug=bureau)
    start = max(offset, 0)
    return [
        QuestionOut(
            number=row.case.number,
            question=row.public_question,
            answer=row.public_answer,
            bureau=row.case.bureau.name,
            item=row.case.item.address if row.case.item else "",
            published_at=told(row.published_at) if row.published_at else "",
        )
        for row in rows[start : start + MOST]
    ]
