"""The pages of a hall and the rows of its guides."""

from ..settings import HallSettings
from ..workflow import BureauReviewTask
from .bureaus import BureauPage
from .feedback import GuideFeedback
from .home import HomePage, ThemeIndexPage
from .importing import DefaultRule, HeadingRule, ImportProfile, ImportRow, ImportRun, RowResult, RunState, WordRule
from .item import ItemPage
from .quality import Assessment, AssessmentFinding, SelfCheck, SelfCheckCount, SelfCheckFinding
from .rows import Fee, LegalBasis, Material, Place, Question, Result, Step
from .scenario import ScenarioQuestion
from .shared import SharedMaterial
from .stamp import Stamp
from .themes import ThemeItem, ThemeOrder, ThemePage, Topic
from .versions import GuideVersion

__all__ = [
    "Assessment",
    "AssessmentFinding",
    "BureauPage",
    "BureauReviewTask",
    "DefaultRule",
    "Fee",
    "GuideFeedback",
    "GuideVersion",
    "HallSettings",
    "HeadingRule",
    "HomePage",
    "ImportProfile",
    "ImportRow",
    "ImportRun",
    "ItemPage",
    "LegalBasis",
    "Material",
    "Place",
    "Question",
    "Result",
    "RowResult",
    "RunState",
    "ScenarioQuestion",
    "SelfCheck",
    "SelfCheckCount",
    "SelfCheckFinding",
    "SharedMaterial",
    "Stamp",
    "Step",
    "ThemeIndexPage",
    "ThemeItem",
    "ThemeOrder",
    "ThemePage",
    "Topic",
    "WordRule",
]
