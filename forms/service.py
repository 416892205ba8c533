"""What the rest of the hall may ask of forms. Nothing else of this app is meant to be imported, but the models."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import Bureau
from accounts.scope import scope_of

from . import checks, definition, keeping, keys, library, payloads, schema, uploads
from .answering import AnswerForm
from .applicant import ORGANISATION, asks_organisation, organisation, representative
from .compiled import CompiledForm, compiled
from .display import Row, Section, by_step, display, rows_of
from .fields.file import File
from .fields.registry import TYPES
from .models import Form, FormVersion
from .plan import Step

__all__ = [
    "ORGANISATION", "AnswerForm", "CompiledForm", "Row", "Section", "Step", "applicant_hints", "applicant_keys", "archive",
    "asks_organisation", "by_step", "clean", "compiled", "create_from_definition", "create_from_library", "display", "django_form", "file_labels",
    "files_of", "headings", "json_schema", "keeping", "latest", "problems", "publish", "representative",
    "search_text", "summary", "ui_hints", "upload_limits", "upload_most",
]  # fmt: skip
SUMMARY_ROWS = 3
"""How many answers a summary line shows."""

Answers = dict[str, Any]


def publish(form: Form, user: Any) -> FormVersion:
    """Freeze the draft as the next version; the same definition again makes no new one.

    NotAllowed for who may not; Invalid, with all faults in `extra["problems"]`, for a draft that is not ready.
    """
    if user is not None and not may_publish(user, form):
        raise NotAllowed(_("您不能发布这个机构的表单。"))
    with transaction.atomic():
        locked = Form.objects.select_for_update().select_related("bureau").get(pk=form.pk)
        if locked.archived:
            raise Refused(_("这个表单已停用。请先恢复，再发布。"), code="archived")
        found = definition.of(locked)
        refuse_faults(checks.errors(found, keys.published_types(locked)))
        text = definition.canonical(found)
        newest = locked.versions.first()
        if newest and newest.sha256 == definition.sha256(text):
            return newest
        version = FormVersion(form=locked, number=newest.number + 1 if newest else 1, author=user)
        version.definition, version.sha256 = text, definition.sha256(text)
        version.save()
        because(locked, user, _("发布第 %(number)s 版") % {"number": version.number}).save()
        return version


def archive(form: Form, user: Any, *, archived: bool = True) -> Form:
    """Take a form out of use, or back into it. Its versions and all answers to them stay."""
    if user is not None and not may_publish(user, form):
        raise NotAllowed(_("您不能停用或恢复这个机构的表单。"))
    with transaction.atomic():
        locked = Form.objects.select_for_update().get(pk=form.pk)
        locked.archived = archived
        because(locked, user, _("停用") if archived else _("恢复使用")).save()
        return locked


def because(form: Form, user: Any, reason: str) -> Form:
    """The form, with who and why for the history row of its next save. The names are simple-history's."""
    setattr(form, "_history_user", user)  # noqa: B010
    setattr(form, "_change_reason", reason)  # noqa: B010
    return form


def problems(form: Form) -> list[checks.Problem]:
    """All that is wrong with a draft, warnings too; conditions by their place in the builder."""
    found = definition.of(form)
    return list(checks.addressed(form.body, found, checks.problems(found, keys.published_types(form))))


def may_publish(user: Any, form: Form) -> bool:
    """Whether a user may publish a form: by permission, within the bureau."""
    return user.has_perm("hall_forms.publish_form") and scope_of(user).allows(form.bureau_id)


def refuse_faults(problems: list[checks.Problem]) -> None:
    """Invalid if there are any."""
    if not problems:
        return
    message = _("表单还有 %(count)s 处要改，改好后才能发布。") % {"count": len(problems)}
    fields: dict[str, list[Any]] = {problem.key or problem.code: [problem.message] for problem in problems}
    refusal = Invalid(message, fields, code="form-faults")
    refusal.extra["problems"] = problems
    raise refusal


def latest(form: Form) -> FormVersion | None:
    """The version citizens fill in now; None if the form was never published or is archived."""
    return None if form.archived else form.versions.order_by("-number").first()


def create_from_definition(
    title: str, code: str, bureau: Bureau, steps: list[dict[str, Any]], user: Any, *, intro: str = ""
) -> Form:
    """A form from the steps of a definition (see docs/forms.md), published at once.

    Run again with the same code it changes that form and publishes a version only if something differs.
    Invalid where the builder would lose part of the steps, as a field of an unknown type.
    """
    refuse_faults(checks.lost({"schema": definition.SCHEMA, "title": title, "steps": steps}))
    steps = definition.with_keys(steps)
    with transaction.atomic():
        form = Form.objects.filter(code=code).first() or Form(code=code)
        form.title, form.bureau, form.intro = title, bureau, intro
        form.body = Form._meta.get_field("body").to_python(definition.to_body(steps))
        because(form, user, "").save()
        publish(form, user)
    return form


def create_from_library(name: str, code: str, bureau: Bureau, user: Any, *, title: str = "") -> Form:
    """A published form from one of the ready ones (`library.ready_forms()`); KeyError if there is none of that name."""
    ready = library.ready_forms()[name]
    return create_from_definition(title or ready.title, code, bureau, ready.steps, user, intro=ready.intro)


def django_form(
    version: FormVersion,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    initial: Answers | None = None,
    *,
    owner: str = "",
    facts: Mapping[str, str] | None = None,
    partial: bool = False,
    dry: bool = False,
    desk: uploads.Desk | None = None,
) -> AnswerForm:
    """The form to draw or to check. `initial` are kept answers; `form.answers()` are the new ones.

    `owner` names who may use uploads claimed before, as a draft; `facts` fills the fields of type prefilled; `partial` lets required fields be empty, to save a
    draft; `dry` keeps no file, for previews; `desk` stands for both where another form shares it.
    """
    desk = desk or uploads.Desk(owner=owner, dry=dry)
    return compiled(version).form_class(data, files, answers=initial, facts=facts, partial=partial, desk=desk)


def clean(
    version: FormVersion,
    payload: Mapping[str, Any],
    *,
    owner: str = "",
    facts: Mapping[str, str] | None = None,
    partial: bool = False,
) -> Answers:
    """Answers from JSON, by the same validators as the page. Invalid names the fields by key.

    A file is the token of an upload. Keys the form does not have are refused, so that nothing is lost silently.
    """
    if not isinstance(payload, Mapping):
        raise Invalid(_("答案应是一个对象，以字段编号为键。"), {})
    ready = compiled(version)
    errors: dict[str, list[Any]] = {}
    data = QueryDict(mutable=True)
    payloads.fill(data, ready, payload, errors)
    form = ready.form_class(data, None, facts=facts, partial=partial, desk=uploads.Desk(owner=owner))
    for key, messages in payloads.errors_of(form):
        errors.setdefault(key, messages)
    if errors:
        raise Invalid(_("有 %(count)s 处填写不对。") % {"count": len(errors)}, errors)
    return form.answers()


def files_of(version: FormVersion, answers: Answers) -> list[tuple[str, str, uploads.Held]]:
    """(key, label, file) of each file among the answers: to claim them and to keep them as attachments.

    A file in a row has the key "g1.f2", and its label begins with the row's title.
    """
    return [
        (row.key, f"{section.row_title}：{row.label}" if section.row_title else row.label, held)
        for section in display(version, answers)
        for row in section.rows
        for held in row.files
    ]


def headings(version: FormVersion) -> dict[str, str]:
    """The columns of a table of answers, in the order of the form: label by key, as rows of `display` name them."""
    found: dict[str, str] = {}
    for part in compiled(version).parts:
        if part.group:
            found |= {
                f"{part.name}.{key}": f"{part.group.label}：{spec.label}" for key, spec in part.group.fields.items()
            }
        elif part.spec:
            found[part.name] = part.spec.label
    return found


def units(version: FormVersion) -> dict[str, str]:
    """The units of the columns that hold numbers, by the keys of `headings`; personal ones are masked, so have none."""
    fields = compiled(version).all_fields.items()
    found = {key: TYPES[spec.type].unit(spec) for key, spec in fields if not TYPES[spec.type].is_personal(spec)}
    return {key: unit for key, unit in found.items() if unit}


def groups(version: FormVersion) -> dict[str, str]:
    """The repeating groups: label by key."""
    return {key: group.label for key, group in compiled(version).groups.items()}


def file_labels(version: FormVersion) -> dict[str, str]:
    """The fields that take files: label by key."""
    return {key: spec.label for key, spec in compiled(version).all_fields.items() if TYPES[spec.type].holds_files}


def upload_limits(version: FormVersion, key: str) -> uploads.Limits | None:
    """Kinds and size that a file field takes; None for other fields."""
    spec = compiled(version).all_fields.get(key)
    kind = TYPES[spec.type] if spec else None
    return kind.limits(spec) if spec and isinstance(kind, File) else None


def upload_most(version: FormVersion, key: str) -> int:
    """How many files a field takes; 0 for other fields, and for those of rows."""
    spec = compiled(version).fields.get(key)
    kind = TYPES[spec.type] if spec else None
    return kind.max_files(spec) if spec and isinstance(kind, File) else 0


def summary(version: FormVersion, answers: Answers) -> str:
    """One line for a list: the first answers, personal ones masked."""
    rows = [row for section in display(version, answers) for row in section.rows if row.text and not row.files]
    return _("；").join(f"{row.label}：{row.masked if row.personal else row.text[:40]}" for row in rows[:SUMMARY_ROWS])


def search_text(version: FormVersion, answers: Answers) -> str:
    """What the office's search may find: no personal data."""
    found = [TYPES[spec.type].search_text(spec, answer) for spec, answer in rows_of(version, answers)]
    return " ".join(text for text in found if text)


def applicant_keys(version: FormVersion) -> dict[str, str]:
    """Which field tells what of the applicant: {"name": "f1", "phone": "f3"}; the first of each kind."""
    found: dict[str, str] = {}
    for key, spec in compiled(version).fields.items():
        if role := TYPES[spec.type].role:
            found.setdefault(role, key)
    return found


def applicant_hints(version: FormVersion, answers: Answers) -> dict[str, str]:
    """What the answers tell of the applicant: name, phone, id_number, credit_code, email, address.

    With `organisation`, its name, where one applies: name and id_number are then those of who stands for it.
    """
    keys = applicant_keys(version)
    found = {role: str(answers[key]) for role, key in keys.items() if answers.get(key)}
    return found | organisation(version, answers)


def json_schema(version: FormVersion) -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `clean` takes."""
    return schema.json_schema(compiled(version), version.sha256)


def ui_hints(version: FormVersion) -> dict[str, Any]:
    """Steps, headings, widgets and words for a front end that draws the form itself."""
    return schema.ui_hints(compiled(version))
