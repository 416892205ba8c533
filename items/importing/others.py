"""The sheets 机构 and 一件事: bureaus with their places, themes with their items."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from accounts.models import Bureau

from .. import bureaus
from ..models import ItemPage, ThemeIndexPage, ThemeItem, ThemePage
from . import values
from .known import Refusal

if TYPE_CHECKING:
    from .known import Known
    from .run import Options

BUREAU_FIELDS = {
    "简称": "short_name",
    "统一社会信用代码": "code",
    "行政区划代码": "area_code",
    "办公地址": "address",
    "办公时间": "hours",
    "咨询电话": "phone",
    "监督投诉电话": "complaint_phone",
}


def take_bureaus(rows: list[dict[str, str]], demo: bool) -> list[str]:
    """Make or bring up to date each bureau of the sheet; the names of those made."""
    made = []
    for row in rows:
        name = row.get("机构名称") or row.get("名称") or ""
        if not name:
            continue
        wanted: dict[str, Any] = {field: row[heading] for heading, field in BUREAU_FIELDS.items() if heading in row}
        if row.get("排序", "").isdigit():
            wanted["sort_order"] = int(row["排序"])
        slug = row.get("地址名(slug)") or row.get("地址名") or ""
        bureau, new = bureaus.ensure_bureau(name, is_demo=demo, slug=slug, **wanted)
        if new:
            made.append(name)
        else:
            _bring_up(bureau, wanted)
        bureaus.ensure_page(bureau)
    return made


def foresee_bureaus(rows: list[dict[str, str]], known: "Known") -> None:
    """In a dry run: the bureaus the sheet would make."""
    for row in rows:
        name = row.get("机构名称") or row.get("名称") or ""
        if name:
            with suppress(Refusal):
                known.bureau(name)


def _bring_up(bureau: Bureau, wanted: dict[str, Any]) -> None:
    changed = {field: value for field, value in wanted.items() if getattr(bureau, field) != value}
    for field, value in changed.items():
        setattr(bureau, field, value)
    if changed:
        bureau.save()


def take_themes(rows: list[dict[str, str]], options: "Options") -> list[str]:
    """Make or bring up to date each theme; the titles of those made or changed."""
    shelf = ThemeIndexPage.objects.first()
    done = []
    for row in rows:
        title = row.get("主题名称", "")
        if title and shelf is not None and _theme(shelf, title, row, options):
            done.append(title)
    return done


def _theme(shelf: ThemeIndexPage, title: str, row: dict[str, str], options: "Options") -> bool:
    codes = values.split(row.get("事项编码", ""))
    items = {item.code: item for item in ItemPage.objects.filter(code__in=codes)}
    wanted = [items[code].pk for code in codes if code in items]
    theme = (
        ThemePage.objects.filter(slug=row.get("地址名") or None).first()
        or ThemePage.objects.filter(title=title).first()
    )
    summary = row.get("摘要", "")
    if theme is None:
        theme = ThemePage(title=title, slug=row.get("地址名", "") or bureaus.pinyin_slug(title), live=False)
    elif (theme.title, theme.summary, [one.item_id for one in theme.theme_items.all()]) == (title, summary, wanted):
        return False
    theme.title, theme.summary, theme.is_demo = title, summary, options.demo
    theme.theme_items = [ThemeItem(item_id=pk, sort_order=n) for n, pk in enumerate(wanted)]
    if theme.pk is None:
        ThemeIndexPage.objects.get(pk=shelf.pk).add_child(instance=theme)
    elif not theme.live:
        theme.save()
    revision = theme.save_revision(user=options.user, log_action=True)
    if options.publish:
        revision.publish(user=options.user, skip_permission_checks=True)
    return True
