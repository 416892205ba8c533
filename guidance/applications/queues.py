"""What the inbox can be asked of applications: which are at a step."""

import django_filters
from django.utils.translation import gettext_lazy as _

from guidance.cases import filters

from .models import CaseStep


def at_step(rows, name, value):  # type: ignore[no-untyped-def]
    """Cases of which a step of that name is under way."""
    active = CaseStep.objects.active().filter(name__icontains=value)
    return rows.filter(pk__in=active.values("case_id"))


def install() -> None:
    """Called once, from the app's `ready()`."""
    filters.add("step", django_filters.CharFilter(label=_("所在环节"), method=at_step))
