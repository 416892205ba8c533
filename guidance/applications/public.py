"""The citizens' page of applications: the item's form, who applies, and the materials."""

from collections.abc import Container
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from forms import service
from forms.models import FormVersion
from guidance.cases import actors, posting
from guidance.cases.contact import PhoneField
from guidance.cases.flow import Applicant, Opened
from guidance.cases.uploading import FilesField, TakesFiles
from items.checklists import Checklist
from items.choices import MaterialSource, Status
from items.models import ItemPage
from items.verifying import same

from .facts import facts
from .forms import MATERIAL_FILES, material_field
from .submit import Submission, asked_in_form, submit

GUIDE_ROWS = ("materials", "steps", "scenario_questions")


class ContactForm(forms.Form):
    """Who applies, for what the item's own form does not ask."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("申请人姓名或单位名称"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(help_text=_("办理进度发到这个号码，不会公开。"))

    def __init__(self, *args: Any, known: dict[str, str], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for role in known:
            self.fields.pop(role, None)


class MaterialsForm(TakesFiles):
    """One place for files for each material that applies. All may come later, at the window or as a supplement.

    `elsewhere`: names, as `same` writes them, of what the item's form asks for itself.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, personal: Checklist, elsewhere: Container[str], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for one in personal.all_materials:
            if not one.kept or one.row.source == MaterialSource.DATA or same(one.row.name) in elsewhere:
                continue
            self.fields[f"material-{one.order}"] = material_field(one.row)
        self.limits_text = FilesField(max_files=MATERIAL_FILES).help_text


class Filling:
    """The three parts of an application page as one: the item's form, the contact, the materials that apply.

    Which apply is worked out here from the answers to the guide's 情形引导, never taken from the browser.
    """

    def __init__(self, request: HttpRequest, item: ItemPage, version: FormVersion | None) -> None:
        self.request, self.item, self.version = request, item, version
        data = request.POST if request.method == "POST" else None
        files = posting.files_of(request) if request.method == "POST" else None
        self.personal = Checklist.of(item, request.GET if data is None else data)
        self.answers = service.django_form(version, data, files, facts=facts(self.personal)) if version else None
        known = service.applicant_keys(version) if version else {}
        self.contact = ContactForm(data, known=known)
        self.materials = MaterialsForm(data, files, personal=self.personal, elsewhere=asked_in_form(version))

    @property
    def forms(self) -> list[forms.BaseForm]:
        """For the error summary and for checking, in the order of the page."""
        return [form for form in (self.answers, self.contact, self.materials) if form is not None]

    def is_valid(self) -> bool:
        """Check all three, so that all errors are told at once."""
        checked = [form.is_valid() for form in self.forms]
        return all(checked)

    @property
    def edits_rows(self) -> bool:
        """Whether the page was sent by a button that adds or removes a row of a group."""
        return self.answers is not None and self.answers.edits_rows

    def forget_errors(self) -> None:
        """Take the files in, and say nothing of what is not finished yet."""
        self.is_valid()
        for form in self.forms:
            form.errors.clear()

    def changes(self) -> list[str]:
        """What of the guide was changed while the citizen filled in: each is told, and asks for another look."""
        said = []
        if self.version and self.request.POST.get("form_version") != self.version.sha256:
            said.append(_t("表单在您填写期间有更新。已保留您填写的内容，请核对后再次提交。"))
        if self.personal.given.proposed:
            said.append(_t("情形问题在您填写期间有改动，现在列出的是全部材料。已保留您填写的内容，请核对后再次提交。"))
        return said

    @property
    def has_errors(self) -> bool:
        """Whether the page starts with what is wrong."""
        return any(form.is_bound and form.errors for form in self.forms)

    def submission(self) -> Submission:
        """The checked application."""
        answers = self.answers.answers() if self.answers else {}
        held = service.files_of(self.version, answers) if self.version else []
        files: dict[str, list[Any]] = {}
        for key, _label, upload in held:
            files.setdefault(key, []).append(upload)
        files.update({name: uploads for name, uploads in self.materials.cleaned_data.items() if uploads})
        hints = service.applicant_hints(self.version, answers) if self.version else {}
        applicant = applicant_of(hints, self.contact.cleaned_data)
        return Submission(self.item, self.version, answers, applicant, files, self.personal)


def applicant_of(hints: dict[str, str], contact: dict[str, Any]) -> Applicant:
    """The applicant, from the answers and from what was asked beside them."""
    return Applicant(
        name=hints.get("name") or contact.get("name", ""),
        phone=hints.get("phone") or contact.get("phone", ""),
        id_number=hints.get("id_number") or hints.get("credit_code", ""),
        email=hints.get("email", ""),
    )


def version_for(item: ItemPage) -> FormVersion | None:
    """The version that citizens fill in now; None where the item has no form of its own."""
    return service.latest(item.form) if item.form else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply_page(request: HttpRequest, address: str) -> HttpResponse:
    """Apply for an item. Whatever is wrong, nothing has to be typed or chosen again."""
    items = ItemPage.objects.live().select_related("bureau", "form").prefetch_related(*GUIDE_ROWS)
    item = get_object_or_404(items, address=address)
    if not (item.apply_online and item.status == Status.IN_USE):
        return render(request, "guidance/not_online.html", {"item": item}, status=404)
    version = version_for(item)
    filling = Filling(request, item, version)
    status, changed, refusal = 200, list[str](), None
    if request.method == "POST" and filling.edits_rows:
        filling.forget_errors()
    elif request.method == "POST":
        changed = filling.changes()
        status = 422
        if filling.is_valid() and not changed:
            answer = posting.post_once(request, filling.forms[0], lambda: _submit(request, filling))
            if not isinstance(answer, Refused):
                return answer
            status, refusal = answer.status, answer
        elif changed:
            status = 409
            for words in changed:
                filling.forms[0].add_error(None, words)
    context = {
        "item": item,
        "filling": filling,
        "version": version,
        "key": request.POST.get("key") or posting.new_key(),
    }
    return ratelimit.say_when(render(request, "guidance/apply.html", context, status=status), refusal)


def _submit(request: HttpRequest, filling: Filling) -> Opened:
    return submit(
        filling.submission(),
        actors.citizen(),
        key=posting.key_of(request, "apply"),
        language=posting.language_of(request),
    )
