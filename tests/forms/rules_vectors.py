"""Writes rules_vectors.json: cases that Python and the browser must both answer so.

    python -m tests.forms.rules_vectors

What is expected never comes from the evaluator: comparisons from the order of the samples below, days from the calendar,
truth tables and errors by hand.
"""

import datetime
import itertools
import json
from pathlib import Path

FILE = Path(__file__).with_name("rules_vectors.json")
NUMBERS = [["-1e3", "-1000"], ["-2.50", "-2.5"], ["-0.1"], ["0", "-0", "0.00"], ["0.1"], ["0.3"],
           ["1", "1.0"], ["9007199254740993"], ["9007199254740993.000000000000000000001"]]  # fmt: skip
DATES = ["0001-01-01", "1900-02-28", "1999-12-31", "2000-02-29", "2026-03-01", "9999-12-31"]
ORDER = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
}  # fmt: skip
T, F, N = True, False, None
AND = {(T, T): T, (T, F): F, (T, N): N, (F, T): F, (F, F): F, (F, N): F, (N, T): N, (N, F): F, (N, N): N}
OR = {(T, T): T, (T, F): T, (T, N): T, (F, T): T, (F, F): F, (F, N): N, (N, T): T, (N, F): N, (N, N): N}


def op(name, *args):
    return {"op": name, "args": list(args)}


def field(key, kind):
    return {"field": key, "type": kind}


def row(key, kind):
    return {"row": key, "type": kind}


def num(text):
    return {"number": text}


def day(text):
    return {"date": text}


def case(expr, expect, fields=None, kind="bool"):
    return {"expr": expr, "fields": fields or {}, "type": kind, "expect": expect}


def rounded(expr, places, expect, fields=None):
    """A computed value: its number, rounded half up."""
    return {**case(expr, expect, fields, "number"), "places": places}


def error(expr, code, place="", fields=None, kind="bool"):
    return {"expr": expr, "fields": fields or {}, "type": kind, "error": code, "place": place}


def comparisons():
    spelled = [(rank, text) for rank, texts in enumerate(NUMBERS) for text in texts if "e" not in text]
    for (a, one), (b, other) in itertools.product(spelled, spelled):
        for name in ("eq", "lt", "ge"):
            yield case(op(name, field("a", "number"), num(other)), ORDER[name](a, b), {"a": one})
    for (a, one), (b, other) in itertools.product(enumerate(DATES), enumerate(DATES)):
        for name, means in ORDER.items():
            yield case(op(name, field("a", "date"), day(other)), means(a, b), {"a": one})
    for name, kind in itertools.product(ORDER, ("number", "date")):
        sample = num("1") if kind == "number" else day("2026-03-01")
        yield case(op(name, field("a", kind), sample), None)
        yield case(op(name, sample, field("a", kind)), None, {"a": None})
    for one, other in itertools.product(["c1", "c2", "", "１", "1", "é", "é", "张三"], repeat=2):
        yield case(op("eq", field("a", "text"), {"text": other}), one == other, {"a": one})
    for one, other in itertools.product((T, F), repeat=2):
        yield case(op("ne", field("a", "bool"), {"bool": other}), one is not other, {"a": one})
    for one, other in itertools.product([[], ["a"], ["a", "b"], ["b", "a"], ["b"]], repeat=2):
        yield case(op("eq", field("a", "list"), {"list": other}), sorted(one) == sorted(other), {"a": one})


def logic():
    for (a, b), expect in AND.items():
        yield case(op("and", field("a", "bool"), field("b", "bool")), expect, {"a": a, "b": b})
    for (a, b), expect in OR.items():
        yield case(op("or", field("a", "bool"), field("b", "bool")), expect, {"a": a, "b": b})
    for (a, b), expect in {**AND}.items():
        rows = {"g": [{"x": a}, {"x": b}]}
        yield case({"op": "all", "rows": "g", "where": row("x", "bool")}, expect, rows)
    for (a, b), expect in {**OR}.items():
        rows = {"g": [{"x": a}, {"x": b}]}
        yield case({"op": "any", "rows": "g", "where": row("x", "bool")}, expect, rows)
    for value, expect in ((T, F), (F, T), (N, N)):
        yield case(op("not", field("a", "bool")), expect, {"a": value})
    for rows in ({}, {"g": None}, {"g": []}):
        yield case({"op": "all", "rows": "g", "where": row("x", "bool")}, True, rows)
        yield case({"op": "any", "rows": "g", "where": row("x", "bool")}, False, rows)
    deep = op("and", op("or", op("not", field("a", "bool")), field("b", "bool")), op("filled", field("c", "text")))
    for a, b, c in itertools.product((T, F), (T, F), ("x", None)):
        yield case(deep, ((not a) or b) and c is not None, {"a": a, "b": b, "c": c})


def sets():
    for value, expect in (("c1", T), ("c2", F), (None, N)):
        yield case(op("in", field("a", "text"), {"list": ["c1", "c3"]}), expect, {"a": value})
    for values, expect in ((["c1"], T), (["c2"], F), ([], F), (None, N)):
        yield case(op("in", {"text": "c1"}, field("a", "list")), expect, {"a": values})
    blank = {"text": ["", None], "number": [None], "date": [None], "bool": [None], "list": [[], None], "opaque": [None]}
    whole = {"text": ["0", " "], "number": [0, "0"], "date": ["2026-03-01"], "bool": [F], "list": [["a"]],
             "opaque": [{"token": "t"}, [{"token": "t"}]]}  # fmt: skip
    for samples, name, other in ((blank, "empty", "filled"), (whole, "filled", "empty")):
        for kind, values in samples.items():
            for value in values:
                yield case(op(name, field("a", kind)), True, {"a": value})
                yield case(op(other, field("a", kind)), False, {"a": value})
    for value, expect in ((1, T), (3, T), (2.5, T), (0.999, F), (3.001, F), (None, N)):
        yield case(op("between", field("a", "number"), num("1"), num("3")), expect, {"a": value})
    for low, high, expect in ((None, 1, F), (None, 3, N), (3, None, F), (1, None, N), (None, None, N)):
        expr = op("between", num("2"), field("low", "number"), field("high", "number"))
        yield case(expr, expect, {"low": low, "high": high})


def numbers():
    for values, expect in (([0.1, 0.2], "0.3"), ([1e-7, 1], "1.0000001"), ([1, None, 2], "3"), ([None], "0"), ([], "0"),
                           ([0.1] * 10, "1"), ([-1.5, 1.5], "0"), ([999999999999999, 1], "1000000000000000"),
                           ([12.50], "12.5"), ([1e21, 1], "1000000000000000000001")):  # fmt: skip
        rows = {"g": [{"x": value} for value in values]}
        yield case({"op": "sum", "rows": "g", "of": row("x", "number")}, expect, rows, "number")
        if values:
            fields = {f"k{at}": value for at, value in enumerate(values)}
            yield case(op("sum", *(field(key, "number") for key in fields)), expect, fields, "number")
    for a, b, sub, mul in (("0.3", "0.1", "0.2", "0.03"), ("-1.50", "2", "-3.5", "-3"), ("0", "-5", "5", "0"),
                           ("99999999999999999999.99", "0.01", "99999999999999999999.98", "999999999999999999.9999")):  # fmt: skip
        yield case(op("sub", num(a), num(b)), sub, kind="number")
        yield case(op("mul", num(a), num(b)), mul, kind="number")
        yield case(op("mul", num(a), field("x", "number")), None, kind="number")
    for value, expect in ((["a", "b"], "2"), ([], "0"), (None, "0")):
        yield case(op("count", field("a", "list")), expect, {"a": value}, "number")
    more = op("gt", row("x", "number"), field("least", "number"))
    for rows, least, every, some in (([1, 5, 9], 4, "3", "2"), ([], 4, "0", "0"), ([1, None], 0, "2", "1"), ([1], None, "1", "0")):  # fmt: skip
        fields = {"g": [{"x": value} for value in rows], "least": least}
        yield case({"op": "count", "rows": "g"}, every, fields, "number")
        yield case({"op": "count", "rows": "g", "where": more}, some, fields, "number")
    for one, other in itertools.product(DATES, DATES):
        days = (datetime.date.fromisoformat(other) - datetime.date.fromisoformat(one)).days
        yield case(op("days", day(one), day(other)), str(days), kind="number")
        yield case(op("days", field("a", "date"), day(other)), None, kind="number")


def today():
    """The day on which the answers are checked is given with the case."""
    now, given = op("today"), field("a", "date")
    for (at, one), (now_at, day_now) in itertools.product(enumerate(DATES), enumerate(DATES)):
        for name, means in ORDER.items():
            yield {**case(op(name, given, now), means(at, now_at), {"a": one}), "today": day_now}
        days = (datetime.date.fromisoformat(day_now) - datetime.date.fromisoformat(one)).days
        yield {**case(op("days", given, now), str(days), {"a": one}, "number"), "today": day_now}
    for expr, expect in ((op("eq", given, now), None), (op("days", now, given), None), (op("filled", now), True)):
        kind = "number" if expr["op"] == "days" else "bool"
        yield {**case(expr, expect, {}, kind), "today": DATES[4]}
    inner = {"op": "any", "rows": "g", "where": op("lt", row("x", "date"), now)}
    for rows, expect in (([DATES[3]], T), ([DATES[5], DATES[4]], F), ([None], N)):
        yield {**case(inner, expect, {"g": [{"x": one} for one in rows]}), "today": DATES[4]}
    yield {**case(op("between", day(DATES[4]), now, now), True), "today": DATES[4]}
    yield {**error(op("today", now), "args"), "today": DATES[4]}
    yield {**error(op("lt", now, num("1")), "type"), "today": DATES[4]}
    yield {**error({"op": "today"}, "args", kind="date"), "today": DATES[4]}


def computed():
    area, price = field("a", "number"), field("b", "number")
    for value, places, expect in (("1.005", 2, "1.01"), ("-1.005", 2, "-1.01"), ("1.004", 2, "1"), ("0.5", 0, "1"),
                                  ("-0.5", 0, "-1"), ("-0.4", 0, "0"), ("2.5", 0, "3"), ("12", 2, "12"), ("0.0000005", 6, "0.000001"),
                                  ("9007199254740993.5", 0, "9007199254740994"), ("99.995", 2, "100")):  # fmt: skip
        yield rounded(num(value), places, expect)
        yield rounded(op("sum", area, area), places, rounded_twice(value, places), {"a": value})
    yield rounded(op("mul", area, price), 2, "37.04", {"a": "12.345", "b": 3})
    yield rounded(op("sub", op("mul", area, num("0.1")), price), 1, "-0.8", {"a": 12, "b": 2})
    yield rounded(op("mul", area, price), 2, None, {"a": 3})
    yield rounded(op("mul", num("9" * 40), num("10")), 0, None)
    yield rounded(
        {"op": "sum", "rows": "g", "of": row("x", "number")}, 2, "0.67", {"g": [{"x": 0.333}, {"x": 0.333}, {}]}
    )


def rounded_twice(value, places):
    """Twice a number rounded half up, by whole numbers."""
    sign, whole = ("-" if value.startswith("-") else ""), value.lstrip("-")
    before, _point, after = whole.partition(".")
    units = 2 * int(before + after)
    drop = len(after) - places
    units = (units + 10**drop // 2) // 10**drop if drop > 0 else units * 10**-drop
    digits = str(units).rjust(places + 1, "0")
    text = (
        f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}".rstrip("0").rstrip(".")
        if places
        else digits
    )
    return text if text == "0" else f"{sign}{text}"


def errors():
    for expr in (None, 1, "f1", [], {}, {"value": 1}, {"args": []}):
        yield error(expr, "shape")
        yield error(op("not", expr), "shape", "args.0")
    for name in ("xor", "EQ", "", None, 1, "constructor", "__proto__", "toString"):
        yield error(op(name, {"bool": T}), "op")
        yield error({"op": name, "rows": "g", "where": {"bool": T}}, "op")
    yield error({"op": "and"}, "args")
    yield error({"op": "and", "args": {}}, "args")
    for name, count in (("and", 0), ("eq", 1), ("eq", 3), ("not", 0), ("not", 2), ("between", 2), ("in", 1), ("days", 1),
                        ("empty", 0), ("count", 2), ("sum", 0), ("or", 101)):  # fmt: skip
        yield error(op(name, *[{"bool": T}] * count), "args")
    yield error({"op": "any", "rows": "g"}, "args")
    yield error({"op": "sum", "rows": "g"}, "args")
    samples = {"text": {"text": "1"}, "number": num("1"), "date": day("2026-03-01"), "bool": {"bool": T}, "list": {"list": ["1"]}}  # fmt: skip
    for (one, a), (other, b) in itertools.permutations(samples.items(), 2):
        yield error(op("eq", a, b), "type")
        yield error(op("lt", a, b), "type")
        if (one, other) != ("text", "list"):
            yield error(op("in", a, b), "type")
    for kind in ("text", "bool", "list"):
        yield error(op("lt", samples[kind], samples[kind]), "type")
    yield error(op("eq", field("a", "opaque"), field("a", "opaque")), "type")
    yield error(op("not", op("not", num("1"))), "type", "args.0")
    yield error(op("sum", num("1"), {"text": "1"}), "type", kind="number")
    yield error(op("and", num("1")), "type")
    yield error(num("1"), "type")
    yield error({"bool": T}, "type", kind="number")
    yield error({"op": "any", "rows": "g", "where": num("1")}, "type", "where")
    yield error({"op": "sum", "rows": "g", "of": {"bool": T}}, "type", "of", kind="number")
    yield error({"field": "a"}, "type")
    yield error({"field": "a", "type": "colour"}, "type")
    yield error(op("not", row("x", "bool")), "reference", "args.0")
    for bad in ("", " 1", "1 ", "+1", "1.", ".5", "1e3", "１", "1,000", "NaN", "0x1", "1_0", "1" * 41, "1\n"):
        yield error(op("eq", num("1"), num(bad)), "value", "args.1")
        yield error(op("eq", field("a", "number"), num("1")), "value", "args.0", {"a": bad})
    for bad in ("", "2026-3-1", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20260301", "2026-03-01T00:00", "２０２６-03-01"):  # fmt: skip
        yield error(op("eq", day("2026-03-01"), day(bad)), "value", "args.1")
        yield error(op("eq", field("a", "date"), day("2026-03-01")), "value", "args.0", {"a": bad})
    wrong = {
        "text": [1, T, []],
        "number": [T, [], {}],
        "date": [1, T],
        "bool": [0, 1, "true"],
        "list": ["a", [1], [None]],
    }
    for kind, values in wrong.items():
        for value in values:
            yield error(op("not", op("empty", field("a", kind))), "value", "args.0.args.0", {"a": value})
    for kind in samples:
        yield error(op("empty", {kind: None}), "value", "args.0")
    rows = {"g": [{"x": 1}, {"x": "one"}]}
    yield error(op("not", {"op": "any", "rows": "g", "where": op("eq", row("x", "number"), num("1"))}), "value", "args.0.where.args.0", rows)  # fmt: skip
    deep = {"bool": T}
    for _level in range(15):
        deep = op("not", deep)
    yield case(deep, F)
    yield error(op("not", deep), "depth", ".".join(["args.0"] * 16))


def vectors():
    return [*comparisons(), *logic(), *sets(), *numbers(), *today(), *computed(), *errors()]


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in vectors())
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
