"""Computed values as editors build them, 「面积 × 单价 × 1.5，减 定金」, made into trees of `forms.rules` and back.

A calculation is {"conditions": [...]}, named so that what is said of a condition's place holds for a term's too; each
is a term {"sign": plus or minus, "subject", "factor", "number"}: what it asks for, as in `forms.sentences`, times
another, times a fixed number. A term without subject is the number alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from . import sentences
from .rules import Node
from .sentences import Known

NOTHING: Node = {"number": "0"}


def expression(value: Mapping[str, Any] | None, known: Known, within: str = "") -> Node | None:
    """The tree of a calculation; None where it has no terms."""
    terms = [child.value for child in (value or {}).get("conditions") or []]
    plus = [_term(one, known, within) for one in terms if one.get("sign") != "minus"]
    minus = [_term(one, known, within) for one in terms if one.get("sign") == "minus"]
    if not terms:
        return None
    first = _summed(plus) if plus else NOTHING
    return {"op": "sub", "args": [first, _summed(minus)]} if minus else first


def _summed(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else {"op": "sum", "args": parts}


def _term(value: Mapping[str, Any], known: Known, within: str) -> Node:
    subject, factor, number = ((value.get(name) or "").strip() for name in ("subject", "factor", "number"))
    if not subject and number:
        return {"number": sentences.plain(number)}
    node, _kind = sentences.subject(subject, known, within)
    if factor:
        node = {"op": "mul", "args": [node, sentences.subject(factor, known, within)[0]]}
    return {"op": "mul", "args": [node, {"number": sentences.plain(number)}]} if number else node


def raw(node: Node | None) -> dict[str, Any]:
    """The raw block value of a tree: NoSentence where the builder has no terms for it."""
    terms = [{"type": "term", "value": _written(sign, part)} for sign, part, _place in parts(node)] if node else []
    return {"conditions": terms}


def parts(node: Node) -> Iterator[tuple[str, Node, str]]:
    """(sign, tree, place) of each term of a calculation, in order: what is added first."""
    if node.get("op") == "sub":
        first, second = node["args"]
        yield from _of_sum("plus", first, "args.0") if first != NOTHING else ()
        yield from _of_sum("minus", second, "args.1")
    else:
        yield from _of_sum("plus", node, "")


def _of_sum(sign: str, node: Node, place: str) -> Iterator[tuple[str, Node, str]]:
    if node.get("op") == "sum" and "rows" not in node:
        for number, part in enumerate(node["args"]):
            yield sign, part, f"{place}.args.{number}".removeprefix(".")
    else:
        yield sign, node, place


def _written(sign: str, node: Node) -> dict[str, str]:
    found = {"sign": sign, "subject": "", "factor": "", "number": ""}
    if "number" in node:
        return {**found, "number": str(node["number"])}
    if node.get("op") == "mul" and "number" in node["args"][1]:
        found["number"], node = str(node["args"][1]["number"]), node["args"][0]
    if node.get("op") == "mul":
        found["factor"], node = sentences.name_of(node["args"][1]), node["args"][0]
    return {**found, "subject": sentences.name_of(node)}


def path_of(node: Node, place: str) -> tuple[int, ...]:
    """Which term a place of the tree stands for."""
    for number, (_sign, _part, prefix) in enumerate(parts(node)):
        if not prefix or place == prefix or place.startswith(f"{prefix}."):
            return (number,)
    return (0,)


def order(value: Any) -> list[int]:
    """The positions of a builder's terms in the order in which the tree has them: what is added first."""
    signs = [child.value.get("sign") == "minus" for child in value["conditions"]]
    return [*(at for at, minus in enumerate(signs) if not minus), *(at for at, minus in enumerate(signs) if minus)]
