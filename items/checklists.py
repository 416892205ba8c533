"""A citizen's own checklist: what of a guide applies to the answers that an address, a form or a program gives.

The address of a checklist is that of the guide with `q1=2&q2=1&s=3fa2c1`: question by place, option by place, and a
stamp of the questions as they stood. An address whose stamp is of before is not guessed at: its answers are proposed
for confirming, nothing is hidden, and the page says so. What is not an answer is ignored, and said to be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from .scenario import Answers, Asked, Condition, Verdict, against, parse, stamp, verdict
from .verifying import same

if TYPE_CHECKING:
    from .models import ItemPage, Step

KEY = re.compile(r"q([1-9][0-9]{0,2})", re.ASCII)
OPTION = re.compile(r"[1-9][0-9]?", re.ASCII)
STAMP = "s"
CHANGE = "change"


@dataclass(frozen=True)
class Given:
    """What came in: the answers that count, those of before that only wait to be confirmed, and what was ignored."""

    answers: Answers = field(default_factory=dict)
    proposed: Answers = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def notices(self) -> list[str]:
        """What the reader is told about it."""
        said = []
        if self.proposed:
            said.append(_("这个地址生成之后，情形问题有过改动。请核对下面的回答，再看清单；现在列出的是全部材料。"))
        if self.ignored:
            said.append(_("地址里有认不出的回答，没有采用：%(which)s。") % {"which": "、".join(self.ignored)})
        return said


def read(questions: Sequence[Asked], params: Mapping[str, Any]) -> Given:
    """The answers in a query string, a posted form or a program's JSON. Never raises; an empty value is no answer."""
    answers: dict[int, int] = {}
    ignored: list[str] = []
    for key in params:
        match = KEY.fullmatch(str(key))
        value = str(params.get(key) or "").strip() if match else ""
        if match is None or not value:
            continue
        number = int(match[1]) - 1
        if number < len(questions) and OPTION.fullmatch(value) and int(value) <= len(questions[number].options):
            answers[number] = int(value) - 1
        else:
            ignored.append(match[0])
    mark = str(params.get(STAMP) or "").strip()
    if mark and mark != stamp(questions):
        return Given({}, answers, tuple(ignored))
    return Given(answers, {}, tuple(ignored))


def query_of(questions: Sequence[Asked], answers: Answers) -> str:
    """The answers as the query string of an address; empty without any."""
    if not answers:
        return ""
    pairs = [(f"q{number + 1}", str(answers[number] + 1)) for number in sorted(answers)]
    return urlencode([*pairs, (STAMP, stamp(questions))])


@dataclass(frozen=True)
class Judged:
    """A material or a step, its number in the guide (from 1), and what the answers make of its condition."""

    row: Any
    order: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether it is listed: everything that does not fail for certain."""
        return self.verdict is not Verdict.FAILS

    @property
    def condition(self) -> str:
        """What is still to be known, or judged by people, before it is needed; nothing where it is needed for certain."""
        return self.row.applies_when if self.verdict is Verdict.OPEN else ""

    def record(self) -> dict[str, Any]:
        """Of something left out: what it was, and why."""
        row = self.row
        return {"order": self.order, "name": row.name, "applies_when": row.applies_when, "why": list(self.reasons)}


@dataclass(frozen=True)
class Line:
    """An answer as the page shows it, with the way to change it."""

    key: str
    question: str
    answer: str
    value: str
    change: str


class Answered:
    """Questions and what was answered, of one guide or of a theme."""

    questions: list[Asked]
    given: Given

    @property
    def answers(self) -> Answers:
        """The answers that count."""
        return self.given.answers

    @property
    def query(self) -> str:
        """The answers as a query string, without the question mark."""
        return query_of(self.questions, self.answers)

    @property
    def tail(self) -> str:
        """The answers as what follows an address: `?q1=2&s=…`, or nothing."""
        return f"?{self.query}" if self.answers else ""

    @property
    def lines(self) -> list[Line]:
        """The answers in words."""
        return lines(self.questions, self.answers)

    @property
    def unanswered(self) -> list[str]:
        """The keys of the questions without an answer that counts."""
        return [f"q{n + 1}" for n in range(len(self.questions)) if n not in self.answers]

    @property
    def stamp(self) -> str:
        """The mark of the questions as they stand."""
        return stamp(self.questions)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions as the form draws them, with what is chosen."""
        return drawn(self.questions, {**self.given.proposed, **self.answers})


@dataclass
class Checklist(Answered):
    """A guide under some answers."""

    page: "ItemPage"
    questions: list[Asked]
    given: Given
    all_materials: list[Judged]

    @classmethod
    def of(cls, page: "ItemPage", params: Mapping[str, Any]) -> "Checklist":
        """For the answers of an address, a form or a program."""
        questions = questions_of(page)
        return cls.under(page, questions, read(questions, params))

    @classmethod
    def under(cls, page: "ItemPage", questions: list[Asked], given: Given) -> "Checklist":
        """For answers that are already read."""
        materials = _judged(page.materials.all(), questions, given.answers)
        return cls(page, questions, given, materials)

    @cached_property
    def all_steps(self) -> list[Judged]:
        """The steps under these answers. Read when first asked for: who fills in a form needs none."""
        return _judged(self.page.steps.all(), self.questions, self.given.answers)

    @property
    def materials(self) -> list[Any]:
        """Those to bring."""
        return [one.row for one in self.all_materials if one.kept]

    @property
    def steps(self) -> list[Any]:
        """Those to go through."""
        return [one.row for one in self.all_steps if one.kept]

    @property
    def left_out(self) -> list[Judged]:
        """The materials that these answers do not need, each with its reasons."""
        return [one for one in self.all_materials if not one.kept]

    @property
    def left_out_steps(self) -> list[Judged]:
        """The steps that these answers do not need."""
        return [one for one in self.all_steps if not one.kept]

    def checked_at(self, step: "Step") -> list[str]:
        """The materials that a step checks, less those that these answers do not need."""
        out = {same(one.row.name) for one in self.left_out}
        return [name for name in step.check_list if same(name) not in out]

    def record(self) -> dict[str, Any]:
        """For the record of a case: the answers in words, and all that they left out."""
        return {
            "stamp": self.stamp,
            "answers": [
                {"key": x.key, "value": x.value, "question": x.question, "answer": x.answer} for x in self.lines
            ],
            "left_out": {
                "materials": [one.record() for one in self.left_out],
                "steps": [one.record() for one in self.left_out_steps],
            },
        }


def questions_of(page: "ItemPage") -> list[Asked]:
    """A page's questions, in order."""
    return [row.asked for row in page.scenario_questions.all()]


def drawn(questions: Sequence[Asked], chosen: Answers) -> list[dict[str, Any]]:
    """Questions as a form or a program takes them: key, words, numbered options, the chosen one."""
    return [
        {
            "key": f"q{number + 1}",
            "text": question.text,
            "help": question.help,
            "value": str(chosen[number] + 1) if number in chosen else "",
            "options": [{"value": str(at), "label": label} for at, label in enumerate(question.options, start=1)],
        }
        for number, question in enumerate(questions)
    ]


def lines(questions: Sequence[Asked], answers: Answers) -> list[Line]:
    """Answers in words, each with the address that asks again."""
    query = query_of(questions, answers)
    return [
        Line(
            f"q{number + 1}",
            questions[number].text,
            questions[number].options[answers[number]],
            str(answers[number] + 1),
            f"?{query}&change=1#q{number + 1}",
        )
        for number in sorted(answers)
    ]


def reasons(condition: Condition, questions: Sequence[Asked], answers: Answers) -> tuple[str, ...]:
    """Why something is left out, in words."""
    return tuple(
        _("您选了“%(question)s：%(answer)s”，这一项只在选“%(options)s”时需要。")
        % {
            "question": questions[part.question].text,
            "answer": questions[part.question].options[answers[part.question]],
            "options": "/".join(questions[part.question].options[n] for n in sorted(part.options)),
        }
        for part in against(condition, answers)
    )


def _judged(rows: Iterable[Any], questions: Sequence[Asked], answers: Answers) -> list[Judged]:
    judged = []
    for order, row in enumerate(rows, start=1):
        condition = parse(row.applies_when, questions)
        found = verdict(condition, answers)
        why = reasons(condition, questions, answers) if found is Verdict.FAILS else ()
        judged.append(Judged(row, order, found, why))
    return judged


def changing(answers: Any, request: HttpRequest) -> bool:
    """Whether the questions stand open: nothing answered yet, or an answer is to be changed."""
    return not answers or bool(request.GET.get(CHANGE))


def counts(name: str) -> bool:
    """Whether a parameter of a guide's address is an answer, the stamp of the questions, or the wish to change one."""
    return name in (STAMP, CHANGE) or KEY.fullmatch(name) is not None
