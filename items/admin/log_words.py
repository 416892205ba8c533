"""How the history of a guide reads what only we write into it."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from ..bulk import CHANGED as BULK_CHANGED
from ..bulk import What
from ..choices import Status
from ..gate import REFUSED
from ..importing.runs import IMPORTED
from ..importing.writing import PUBLISHED
from ..sharing import CHANGED as SHARED_CHANGED
from ..status import CHANGED as STATUS_CHANGED


class RefusedFormatter(LogFormatter):
    """A publication that the gate refused, with its reasons."""

    label = _("未发布")

    def format_message(self, log_entry: Any) -> str:
        """The first reasons in one line."""
        return _t("发布检查未通过：%(reasons)s") % {"reasons": ";".join(log_entry.data.get("reasons", [])[:5])}


class StatusFormatter(LogFormatter):
    """A new state of the item, and since when."""

    label = _("状态变更")

    def format_message(self, log_entry: Any) -> str:
        """From, to, since."""
        words = dict(Status.choices)
        data = {name: log_entry.data.get(name, "") for name in ("from", "to", "since")}
        if data["from"] == data["to"]:
            return _t("自 %(since)s 起生效") % data
        data |= {name: str(words.get(data[name], data[name])) for name in ("from", "to")}
        if not data["since"]:
            return _t("状态由“%(from)s”变为“%(to)s”") % data
        return _t("自 %(since)s 起，状态由“%(from)s”变为“%(to)s”") % data


class ImportedFormatter(LogFormatter):
    """A file that was taken in."""

    label = _("导入")

    def format_message(self, log_entry: Any) -> str:
        """What became of its lines."""
        counts = {name: log_entry.data.get(name, 0) for name in ("read", "created", "updated", "rejected")}
        return _t("读取 %(read)s 行：新建 %(created)s，更新 %(updated)s，退回 %(rejected)s") % counts


class PublishedFormatter(LogFormatter):
    """A guide that an operator's import published, past the review."""

    label = _("导入时发布")

    def format_message(self, log_entry: Any) -> str:
        """Which file, and who ran it."""
        data = {name: log_entry.data.get(name) or "—" for name in ("file", "operator")}
        return _t("由命令行导入发布：文件“%(file)s”，操作人 %(operator)s") % data


class SharedChangedFormatter(LogFormatter):
    """A change of a shared material that came into the guide."""

    label = _("共用材料更新")

    def format_message(self, log_entry: Any) -> str:
        """Which one."""
        return _t("共用材料“%(name)s”更新") % {"name": log_entry.data.get("material", "")}


class BulkChangedFormatter(LogFormatter):
    """The same change to many guides, as it came into this one."""

    label = _("批量修改")

    def format_message(self, log_entry: Any) -> str:
        """What, from what, to what; without data it was taken back."""
        data = log_entry.data
        if not data.get("what"):
            return _t("撤销批量修改")
        words = {"what": What(data["what"]).label, "old": data.get("old") or "—", "new": data.get("new", "")}
        return _t("批量修改%(what)s：%(old)s → %(new)s") % words


def register(actions: Any) -> None:
    """For the hook `register_log_actions`."""
    actions.register_action(REFUSED)(RefusedFormatter)
    actions.register_action(STATUS_CHANGED)(StatusFormatter)
    actions.register_action(IMPORTED)(ImportedFormatter)
    actions.register_action(PUBLISHED)(PublishedFormatter)
    actions.register_action(BULK_CHANGED)(BulkChangedFormatter)
    actions.register_action(SHARED_CHANGED)(SharedChangedFormatter)
