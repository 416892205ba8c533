"""What makes a workbook malformed: every fault at once, each with its row and column, before pyxform stops at one."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from pyxform import aliases
from pyxform.parsing.expression import is_xml_tag
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from .grammar import broken
from .report import Finding
from .workbook import Row, Workbook

CONTROL = re.compile(r"^(begin|end)[\s_]+(group|repeat|loop|lgroup|looped group)(?:\s.*)?$")
SELECT = re.compile(r"^(\S.*?)\s+(\S+)(\s+or[\s_](other|specify[\s_]other))?$")
REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
EXPRESSIONS = (
    "relevant", "relevance", "constraint", "calculation", "calculate", "required", "read_only", "readonly", "choice_filter",
    "repeat_count",
)  # fmt: skip
"""Columns that hold an expression of XPath."""
DEEPEST = 30
"""Groups within groups."""
NAMELESS = ("note", "audit")
"""Types that pyxform names itself."""
FILE = re.compile(r"\.(csv|xml|geojson)$")


def canonical(header: str) -> str:
    """A heading without its language, in one spelling: "Label::English (en)" is label."""
    return re.split(r":{1,2}", header.strip().lower())[0].strip().replace(" ", "_")


def cells(row: Row) -> dict[str, str]:
    """The cells of a row by canonical heading, the first of several languages."""
    found: dict[str, str] = {}
    for header, value in row.items():
        found.setdefault(canonical(header), str(value).strip())
    return found


def faults(book: Workbook) -> Iterator[Finding]:
    """All that is wrong."""
    headers = [canonical(header) for header in book.headers("survey")]
    for name in ("type", "name"):
        if name not in headers and not (name == "type" and "command" in headers):
            message = _("survey 表缺少列「%(name)s」。请在第一行写上列名。")
            yield Finding(message % {"name": name}, "survey", 1, name)
    if "type" in headers:
        yield from _survey(book)
    yield from _choices(book)


def _survey(book: Workbook) -> Iterator[Finding]:
    rows = [(number, cells(row)) for number, row in book.rows("survey")]
    if not any(row.get("type") for _number, row in rows):
        yield Finding(_("survey 表没有问题。"), "survey", 2, "type")
    yield from _nesting(rows)
    yield from _names(rows)
    lists = {row.get("list_name") or row.get("list name") for _number, row in _choice_rows(book)}
    for number, row in rows:
        yield from _type(number, row, lists)
        if row.get("type", "").lower() == "calculate" and not (row.get("calculation") or row.get("default")):
            message = _("没有 calculation。请写明怎样计算，或删除这一行。")
            yield Finding(message, "survey", number, "calculation", row.get("name", ""))
        yield from _expressions(number, row)
    known = {row.get("name") for _number, row in rows}
    for number, row in rows:
        for column, text in row.items():
            for name in REFERENCE.findall(text):
                if name not in known:
                    message = _("引用了不存在的问题「%(name)s」。请改成已有的 name。")
                    yield Finding(message % {"name": name}, "survey", number, column, row.get("name", ""))


def _expressions(number: int, row: dict[str, str]) -> Iterator[Finding]:
    """Conditions and calculations that are none: what is well formed and cannot be said here is lost, not wrong."""
    for column in EXPRESSIONS:
        rest = broken(row[column]) if row.get(column) else None
        if rest is not None:
            message = _("式子从「%(rest)s」起读不懂。请改正，如 ${size} = 'big' and ${n} > 3。")
            short = _("式子没有写完。请补全，如 ${size} = 'big' and ${n} > 3。")
            said = message % {"rest": rest[:60]} if rest else short
            yield Finding(said, "survey", number, column, row.get("name", ""))


def _nesting(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Finding]:
    """Each begin has its end."""
    stack: list[tuple[int, str]] = []
    for number, row in rows:
        found = CONTROL.match(row.get("type", "").lower())
        if not found:
            continue
        if found[1] == "begin":
            stack.append((number, found[2]))
            if len(stack) == DEEPEST + 1:
                message = _("组里套组超过 %(most)s 层。请减少层数。")
                yield Finding(message % {"most": DEEPEST}, "survey", number, "type")
        elif not stack:
            message = _("有 end %(kind)s，前面没有对应的 begin。请删除这一行，或补上 begin。")
            yield Finding(message % {"kind": found[2]}, "survey", number, "type")
        elif stack.pop()[1] != found[2]:
            message = _("end %(kind)s 与前面的 begin 不是一类。请改成一样。")
            yield Finding(message % {"kind": found[2]}, "survey", number, "type")
    for number, kind in stack:
        message = _("begin %(kind)s 没有结束。请在它的最后一题后面加一行 end %(kind)s。")
        yield Finding(message % {"kind": kind}, "survey", number, "type")


def _names(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Finding]:
    """Each question has a name that is one, and no two the same within a group."""
    seen: list[dict[str, int]] = [{}]
    for number, row in rows:
        kind, name = row.get("type", "").lower(), row.get("name", "")
        control = CONTROL.match(kind)
        if control and control[1] == "end":
            seen = seen[:-1] or [{}]
            continue
        if kind and not name and kind not in NAMELESS:
            yield Finding(_("没有 name。请给这一题一个英文名，如 phone。"), "survey", number, "name")
        elif name and not is_xml_tag(name):
            message = _("name「%(name)s」不能用：以字母或下划线开头，不含空格和标点。")
            yield Finding(message % {"name": name}, "survey", number, "name", name)
        elif name and name in seen[-1]:
            words = {"name": name, "row": seen[-1][name]}
            message = _("name「%(name)s」与第 %(row)s 行相同。请改成不同的。") % words
            yield Finding(message, "survey", number, "name", name)
        if name:
            seen[-1].setdefault(name, number)
        if control:
            seen.append({})


def _type(number: int, row: dict[str, str], lists: set[str | None]) -> Iterator[Finding]:
    """A known type, and the list it chooses from."""
    kind, name = " ".join(row.get("type", "").split()), row.get("name", "")
    if not kind:
        if any(row.get(column) for column in ("name", "label", "hint", "relevant", "calculation")):
            yield Finding(_("没有 type。请写明题型，如 text、integer。"), "survey", number, "type", name)
        return
    if CONTROL.match(kind.lower()) or known(kind.lower()) or kind.lower().startswith("osm "):
        return
    chosen = SELECT.match(kind)
    if chosen and chosen[1].lower() in SELECTS:
        if not FILE.search(chosen[2]) and not chosen[2].startswith("${") and chosen[2] not in lists:
            message = _("choices 表里没有选项表「%(name)s」。请补上，或改正 type。")
            yield Finding(message % {"name": chosen[2]}, "survey", number, "type", name)
        return
    if kind.lower() in SELECTS:
        yield Finding(_("没有写选项表的名称，如 select_one yes_no。"), "survey", number, "type", name)
        return
    yield Finding(_("不认识题型「%(kind)s」。请改成 XLSForm 的题型。") % {"kind": kind}, "survey", number, "type", name)


SELECTS = {name.lower() for name in (*aliases.select, *aliases.select_from_file)}


def known(kind: str) -> bool:
    """Whether pyxform knows a type without a list."""
    names = {*QUESTION_TYPE_DICT, *aliases._type_alias_map}
    return kind in {name.lower() for name in names} and kind not in SELECTS


def _choice_rows(book: Workbook) -> list[tuple[int, dict[str, str]]]:
    return [(number, cells(row)) for sheet in ("choices", "external_choices") for number, row in book.rows(sheet)]


def _choices(book: Workbook) -> Iterator[Finding]:
    settings = [cells(row) for _number, row in book.rows("settings")]
    twice_allowed = any(row.get("allow_choice_duplicates", "").lower() in {"yes", "true"} for row in settings)
    rows = [(number, cells(row)) for number, row in book.rows("choices")]
    headers = {canonical(header) for header in book.headers("choices")}
    if rows and not headers & {"list_name"}:
        yield Finding(_("choices 表缺少列「list_name」。"), "choices", 1, "list_name")
        return
    if rows and not headers & {"name", "value"}:
        yield Finding(_("choices 表缺少列「name」。"), "choices", 1, "name")
        return
    seen: Counter[tuple[str, str]] = Counter()
    for number, row in rows:
        of, name = row.get("list_name", ""), row.get("name") or row.get("value", "")
        if not of and not name:
            continue
        if not of:
            yield Finding(_("没有 list_name。请写明它属于哪个选项表。"), "choices", number, "list_name", name)
        elif not name:
            yield Finding(_("没有 name。请给这个选项一个值。"), "choices", number, "name", of)
        seen[of, name] += 1
        if of and name and seen[of, name] > 1 and not twice_allowed:
            words = {"list": of, "name": name}
            message = _("选项表「%(list)s」里有两个「%(name)s」。请改成不同的值。") % words
            yield Finding(message, "choices", number, "name", of)
