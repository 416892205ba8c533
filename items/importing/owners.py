"""Whose the items are where no column says it: from a title, a section's heading, a sheet's or a file's name."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from .. import choices
from . import values
from .limits import Warn
from .reading import Table
from .texts import clean, joined

ENDINGS = "管理委员会|管委会|委员会|人民政府|办公室|公积金中心|管理中心|服务中心|中心|总局|分局|支队|大队|公司|协会|联合会|总工会|局|委|办|厅|院|会|处"
LABELLED = re.compile(
    rf"(?:单位|部门|实施主体|填报单位|填报部门|责任单位|主管部门|机构)(?:名称)?\s*(?:[(\uff08](?:盖章|公章)[)\uff09])?\s*[:\uff1a]\s*(?P<name>[\u4e00-\u9fff()\uff08\uff09]{{2,40}}?(?:{ENDINGS}))(?![\u4e00-\u9fff])"
)
BUREAU = re.compile(
    rf"^(?:附件?\s*\d*\s*[:\uff1a、.]?\s*)?(?P<name>[\u4e00-\u9fff()\uff08\uff09]{{2,30}}?(?:{ENDINGS}))"
    r"(?=$|[\s\d(\uff08:\uff1a_\-—]|行政|权力|权责|责任|政务|公共|办事|服务|事项|清单|目录|许可|审批|实施|20\d\d|关于|职权|依申请|市级)"
)
SECTION = re.compile(
    r"^[一二三四五六七八九十]{1,3}\s+|^[(\uff08]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09.、．]\s*"
)
COUNTED = re.compile(r"[(\uff08]?\s*(?:共|合计|计)?\s*\d+\s*[项个条]\s*[)\uff09]?")
FOREIGN = re.compile(r"清单|目录|指南|一览表|通知|公告|方案|办法|各局|部门|单位")


def bureau_in(text: str, whole: bool = False) -> str:
    """The bureau that a title names at its beginning, or an empty text."""
    line = joined(clean(text))
    if match := LABELLED.search(line):
        return match["name"]
    match = BUREAU.match(SECTION.sub("", line))
    if match is None or FOREIGN.search(match["name"]) or (whole and match.end() != len(SECTION.sub("", line))):
        return ""
    return match["name"]


def guessed(table: Table, filename: str) -> str:
    """The bureau of a sheet without such a column: the sheet's name, what stands above it, the file's name."""
    for text in (table.name, *table.above, PurePath(filename).stem):
        if found := bureau_in(text):
            return found
    return ""


@dataclass
class Section:
    """What the headings between the rows have said so far."""

    owner: str = ""
    kind: str = ""

    def take(self, text: str) -> bool:
        """A heading between rows: a type of items or a bureau; False for anything else."""
        line = COUNTED.sub("", SECTION.sub("", joined(text))).strip("\uff1a: ")
        try:
            kind = values.word(line, choices.ItemKind) if len(line) <= 20 else ""
        except Warn:
            kind = ""
        if kind:
            self.kind = kind
            return True
        found = bureau_in(line, whole=True)
        if found:
            self.owner = found
        return bool(found)
