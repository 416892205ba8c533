"""A form's draft out of a workbook: read, shown with what is lost, saved as a new form or as the draft of a known one."""

import dataclasses
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, Refused
from accounts.models import Bureau
from accounts.scope import scope_of

from . import definition, keys
from .models import Form, new_code
from .service import because
from .xlsform import reading
from .xlsform.names import Names
from .xlsform.report import Finding


def read(content: bytes, filename: str, code: str = "") -> reading.Read:
    """The form in a workbook, with its report. Nothing is saved.

    `code` stands for the workbook's form_id where it has none. A body that the builder would refuse is an error.
    """
    found = reading.read(content, filename)
    known = Form.objects.filter(code=found.code or code).first()
    if known and not found.report.errors:
        found = reading.read(content, filename, Names(keys.known(known)))
    found = dataclasses.replace(found, code=found.code or code)
    if not found.report.errors:
        found.report.errors = _refused(found)
    return found


def _refused(found: reading.Read) -> list[Finding]:
    field = Form._meta.get_field("body")
    try:
        body = field.to_python(definition.to_body(found.steps))
        field.stream_block.clean(body)
    except ValidationError:
        return [Finding(_("表里有表单编辑器不接受的内容。请检查 hall:options 列和各题的限制。"), "survey", 1, "type")]
    return []


def refuse(known: Form | None, bureau: Bureau | None, user: Any) -> None:
    """What `save` refuses, for the preview too: NotAllowed or Refused. `known` is the form with the workbook's form_id."""
    if user is not None and not scope_of(user).allows(known.bureau_id if known else bureau.pk if bureau else None):
        code = known.code if known else ""
        raise NotAllowed(_("编号「%(code)s」是别的机构的表单。请改 form_id。") % {"code": code})
    if known and known.archived:
        raise Refused(_("表单「%(title)s」已停用。请先恢复，再导入。") % {"title": known.title}, code="archived")
    if known is None and bureau is None:
        raise Refused(_("新表单要有机构。请选择机构。"), code="bureau")


def save(found: reading.Read, bureau: Bureau | None, user: Any) -> Form:
    """The draft of the form with the workbook's form_id, or a new form of the bureau. `user` None is the operator.

    NotAllowed for another bureau's form, Refused for an archived one and where a new form has no bureau.
    """
    with transaction.atomic():
        known = Form.objects.select_for_update().filter(code=found.code).first() if found.code else None
        refuse(known, bureau, user)
        form = known or Form(code=found.code or new_code(), bureau=bureau)
        form.title, form.intro = found.title, found.intro or form.intro
        form.body = Form._meta.get_field("body").to_python(definition.to_body(found.steps))
        because(form, user, _("从 Excel 导入")).save()
        return form
