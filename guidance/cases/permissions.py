"""The questions asked before a verb. Each answers None (yes) or the reason why not, in words for the page."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from accounts.scope import scope_of

from .actors import Actor
from .deputies import acts_for, today
from .models import Case

Answer = str | None


def anyone(case: Case, actor: Actor) -> Answer:
    """Staff within scope, the citizen of the case, and the clock."""
    return in_scope(case, actor) if actor.is_staff else None


def in_scope(case: Case, actor: Actor) -> Answer:
    if actor.user is None or not scope_of(actor.user).allows(case.bureau_id):
        return _("该件不属于您的机构。")
    return None


def applicant(case: Case, actor: Actor) -> Answer:
    return None if actor.is_citizen else _("只有申请人可以这样做。")


def clock(case: Case, actor: Actor) -> Answer:
    return None if actor.is_system else _("由系统按期限自动执行。")


def desk(case: Case, actor: Actor) -> Answer:
    """Any clerk or supervisor of the case's bureau."""
    if not actor.is_staff or actor.user is None:
        return _("只有工作人员可以这样做。")
    if refusal := in_scope(case, actor):
        return refusal
    return None if has_role(actor.user, Role.CLERK, Role.SUPERVISOR) else _("需要“经办”或“督查”角色。")


def seat(case: Case, actor: Actor) -> Answer:
    """Any clerk or supervisor of the case's bureau or of one that takes part in it."""
    if actor.is_staff and actor.user is not None and takes_part(case, actor.user):
        return None if works_at_a_desk(actor.user) else _("需要“经办”或“督查”角色。")
    return desk(case, actor)


def takes_part(case: Case, user: Any) -> bool:
    """Whether the user's bureau takes part in a joint case that another leads."""
    if user.bureau_id is None or user.bureau_id == case.bureau_id:
        return False
    return any(row.bureau_id == user.bureau_id for row in case.participations.all())


def handler(case: Case, actor: Actor) -> Answer:
    """The clerk who owns the case, their deputy while they are away; a supervisor may step in."""
    if refusal := desk(case, actor):
        return refusal
    if actor.user is not None and has_role(actor.user, Role.SUPERVISOR):
        return None
    if actor.user is not None and acts_for(actor.user, case.owner_id):
        return None
    return _("该件尚无经办人，请先认领。") if is_free(case) else _("该件由 %(name)s 经办。") % {"name": case.owner}


def is_free(case: Case) -> bool:
    """Whether it is for anybody at the desk to take: nobody owns it, or whoever does cannot be reached, nor a deputy."""
    return case.owner is None or not today(case).reaches(case.owner)


def giver(case: Case, actor: Actor) -> Answer:
    """Who may give a case to somebody: its owner, anyone at the desk while it is free, a supervisor always."""
    if refusal := desk(case, actor):
        return refusal
    return None if is_free(case) else handler(case, actor)


def supervisor(case: Case, actor: Actor) -> Answer:
    if refusal := desk(case, actor):
        return refusal
    allowed = actor.user is not None and has_role(actor.user, Role.SUPERVISOR)
    return None if allowed else _("需要“督查”角色。")


def works_at_a_desk(user: Any) -> bool:
    """Whether the user does verbs at all: a clerk or a supervisor."""
    return has_role(user, Role.CLERK, Role.SUPERVISOR)


def sees_personal_data(case: Case, user: Any) -> bool:
    """Whether the user reads whole phone and ID numbers: the staff of the bureau in charge, and nobody else."""
    return (
        user.is_active
        and user.bureau_id == case.bureau_id
        and has_role(user, Role.CLERK, Role.SUPERVISOR, Role.DATA_ENTRY)
    )
