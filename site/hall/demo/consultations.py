"""Questions of the demo: what people ask about the guides, and the answers the guides give."""

from collections.abc import Callable
from dataclasses import dataclass

from guidance.cases import actors
from guidance.cases.models import Case
from guidance.consultations.flow import Question, ask
from items.models import ItemPage

from .citizens import Citizen
from .stage import Stage

OPENINGS = ("您好，", "请问", "我想咨询一下，", "打扰了，", "麻烦问下，", "你好，打电话没打通，在这里问一下：")
ENDINGS = ("谢谢！", "急等回复。", "麻烦解答一下。", "", "办事指南上没看明白。")


@dataclass
class Talk:
    """One question under way."""

    stage: Stage
    n: int
    item: ItemPage
    case: Case = None  # type: ignore[assignment]

    def ask(self, back: int, hour: int = 9) -> None:
        citizen = Citizen(300 + self.n)
        questions = list(self.item.questions.all())
        asked = questions[self.n % len(questions)].question if questions else f"办理{self.item.title}要带什么材料？"
        start, end = OPENINGS[self.n % len(OPENINGS)], ENDINGS[self.n % len(ENDINGS)]
        text = f"{start}{self.item.title}:{asked}{end}"
        question = Question(text, self.item.bureau, citizen.contact(), self.item, may_publish=self.n % 3 != 0)
        at = self.stage.clock.at(back, hour, self.n * 11)
        self.case = ask(question, actors.citizen(), key=f"demo:c{self.n}", now=at).case

    def taken(self, back: int, hour: int = 9) -> None:
        self.ask(back, hour)
        self.case = self.stage.take(self.case, self.stage.clock.at(back, hour + 1, self.n * 11))

    def answered(self, back: int) -> None:
        self.taken(back)
        questions = list(self.item.questions.all())
        text = questions[self.n % len(questions)].answer if questions else "请按办事指南的材料清单准备。"
        answer = f"您好。{text}\n办理地点和材料见办事指南，还有不清楚的，请拨打 {self.item.consult_phone}。"
        at = self.stage.clock.at(max(back - 1, 0), 15, self.n * 11)
        self.case = self.stage.desk(self.case, "answer", at, answer=answer)


def waiting(talk: Talk, turn: int) -> None:
    """Nobody has taken it yet."""
    talk.ask(turn % 3, 8)


def forgotten(talk: Talk, turn: int) -> None:
    """Not answered when it was due."""
    talk.ask(5 + turn)


def working(talk: Talk, turn: int) -> None:
    talk.taken(turn % 4)


def working_late(talk: Talk, turn: int) -> None:
    talk.taken(6 + turn)


def transferred(talk: Talk, turn: int) -> None:
    """Given to another bureau; the clock goes on."""
    talk.ask(2)
    others = [slug for slug in talk.stage.items if slug != talk.item.bureau.slug]
    other = talk.stage.items[others[talk.n % len(others)]][0].bureau
    at = talk.stage.clock.at(1, 10)
    talk.case = talk.stage.desk(talk.case, "transfer", at, bureau=other.pk, reason="问题属于贵单位职责，请予答复。")


def extended(talk: Talk, turn: int) -> None:
    talk.taken(3 + turn)
    at = talk.stage.clock.at(1 + turn, 10)
    talk.case = talk.stage.desk(talk.case, "extend", at, reason="需要与相关部门核实政策，请您稍候。")


def answered(talk: Talk, turn: int) -> None:
    talk.answered(2 + turn)


def published(talk: Talk, turn: int) -> None:
    """Answered, and shown to everybody without what is personal."""
    talk.n += talk.n % 3 == 0
    talk.answered(3 + turn)
    row = talk.case.consultation
    at = talk.stage.clock.at(1 + turn, 16)
    talk.case = talk.stage.desk(talk.case, "publish", at, question=row.question, answer=row.answer)


def asked_again(talk: Talk, turn: int) -> None:
    talk.answered(4)
    at = talk.stage.clock.at(1, 9)
    talk.case = talk.stage.citizen(talk.case, "ask_again", at, question="还是不太明白，材料是交原件还是复印件？")


def refused(talk: Talk, turn: int) -> None:
    talk.taken(7 + turn)
    at = talk.stage.clock.at(6 + turn, 10)
    talk.case = talk.stage.desk(talk.case, "refuse", at, reason="所问的是正在诉讼中的纠纷，请通过司法途径解决。")


def withdrawn(talk: Talk, turn: int) -> None:
    talk.ask(4 + turn)
    talk.case = talk.stage.citizen(talk.case, "withdraw", talk.stage.clock.at(3 + turn, 16))


STORIES: tuple[tuple[Callable[[Talk, int], None], int], ...] = (
    (answered, 16), (waiting, 10), (published, 18), (working, 8), (forgotten, 3), (working_late, 2), (transferred, 4),
    (extended, 3), (asked_again, 2), (refused, 3), (withdrawn, 2),
)  # fmt: skip


def play(stage: Stage) -> int:
    """Play them all; how many."""
    programme = [(story, turn) for story, count in STORIES for turn in range(count)]
    for n, ((story, turn), item) in enumerate(zip(programme, stage.in_turn(len(programme)), strict=True)):
        story(Talk(stage, n * 3 + turn % 3, item), turn)
    return len(programme)
