"""The citizens' pages of consultations: ask, and read what others asked."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases import actors, posting
from guidance.cases.flow import Applicant, Opened

from .flow import Question, ask
from .forms import AskForm
from .models import Consultation
from .triage import desk_for

PER_PAGE = 20


def question_from(form: AskForm) -> Question:
    """The checked form as a question to the bureau that answers it."""
    data = form.cleaned_data
    return Question(
        text=data["question"],
        bureau=desk_for(data.get("item"), data.get("bureau")),
        item=data.get("item"),
        applicant=Applicant(name=data.get("name", ""), phone=data["phone"], email=data.get("email", "")),
        may_publish=data.get("may_publish", False),
        files=tuple(data.get("attachments") or ()),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """Ask about an item, or anything. What was typed stays when something is wrong."""
    status, refusal = 200, None
    if request.method == "POST":
        form = AskForm(request.POST, posting.files_of(request))
        if form.is_valid():
            answer = posting.post_once(request, form, lambda: _ask(request, form))
            if not isinstance(answer, Refused):
                return answer
            status, refusal = answer.status, answer
        else:
            status = 422
    else:
        first = {name: request.GET.get(name, "") for name in ("item", "bureau")}
        form = AskForm(initial={**first, "question": request.GET.get("q", "")[:200]})
    context: dict[str, Any] = {
        "form": form,
        "key": request.POST.get("key") or posting.new_key(),
        "item": _item_of(form),
    }
    return ratelimit.say_when(render(request, "guidance/ask.html", context, status=status), refusal)


def _ask(request: HttpRequest, form: AskForm) -> Opened:
    return ask(
        question_from(form),
        actors.citizen(),
        key=posting.key_of(request, "ask"),
        language=posting.language_of(request),
    )


def _item_of(form: AskForm) -> Any:
    address = form["item"].value()
    field: Any = form.fields["item"]
    return field.queryset.filter(address=address).first() if address else None


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What others asked, published without personal data; perhaps of one bureau or one item."""
    rows = Consultation.objects.published().select_related("case__bureau", "case__item")
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("item", "bureau", "q")}
    if asked["item"]:
        rows = rows.filter(case__item__address=asked["item"])
    if asked["bureau"]:
        rows = rows.filter(case__bureau__slug=asked["bureau"])
    if words := asked["q"]:
        rows = rows.filter(public_question__icontains=words) | rows.filter(public_answer__icontains=words)
    rest = urlencode({name: value for name, value in asked.items() if value})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "guidance/questions.html", {"page": page, "q": words, "query": f"{rest}&" if rest else ""})


@require_safe
def question(request: HttpRequest, number: str) -> HttpResponse:
    """One published question with its answer."""
    rows = Consultation.objects.published().select_related("case__bureau", "case__item")
    return render(request, "guidance/question.html", {"row": get_object_or_404(rows, case__number=number)})
