"""The words of a promise as a bureau uses them now, and how to tell that somebody has read these and no others."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guidance.cases.models import Case, DeskRules

from ..papers import filling
from ..papers.kinds import SHIPPED, label_of
from ..papers.models import PaperTemplate

if TYPE_CHECKING:
    from accounts.models import Bureau
    from items.models import ItemPage

DIGEST = 32
"""Characters of the mark that a ticked box sends back: it stands for the whole text."""


@dataclass(frozen=True)
class Words:
    """A promise to be read: its text with its facts, and the version it comes from (None: as shipped)."""

    kind: str
    title: str
    body: str
    wording: PaperTemplate | None

    @property
    def mark(self) -> str:
        """What the box sends when it is ticked. Other words have another mark, so that nobody agrees to them unread."""
        return hashlib.sha256(f"{self.kind}\n{self.title}\n{self.body}".encode()).hexdigest()[:DIGEST]


def words_for(kind: str, item: "ItemPage") -> Words:
    """The promise as an applicant for this item reads it now."""
    return _words(kind, item.title, item.bureau, {"defer_days": item.defer_days, "check_days": item.check_days})


def words_in(kind: str, case: Case) -> Words:
    """The promise as the applicant of a case reads it now: today's wording, the days of the guide as published then."""
    return _words(kind, case.title, case.bureau, case.snapshot)


def _words(kind: str, title: str, bureau: "Bureau", guide: dict[str, Any]) -> Words:
    wording = PaperTemplate.objects.filter(kind=kind).in_force(bureau).get(kind)
    facts = {
        "事项": title,
        "机构": bureau.name,
        "补交天数": str(defer_days(guide, bureau)),
        "核查天数": str(check_days(guide, bureau)),
    }
    heading = filling.fill(wording.title, facts) if wording and wording.title else label_of(kind)
    return Words(kind, heading[:100], filling.fill(wording.body if wording else SHIPPED[kind], facts), wording)


def defer_days(guide: dict[str, Any], bureau: "Bureau") -> int:
    """Working days to hand in what was promised: the guide's as published, else the bureau's."""
    return guide.get("defer_days") or DeskRules.of(bureau).defer_days


def check_days(guide: dict[str, Any], bureau: "Bureau") -> int:
    """Working days after the decision to check what was promised: the guide's as published, else the bureau's."""
    return guide.get("check_days") or DeskRules.of(bureau).check_days
