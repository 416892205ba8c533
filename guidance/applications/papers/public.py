"""The citizens' pages of notices: read one, take its PDF, and check whether a paper in hand is the one that was issued."""

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases import access
from guidance.cases.codes import normalise_code

from .models import Paper, PaperPrint
from .printing import printed

CHECKS, CHECK_WINDOW = 60, timedelta(minutes=10)
COPY_MAX_MB = 5
"""A notice is some ten kB; what is larger is none."""


@never_cache
@require_safe
def read(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A notice as a page."""
    case = access.remembered(request, number)
    paper = get_object_or_404(Paper.objects.for_applicant().select_related("case"), case=case, code=code)
    return render(request, "guidance/paper.html", {"case": case, "paper": paper})


@never_cache
@require_safe
def download(request: HttpRequest, number: str, code: str) -> FileResponse:
    """A notice as a PDF."""
    return as_pdf(get_object_or_404(Paper.objects.for_applicant(), case=access.remembered(request, number), code=code))


def as_pdf(paper: Paper) -> FileResponse:
    """The kept file, shown in the browser under a name that says what it is."""
    response = FileResponse(
        printed(paper).file.open("rb"), filename=f"{paper.title}{paper.number}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class CheckForm(forms.Form):
    """The code on the paper and, to compare it byte by byte, the file."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("校验码"), max_length=40, help_text=_("印在文书末尾，12 位字母和数字，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    copy = forms.FileField(
        label=_("手里的 PDF 文件"), required=False,
        help_text=_("可不选。选了就逐字节核对有没有改动；文件只用来核对，不保存。"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def clean_copy(self) -> Any:
        """The file, if it is of a size that a notice can have."""
        copy = self.cleaned_data.get("copy")
        if copy and copy.size > COPY_MAX_MB * 1024 * 1024:
            raise forms.ValidationError(_t("文件超过 %(size)s MB，不是本大厅出具的文书。") % {"size": COPY_MAX_MB})
        return copy


@never_cache
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Whether a notice of this code was issued, by whom and when; never to whom, nor what it says."""
    form = CheckForm(request.POST or None, request.FILES or None, initial={"code": request.GET.get("code", "")[:40]})
    context: dict[str, Any] = {"form": form}
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            ratelimit.check("paper", ratelimit.client_key(request), CHECKS, CHECK_WINDOW)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            refused = refusal
        else:
            code = normalise_code(form.cleaned_data["code"])
            paper = Paper.objects.select_related("bureau", "print").filter(code=code).first()
            if paper is None:
                form.add_error(None, _t("没有这个校验码的文书。请对照文书末尾再输一次；仍然没有的，不是本大厅出具的。"))
            else:
                kept = printed(paper)
                context |= {"paper": paper, "print": kept, **_compared(kept, form.cleaned_data["copy"])}
    response = render(request, "guidance/paper_check.html", context, status=refused.status if refused else 200)
    return ratelimit.say_when(response, refused)


def _compared(kept: PaperPrint, copy: Any) -> dict[str, bool]:
    """Whether a file was given, and whether it is the kept one."""
    if not copy:
        return {"compared": False}
    found = hashlib.sha256()
    for part in copy.chunks():
        found.update(part)
    return {"compared": True, "same": found.hexdigest() == kept.sha256}
