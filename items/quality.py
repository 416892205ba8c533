"""What a guide must be before it goes out: one function, one message, one severity for each rule.

Sources: the **P** fields of GB/T 39046-2020 table 4, and two guide checkers in use in real halls (DOMAIN: quality rules).
A rule yields its one message, or a `Found` that names the row. A new rule is one decorated function in `quality_page`,
`quality_rows`, `quality_sources`, `quality_steps`, `quality_contact` or `quality_codes`, and one pair of examples in `tests/items/rule_examples.py`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import ItemPage

Text = str | Promise


class Severity(models.TextChoices):
    """An error blocks publishing; a warning is listed."""

    ERROR = "error", _("错误")
    WARNING = "warning", _("提醒")


class Aspect(models.TextChoices):
    """What of a guide's quality a rule measures."""

    COMPLETENESS = "completeness", _("完整")
    ACCURACY = "accuracy", _("准确")
    TRACEABILITY = "traceability", _("有据")


WEIGHTS = {Severity.ERROR: 3, Severity.WARNING: 1}
"""An error costs three times a warning: the one keeps a citizen from the office, the other from being at ease."""


@dataclass(frozen=True)
class Found:
    """A message about one row, at one of its fields."""

    message: Text
    row: Any = None
    row_field: str = ""


@dataclass(frozen=True)
class Problem:
    """A rule's finding, with the field of the page (or the name of its rows) where it belongs."""

    rule: str
    severity: Severity
    field: str
    label: Text
    message: Text
    row: Any = None
    row_field: str = ""

    def __str__(self) -> str:
        place = f"{self.label}（{self.row}）" if self.row is not None and str(self.row) else str(self.label)
        return f"{place}{_('：')}{self.message}"


class _Kept:
    """The rows of a relation, read once."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def all(self) -> list[Any]:
        return self._rows


class Reading:
    """A page while the rules read it: each relation is read once, however many rules ask for it.

    modelcluster sorts and copies the rows of a version at each `.all()`; ninety rules made that most of a save.
    """

    def __init__(self, page: "ItemPage") -> None:
        self._page = page

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._page, name)
        if hasattr(value, "get_live_queryset"):
            value = _Kept(list(value.all()))
            self.__dict__[name] = value
        return value


Check = Callable[["ItemPage"], Iterable[Text | Found]]


@dataclass(frozen=True)
class Rule:
    """A registered rule."""

    code: str
    severity: Severity
    aspect: Aspect
    field: str
    label: Text
    find: Check

    @property
    def weight(self) -> int:
        """What breaking it costs, in shares of its aspect."""
        return WEIGHTS[self.severity]

    def check(self, page: "ItemPage") -> Iterator[Problem]:
        """What it finds in a page."""
        for found in self.find(page):
            at = found if isinstance(found, Found) else Found(found)
            yield Problem(self.code, self.severity, self.field, self.label, at.message, at.row, at.row_field)


RULES: list[Rule] = []


def by_code() -> dict[str, Rule]:
    """The registered rules by their codes."""
    return {one.code: one for one in RULES}


def rule(
    code: str, field: str, label: Text, severity: Severity = Severity.ERROR, aspect: Aspect = Aspect.ACCURACY
) -> Callable[[Check], Check]:
    """Register a rule under its code, at a field of the page or the name of its rows."""

    def register(find: Check) -> Check:
        RULES.append(Rule(code, severity, aspect, field, label, find))
        return find

    return register


@dataclass(frozen=True)
class Required:
    """A **P** field: publishing is refused while it is empty."""

    field: str
    label: Text

    def __call__(self, page: "ItemPage") -> Iterator[Text]:
        value = getattr(page, self.field)
        if hasattr(value, "all"):
            value = list(value.all())
        if isinstance(value, str):
            value = value.strip()
        if value is None or (not isinstance(value, bool | int) and not value):
            yield _("发布前必须填写。")


REQUIRED: tuple[Required, ...] = (
    Required("title", _("事项名称")),
    Required("bureau_id", _("实施主体")),
    Required("kind", _("事项类型")),
    Required("level", _("行使层级")),
    Required("legal_bases", _("设定依据")),
    Required("audiences", _("服务对象")),
    Required("handling", _("办件类型")),
    Required("conditions", _("受理条件")),
    Required("visits", _("到办事现场次数")),
    Required("promised_limit", _("承诺办结时限")),
    Required("steps", _("办理环节")),
    Required("materials", _("申请材料")),
    Required("charges", _("是否收费")),
    Required("places", _("办理地点")),
    Required("consult_phone", _("咨询电话")),
    Required("complaint_phone", _("监督投诉电话")),
)
for required in REQUIRED:
    RULES.append(
        Rule(
            f"required-{required.field}",
            Severity.ERROR,
            Aspect.COMPLETENESS,
            required.field,
            required.label,
            required,
        )
    )


from . import (  # noqa: E402
    quality_codes,  # noqa: F401
    quality_contact,  # noqa: F401
    quality_page,  # noqa: F401
    quality_rows,  # noqa: F401
    quality_scenario,  # noqa: F401
    quality_sources,  # noqa: F401
    quality_steps,  # noqa: F401
)
