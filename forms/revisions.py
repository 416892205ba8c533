"""Changes of a draft that nobody types: a fault mended, an earlier draft taken back. Each is a save with its history."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.scope import scope_of

from . import checks
from .mending import words_of
from .models import Form
from .service import because, problems

Named = tuple[str, int, int, int, str]
"""What tells a problem from the others of one draft: code, step, block, position in a group, attribute."""


def name_of(problem: checks.Problem) -> Named:
    """The name of a problem."""
    return (problem.code, *problem.place, problem.attribute)


def may_change(user: Any, form: Form) -> bool:
    """Whether a user may change a form's draft: by permission, within the bureau."""
    return user.has_perm("hall_forms.change_form") and scope_of(user).allows(form.bureau_id)


def mend(form: Form, user: Any, named: Named, seen: str) -> str:
    """Apply the fix of a problem; what was changed, in words. Nothing but its block, or its step, is touched.

    Words that it writes into the form are in the hall's own language, whatever the editor's is.
    `seen` is the `draft_sha256` that the problem was shown for. NotAllowed for who may not change the form; Refused for
    another draft, for a problem that is not there, and for one without a fix.
    """
    with transaction.atomic():
        locked = _locked(form, user)
        if locked.draft_sha256 != seen:
            raise Refused(_("这个表单刚刚又改过。请重新检查，再改这一处。"), code="stale")
        problem = next((one for one in problems(locked) if name_of(one) == named), None)
        fix = checks.CHECKS[problem.code].fix if problem else None
        if problem is None or fix is None or not problem.fixable:
            raise Invalid(_("这一处不能自动修改。请按提示手工修改。"), {}, code="no-fix")
        what = words_of(locked.body, problem)
        with translation.override(settings.LANGUAGE_CODE):
            fix.change(checks.Spot(locked.body, problem))
        said = _("%(where)s：%(what)s") % {"where": problem.where, "what": what}
        because(locked, user, said[:100]).save()
        return said


def restore(form: Form, user: Any, row: Any) -> Form:
    """Make the title, the introduction and the content again what they were after the save that a history row is of.

    Keys given since are not given again. NotAllowed for who may not change the form.
    """
    with transaction.atomic():
        locked = _locked(form, user)
        locked.title, locked.intro, locked.body = row.title, row.intro, row.body
        when = timezone.localtime(row.history_date).strftime("%Y-%m-%d %H:%M")
        because(locked, user, _("恢复到 %(when)s 的草稿") % {"when": when}).save()
        return locked


def _locked(form: Form, user: Any) -> Form:
    if user is not None and not may_change(user, form):
        raise NotAllowed(_("您不能修改这个机构的表单。"))
    return Form.objects.select_for_update().get(pk=form.pk)
