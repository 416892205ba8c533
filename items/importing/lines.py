"""A cell that holds several rows of a guide: materials, steps, legal bases, fees."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from .. import choices
from . import papers, values
from .texts import joined, plain

LAW = re.compile(r"《(?P<law>[^》]+)》")
ARTICLE = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三])?(?:第[一二三四五六七八九十\d]+款)?(?:第?[(\uff08]?[一二三四五六七八九十\d]+[)\uff09]?项)?"
)
DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[(（【]\d{4}[〕\])）】]第?\d+号|(?:主席|国务院|部|省政府|市政府)令第?\d+号"
)
HAN = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
MARKS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?:^|(?<=[\s;；。,，、:：)）\u4e00-\u9fff]))(?P<n>\d{1,2})\s*(?:[.．](?!\d)|、|[)）](?![\d)）]))"),
    re.compile(r"[(（](?P<n>\d{1,2})[)）]"),
    re.compile(rf"(?P<n>[{CIRCLED}])"),
    re.compile(rf"(?:^|(?<=[\s;；。]))(?P<n>[{HAN}]{{1,3}})、"),
    re.compile(rf"[(（](?P<n>[{HAN}]{{1,3}})[)）]"),
    re.compile(rf"第(?P<n>[{HAN}\d]{{1,2}})步[:：、,，]?"),
)
ARROWS = re.compile(r"\s*(?:→|➔|➜|➝|⇒|⟶|—+>|-+>|=+>|—→|>+|＞+|↓|⬇|——+|--+)\s*")
LINES = re.compile(r"[;；\n]+")
EDGE = re.compile(r"^[\s;；,，、。.]+|[\s;；,，、。]+$")
BULLET = re.compile(r"^\s*(?:[•●◆■▪·○※*\-—]|[(\uff08]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09.、．])\s*(?!\d)")
STEP_LIMIT = re.compile(
    r"[(\uff08\[【][^()\uff08\uff09\[\]【】]*?(?P<limit>(?:\d+|[一二三四五六七八九十]+)\s*个?(?:工作日|自然日|日|天)|当场|即时|即办)[^()\uff08\uff09\[\]【】]*[)\uff09\]】]"
)
COLON = re.compile(r"[:\uff1a]")
MARKED = re.compile(rf"^\s*(?:[(\uff08]?(?P<n>\d{{1,2}}|[{HAN}]{{1,3}})(?:[)\uff09、．]|\.(?!\d))|(?P<c>[{CIRCLED}]))")
SHORT = 12
YES_BEFORE = re.compile(r"^\s*(?:是|有|收费|收取)[\s,\uff0c、;\uff1b。:\uff1a]+(?P<said>.*\d.*)$", re.DOTALL)
NAMED_FEE = re.compile(
    r"^(?P<name>(?:[\u4e00-\u9fff]{1,12})(?<!收)(?<!取)(?<!缴)(?<!交)费)\s*(?P<standard>[\d\uffe5¥].*)$", re.DOTALL
)


def entries(cell: str) -> list[str]:
    """A cell of several entries: numbered ones wherever the numbers stand, else one a line or by semicolons."""
    text = cell.strip()
    if not text or plain(text) in values.NOTHING:
        return []
    found = _numbered(text) or list(LINES.split(text))
    return [entry for part in found if (entry := joined(EDGE.sub("", BULLET.sub("", part))))]


def _numbered(text: str) -> list[str]:
    """Parted before 1, 2, 3 … of one style, when the text begins with the 1."""
    by_line = _marked_lines(text)
    if by_line:
        return by_line
    for pattern in MARKS:
        wanted, cuts = 1, []
        for match in pattern.finditer(text):
            if _value(match["n"]) == wanted:
                cuts.append((match.start(), match.end()))
                wanted += 1
        if len(cuts) > 1 and len(text[: cuts[0][0]].strip()) <= SHORT:
            ends = [start for start, _end in cuts[1:]] + [len(text)]
            return [text[start:end] for (_start, start), end in zip(cuts, ends, strict=True)]
    return []


def _marked_lines(text: str) -> list[str]:
    """Lines that begin with 1, 2, 3 … in whatever style; a line without a number goes on with the one before."""
    found: list[str] = []
    for line in text.split("\n"):
        match = MARKED.match(line)
        if match is None and not found:
            return []
        if match is None:
            found[-1] += f"\n{line}"
        elif _value(match["n"] or match["c"]) == len(found) + 1:
            found.append(line[match.end() :])
        else:
            return []
    return found if len(found) > 1 and not any(_numbered_within(one) for one in found) else []


def _numbered_within(text: str) -> bool:
    return bool(re.search(r"[\s;\uff1b。]\d{1,2}(?:、|[.．](?!\d))", text))


def _value(text: str) -> int | None:
    return CIRCLED.index(text) + 1 if text in CIRCLED else values.chinese_number(text)


def material_lines(cell: str) -> list[str]:
    """Materials; 「申请书、身份证复印件、户口簿」 too where each part is the name of a paper."""
    found = papers.rejoined([entry for entry in entries(cell) if not papers.is_none(entry)])
    return (papers.several(found[0]) or found) if len(found) == 1 else found


def step_lines(cell: str) -> list[str]:
    """Steps; also 受理→审查→决定, and words of steps alone parted by dashes, commas or spaces."""
    text = ARROWS.sub("\n", cell)
    found = entries(text)
    if len(found) != 1:
        return found
    for mark in (r"[-—－]", r"[、,，]", r"\s"):
        parts = [part for part in re.split(mark, text.strip() if mark == r"\s" else found[0]) if part.strip()]
        if len(parts) > 1 and all(_is_step(part) for part in parts):
            return [joined(part) for part in parts]
    return found


def _is_step(text: str) -> bool:
    return len(text) <= SHORT and values.step_kind(text) != choices.StepKind.OTHER


def step(line: str) -> dict[str, Any]:
    """A step of its name, its limit in brackets, and what stands after the colon as its standard."""
    made: dict[str, Any] = {"name": line}
    if match := STEP_LIMIT.search(line):
        try:
            found = values.limit(match["limit"])
            made |= {"name": STEP_LIMIT.sub("", line, count=1).strip(), "limit": found.number, "unit": found.unit}
        except values.Warn:
            pass
    name, *rest = COLON.split(made["name"], maxsplit=1)
    if rest and name.strip() and len(name) <= SHORT and rest[0].strip():
        made |= {"name": name.strip(), "standard": rest[0].strip()}
    made["kind"] = values.step_kind(made["name"])
    return made


def basis(line: str) -> dict[str, Any]:
    """A legal basis: the law, its number and article as far as they can be made out, and the whole text."""
    law, article, number = LAW.search(line), ARTICLE.search(line), DOCUMENT_NUMBER.search(line)
    return {
        "law": law["law"] if law else line[:200],
        "document_number": number[0] if number else "",
        "article": article[0] if article else "",
        "text": line,
    }


def fee(line: str) -> dict[str, Any]:
    """A fee: 名称:标准, 工本费10元, or only what it costs: 「按次收费100元」「收费，100元/次」."""
    name, _colon, standard = unicodedata.normalize("NFKC", line).partition(":")
    if not standard and re.search(r"\d", name):
        behind, named = YES_BEFORE.match(line), NAMED_FEE.match(line.strip())
        if named:
            return {"name": named["name"], "standard": named["standard"][:300]}
        return {"name": "收费", "standard": (behind["said"] if behind else line)[:300]}
    return {"name": name[:200], "standard": standard.strip()}


def objects(cell: str) -> list[Any] | None:
    """A cell that holds a JSON list of objects, as the .csv export writes rows."""
    if not cell.startswith("[{") or not cell.endswith("}]"):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if all(isinstance(part, dict) for part in found) else None


LINES_OF: dict[str, Callable[[str], list[str]]] = {
    "materials": material_lines,
    "steps": step_lines,
    "legal_bases": entries,
    "fees": entries,
}
ROW_OF: dict[str, Callable[[str], dict[str, Any]]] = {
    "materials": papers.material,
    "steps": step,
    "legal_bases": basis,
    "fees": fee,
}
