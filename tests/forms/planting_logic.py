"""Faults of conditions and computed values to plant that only show when several things are taken together."""

PAIR = [{"value": "c1", "label": "甲"}, {"value": "c2", "label": "乙"}]
WHO = {"field": "p_source", "type": "text"}
TARGET = {"type": "text", "key": "p_target", "label": "种下的问题"}
TOTAL = {"type": "computed", "key": "p_total", "label": "种下的计算值"}
NUMBER = {"type": "number", "min": "0", "max": "100", "required": True}
CARS = {"type": "group", "key": "p_cars", "label": "种下的车辆", "min": 1, "max": 3}
ASKED = 9
"""So many yes or no questions are asked beside a contradiction."""


def op(name, *args):
    return {"op": name, "args": list(args)}


def chosen(value):
    return op("eq", WHO, {"text": value})


class Entangled:
    """Part of `Planter`, which has `random`, `steps`, `inserted`, `append` and `ruled`."""

    def contradiction_among_many(self):
        asked = [{"type": "yes_no", "key": f"p_ask{n}", "label": f"种下的第{n}问"} for n in range(ASKED)]
        self.steps[0]["blocks"][:0] = asked
        said = [op("eq", {"field": one["key"], "type": "bool"}, {"bool": True}) for one in asked]
        return self.ruled(op("and", chosen("c1"), *said, chosen("c2"))), "show"

    def chain_against_its_root(self):
        """Each is asked after a yes to the one before; the last says yes, the first no."""
        for n in range(ASKED):
            show = {"show": op("eq", {"field": f"p_ask{n - 1}", "type": "bool"}, {"bool": True})} if n else {}
            self.append({"type": "yes_no", "key": f"p_ask{n}", "label": f"种下的第{n}问", "required": True} | show)
        ends = (f"p_ask{ASKED - 1}", True), ("p_ask0", False)
        said = [op("eq", {"field": key, "type": "bool"}, {"bool": value}) for key, value in ends]
        return self.append({**TARGET, "show": op("and", *said)}), "show"

    def hidden_group(self, asked):
        """A field that asks for rows of a group where the group is hidden."""
        place = self.ruled(None)
        rows = [{"type": "yes_no", "key": "p_row", "label": "种下的行", "required": True}]
        self.steps[-1]["blocks"].insert(-1, {**CARS, "show": chosen("c1"), "blocks": rows})
        self.steps[-1]["blocks"][-1]["show"] = op("and", chosen("c2"), asked)
        return (place[0], place[1] + 1, -1), "show"

    def hidden_group_counted(self):
        return self.hidden_group(op("ge", {"op": "count", "rows": "p_cars"}, {"number": "1"}))

    def hidden_group_asked(self):
        where = op("eq", {"row": "p_row", "type": "bool"}, {"bool": True})
        return self.hidden_group({"op": "any", "rows": "p_cars", "where": where})

    def past_before_today(self):
        self.append({"type": "date", "key": "p_past", "label": "种下的日子", "when": "past", "required": True})
        return self.append({**TARGET, "show": op("le", {"field": "p_past", "type": "date"}, op("today"))}), "show"

    def summed(self, first, second, **total):
        for key, more in (("p_first", first), ("p_second", second)):
            self.append({**NUMBER, "key": key, "label": f"种下的{key}"} | more)
        terms = [{"field": key, "type": "number"} for key in ("p_first", "p_second")]
        return self.append(TOTAL | {"value": op("sum", *terms)} | total), "value"

    def value_unit(self):
        return self.summed({"unit": "元"}, {"unit": "元"}, unit="万元")

    def value_places(self):
        return self.summed({"places": 1}, {"places": 2})

    def group_optional(self):
        return self.inserted("blocks", CARS, blocks=[TARGET])

    def group_named_as_field(self):
        self.steps[-1]["blocks"].append({**TARGET, "key": "p_same", "label": CARS["label"]})
        return self.append(CARS, blocks=[TARGET]), "label"


ENTANGLED_KINDS = {
    "contradiction_among_many": "rule-never", "chain_against_its_root": "rule-never",
    "hidden_group_counted": "rule-never", "hidden_group_asked": "rule-never",
    "past_before_today": "rule-always", "value_unit": "value-unit", "value_places": "value-places",
    "group_optional": "group-optional", "group_named_as_field": "label-twice",
}  # fmt: skip
"""The code that finds each."""
