"""A notice as a PDF: A4, its text selectable, the same bytes whenever it is drawn from the same rows."""

import io
from threading import Lock
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import segno
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from .filling import day
from .fonts import font_for

if TYPE_CHECKING:
    from .models import Paper

MARGIN = 25 * mm
SIZE, LEADING = 12, 22
FOOT = 9
QR_SIDE = 18 * mm
_drawing = Lock()
"""One notice at a time: ReportLab keeps fonts by name, for the whole process."""


class Code(Flowable):
    """A QR code, drawn as squares: no picture to embed, sharp at any size."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows = list(segno.make(text, error="m", micro=False).matrix)
        self.width = self.height = QR_SIDE

    def draw(self) -> None:
        """Its dark squares."""
        side = QR_SIDE / len(self.rows)
        for down, row in enumerate(self.rows):
            for across, dark in enumerate(row):
                if dark:
                    self.canv.rect(across * side, QR_SIDE - (down + 1) * side, side, side, stroke=0, fill=1)


def draw(paper: "Paper", check_at: str) -> bytes:
    """The notice's pages. `check_at` is the address where its code is checked."""
    with _drawing:
        return _drawn(paper, check_at)


def _drawn(paper: "Paper", check_at: str) -> bytes:
    foot = f"校验码 {paper.grouped_code}　可在 {check_at} 核对本文书是否由本机关出具、有没有改动。"
    written = "".join(
        [paper.title, paper.number, paper.body, paper.signed, foot, day(paper.issued_at), "第页共/0123456789"]
    )
    font = font_for(written)
    body = ParagraphStyle("body", fontName=font, fontSize=SIZE, leading=LEADING, wordWrap="CJK", spaceAfter=LEADING / 3)
    opening = body.clone("opening")
    indented = body.clone("indented", firstLineIndent=2 * SIZE)
    listed = body.clone("listed", leftIndent=2 * SIZE, spaceAfter=0)
    right = body.clone("right", alignment=TA_RIGHT)
    title = body.clone("title", fontSize=20, leading=32, alignment=TA_CENTER, spaceAfter=4)
    number = body.clone("number", alignment=TA_CENTER, spaceAfter=LEADING)
    small = body.clone("small", fontSize=FOOT, leading=14, spaceAfter=0)
    story: list[Flowable] = [Paragraph(escape(paper.title), title), Paragraph(escape(paper.number), number)]
    for place, lines in enumerate(paper.paragraphs):
        if len(lines) == 1:
            story.append(Paragraph(escape(lines[0]), opening if place == 0 else indented))
            continue
        story += [Paragraph(escape(line), indented if one == 0 else listed) for one, line in enumerate(lines) if line]
        story.append(Spacer(0, LEADING / 3))
    signature = f"{escape(paper.signed)}<br/>{day(paper.issued_at)}"
    story += [Spacer(0, LEADING), Paragraph(signature, right), Spacer(0, LEADING)]
    beside = Table([[Code(f"{check_at}?code={paper.code}"), Paragraph(escape(foot), small)]], [QR_SIDE + 4 * mm, None])
    beside.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    story.append(beside)
    saved = io.BytesIO()
    SimpleDocTemplate(
        saved,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"{paper.title} {paper.number}",
        author=paper.signed,
        lang="zh-CN",
        invariant=1,
    ).build(story, canvasmaker=_pages(font))
    return saved.getvalue()


def _pages(font: str) -> type[Canvas]:
    """A canvas that says on each page which of how many it is."""

    class Numbered(Canvas):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self.kept: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802  ReportLab's name
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for place, state in enumerate(self.kept, 1):
                self.__dict__.update(state)
                self.setFont(font, FOOT)
                self.drawCentredString(A4[0] / 2, 15 * mm, f"第 {place} 页 / 共 {len(self.kept)} 页")
                super().showPage()
            super().save()

    return Numbered
