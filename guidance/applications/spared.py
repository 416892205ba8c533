"""尽可能用数据比对的方式减少申请人报送材料: what was found in place of a paper, by whom, when, and about whom."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.comparing.answers import Outcome
from guidance.comparing.identity import Person, mark
from items.verifying import same

if TYPE_CHECKING:
    from items.models import Material

    from .models import CaseMaterial

LASTS = timedelta(days=1)
"""How long an answer holds for an application that is not sent yet: registers change, and a draft may lie for a month."""


class By(TextChoices):
    """What took the place of the paper."""

    DATA = "data", _("数据比对")
    RESULT = "result", _("本厅核发的结果")
    EARLIER = "earlier", _("以前办件的材料")


@dataclass(frozen=True)
class Spared:
    """An answer as a draft keeps it. It belongs to the person it was given about: `mark` tells whether that is still so.

    `origin` is what people are told it came from, `source` the key of the data source, `files` the SHA-256 of files
    that were taken over from an earlier case.
    """

    by: str
    outcome: str
    origin: str
    at: datetime
    name: str
    mark: str = ""
    source: int | None = None
    reference: str = ""
    files: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Spared":
        """From a draft."""
        values = {**kept, "at": datetime.fromisoformat(kept["at"]), "files": tuple(kept["files"])}
        return cls(**values)

    def as_kept(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "at": self.at.isoformat(), "files": list(self.files)}

    @property
    def matched(self) -> bool:
        """Whether nothing has to be handed in."""
        return self.outcome == Outcome.MATCH

    @property
    def needs_upload(self) -> bool:
        """Whether the paper stands as files all the same: those of an earlier case."""
        return self.by == By.EARLIER or not self.matched

    def holds(self, row: "Material", person: Person, now: datetime) -> bool:
        """Whether it still speaks of this material and of this person, under the guide as it is now."""
        if same(self.name) != same(row.name):
            return False
        if self.by == By.EARLIER:
            return True
        fresh = self.mark == mark(person) and now - self.at < LASTS
        return fresh and (self.by != By.DATA or self.source == row.data_source_id)

    @property
    def words(self) -> str:
        """“已由 X 于 Y 核验”, as the citizen's page, the case page and the summary say it."""
        return said(self.by, self.outcome, self.origin, self.at)


WORDS: dict[tuple[str, str], Any] = {
    (By.DATA, Outcome.MATCH): _("已由“%(origin)s”于 %(at)s 核验"),
    (By.DATA, Outcome.NO_MATCH): _("%(at)s 向“%(origin)s”查询：没有查到相符的记录"),
    (By.DATA, Outcome.TIMEOUT): _("%(at)s 向“%(origin)s”查询：没有及时答复"),
    (By.DATA, Outcome.FAULT): _("%(at)s 向“%(origin)s”查询：对方系统故障"),
    (By.RESULT, Outcome.MATCH): _("本大厅已向申请人核发（%(origin)s），%(at)s 核对"),
    (By.EARLIER, Outcome.MATCH): _("经申请人同意，%(at)s 取自%(origin)s"),
}
"""As the staff read it."""
TOLD: dict[tuple[str, str], Any] = {
    (By.DATA, Outcome.MATCH): _("已由“%(origin)s”于 %(at)s 核验，不用提交"),
    (By.DATA, Outcome.NO_MATCH): _("%(at)s 向“%(origin)s”查询：没有查到相符的记录，请提交材料"),
    (By.DATA, Outcome.TIMEOUT): _("%(at)s 向“%(origin)s”查询：没有及时答复，请提交材料，或稍后再试"),
    (By.DATA, Outcome.FAULT): _("%(at)s 向“%(origin)s”查询：对方系统故障，请提交材料，或稍后再试"),
    (By.RESULT, Outcome.MATCH): _("本大厅已向您核发（%(origin)s），%(at)s 核对，不用提交"),
    (By.EARLIER, Outcome.MATCH): _("经您同意，%(at)s 取自%(origin)s"),
}
"""As the applicant is told it, with what to do."""


def said(by: str, outcome: str, origin: str, at: datetime | None, words: Mapping[tuple[str, str], Any] = TOLD) -> str:
    """An answer in words; nothing where nobody was asked."""
    template = words.get((by, outcome))
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
    return _t(str(template)) % {"origin": origin, "at": when} if template else ""


def record(material: "CaseMaterial", found: Spared, given: tuple[str, ...]) -> bool:
    """Write an answer on the material of a case; whether it is there without the applicant's own upload.

    `given`: the SHA-256 of the files that came with it. Files of an earlier case that were removed again spare nothing.
    """
    if found.by == By.EARLIER and not set(found.files) & set(given):
        return False
    material.asked_by, material.answer = found.by, found.outcome
    material.answer_from, material.answer_reference, material.answer_at = found.origin, found.reference, found.at
    material.spared_by = found.by if found.matched and (found.by == By.EARLIER or not given) else ""
    return bool(material.spared_by)
