"""The score of a guide: a pure function of what the rules found, which says what each point was lost for.

Each rule belongs to one aspect and weighs three (an error) or one (a warning). An aspect's points are the share of its
weight that is kept, of 100; the total is their mean by `SHARES`. A guide with an error, which cannot be published, has
at most `FAILING`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .quality import RULES, Aspect, Problem, Rule, Severity

SHARES = {Aspect.COMPLETENESS: 40, Aspect.ACCURACY: 40, Aspect.TRACEABILITY: 20}
"""Percent of the total. Whether it is whole and right is what a citizen feels first; the basis is what holds it."""
FAILING = 59


@dataclass(frozen=True)
class Cost:
    """What a broken rule takes from the total, in points, and how often it was broken."""

    rule: Rule
    points: float
    times: int


@dataclass(frozen=True)
class Score:
    """Points from 0 to 100 by aspect and in total; `costs` explains them, the dearest first."""

    points: dict[Aspect, int]
    total: int
    errors: int
    warnings: int
    costs: list[Cost] = field(default_factory=list)

    @property
    def capped(self) -> bool:
        """Whether an error held the total down."""
        return self.errors > 0


def score(problems: Iterable[Problem], rules: Iterable[Rule] = RULES) -> Score:
    """From what was found to the score."""
    rules, found = list(rules), list(problems)
    times: dict[str, int] = {}
    for problem in found:
        times[problem.rule] = times.get(problem.rule, 0) + 1
    possible = {aspect: sum(rule.weight for rule in rules if rule.aspect == aspect) for aspect in Aspect}
    lost = {
        aspect: sum(rule.weight for rule in rules if rule.aspect == aspect and rule.code in times) for aspect in Aspect
    }
    kept = {aspect: 1 - lost[aspect] / possible[aspect] if possible[aspect] else 1.0 for aspect in Aspect}
    errors = sum(problem.severity == Severity.ERROR for problem in found)
    whole = sum(SHARES[aspect] * kept[aspect] for aspect in Aspect)
    costs = [
        Cost(rule, SHARES[rule.aspect] * rule.weight / possible[rule.aspect], times[rule.code])
        for rule in rules
        if rule.code in times
    ]
    return Score(
        points={aspect: int(100 * kept[aspect] + 1e-9) for aspect in Aspect},
        total=min(int(whole + 1e-9), FAILING) if errors else int(whole + 1e-9),
        errors=errors,
        warnings=len(found) - errors,
        costs=sorted(costs, key=lambda cost: -cost.points),
    )
