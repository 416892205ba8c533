"""A material as lists write it: its name, and the copies that are said behind it, in brackets or without."""

import re
from typing import TYPE_CHECKING, Any

from .. import choices
from . import values
from .texts import plain

if TYPE_CHECKING:
    from .cells import Cell

NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
BOTH = r"(?:原件\s*(?:以?及|和|与|、|,|，|/|\+)?\s*复印件|复印件\s*(?:以?及|和|与|、|,|，|/|\+)?\s*原件)"
KIND = rf"(?:{BOTH}|原件|复印件)"
BEFORE = r"(?:纸质|提交|提供|收取?|需|须|另附|各|共|一式)"
COUNT = re.compile(
    rf"(?P<kind>{KIND})?[)\uff09]?\s*[:\uff1a]?\s*(?:{BEFORE}\s*){{0,4}}(?P<n>{NUMBER})\s*[份张套]", flags=re.DOTALL
)
ONE = rf"(?:{BEFORE}\s*){{0,3}}[(\uff08]?{KIND}?[)\uff09]?\s*[:\uff1a]?\s*(?:{BEFORE}\s*){{0,4}}{NUMBER}\s*[份张套]"
BETWEEN = r"[\s,，、;；:：和及与]{0,4}"
COUNTS = re.compile(rf"^(?:{BETWEEN}{ONE})+$")
TAIL = re.compile(rf"^(?P<name>.*?)(?P<said>(?:{BETWEEN}{ONE})+)$", re.DOTALL)
KIND_ALONE = re.compile(rf"^[(\uff08]?{KIND}[)\uff09]?$")
BRACKET = re.compile(r"\s*(?P<open>[(\uff08])(?P<said>[^()\uff08\uff09]*)(?P<close>[)\uff09])$")
KIND_BEHIND = re.compile(rf"[(\uff08]?(?P<kind>{KIND})[)\uff09]?$")
NO_NAME = re.compile(
    r"(?:[\d\-~—～至到.．第每少多于过约或一二两三四五六七八九十]|[每各]人|每户|每页|每次|双方|各方|分别)$"
)
"""What a name does not end with: the number behind it is then not the number of papers, or only part of it."""
WITHIN = re.compile(rf"{NUMBER}\s*[份张套]")
EACH = re.compile(r"(?P<said>(?:原件|复印件)各.*)$")
PAPER = re.compile(
    r"(?:书|表|证|件|照|证明|报告|合同|章程|图|图纸|材料|资料|簿|本|函|文件|原件|协议|方案|名单|清单|票据|凭证|决议|声明|照片|单|"
    r"说明|意见|批复|登记|简历|执照|制度|发票|契约|户口|目录|表格|文本|明细)(?:[(\uff08][^()\uff08\uff09]*[)\uff09])?$"
)
SHORT = 20
LONGEST_NAME = 300
"""Characters beyond which a text is no name with a number behind it."""
FORM = re.compile(r"申请表|申请书|登记表|报告表")


NO_PAPER = re.compile(
    r"^(?:无需|无须|不需要?|不用|毋需|免于?|没有|暂无|无)(?:申请人|另行|再|要求)?(?:提交|提供|递交|准备)?(?:任何|其[他它])?(?:申请|申报|办理|纸质|相关)?"
    r"(?:材料|资料|要件)?[。.]?$"
)
"""「无需材料」「不需要提交材料」: no paper of that name."""


def is_none(text: str) -> bool:
    """Whether a material's name says that there is none."""
    return bool(NO_PAPER.match(plain(text)))


def material(line: str) -> dict[str, Any]:
    """A material of its name, with the copies that stand behind it."""
    name, numbers = parted(line)
    kind = choices.MaterialKind.FORM if FORM.search(line) else choices.MaterialKind.PROOF
    return {"name": name, "kind": kind, **numbers}


def parted(line: str) -> tuple[str, dict[str, int]]:
    """A name and its numbers of originals and copies; brackets that say something else stay with the name."""
    rest, kept = line.strip(), ""
    while rest and len(line) <= LONGEST_NAME:
        if (found := _behind(rest)) or (found := _in_brackets(rest)):
            name, numbers = found
            return name + kept, numbers
        bracket = BRACKET.search(rest)
        if bracket is None:
            break
        rest, kept = rest[: bracket.start()], bracket[0].strip() + kept
    return line, {}


def counts(text: str, unsaid: str = "原件") -> dict[str, int]:
    """「原件1份、复印件2份」: how many of which; `unsaid` is what a number without a word counts."""
    found: dict[str, int] = {}
    for match in COUNT.finditer(text):
        kind = match["kind"] or unsaid
        number = values.chinese_number(match["n"]) or 0
        found |= dict.fromkeys(fields_of(kind), number)
    return found


def fields_of(kind: str) -> list[str]:
    """The columns that a word for originals, copies or both is about."""
    return [field for word, field in (("原件", "originals"), ("复印件", "copies")) if word in kind]


def _behind(text: str) -> tuple[str, dict[str, int]] | None:
    """「身份证复印件2份」「申请表原件1份、复印件1份」「申请书一式三份」."""
    match = TAIL.match(text)
    if match is None:
        return None
    name, said = match["name"], match["said"]
    opened = max(name.count(a) - name.count(b) for a, b in ("()", "\uff08\uff09"))
    if opened > 0 and said[0] in ")\uff09":
        name, said = name + said[0], said[1:]
    return _named(name, said)


def _in_brackets(text: str) -> tuple[str, dict[str, int]] | None:
    """「申请书（原件1份，加盖公章）」: the numbers go, 加盖公章 stays."""
    bracket = BRACKET.search(text)
    if bracket is None:
        return None
    whole = bracket["said"]
    clauses = [whole] if COUNTS.match(whole) else re.split(r"[,，;；。]", whole)
    said = [clause for clause in clauses if COUNTS.match(clause)]
    rest = [clause.strip() for clause in clauses if clause not in said and clause.strip()]
    if said and len(rest) == 1 and re.fullmatch(KIND, rest[0]) and not re.search(KIND, "".join(said)):
        said, rest = [rest[0] + said[0]], []
    more = "".join(match[0] for clause in rest for match in COUNT.finditer(clause) if match["kind"])
    if not said and not more:
        return None
    found = _named(text[: bracket.start()], "，".join([*said, more]))
    if found is None:
        return None
    name, numbers = found
    return name + (f"{bracket['open']}{'，'.join(rest)}{bracket['close']}" if rest else ""), numbers


def _named(name: str, said: str) -> tuple[str, dict[str, int]] | None:
    """What is left for a name, if it is one; 「身份证复印件」 before a bare number says what is counted."""
    name = name.strip(" \t\n,，、;；:：")
    unsaid = "原件"
    if COUNT.search(said) and not re.search(KIND, said) and "复印件" in name[1:]:
        unsaid = "复印件"
        if behind := KIND_BEHIND.search(name):
            name, unsaid = name[: behind.start()].strip(), behind["kind"]
    if not name or NO_NAME.search(name) or WITHIN.search(name):
        return None
    numbers = counts(said, unsaid)
    return (name, numbers) if numbers else None


def recounted(made: dict[str, Any], cells: "dict[str, Cell]", row: dict[str, str]) -> dict[str, Any]:
    """A row of columns: what its number counts, by the form; without any number's column, by the name."""
    own = {cell.field: heading for heading, cell in cells.items()}
    if "copies" in own or not made.get("name"):
        return made
    if "originals" not in own:
        name, numbers = (made["name"], {}) if row.get(own.get("shared", "")) else parted(made["name"])
        return made | {"name": name} | numbers
    said = row.get(own["originals"], "")
    if re.search(KIND, said):
        return made | {"originals": 0, "copies": 0} | counts(said)
    form = row.get(own.get("form", ""), "") or row.get(own.get("kind", ""), "")
    if not re.search(KIND, form) and made["name"].endswith("复印件"):
        form = "复印件"
    if "原件" in own["originals"] or "复印件" not in form or len(form) > SHORT:
        return made
    return made | {"originals": 0, "copies": 0} | dict.fromkeys(fields_of(form), made["originals"])


def rejoined(parts: list[str]) -> list[str]:
    """「申请表原件1份」「复印件1份」: what is only a number of copies belongs to the paper before it."""
    found: list[str] = []
    for part in parts:
        if found and COUNTS.match(part):
            found[-1] = f"{found[-1]}、{part}"
        else:
            found.append(part)
    return found


def several(text: str) -> list[str]:
    """「申请书2份、身份证复印件1份、户口簿」 where each part is the name of a paper; else nothing."""
    parts = rejoined(values.split(text))
    if len(parts) < 2 or not all(PAPER.search(parted(part)[0]) and 2 <= len(part) <= 40 for part in parts):
        return []
    each = EACH.search(parts[-1])
    if each and COUNTS.match(each["said"]):
        return [part if parted(part)[1] else part + each["said"] for part in parts]
    return parts
