"""A Chinese font for notices: an open one of this machine, embedded by the glyphs used; else a reader's own (STSong-Light).

ReportLab embeds TrueType outlines only, and the open Chinese fonts (Noto CJK, Source Han) have PostScript ones: the few
hundred glyphs of a notice are converted by fontTools.
"""

import io
import logging
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, TTLibError, newTable
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

log = logging.getLogger(__name__)
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
NAMES = (
    "NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "NotoSerifSC-Regular.otf", "SourceHanSerifSC-Regular.otf",
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf",
    "wqy-zenhei.ttc", "wqy-microhei.ttc",
)  # fmt: skip
"""Files of open fonts that hold the Chinese characters, the best first."""
STAND_IN = "STSong-Light"
"""Not embedded: every reader of PDF brings a Chinese font for this name."""
NAME = "notice"
DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
TOLERANCE = 1.0
"""How far, in font units, a converted curve may be from the original one."""


@cache
def installed() -> Path | None:
    """The best open font of this machine, or None."""
    found = {path.name: path for folder in FOLDERS for path in Path(folder).expanduser().rglob("*.[ot]t[fc]")}
    return next((found[name] for name in NAMES if name in found), None)


def font_for(text: str) -> str:
    """The name under which ReportLab knows a font that draws the text."""
    path = installed()
    if path is not None:
        try:
            return _registered(_truetype(path, text))
        except (TTLibError, ttfonts.TTFError, OSError, KeyError) as error:
            log.warning("the font %s cannot be embedded, notices use %s: %s", path.name, STAND_IN, error)
    if STAND_IN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(STAND_IN))
    return STAND_IN


def _registered(data: bytes) -> str:
    """Make this notice's own glyphs the font, and forget those of the one before: ReportLab keeps the first of a name."""
    rl_config._reset()
    pdfmetrics.registerFont(ttfonts.TTFont(NAME, io.BytesIO(data)))
    return NAME


def _truetype(path: Path, text: str) -> bytes:
    """The simplified Chinese face of a font file, reduced to the characters of a text, with TrueType outlines."""
    font = TTFont(path, fontNumber=_simplified(path), lazy=True, recalcTimestamp=False)
    options = subset.Options(
        layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[1, 2, 3, 4, 6]
    )
    options.drop_tables += DROPPED
    reducer = subset.Subsetter(options)
    reducer.populate(text=text + " ")
    reducer.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    saved = io.BytesIO()
    font.save(saved)
    return saved.getvalue()


def _simplified(path: Path) -> int:
    """Which face of a collection draws characters as the mainland writes them; 0 for a single font."""
    if path.suffix != ".ttc":
        return -1
    faces = [str(face["name"].getDebugName(4)) for face in TTCollection(path, lazy=True).fonts]
    return next((place for place, name in enumerate(faces) if name.endswith("SC")), 0)


def _to_truetype(font: TTFont) -> None:
    """Exchange the PostScript outlines of a font for quadratic ones, in place."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyph = table.glyphs[name] = pen.glyph()
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    del font["CFF "]
    font["loca"], font["glyf"] = newTable("loca"), table
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(limits, name, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
