"""One application of the demo under way, and what its desk, its partners and its applicant do with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle

from django.db.models import Q

from accounts.models import User
from forms import service
from forms.uploads import Held
from guidance.applications.filling.parts import applicant_of, person_of
from guidance.applications.hands import Hands
from guidance.applications.models import DECISION_KIND, Application, CaseMaterial, CaseStep
from guidance.applications.opinions import Opinion
from guidance.applications.posts import PostHolder
from guidance.applications.results import valid_until
from guidance.applications.submit import Submission, submit
from guidance.cases import actors
from guidance.cases.models import Case
from items.choices import MaterialSource, Necessity, StepKind
from items.models import ItemPage

from . import comparing
from .answers import fill, upload
from .citizens import Citizen
from .stage import Stage

OPINIONS = {
    StepKind.SITE_VISIT: "两名工作人员到现场核查，布局、设施与申报材料一致，核查表已由申请人签字。",
    StepKind.EXPERT: "专家组评审通过，意见附后。",
    StepKind.HEARING: "听证会已按期举行，没有反对意见。",
    StepKind.OTHER: "已按规定登记。",
}
REVIEWED = "材料齐全，符合法定条件，建议准予。"
UNCLEAR = "复印件上的签名和日期看不清，请换一份清晰的。"
QUESTION = "申请人的情况从贵单位职责看有无不宜办理的情形？请核对材料后回复。"

PROOFS = {
    "download": "已发短信通知申请人下载。", "post": "邮政快递，单号 1000000000000（演示）。",
    "pickup": "申请人本人到窗口领取。", "direct": "申请人本人签收。",
}  # fmt: skip
"""How each way of delivery is proven."""


@dataclass
class Play:
    """One application under way. `n` is its place in the programme and makes it differ from its neighbours."""

    stage: Stage
    n: int
    item: ItemPage
    case: Case = None  # type: ignore[assignment]
    begun: int = 0
    change: Callable[[Submission], Submission] | None = None
    """What the story makes of the application before it is sent."""

    @property
    def promise(self) -> int:
        """The promised working days."""
        return self.item.promised_limit or 0

    def submit(self, back: int, hour: int = 9, at: datetime | None = None, whole: bool = False) -> None:
        """The citizen applies, so many working days ago, or at a moment; `whole`: with all necessary papers."""
        at = at or self.stage.clock.at(back, hour, self.n * 7)
        citizen = Citizen(100 + self.n)
        version = service.latest(self.item.form) if self.item.form else None
        answers = fill(version, citizen, self.stage.clock.today) if version else {}
        files: dict[str, list[Held]] = {}
        if version:
            for key, _label, held in service.files_of(version, answers):
                files.setdefault(key, []).append(held)
        files |= self.papers(whole)
        hints = service.applicant_hints(version, answers) if version else {}
        beside = {"name": citizen.name, "phone": citizen.phone}
        who = applicant_of({"id_number": citizen.identity, **hints}, beside)
        spared = comparing.spared(self.item, person_of(hints, beside), at)
        files = {key: held for key, held in files.items() if key not in spared or not spared[key].matched}
        submission = Submission(self.item, version, answers, who, files, spared=spared)
        submission = self.change(submission) if self.change else submission
        self.case = submit(submission, actors.citizen(), key=f"demo:a{self.n}", now=at).case

    def papers(self, whole: bool) -> dict[str, list[Held]]:
        """Files for the materials that are handed in, documents and pictures by turns: the first two, or all necessary."""
        rows = [row for row in enumerate(self.item.materials.all(), start=1) if row[1].source != MaterialSource.DATA]
        necessary = [(order, row) for order, row in rows if row.necessity == Necessity.REQUIRED]
        endings = ("pdf", "jpg") if self.n % 2 else ("png", "pdf")
        return {
            f"material-{order}": [upload(row.name, ending)]
            for (order, row), ending in zip(necessary if whole else rows[:2], cycle(endings), strict=False)
        }

    def verified(self, back: int, hour: int, wrong: bool = False) -> None:
        """The owner looks at the papers that were handed in; `wrong`: the last of them has to come again."""
        given = list(self.case.materials.filter(state=CaseMaterial.State.GIVEN))
        for place, row in enumerate(given, start=1):
            bad = wrong and place == len(given)
            state = CaseMaterial.State.WANTED if bad else CaseMaterial.State.VERIFIED
            self.desk("verify", back, hour, material=row.pk, state=state, reason=UNCLEAR if bad else "")

    def take(self, back: int, hour: int = 10) -> None:
        self.case = self.stage.take(self.case, self.stage.clock.at(back, hour, self.n * 7))

    def desk(self, verb: str, back: int, hour: int = 15, **data: object) -> None:
        self.case = self.stage.desk(self.case, verb, self.stage.clock.at(back, hour, self.n * 7), **data)

    def accepted(self, back: int) -> None:
        """Applied, taken and accepted within a day."""
        self.begun = back
        self.submit(back, whole=True)
        self.take(back)
        self.desk("accept", back, 14, reason="材料齐全，符合法定形式，予以受理。")

    def supplement(self, back: int, said: str) -> None:
        """The applicant hands in whatever is wanted."""
        wanted = self.case.materials.filter(state=CaseMaterial.State.WANTED)
        files = {row.key: [upload(row.name, "pdf").token] for row in wanted}
        self.case = self.stage.citizen(self.case, "supplement", self.stage.clock.at(back, 11), body=said, **files)

    def reviewed(self, back: int, most: int = 99) -> None:
        """Pass what has to be done before the decision, a step every two days, the last ones `back` days ago."""
        for turn in range(most):
            step = self.case.steps.filter(~Q(kind=DECISION_KIND), state="active").first()
            if step is None:
                return
            day = max(back, self.begun - 2 * (turn + 1))
            opinion = OPINIONS.get(StepKind(step.kind), REVIEWED)
            at = self.stage.clock.at(day, 15, turn * 5)
            if step.bureau is None:
                self.case = self.stage.desk(self.case, "pass", at, step=step.pk, reason=opinion)
            else:
                self.case = self.stage.partner(self.case, step, at, opinion)

    def consulted(self, back: int, *, answered: bool) -> None:
        """Another bureau is asked, and has answered or still owes it."""
        other = User.objects.get(username="clerk" if self.case.bureau.slug != "shichang" else "clerk-gongan")
        shown = [row.pk for row in self.case.materials.all()[:2]]
        self.desk("ask_opinion", back, 16, bureau=other.bureau_id, reason=QUESTION, days=5, materials=shown)
        if answered:
            opinion, at = self.case.opinions.get(), self.stage.clock.at(max(back - 1, 0), 9)
            said = {
                "opinion": opinion.pk,
                "conclusion": Opinion.Conclusion.AGREE,
                "reason": "从本机构职责看，没有不同意见。",
            }
            self.case = self.stage.clerk_does(other, self.case, "answer_opinion", at, **said)

    def decided(self, back: int, decision: str = Application.Decision.GRANTED) -> None:
        self.accepted(back + min(self.promise - 1, 8))
        self.reviewed(back)
        granted = decision == Application.Decision.GRANTED
        reason = (
            "符合法定条件，准予。"
            if granted
            else "经核查，经营场所不符合与有毒有害场所保持规定距离的要求，依法不予许可。"
        )
        number = f"演示〔{self.stage.clock.today.year}〕{self.n:04d}号" if granted else ""
        issued = self.issued(back) if granted else {}
        self.desk("decide", back, 16, decision=decision, reason=reason, result_number=number, **issued)

    def issued(self, back: int) -> dict[str, str]:
        """What the desk fills in of the result: the guide's first, for as long as the guide says."""
        results = self.case.snapshot.get("results") or []
        term = str(results[0].get("validity") or "") if results else ""
        until = valid_until(term, self.stage.clock.at(back, 16).date()) if term else None
        if until is None:
            return {"result": "1"}
        return {"result": "1", "valid_long": "on"} if until == date.max else {"result": "1", "valid_until": str(until)}

    def _made(self, step: CaseStep, at: datetime) -> None:
        """By whom it lies with, or else by who holds the post."""
        maker = Hands(self.case).holder(step)
        if maker is None:
            maker = PostHolder.objects.filter(bureau=self.case.bureau, post=step.role)[0].user
            self.case = self.stage.clerk_does(maker, self.case, "take_step", at, step=step.pk)
        self.case = self.stage.clerk_does(maker, self.case, "pass", at, step=step.pk, reason="证照已制作。")

    def delivered(self, back: int, way: str, files: Sequence[str] = ()) -> None:
        """The document is made, and given out."""
        for step in self.case.steps.filter(kind=StepKind.CERTIFY, state="active"):
            self._made(step, self.stage.clock.at(back, 10, self.n * 7))
        self.desk("close", back, 11, delivery=way, reason=PROOFS[way], attachments=list(files))
