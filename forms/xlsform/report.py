"""What became of a workbook: what was mapped, what was lost, what was wrong; each with its place."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something lost or wrong: sheet, row as the table counts them, column by its heading, and words.

    Row 0 stands for the sheet as a whole, an empty sheet for the file as a whole.
    """

    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    name: str = ""

    @property
    def where(self) -> str:
        """The place in short: survey!5 relevant."""
        place = f"{self.sheet}!{self.row}" if self.row else self.sheet
        return " ".join(part for part in (place, self.column) if part)


@dataclass
class Report:
    """`fields` counts the question rows of the workbook, `mapped` those that became a block of the form."""

    fields: int = 0
    mapped: int = 0
    lost: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the last line of the command."""
        return {
            "fields": self.fields,
            "mapped": self.mapped,
            "lost": [asdict(one) for one in self.lost],
            "errors": [asdict(one) for one in self.errors],
        }


class Malformed(Exception):
    """The workbook cannot be read as a form; says where and why."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{one.where}: {one.message}" for one in findings))
