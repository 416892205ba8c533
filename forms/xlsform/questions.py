"""Single questions and notes of a workbook as blocks of a form."""

from typing import Any

from django.utils.translation import gettext as _

from ..fields.choice import Choice
from ..fields.declaration import Declaration
from ..fields.linked_choices import DEEPEST, SEPARATOR
from ..fields.registry import TYPES
from . import arithmetic, cascades, conditions, constraints, truth, types
from .cells import CHOICE, LABEL, SHOWN, TEXT, TITLE, Cells, Node
from .conditions import Subject
from .names import Names
from .options import accepted
from .report import Report
from .saying import Untold

Block = dict[str, Any]


class Questions(Cells):
    """Turns the node of a question into a block; names in the report whatever does not come along."""

    def __init__(self, tree: Node, names: Names, report: Report) -> None:
        super().__init__(tree, names, report)
        self.subjects: dict[str, Subject] = {}

    def _shown(self, node: Node) -> dict[str, Node]:
        """The condition under which a question is shown, if we can say it."""
        return self._condition(node, "relevant", "show", _("「%(text)s」不能写成显示条件，一直显示"))

    def _condition(self, node: Node, column: str, name: str, otherwise: str) -> dict[str, Node]:
        text = str(node.get("bind", {}).get(column) or "").strip()
        if not text or text.replace(" ", "") == "true()":
            return {}
        try:
            return {name: conditions.read(text, self.subjects, self.row)}
        except Untold:
            self.lost(node, column, otherwise % {"text": text[:100]})
            return {}

    def _note(self, node: Node) -> list[Block]:
        self._rest(node, "relevant")
        shown = self._shown(node)
        if not (node.get("label") or node.get("hint")):
            self.lost(node, "label", _("说明没有文字，没有带过来"))
            return []
        self.report.mapped += 1
        if node.get("bind", {}).get("hall:type") == "section" and not self.row:
            title, text = self._text(node, "label", TITLE), self._text(node, "hint", 1000)
            return [{"type": "section", "title": title, "text": text, **shown}]
        text = "\n".join(filter(None, (self._text(node, "label", TEXT), self._text(node, "hint", TEXT))))
        return [{"type": "guidance", "text": text, **shown}] if text else []

    def _calculation(self, node: Node) -> dict[str, Any] | None:
        """What a computed value is made of, if it is one that we can say."""
        text = str(node.get("bind", {}).get("calculate") or "")
        if not text or str(node.get("type")) not in types.CALCULATED:
            return None
        try:
            value, places = arithmetic.read(text, self.subjects, self.row)
        except Untold:
            return None
        return {"value": value, **({} if places is None else {"places": places})}

    def _other(self, node: Node, before: Node) -> Block:
        """The box pyxform adds for or_other: shown with that choice."""
        label = _("%(label)s：其他（请说明）") % {"label": self._text(before, "label", LABEL - 20)}
        key = self.names.key(str(node["name"]), "text", self.row, label)
        block = {"type": "text", "key": key, "label": label}
        try:
            text = f"selected(${{{before.get('name')}}}, 'other')"
            return {**block, "required": True, "show": conditions.read(text, self.subjects, self.row)}
        except Untold:
            self.lost({**node, "bind": before.get("bind", {})}, "type", _("「其他」的说明一直显示，不随选项出现"))
            return block

    def _type(self, node: Node) -> tuple[str, dict[str, Any]]:
        """The field type and its options; empty if there is none for the question."""
        bind, kind = node.get("bind", {}), str(node.get("type", ""))
        here = str(bind.get("hall:type", ""))
        if here in TYPES:
            return here, self._own_options(node, here)
        if here:
            self.lost(node, types.HERE, _("不认识字段类型「%(name)s」，按题型读取") % {"name": here})
        read = types.READ.get(kind) or types.by_input(kind)
        chooses = kind.startswith("select")
        if kind == "calculate":
            message = _("计算「%(text)s」写不成计算值，这一题没有带过来")
            self.lost(node, "calculation", message % {"text": str(bind.get("calculate", ""))[:100]})
            return "", {}
        if read is None or (chooses and not node.get("choices")):
            itemset = str(node.get("itemset") or "")
            plain = "select_multiple" if kind == "select all that apply" else "select_one"
            listed = f"{plain}_from_file" if itemset.endswith((".csv", ".xml", ".geojson")) else kind
            what = f"{listed} {itemset}".strip()
            message = _("题型「%(kind)s」没有对应的字段，这一题没有带过来") % {"kind": what}
            self.lost(node, "type", message)
            return "", {}
        if kind in types.SHORTENED:
            self.lost(node, "type", str(types.SHORTENED[kind]))
        return read(node)

    def _own_options(self, node: Node, kind: str) -> dict[str, Any]:
        """What a workbook of ours says of a field beyond XLSForm's own columns."""
        found = self._json(node)
        known = {name for name, _block in TYPES[kind].options()} | {"personal"}
        for name in sorted(set(found) - known):
            self.lost(node, types.COLUMNS["hall:options"], _("「%(name)s」没有带过来") % {"name": name})
        for name in sorted(set(found) & known):
            if not accepted(kind, name, found[name]):
                words = {"name": name, "value": str(found[name])[:60]}
                self.wrong(
                    node,
                    types.COLUMNS["hall:options"],
                    _("「%(name)s」的值「%(value)s」不能用。请改正，或删除。") % words,
                )
                del found[name]
        return {name: value for name, value in found.items() if name in known}

    def _field(self, node: Node, kind: str, options: dict[str, Any]) -> Block:
        bind = node.get("bind", {})
        used = {
            "relevant",
            *(["calculate"] if kind == "computed" else []),
            *(["choices"] if isinstance(TYPES[kind], Choice) else []),
        }
        label = self._label(node)
        key = self._key(node, kind, label)
        block: Block = {"type": kind, "key": key, "label": label, "help": self._help(node)}
        block |= {**self._required(node), **options, **self._shown(node)}
        block |= {name: str(bind.get(f"hall:{name}", ""))[:200] for name in ("purpose", "example")}
        if isinstance(TYPES[kind], Choice):
            block["choices"] = self._choices(node, key)
        if isinstance(TYPES[kind], Declaration):
            block.setdefault("text", block["label"])
        if constraint := str(bind.get("constraint") or ""):
            limits = constraints.read(kind, constraint)
            if limits is not None:
                block = {**limits, **block}
                used.add("constraint")
        if node.get("type") == "range":
            used |= {"range", "type"}
        self._rest(node, *used)
        self._remember(node, block)
        return {name: value for name, value in block.items() if value not in ("", None) and value is not False}

    def _remember(self, node: Node, block: Block) -> None:
        """Let conditions after it ask for a field, by its name and the names of its choices."""
        names = [str(row.get("name", "")) for row in node.get("choices") or [] if isinstance(row, dict)]
        renamed = {name: row["value"] for name, row in zip(names, block.get("choices", ()), strict=False)}
        kind = TYPES[block["type"]].rule_type
        self.subjects[str(node.get("name"))] = Subject(block["key"], kind, self.row, renamed)

    def _linked(self, chain: list[Node]) -> Block:
        """Choices that depend on each other as one field, a level for each question."""
        last = chain[-1]
        self.report.mapped += 1
        rows, childless = cascades.paths(chain, lambda choice: self._choice_label(choice))
        labels = [self._label(node).replace(SEPARATOR, " ") for node in chain]
        key = self._key(last, "linked_choices", " / ".join(labels)[:LABEL])
        for node in chain[:-1]:
            self.lost(node, "name", _("与下一级合成联动选择「%(key)s」，不再单独保存") % {"key": key})
        if len(chain) > DEEPEST:
            message = _("联动选择最多 %(most)s 级，前面几级合成一级")
            self.lost(chain[0], "type", message % {"most": DEEPEST})
            labels = cascades.fused(labels)
        for label in childless[:SHOWN]:
            self.lost(chain[0], "type", _("选项「%(label)s」没有下一级，没有带过来") % {"label": label})
        if len(childless) > SHOWN:
            message = _("还有 %(count)s 个选项没有下一级，没有带过来")
            self.lost(chain[0], "type", message % {"count": len(childless) - SHOWN})
        for node in chain:
            self._rest(node, "choices", "choice_filter", "relevant")
        taken = self._values(key, [name for name, _label in rows], [label for _name, label in rows])
        choices = [{"value": value, "label": label[:CHOICE]} for value, (_name, label) in zip(taken, rows, strict=True)]
        needed = [self._required(node) for node in chain]
        found: Block = {
            "type": "linked_choices",
            "key": key,
            "label": " / ".join(labels)[:LABEL],
            **self._shown(chain[0]),
        }
        found |= {"help": self._help(last), "required": any(one.get("required") for one in needed)}
        found |= {"choices": choices, "levels": f" {SEPARATOR} ".join(labels)[:100]}
        return {name: value for name, value in found.items() if value not in ("", None, False)}

    def _required(self, node: Node) -> Block:
        """Whether it must be answered: always, never, or under a condition."""
        text = str(node.get("bind", {}).get("required") or "").strip()
        if (answer := truth.said(text)) is not None:
            return {"required": answer}
        return self._condition(node, "required", "require", _("按条件必填「%(text)s」没有带过来，改为选填"))
