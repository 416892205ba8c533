"""How a bureau words its notices: what is in force, a new version, and back to the city's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.admin_page import admin_page
from accounts.models import Bureau
from accounts.roles import Role, has_role
from accounts.scope import scope_of

from . import filling
from .kinds import SHIPPED, WORDED, label_of
from .models import PaperTemplate

NEEDED = ("救济途径", "理由")
"""What the law asks of a notice that ships with it: why, and what can be done against it (行政许可法 art. 38)."""

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class InForce:
    """What a bureau's notices of one kind say now, and whose words they are."""

    kind: str
    template: PaperTemplate | None
    bureau: Bureau | None

    @property
    def label(self) -> str:
        """What it is called."""
        return label_of(self.kind)

    @property
    def own(self) -> bool:
        """Whether the words are this bureau's (or, of the city, the city's) own."""
        return self.template is not None and self.template.bureau_id == (self.bureau.pk if self.bureau else None)

    @property
    def whose(self) -> str:
        """In words: its own, the city's, or what the hall came with."""
        if self.template is None:
            return _t("内置")
        version = {"n": self.template.version}
        return (_t("全市第 %(n)s 版") if self.template.bureau_id is None else _t("本机构第 %(n)s 版")) % version


class WordingForm(forms.Form):
    """A title and a text with facts in braces."""

    title = forms.CharField(
        label=_("标题"), max_length=100, required=False, help_text=_("不填就用文书的名称。可用 {事项类型}。")
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=20000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("段与段之间空一行。花括号里的内容出具时自动填入；一段里的花括号都没有内容时，这一段不出现。"),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_title(self) -> str:
        return self._known("title")

    def clean_body(self) -> str:
        body = self._known("body")
        if not body.strip():
            raise forms.ValidationError(_t("请写正文。要恢复成原来的文字，请点“恢复”。"))
        if gone := [name for name in NEEDED if f"{{{name}}}" in SHIPPED[self.kind] and f"{{{name}}}" not in body]:
            names = "、".join(f"{{{one}}}" for one in gone)
            raise forms.ValidationError(_t("这种文书依法要写明%(names)s，请放回正文。") % {"names": names})
        return body

    def _known(self, name: str) -> str:
        """The text, if everything in its braces is a fact."""
        text: str = self.cleaned_data[name]
        if wrong := filling.unknown(text, self.kind):
            names = "、".join(f"{{{one}}}" for one in wrong)
            raise forms.ValidationError(_t("没有这样的内容：%(names)s。请从右边的列表里选。") % {"names": names})
        return text


def index(request: HttpRequest) -> HttpResponse:
    """Every kind of notice, with whose words are in force."""
    bureau = _bureau(request)
    found = PaperTemplate.objects.select_related("author").in_force(bureau)
    rows = [InForce(kind, found.get(kind), bureau) for kind, _label in WORDED]
    context = {"rows": rows, "bureau": bureau, "bureaus": _bureaus(request)}
    return admin_page(request, "guidance/admin/wordings.html", _("文书模板"), "doc-full", context)


def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """The words of one kind: read, changed as a new version, or given up for the city's."""
    if kind not in dict(WORDED):
        raise Http404
    bureau = _bureau(request)
    now = InForce(kind, PaperTemplate.objects.filter(kind=kind).in_force(bureau).get(kind), bureau)
    newest = _versions(kind, bureau).first()
    version = newest.version if newest else 0
    start = {
        "title": now.template.title if now.template else "",
        "body": now.template.body if now.template else SHIPPED[kind],
        "based_on": version,
    }
    form = WordingForm(request.POST or None, initial=start, label_suffix="", kind=kind)
    back = request.POST.get("do") == "restore"
    if request.method == "POST" and (back or form.is_valid()):
        title, body = ("", "") if back else (form.cleaned_data["title"], form.cleaned_data["body"])
        if _save(kind, bureau, title, body, request):
            told = (
                _t("已恢复。以后出具的文书用原来的文字。")
                if back
                else _t("已保存为新的一版。以后出具的文书用它，已出具的不变。")
            )
            messages.success(request, told)
            return redirect(_address("paper-wordings", bureau))
        form.add_error(
            None, _t("您打开页面之后，别人保存了新的一版。您写的还在下面；看过“历次版本”再保存一次，就以您的为准。")
        )
        form.data = {**request.POST.dict(), "based_on": str(_newest_version(kind, bureau))}
    context = {
        "form": form,
        "in_force": now,
        "bureau": bureau,
        "facts": filling.facts_for(kind),
        "versions": _versions(kind, bureau).select_related("author"),
        "sample": _sample(kind, bureau, form["body"].value() or ""),
        "back": _address("paper-wordings", bureau),
    }
    return admin_page(request, "guidance/admin/wording.html", label_of(kind), "doc-full", context)


def _save(kind: str, bureau: Bureau | None, title: str, body: str, request: HttpRequest) -> bool:
    """Keep a new version; False if somebody else has made one since the page was opened."""
    version = _newest_version(kind, bureau)
    if request.POST.get("based_on") != str(version):
        return False
    author: Any = request.user
    try:
        with transaction.atomic():
            PaperTemplate.objects.create(
                kind=kind, bureau=bureau, version=version + 1, title=title.strip(), body=body.strip(), author=author,
                at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def _versions(kind: str, bureau: Bureau | None) -> Any:
    return PaperTemplate.objects.filter(kind=kind, bureau=bureau).order_by("-version")


def _newest_version(kind: str, bureau: Bureau | None) -> int:
    newest = _versions(kind, bureau).first()
    return newest.version if newest else 0


def _sample(kind: str, bureau: Bureau | None, body: str) -> str:
    """The words filled with made-up facts, so that the writer sees what comes out."""
    facts = {name: f"〔{name}〕" for name in filling.facts_for(kind)}
    return filling.fill(body, {**facts, "机构": bureau.name if bureau else facts["机构"]})


def _bureaus(request: HttpRequest) -> list[Bureau]:
    """The bureaus whose words the user may change."""
    return list(Bureau.objects.filter(scope_of(request.user).q("pk")))


def _bureau(request: HttpRequest) -> Bureau | None:
    """Whose words: the bureau of the address or the user's own; None: the city's, for those who see all."""
    user: User | Any = request.user
    if not has_role(user, Role.SUPERVISOR):
        raise PermissionDenied
    scope = scope_of(user)
    asked = request.GET.get("bureau", "")
    if not asked and scope.everything:
        return None
    if not asked:
        return get_object_or_404(Bureau, pk=user.bureau_id)
    rows = Bureau.objects.filter(scope.q("pk"))
    return get_object_or_404(rows, pk=asked if asked.isdecimal() and len(asked) < 10 else 0)


def _address(name: str, bureau: Bureau | None) -> str:
    return reverse(name) + (f"?bureau={bureau.pk}" if bureau else "")
