"""Limits and numbers of copies as people read them."""

from django.utils.translation import gettext

from . import choices


def limit_text(number: int | None, unit: str) -> str:
    """A limit as people read it: 20 个工作日, 当场办结 for 0, nothing for none."""
    if number is None:
        return ""
    if number == 0:
        return gettext("当场办结")
    if unit == choices.Unit.DAY:
        return gettext("%(n)s 个自然日") % {"n": number}
    return gettext("%(n)s 个工作日") % {"n": number}


def copies_text(originals: int, copies: int) -> str:
    """How many to bring, as people read it; nothing where no number is said."""
    parts = []
    if originals:
        parts.append(gettext("原件 %(n)s 份") % {"n": originals})
    if copies:
        parts.append(gettext("复印件 %(n)s 份") % {"n": copies})
    return gettext("，").join(parts)
