"""What the builder's page needs to draw conditions as sentences: which operators fit which field, and the words."""

from typing import Any

from django.utils.translation import gettext as _

from . import choice_lists
from .fields.registry import TYPES
from .sentences import FITTING


def facts(last_key: int = 0, last_choice: int = 0) -> dict[str, Any]:
    """For `rule-editor.js`: the numbers of the newest key and of the newest choice's value that the form has given."""
    types = {name: kind.rule_type for name, kind in TYPES.items()}
    given = {"lastKey": last_key, "lastChoice": last_choice, "shared": choice_lists.short_lists()}
    return {"types": types, "fitting": FITTING, "words": _words(), **given}


def _words() -> dict[str, str]:
    return {
        "choose": _("请选择"),
        "yes": _("是"),
        "no": _("否"),
        "untitled": _("没有标题的字段"),
        "gone": _("%(value)s（已删除，或在这一项之后）"),
        "row": _("本项的「%(label)s」"),
        "rows": _("「%(label)s」有几项"),
        "chosen": _("「%(label)s」选了几个"),
        "sum": _("「%(group)s」各项「%(label)s」的合计"),
        "any": _("「%(group)s」任意一项的「%(label)s」"),
        "all": _("「%(group)s」每一项的「%(label)s」"),
        "today": _("今天（核对回答的那天）"),
        "day": _("某一天"),
        "number": _("固定的数"),
        "amount": _("是多少"),
        "times": _("乘以几"),
        "pasted": _("先保存，粘贴的选项才能选"),
        "nothing": _("不乘别的"),
        "days": _("从「%(first)s」到「%(last)s」的天数"),
    }
