"""The quality rules about what may be compared instead of being handed in: data sources (数据比对) and the item's form."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forms import service
from guidance.comparing.models import DataSource

from .quality import Aspect, Found, Severity, rule

if TYPE_CHECKING:
    from .models import ItemPage

FIELD = "data_source"


def _sources(page: "ItemPage") -> dict[int, DataSource]:
    """The data sources that a guide names, by their keys; no query for the many that name none."""
    wanted = {row.data_source_id for row in page.materials.all()} - {None}
    return DataSource.objects.in_bulk(wanted) if wanted else {}


def unanswered(page: "ItemPage", roles: set[str]) -> Iterator[tuple[Any, DataSource]]:
    """The materials that cannot be compared under a form that asks for these, each with its data source."""
    sources = _sources(page)
    for row in page.materials.all():
        source = sources.get(row.data_source_id)
        if source is not None and source.roles.isdisjoint(roles):
            yield row, source


@rule("source-asked", "materials", _("申请材料"))
def source_asked(page: "ItemPage") -> Iterator[Found]:
    """What a register is asked with, the item's form asks for."""
    if not any(row.data_source_id for row in page.materials.all()):
        return
    version = service.latest(page.form) if page.form else None
    roles = set(service.applicant_keys(version)) if version else set()
    for row, source in unanswered(page, roles):
        yield Found(_why(page, source), row, FIELD)


def _why(page: "ItemPage", source: DataSource) -> str:
    words = {"source": source.name, "field": str(source.get_identity_display())}
    if page.form is None:
        said = _t(
            "向“%(source)s”比对要用申请人的%(field)s，这个事项还没有表单。请选一个有这个字段的表单，或去掉数据比对。"
        )
    else:
        words["form"] = page.form.title
        said = _t(
            "向“%(source)s”比对要用申请人的%(field)s，已发布的表单“%(form)s”没有问。"
            "请在表单里加“%(field)s”字段并发布，或去掉数据比对。"
        )
    return said % words


@rule("source-in-use", "materials", _("申请材料"), Severity.WARNING, Aspect.ACCURACY)
def source_in_use(page: "ItemPage") -> Iterator[Found]:
    """A register that is out of use spares nobody the paper."""
    sources = _sources(page)
    for row in page.materials.all():
        source = sources.get(row.data_source_id)
        if source is not None and not source.active:
            yield Found(_t("数据源“%(source)s”已停用，申请人照常提交这份材料。") % {"source": source.name}, row, FIELD)
