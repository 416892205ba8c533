"""情形引导: conditions in words, and what answers make of them. Pure: it knows texts and numbers, no page and no row.

    经营场所＝租赁/借用；是否委托＝委托他人办理

All parts must hold; the options of a part are alternatives. Width, spaces and the mark at a question's end do not
matter, and `=` may be `＝`, `:` or `：`. A condition hides something only when it is understood whole and fails for
certain: a question without an answer hides nothing, nor does a text that is no condition (a note for people).
"""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

MOST_QUESTIONS = 5
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
RESERVED = re.compile(r"[=;/]")
"""What separates the parts of a condition, after NFKC; a question or an option that had one could not be named."""
SHARED_LENGTH = 6
"""Hexadecimal digits of the stamp in an address: enough to notice a change, short enough to type."""

Answers = Mapping[int, int]
"""Question number → option number, both from 0; a question that is not there has no answer."""


class Verdict(Enum):
    """What answers make of a condition."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True)
class Asked:
    """A question with its options, as an editor wrote them."""

    text: str
    options: tuple[str, ...]
    help: str = ""


@dataclass(frozen=True)
class Part:
    """One question and the options of it for which the part holds."""

    question: int
    options: frozenset[int]


@dataclass(frozen=True)
class Condition:
    """A condition as read against a page's questions; what of it was not understood stays in words."""

    text: str = ""
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    """Pieces that name no question of the page."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(question, option): the question is there, the option is not."""

    @property
    def understood(self) -> bool:
        """Whether all of it could be read; only then may it hide anything."""
        return not self.notes and not self.unknown

    @property
    def decides(self) -> bool:
        """Whether it says anything a program can check."""
        return bool(self.parts) and self.understood


def plain(text: str) -> str:
    """A text as it is compared: one width, no spaces, no mark at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("?:。.").casefold()


def reserved(text: str) -> bool:
    """Whether a question or an option has a mark that a condition uses for itself."""
    return bool(RESERVED.search(unicodedata.normalize("NFKC", text)))


def option_lines(text: str) -> tuple[str, ...]:
    """The options of a field: one a line, or by semicolons; no empty ones."""
    return tuple(line.strip() for line in re.split(r"[\n;；]", text) if line.strip())


def parse(text: str, questions: Sequence[Asked]) -> Condition:
    """Read a condition against the questions of its page; never raises."""
    numbers = {plain(question.text): number for number, question in reversed(list(enumerate(questions)))}
    parts: list[Part] = []
    notes: list[str] = []
    unknown: list[tuple[str, str]] = []
    for piece in re.split(r"[;；\n]", text):
        if not piece.strip():
            continue
        found = _split(piece, numbers)
        if found is None:
            notes.append(piece.strip())
            continue
        number, words = found
        options, wrong = _options(words, questions[number])
        parts.append(Part(number, options))
        unknown += [(questions[number].text, word) for word in wrong]
    return Condition(text.strip(), tuple(parts), tuple(notes), tuple(unknown))


def _split(piece: str, numbers: Mapping[str, int]) -> tuple[int, str] | None:
    """The question that a piece names, and what it says of it."""
    for mark in re.finditer(r"[=＝:：]", piece):
        number = numbers.get(plain(piece[: mark.start()]))
        if number is not None:
            return number, piece[mark.end() :]
    return None


def _options(words: str, question: Asked) -> tuple[frozenset[int], list[str]]:
    known = {plain(option): number for number, option in enumerate(question.options)}
    named = [word.strip() for word in re.split(r"[/／]", words) if word.strip()] or [""]
    return (
        frozenset(known[plain(word)] for word in named if plain(word) in known),
        [word for word in named if plain(word) not in known],
    )


def describe(condition: Condition, questions: Sequence[Asked]) -> str:
    """A condition as people read it; one that is not understood reads as it was written."""
    if not condition.decides:
        return condition.text
    return "；".join(
        f"{questions[part.question].text}＝{'/'.join(questions[part.question].options[n] for n in sorted(part.options))}"
        for part in condition.parts
    )


def verdict(condition: Condition, answers: Answers) -> Verdict:
    """Holds, fails, or open. It fails only for certain: understood whole, and an answer contradicts it."""
    if not condition.understood:
        return Verdict.OPEN
    if any(part.question in answers and answers[part.question] not in part.options for part in condition.parts):
        return Verdict.FAILS
    if all(part.question in answers for part in condition.parts):
        return Verdict.HOLDS
    return Verdict.OPEN


def against(condition: Condition, answers: Answers) -> list[Part]:
    """The parts that the answers contradict: why something is left out."""
    return [p for p in condition.parts if p.question in answers and answers[p.question] not in p.options]


def possible(condition: Condition) -> bool:
    """Whether any answers make it hold: no question is asked for two things at once."""
    allowed: dict[int, frozenset[int]] = {}
    for part in condition.parts:
        allowed[part.question] = allowed.get(part.question, part.options) & part.options
    return all(allowed.values())


def situations(conditions: Iterable[Condition], questions: Sequence[Asked]) -> Iterator[dict[int, int]]:
    """Whole sets of answers, one for each way in which the conditions can come out.

    Options that no condition tells apart count once, so that 8⁵ combinations are never gone through for nothing.
    """
    named: dict[int, list[frozenset[int]]] = {}
    for condition in conditions:
        for part in condition.parts if condition.decides else ():
            named.setdefault(part.question, []).append(part.options)
    choices = []
    for number, sets in named.items():
        alike = {tuple(option in chosen for chosen in sets): option for option in range(len(questions[number].options))}
        choices.append([(number, option) for option in alike.values()])
    for combination in itertools.product(*choices):
        yield dict(combination)


def stamp(questions: Sequence[Asked]) -> str:
    """A short mark of the questions and options as they stand: an address that carries another one is of before."""
    if not questions:
        return ""
    text = "\n".join("\t".join((plain(q.text), *(plain(option) for option in q.options))) for q in questions)
    return hashlib.sha256(text.encode()).hexdigest()[:SHARED_LENGTH]
