"""The algebra of conditions that both languages share: joining them in few sentences, and denying them."""

from ..rules import TODAY, Node


def join(word: str, parts: list[Node]) -> Node:
    """Conditions joined by and / or, in the fewest sentences."""
    flat = [inner for one in parts for inner in (one["args"] if one.get("op") == word else [one])]
    flat = _ranges(_answered(flat)) if word == "and" else _apart(_lists(flat))
    return flat[0] if len(flat) == 1 else {"op": word, "args": flat}


def or_nothing(node: Node) -> Node:
    """The condition, or that what it asks for was not answered."""
    asked = subject_of(node)
    parts = [one for one in asked["args"] if one != TODAY] if asked.get("op") == "days" else [asked]
    return join("or", [node, *({"op": "empty", "args": [one]} for one in parts)])


def subject_of(node: Node) -> Node:
    """What a single condition asks for."""
    args = node["args"]
    if node["op"] == "not":
        return subject_of(args[0])
    found: Node = args[1] if node["op"] == "in" and "text" in args[0] else args[0]
    return found


OPPOSITE = {
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "ge": "lt",
    "gt": "le",
    "le": "gt",
    "empty": "filled",
    "filled": "empty",
}


def denied(node: Node, *, loose: bool) -> Node:
    """The contrary of a condition. `loose`: also where nothing was answered, as XLSForm has it."""
    op, args = node["op"], node.get("args", [])
    if op in ("and", "or"):
        return join("or" if op == "and" else "and", [denied(part, loose=loose) for part in args])
    if op == "not":
        return args[0] if not loose else or_nothing(args[0])
    if op in ("any", "all"):
        other = "all" if op == "any" else "any"
        return {"op": other, "rows": node["rows"], "where": denied(node["where"], loose=loose)}
    if op == "between":
        ends = [{"op": "lt", "args": args[:2]}, {"op": "gt", "args": [args[0], args[2]]}]
        return join("or", [*ends, {"op": "empty", "args": [args[0]]}] if loose else ends)
    found: Node = {"op": OPPOSITE[op], "args": args} if op in OPPOSITE else {"op": "not", "args": [node]}
    return found if op in ("empty", "filled") or not loose else or_nothing(found)


def _answered(parts: list[Node]) -> list[Node]:
    """`(a != 'x' or a = '') and a != ''` as `a != 'x'` with us: what says "or nothing" beside "something" says neither."""
    found = list(parts)
    for filled in [part for part in parts if part.get("op") == "filled"]:
        empty = {"op": "empty", "args": filled["args"]}
        loose = [part for part in found if part.get("op") == "or" and empty in part["args"]]
        if loose:
            found = [
                join("or", [a for a in p["args"] if a != empty]) if p in loose else p for p in found if p != filled
            ]
    return found


def _ranges(parts: list[Node]) -> list[Node]:
    """`a >= 1 and a <= 9` as one condition."""
    found: list[Node] = []
    for part in parts:
        before = found[-1] if found else {}
        if part.get("op") == "le" and before.get("op") == "ge" and part["args"][0] == before["args"][0]:
            found[-1] = {"op": "between", "args": [*before["args"], part["args"][1]]}
        else:
            found.append(part)
    return found


def _apart(parts: list[Node]) -> list[Node]:
    """`a < 1 or a > 1` as `a != 1`."""
    found: list[Node] = []
    for part in parts:
        before = found[-1] if found else {}
        if part.get("op") == "gt" and before.get("op") == "lt" and part["args"] == before["args"]:
            found[-1] = {"op": "ne", "args": part["args"]}
        else:
            found.append(part)
    return found


def _lists(parts: list[Node]) -> list[Node]:
    """`a = 'x' or a = 'y'` as one condition, where nothing else is among the parts."""
    texts = [part["args"][1].get("text") for part in parts if part.get("op") == "eq"]
    one = {str(part["args"][0]) for part in parts if part.get("op") == "eq"}
    if len(parts) < 2 or len(texts) != len(parts) or None in texts or len(one) != 1:
        return parts
    return [{"op": "in", "args": [parts[0]["args"][0], {"list": texts}]}]
