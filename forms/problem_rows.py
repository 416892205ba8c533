"""Problems as the editor's screens show them: in a list with links and fixes, and beside the blocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .blocks import Messages, Position, place_errors
from .checks import Problem, Spot
from .mending import words_of


@dataclass(frozen=True)
class ProblemRow:
    """A problem with the id of its block in the builder ("" for the form as a whole), and what its fix does, if any."""

    problem: Problem
    anchor: str
    fix: str


def rows_of(body: Any, problems: Iterable[Problem], *, may_fix: bool = True) -> list[ProblemRow]:
    """The problems of a form with this body."""
    return [ProblemRow(one, _anchor(body, one), words_of(body, one) if may_fix else "") for one in problems]


def _anchor(body: Any, problem: Problem) -> str:
    if problem.step < 0:
        return ""
    spot = Spot(body, problem)
    return str(spot.stream[spot.position].id or "")


def show_beside(form: Any, problems: Iterable[Problem]) -> None:
    """Put what blocks publishing beside the blocks of a form that was not sent yet."""
    placed: dict[Position, Messages] = {}
    for problem in problems:
        if problem.step >= 0 and problem.blocking:
            placed.setdefault(problem.place, []).append((problem.attribute, problem.message))
    if placed and not form.errors:
        form.cleaned_data = {}
        form.add_error("body", place_errors(placed))
