"""An application on paper as it is entered: the item's whole form on one page, with the scans."""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed
from accounts.models import User
from accounts.roles import Role, has_role
from accounts.scope import limit, scope_of
from forms.models import FormVersion
from guidance.cases import actors
from guidance.cases.flow import Opened
from items.checklists import Checklist
from items.choices import Status
from items.models import ItemPage
from items.models.queries import ItemQuerySet

from ..filling import sparing
from ..filling.filling import Filling
from ..filling.pages import WHOLE, Page
from ..spared import LASTS
from ..submit import COUNTER, submit

SPARED, SALT = "spared", "counter.spared"
ASKS = 300
"""Questions to data sources in an hour for one person at a window: one for every paper that comes."""
ENTERS = (Role.DATA_ENTRY, Role.CLERK)


def may_enter(user: Any) -> bool:
    """Whether the user enters what comes on paper: 录入员, and the clerks of a bureau without one."""
    return has_role(user, *ENTERS)


def items_for(user: User) -> ItemQuerySet:
    """The items in use, of the bureaus in scope; those that are not done online too: they come on paper."""
    rows = ItemPage.objects.live().filter(status=Status.IN_USE)
    return limit(rows.select_related("bureau", "form"), user)


class Entry:
    """The form of an item as it is entered, all of it on one page. `data` and `files` are as posted.

    What data sources said waits on the page, signed, until the application is sent: nothing is kept here before.
    """

    def __init__(
        self,
        item: ItemPage,
        version: FormVersion | None,
        situation: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        self.item, self.version = item, version
        self.personal = Checklist.of(item, situation)
        self.filling = Filling(self.personal, version, data, files)
        self.filling.show(Page(WHOLE, _("窗口录入")))
        self.filling.spare(self._carried(data))

    def _carried(self, data: Mapping[str, Any] | None) -> dict[str, Any]:
        """What was found before, as this page carries it; nothing of another item, or that was not signed here."""
        try:
            carried = signing.loads((data or {}).get(SPARED, ""), salt=SALT, max_age=LASTS)
        except signing.BadSignature:
            return {}
        return carried["found"] if carried["item"] == self.item.pk else {}

    @property
    def spared(self) -> str:
        """What was found, for the page to carry."""
        found = self.filling.spared_kept
        return signing.dumps({"item": self.item.pk, "found": found}, salt=SALT) if found else ""

    def ask(self, go: str, user: User) -> None:
        """Do what a button at a material says. Refused if it cannot be asked now."""
        self.filling.forget_errors()
        self.filling.put(*sparing.Offers(self.filling).find(go, f"staff:{user.pk}", ASKS))

    def is_fine(self) -> bool:
        """Take in what came, and check all of it."""
        self.filling.receive()
        return not self.filling.is_faulty(self.filling.page)

    def send(self, user: User, key: str | None) -> Opened:
        """Open the case in the applicant's name. Refused as for anybody else; NotAllowed outside the user's scope."""
        if not may_enter(user) or not scope_of(user).allows(self.item.bureau_id):
            raise NotAllowed(_("只有本机构的录入员和经办可以录入。"))
        return submit(self.filling.submission(), actors.staff(user), key=key, channel=COUNTER)
