"""The pages of a hall and the rows of its guides."""

from ..settings import HallSettings
from ..workflow import BureauReviewTask
from .bureaus import BureauPage
from .home import HomePage, ThemeIndexPage
from .item import ItemPage
from .rows import Fee, LegalBasis, Material, Place, Question, Result, Step
from .themes import ThemeItem, ThemePage, Topic

__all__ = [
    "BureauPage",
    "BureauReviewTask",
    "Fee",
    "HallSettings",
    "HomePage",
    "ItemPage",
    "LegalBasis",
    "Material",
    "Place",
    "Question",
    "Result",
    "Step",
    "ThemeIndexPage",
    "ThemeItem",
    "ThemePage",
    "Topic",
]
