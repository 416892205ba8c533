"""The publish gate: the one function that every way to publish asks."""

import logging
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .quality import RULES, Problem, Reading, Severity

if TYPE_CHECKING:
    from accounts.models import User

    from .models import ItemPage

logger = logging.getLogger(__name__)
REFUSED = "items.publish_refused"


def problems(page: "ItemPage") -> list[Problem]:
    """All that the rules find in a guide as it stands in memory, errors first."""
    reading: Any = Reading(page)
    found = [problem for rule in RULES for problem in rule.check(reading)]
    return sorted(found, key=lambda problem: problem.severity != Severity.ERROR)


def blocking(page: "ItemPage") -> list[Problem]:
    """What forbids publishing."""
    return [problem for problem in problems(page) if problem.severity == Severity.ERROR]


def passes(page: Any) -> bool:
    """Whether a page may go out; pages other than guides always may."""
    from .models import ItemPage

    return not (isinstance(page, ItemPage) and blocking(page))


def admit(page: "ItemPage", revision: Any, user: "User | None") -> bool:
    """Ask for a revision that is about to be published or scheduled; a refusal is logged, its schedule lifted."""
    found = blocking(revision.as_object())
    if not found:
        return True
    if revision.approved_go_live_at:
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
    reasons = [str(problem) for problem in found]
    log(page, REFUSED, user=user, revision=revision, data={"reasons": reasons[:20]})
    logger.warning("not published: %s: %s", page.title, "; ".join(reasons[:3]))
    return False


def message(page: "ItemPage", found: list[Problem]) -> str:
    """A refusal in one sentence, for a list or a banner."""
    first = ";".join(str(problem) for problem in found[:3])
    more = _(" 等 %(n)s 处") % {"n": len(found)} if len(found) > 3 else ""
    return _("“%(title)s”没有发布：%(first)s%(more)s") % {"title": page.title, "first": first, "more": more}
