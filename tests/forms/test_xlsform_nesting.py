"""Groups and repeats one within another: each question is shown where all its groups are, and nowhere else."""

import itertools
import random

import pytest

from forms import definition, rules
from forms.compiled import CompiledForm
from forms.xlsform.types import COLUMNS

from .test_xlsform import HEAD, read

pytestmark = pytest.mark.django_db
GATES = ["a", "b", "c"]


class Nest:
    """A random workbook, and by question the names of the gates that its groups and itself ask for."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.wanted = {}
        self.rows = [[*HEAD, "relevant"], ["begin group", "top", "步骤"]]
        self.rows += [["select_one yn", gate, gate] for gate in GATES]
        self.count = itertools.count()
        self.fill((), 0, in_repeat=False)
        self.rows.append(["end group"])

    def gate(self):
        return self.random.choice([*GATES, "", ""])

    def fill(self, outer, depth, *, in_repeat):
        for _turn in range(self.random.randint(2, 4)):
            name, gate = f"q{next(self.count)}", self.gate()
            relevant = f"${{{gate}}} = 'yes'" if gate else None
            inner = (*outer, gate) if gate else outer
            kind = self.random.choice(["text", "group", "group", "repeat"]) if depth < 4 else "text"
            if kind == "text":
                self.rows.append(["text", name, name, relevant])
                self.wanted[name] = set(inner)
                continue
            self.rows.append([f"begin {kind}", name, self.random.choice(["", "组"]), relevant])
            self.fill(inner, depth + 1, in_repeat=in_repeat or kind == "repeat")
            self.rows.append([f"end {kind}"])


def shown(parts, outer=()):
    """By key of each field: all conditions it hangs on."""
    found = {}
    for part in parts:
        if part.group:
            found |= shown(part.group.parts, (*outer, *part.show))
        elif part.spec:
            found[part.name] = (*outer, *part.show)
    return found


@pytest.mark.parametrize("seed", range(24))
def test_a_question_is_shown_where_all_its_groups_are_and_nowhere_else(seed):
    nest = Nest(seed)
    found = read(nest.rows)
    assert not found.report.errors
    assert all(one.column != "relevant" for one in found.report.lost)
    conditions = shown(CompiledForm({"schema": 1, "steps": found.steps}).parts)
    assert set(conditions) == {*nest.wanted, *GATES}
    for answers in itertools.product(["yes", "no"], repeat=len(GATES)):
        scope = rules.Scope(dict(zip(GATES, answers, strict=True)))
        open_ = {gate for gate, answer in zip(GATES, answers, strict=True) if answer == "yes"}
        for key, wanted in nest.wanted.items():
            assert all(rules.holds(node, scope) for node in conditions[key]) == (wanted <= open_), key


def test_a_note_of_ours_within_a_group_covers_what_stands_below_it_in_the_group_alone():
    yes = "${a} = 'yes'"
    rows = [[*HEAD, "relevant", COLUMNS["hall:type"]], ["begin group", "top", "步骤"], ["select_one yn", "a", "甲"], ["begin group", "g", "组"],
            ["note", "n", "标题", yes, "section"], ["text", "b", "乙"], ["end group"], ["text", "c", "丙"], ["end group"]]  # fmt: skip
    conditions = shown(CompiledForm({"schema": 1, "steps": read(rows).steps}).parts)
    assert [bool(conditions[key]) for key in "abc"] == [False, True, False]


def test_conditions_that_join_to_more_than_the_builder_has_are_named():
    deep = "(${a} = 'yes' and (${b} = 'yes' or ${c} = 'yes')) or ${b} = 'no'"
    rows = [[*HEAD, "relevant"], ["begin group", "top", "步骤"], *(["select_one yn", gate, gate] for gate in GATES),
            ["begin group", "g", "组", "${a} = 'yes' or ${b} = 'yes'"], ["text", "d", "丁", deep], ["end group"], ["end group"]]  # fmt: skip
    found = read(rows)
    assert [(one.row, one.column) for one in found.report.lost] == [(6, "relevant")]
    assert "丁" in found.report.lost[0].message
    assert definition.to_body(found.steps)
