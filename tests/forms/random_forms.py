"""Random forms with conditions, and random answers to them: for comparing the server's verdicts with the browser's."""

import datetime
import random
from typing import Any

from forms.compiled import CompiledForm

CHOICES = [{"value": f"c{n}", "label": str(n)} for n in range(1, 4)]
RULE_TYPES = {
    "text": "text",
    "single_choice": "text",
    "number": "number",
    "date": "date",
    "yes_no": "bool",
    "multiple_choice": "list",
    "computed": "number",
}
ASKED = sorted(set(RULE_TYPES) - {"computed"})
TODAY = {"op": "today", "args": []}
ORDERED = ("eq", "ne", "lt", "le", "gt", "ge", "between")


class Maker:
    """One seed, one sequence of forms and answers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def form(self) -> CompiledForm:
        """Up to nine parts in two steps, one of them a group in every other form."""
        fields: list[tuple[str, str]] = []
        groups: dict[str, list[tuple[str, str]]] = {}
        steps: list[dict[str, Any]] = []
        for step in range(2):
            show = self.rule(fields, groups) if step else None
            blocks = []
            for at in range(self.random.randint(1, 5)):
                key = f"f{step}{at}"
                if self.random.random() < 0.15:
                    blocks.append({"type": "section", "title": key, "show": self.rule(fields, groups)})
                elif self.random.random() < 0.25:
                    blocks.append(self.group(key, fields, groups))
                else:
                    blocks.append(self.field(key, fields, groups))
            steps.append({"title": str(step), "show": show, "blocks": blocks})
        return CompiledForm({"schema": 1, "steps": steps})

    def field(self, key: str, fields: Any, groups: Any, row: Any = None) -> dict[str, Any]:
        if self.random.random() < 0.15 and (value := self.calculation(fields, groups, row)):
            show = self.rule(fields, groups, row) if self.random.random() < 0.5 else None
            (fields if row is None else row).append((key, "computed"))
            return {
                "type": "computed",
                "key": key,
                "label": key,
                "places": self.random.randint(0, 3),
                "value": value,
                "show": show,
            }
        kind = self.random.choice(ASKED)
        block = {"type": kind, "key": key, "label": key, "choices": CHOICES, "places": 3}
        rules = {name: self.rule(fields, groups, row) for name in ("show", "require") if self.random.random() < 0.5}
        (fields if row is None else row).append((key, kind))
        return {**block, **rules}

    def group(self, key: str, fields: Any, groups: Any) -> dict[str, Any]:
        show = self.rule(fields, groups)
        row: list[tuple[str, str]] = []
        blocks = [self.field(f"r{at}", fields, groups, row) for at in range(self.random.randint(1, 3))]
        groups[key] = row
        return {"type": "group", "key": key, "label": key, "show": show, "blocks": blocks}

    def calculation(self, fields: Any, groups: Any, row: Any = None) -> Any:
        """A sum, product or difference of numbers, or days until today; None where nothing before is a number or date."""
        numbers = [{"field": key, "type": "number"} for key, kind in fields if RULE_TYPES[kind] == "number"]
        numbers += [{"row": key, "type": "number"} for key, kind in row or [] if RULE_TYPES[kind] == "number"]
        dates = [{"field": key, "type": "date"} for key, kind in fields if kind == "date"]
        numbers += [{"op": "days", "args": self.random.sample([date, TODAY], 2)} for date in dates]
        for group, inner in groups.items():
            numbers += [
                {"op": "sum", "rows": group, "of": {"row": key, "type": "number"}}
                for key, kind in inner
                if RULE_TYPES[kind] == "number"
            ]
        if not numbers:
            return None
        op, pair = (
            self.random.choice(["sum", "sub", "mul"]),
            [self.random.choice(numbers), self.random.choice([*numbers, {"number": "1.5"}])],
        )
        return {"op": op, "args": pair}

    # Conditions

    def rule(self, fields: Any, groups: Any, row: Any = None, depth: int = 0) -> Any:
        """A sound condition over what was asked before; None where nothing was."""
        refs = [({"field": key, "type": RULE_TYPES[kind]}) for key, kind in fields]
        refs += [{"row": key, "type": RULE_TYPES[kind]} for key, kind in row or []]
        if not refs and not groups:
            return None
        if depth < 3 and self.random.random() < 0.5:
            parts = [self.rule(fields, groups, row, depth + 1) for _part in range(self.random.randint(1, 3))]
            joined = {"op": self.random.choice(["and", "or"]), "args": parts}
            return {"op": "not", "args": [joined]} if self.random.random() < 0.3 else joined
        if groups and (not refs or self.random.random() < 0.3):
            return self.over_rows(groups)
        return self.compared(self.random.choice(refs))

    def over_rows(self, groups: Any) -> Any:
        key, row = self.random.choice(sorted(groups.items()))
        inner, kind = self.random.choice(row)
        ref = {"row": inner, "type": RULE_TYPES[kind]}
        if kind == "number" and self.random.random() < 0.5:
            return self.compared({"op": "sum", "rows": key, "of": ref, "type": "number"})
        op = self.random.choice(["any", "all", "count"])
        node = {"op": op, "rows": key, "where": self.compared(ref)}
        return {"op": "ge", "args": [node, {"number": str(self.random.randint(0, 3))}]} if op == "count" else node

    def compared(self, ref: Any) -> Any:
        kind = ref["type"]
        if self.random.random() < 0.2:
            return {"op": self.random.choice(["empty", "filled"]), "args": [ref]}
        if kind in ("number", "date"):
            op = self.random.choice(ORDERED)
            if kind == "date" and op != "between" and self.random.random() < 0.3:
                return {"op": op, "args": [ref, TODAY]}
            values = sorted(self.value(kind) for _value in range(2 if op == "between" else 1))
            return {"op": op, "args": [ref, *({kind: str(value)} for value in values)]}
        if kind == "list":
            return {"op": "in", "args": [{"text": self.value("single_choice")}, ref]}
        if kind == "text" and self.random.random() < 0.3:
            return {"op": "in", "args": [ref, {"list": ["c1", self.value("text")]}]}
        return {"op": "eq", "args": [ref, {kind: self.value("yes_no" if kind == "bool" else "text")}]}

    # Answers

    def value(self, kind: str) -> Any:
        """An answer to a field of that type, from few enough values that comparisons meet."""
        if kind in ("number", "computed"):
            return self.random.choice([0, 1, -1, 0.1, 0.3, 2.5, 0.30000000000000004, 999999999999.999])
        if kind == "date":
            return (datetime.date(2026, 2, 27) + datetime.timedelta(self.random.randint(0, 4))).isoformat()
        if kind in ("yes_no", "bool"):
            return self.random.random() < 0.5
        if kind == "multiple_choice":
            return sorted({self.random.choice(["c1", "c2", "c3"]) for _one in range(2)})
        return self.random.choice(["c1", "c2", "c3"])

    def answers(self, form: CompiledForm) -> dict[str, Any]:
        """Answers to some of it, hidden or not."""
        found = self.some(form.fields)
        for key, group in form.groups.items():
            count = self.random.randint(0, 3)
            found[key] = [self.some(group.fields) for _row in range(count)]
        return found

    def some(self, fields: Any) -> dict[str, Any]:
        """Three of four fields answered; nobody answers what is computed."""
        asked = {key: spec.type for key, spec in fields.items() if spec.type != "computed"}
        return {key: self.value(kind) for key, kind in asked.items() if self.random.random() < 0.75}
