"""The structure of a workbook as blocks of a form: steps, groups, repeats, and the questions in them in order."""

from typing import Any

from django.utils.translation import gettext as _

from ..plan import GROUP, MOST_ROWS
from ..sentences import NoSentence, rule
from . import cascades
from .algebra import join
from .arithmetic import MOST_PLACES
from .cells import HELP, LABEL, TITLE, Node, is_made
from .conditions import Subject
from .names import Names
from .questions import Block, Questions
from .report import Report


class Reader(Questions):
    """Turns nodes of pyxform's tree into blocks; names in the report whatever does not come along."""

    def __init__(self, tree: Node, names: Names, report: Report) -> None:
        super().__init__(tree, names, report)
        self.counts: dict[str, str] = {}
        """How often a repeat is asked, by the name under which pyxform keeps it."""

    def step(self, node: Node) -> Block:
        """A group at the top."""
        self._rest(node, "children", "relevant")
        title, intro = self._text(node, "label", TITLE), self._text(node, "hint", 1000)
        step = {"title": title, "intro": intro, **self._shown(node)}
        blocks = self.blocks(node.get("children", [])) or self._empty(node)
        return {**step, "blocks": blocks}

    def blocks(self, nodes: list[Node]) -> list[Block]:
        """What nodes beside each other become."""
        nodes = self._asked(nodes)
        found: list[Block] = []
        at = 0
        while at < len(nodes):
            chain = cascades.chain(nodes, at)
            if len(chain) > 1:
                found.append(self._linked(chain))
            else:
                found += self._one(nodes[at], nodes[at - 1] if at else {})
            at += len(chain) or 1
        return found

    def _asked(self, nodes: list[Node]) -> list[Node]:
        """Without the questions that pyxform makes of an appearance or of a count; a fixed count of rows is kept."""
        made = [node for node in nodes if is_made(node)]
        self.counts |= {str(node.get("name")): str(node.get("bind", {}).get("calculate", "")) for node in made}
        return [self._with_choices(node) for node in nodes if node not in made]

    def _with_choices(self, node: Node) -> Node:
        found = self.lists.get(str(node.get("itemset"))) if str(node.get("type")).startswith("select") else None
        return {**node, "choices": found} if found and not node.get("choices") else node

    def _one(self, node: Node, before: Node) -> list[Block]:
        kind = node.get("type")
        if kind == "repeat":
            return self._repeat(node)
        if kind == "group":
            return self._group(node)
        if kind == "loop":
            self.lost(node, "type", _("循环「%(name)s」只问一次") % {"name": node.get("name", "")})
            return self._group(node)
        if not node.get("bind", {}).get("hall:row") and node.get("name") == f"{before.get('name')}_other":
            return [self._other(node, before)]
        if kind == "note":
            return self._note(node)
        if (value := self._calculation(node)) is not None:
            self.report.mapped += 1
            own = {**self._own_options(node, "computed"), **value}
            return [self._field(node, "computed", {"places": MOST_PLACES, **own})]
        field_type, options = self._type(node)
        if not field_type:
            return []
        self.report.mapped += 1
        return [self._field(node, field_type, options)]

    def _group(self, node: Node) -> list[Block]:
        """A group within a step is a heading and what stands below it; its condition is that of each."""
        self._rest(node, "children", "relevant")
        shown = self._shown(node)
        heading = self._heading(node, plain=bool(shown))
        inner = self.blocks(node.get("children", []))
        if not inner:
            return self._empty(node)
        found = [*heading, *inner]
        if shown or any(block["type"] == "section" and block.get("show") for block in inner):
            found = self._closed(node, found)
        return [self._also(node, block, shown["show"]) for block in found] if shown else found

    def _closed(self, node: Node, blocks: list[Block]) -> list[Block]:
        """Blocks without headings, whose condition would cover what follows the group: each carries its own."""
        found: list[Block] = []
        heading: Node | None = None
        for block in blocks:
            if block["type"] == "section":
                heading = block.get("show")
                text = "\n".join(filter(None, (block.get("title"), block.get("text"))))
                found.append({"type": "guidance", "text": text, **({"show": heading} if heading else {})})
            else:
                found.append(self._also(node, block, heading) if heading else block)
        return found

    def _also(self, node: Node, block: Block, show: Node) -> Block:
        """A block that is shown only where a condition of its group holds besides its own."""
        own = block.get("show")
        both = join("and", [show, own]) if own else show
        try:
            rule(both)
        except NoSentence:
            message = _("组的显示条件没有带到「%(name)s」：和它自己的条件合起来写不成，它只按自己的条件显示")
            self.lost(node, "relevant", message % {"name": str(block.get("label") or block.get("text", ""))[:40]})
            return block
        return {**block, "show": both}

    def _empty(self, node: Node) -> list[Block]:
        """A group without questions that came along."""
        self.lost(node, "type", _("组「%(name)s」里没有问题，没有带过来") % {"name": node.get("name", "")})
        return []

    def _heading(self, node: Node, *, plain: bool) -> list[Block]:
        """A group's words; `plain`: as a paragraph, since a heading's condition would cover what follows the group."""
        title, text = self._text(node, "label", TITLE), self._text(node, "hint", 1000)
        if not (title or text):
            return []
        if plain or self.row:
            return [{"type": "guidance", "text": "\n".join(filter(None, (title, text)))}]
        return [{"type": "section", "title": title, "text": text}]

    def _repeat(self, node: Node) -> list[Block]:
        """A repeat is a group of rows; one within another is asked once in each row."""
        if self.row:
            self.lost(
                node, "type", _("重复组里的重复组「%(name)s」在每一项里只问一次") % {"name": node.get("name", "")}
            )
            return self._group({**node, "type": "group"})
        options = self._group_options(node)
        shown = self._shown(node)
        self._rest(node, "children", "relevant")
        label, hint = self._text(node, "label", LABEL), self._text(node, "hint", HELP)
        key = self.row = self._key(node, GROUP, label)
        inner = self.blocks(node.get("children", []))
        self.row = ""
        if not inner:
            return self._empty(node)
        self.subjects[str(node.get("name"))] = Subject(key, "group")
        block = {"type": GROUP, "key": key, "label": label or str(node.get("name", "")), "help": hint, **options}
        return [{**{name: value for name, value in block.items() if value not in ("", None)}, **shown, "blocks": inner}]

    def _group_options(self, node: Node) -> dict[str, Any]:
        """How many rows there may be, and what each is called, where a workbook of ours says so."""
        found = {**self._counted(node), **self._json(node)}
        fitting = {"min": int, "max": int, "row_title": str}
        return {name: found[name] for name, kind in fitting.items() if isinstance(found.get(name), kind)}

    def _counted(self, node: Node) -> dict[str, int]:
        """As few and as many rows as `repeat_count` says, where that is a number."""
        control = node.get("control", {})
        count = self.counts.get(str(control.get("jr:count", "")).strip("${} "), "")
        if not (count.isdecimal() and 0 < int(count) <= MOST_ROWS):
            return {}
        node["control"] = {name: value for name, value in control.items() if name != "jr:count"}
        return {"min": int(count), "max": int(count)}
