"""Questions whose choices depend on the answer before, as one field of linked choices."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..fields.linked_choices import DEEPEST, SEPARATOR

CLAUSE = re.compile(r"^\(?\s*([\w.-]+)\s*=\s*\$\{\s*([^}]+?)\s*\}\s*\)?$")

Node = Mapping[str, Any]


def chain(nodes: list[Any], at: int) -> list[Any]:
    """The question at a place and those right after it that choose below it."""
    found = [nodes[at]]
    if nodes[at].get("type") != "select one" or nodes[at].get("choice_filter") or not nodes[at].get("choices"):
        return found
    for node in nodes[at + 1 :]:
        if node.get("type") != "select one" or not _column(node, found):
            break
        found.append(node)
    return found


def _column(node: Node, above: Sequence[Node]) -> str:
    """The column of the choices that names the choice above; empty if the filter says anything else."""
    clauses = [CLAUSE.match(part.strip()) for part in re.split(r"\s+and\s+", str(node.get("choice_filter", "")))]
    by_name = {match[2]: match[1] for match in clauses if match}
    names = [str(one.get("name")) for one in above]
    if not all(clauses) or not set(by_name) <= set(names) or names[-1] not in by_name:
        return ""
    column = by_name[names[-1]]
    known = {str(choice.get("name")) for choice in above[-1].get("choices") or []}
    choices = node.get("choices") or []
    return column if choices and all(str(choice.get(column)) in known for choice in choices) else ""


def fused(path: list[str]) -> list[str]:
    """No more levels than a field of linked choices has: the first ones in one."""
    more = len(path) - DEEPEST
    return [" ".join(path[: more + 1]), *path[more + 1 :]] if more > 0 else path


def paths(chain: Sequence[Node], label: Callable[[Any], str]) -> tuple[list[tuple[str, str]], list[str]]:
    """(name, "大类 > 小类") of each choice of the last question, and the labels of choices nothing stands below."""
    found = {str(choice["name"]): [label(choice)] for choice in chain[0]["choices"]}
    rows = [(str(choice["name"]), found[str(choice["name"])]) for choice in chain[0]["choices"]]
    childless: list[str] = []
    for depth, node in enumerate(chain[1:], 1):
        column = _column(node, chain[:depth])
        below = [(str(choice["name"]), str(choice[column]), label(choice)) for choice in node["choices"]]
        parents = {parent for _name, parent, _label in below}
        childless += [path[-1] for name, path in rows if name not in parents]
        by_name: dict[str, list[str]] = dict(rows)
        rows = [(name, [*by_name[parent], text]) for name, parent, text in below if parent in by_name]
    apart = [(name, fused([part.replace(SEPARATOR, " ") for part in path])) for name, path in rows]
    clean = [(name, f" {SEPARATOR} ".join(path)) for name, path in apart]
    return clean, childless
