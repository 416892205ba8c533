"""Which bureau answers a question: the item's, the one named, or the desk that sorts what nobody could place."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Bureau

TRIAGE_SLUG = "zhengwu"
"""Address name of the bureau that runs the hall (政务服务), where a city has one."""


def desk_for(item: Any, bureau: Bureau | None) -> Bureau:
    """The bureau of the item; else the one chosen; else the one that sorts; else the first of the city."""
    if item is not None:
        found: Bureau = item.bureau
        return found
    if bureau is not None:
        return bureau
    sorting = Bureau.objects.filter(slug=TRIAGE_SLUG).first() or Bureau.objects.first()
    if sorting is None:
        raise Refused(_("大厅还没有登记任何机构，暂时不能咨询。"), code="no-bureau", status=503)
    return sorting
