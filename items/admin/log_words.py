"""How the history of a guide reads what only we write into it."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from ..gate import REFUSED


class RefusedFormatter(LogFormatter):
    """A publication that the gate refused, with its reasons."""

    label = _("未发布")

    def format_message(self, log_entry: Any) -> str:
        """The first reasons in one line."""
        return _t("发布检查未通过：%(reasons)s") % {"reasons": ";".join(log_entry.data.get("reasons", [])[:5])}


def register(actions: Any) -> None:
    """For the hook `register_log_actions`."""
    actions.register_action(REFUSED)(RefusedFormatter)
