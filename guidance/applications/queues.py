"""What the inbox can be asked of applications: whose steps are where."""

from datetime import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from guidance.cases import dashboard, filters, queues
from guidance.cases.models import CaseQuerySet, Participation
from guidance.cases.states import State

from . import hands
from .models import CaseMaterial, CaseStep
from .spared import By


def my_steps(rows: CaseQuerySet, user: User, now: datetime) -> CaseQuerySet:
    """Open cases with a step that is the user's to do."""
    return rows.open().filter(pk__in=hands.in_hands_of(user).values("case"))


def pool(rows: CaseQuerySet, user: User, now: datetime) -> CaseQuerySet:
    """Open cases with a step that the user may take up."""
    return rows.open().filter(pk__in=hands.in_pool_of(user).values("case"))


def to_look_at(rows: CaseQuerySet, user: User, now: datetime) -> CaseQuerySet:
    """Joint cases whose papers the user's bureau has not looked at: what it lacks is told before acceptance, or never."""
    unseen = Participation.objects.participants().filter(bureau=user.bureau_id, checked_at=None)
    return rows.filter(state=State.RECEIVED, pk__in=unseen.values("case"))


def at_step(rows: Any, name: str, value: str) -> Any:
    """Cases of which a step of that name is under way."""
    active = CaseStep.objects.active().filter(name__icontains=value)
    return rows.filter(pk__in=active.values("case_id"))


def held_by(rows: Any, name: str, value: User) -> Any:
    """Cases of which that person has a step in hand."""
    return rows.filter(pk__in=hands.held_by([value.pk]).values("case_id"))


def spared(rows: Any, name: str, value: str) -> Any:
    """Cases that were spared a paper, by that or by whatever."""
    papers = CaseMaterial.objects.exclude(spared_by="").exclude(state=CaseMaterial.State.WANTED)
    chosen = papers.filter(spared_by=value) if value in By.values else papers
    return rows.filter(pk__in=chosen.values("case_id"))


def install() -> None:
    """Called once, from the app's `ready()`."""
    queues.add(queues.Queue("steps", _("我的环节"), my_steps, _("没有等您办理的环节。")), after="mine")
    queues.add(queues.Queue("pool", _("待认领环节"), pool, _("您的岗位没有等着认领的环节。")), after="steps")
    look = queues.Queue("to_look_at", _("联办待看材料"), to_look_at, _("没有等您机构看材料的联办件。"))
    queues.add(look, after="pool")
    dashboard.SHOWN.extend(["steps", "pool", look.name])
    filters.add("step", django_filters.CharFilter(label=_("所在环节"), method=at_step))
    filters.add(
        "spared",
        django_filters.ChoiceFilter(
            label=_("免交的材料"), choices=[("any", _("有免交的")), *By.choices], method=spared
        ),
    )
    filters.add(
        "holder",
        django_filters.ModelChoiceFilter(label=_("环节承办人"), queryset=filters.owners_in_scope, method=held_by),
    )
