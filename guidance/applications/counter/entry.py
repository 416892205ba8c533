"""An application on paper as it is entered: the item's whole form on one page, with the scans."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, Refused
from accounts.models import User
from accounts.roles import Role, has_role
from accounts.scope import limit, scope_of
from forms.models import FormVersion
from forms.service import keeping
from guidance.cases import access, access_log, actors
from guidance.cases.flow import Opened
from items.checklists import Checklist
from items.choices import Status
from items.models import ItemPage
from items.models.queries import ItemQuerySet

from ..filling import carrying, sparing
from ..filling.carrying import Carried
from ..filling.earlier import EarlierForm, Taken
from ..filling.filling import Filling
from ..filling.pages import WHOLE, Page
from ..submit import COUNTER, submit

SPARED, EARLIER = "spared", "earlier"
"""The input that carries what was found, and the button that takes over what an earlier case holds."""
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


class EarlierCase(EarlierForm):
    """The same question as online, put to the applicant at the window."""

    prefix = EARLIER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = _("申请人在场，同意从这个办件读取填过的内容、交过的材料和办理结果，用于这次申请")
        self.fields["consent"].error_messages["required"] = _("没有申请人的同意，不读取以前的内容。")
        self.fields["code"].help_text = _("由申请人提供；忘了的，由承办机构“重发查询码”。")


class Entry:
    """The form of an item as it is entered, all of it on one page. `data` and `files` are as posted.

    What was found in place of papers waits on the page, signed, until the application is sent: nothing is kept before.
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
        self.carried = carrying.opened(item, (data or {}).get(SPARED, "")) or Carried()
        self.earlier = EarlierCase()
        self.taken: list[str] = []
        """What was just taken over: an earlier case's papers, by their names."""
        self._fill(data, files)

    def _fill(self, data: Mapping[str, Any] | None, files: Any = None) -> None:
        self.filling = Filling(self.personal, self.version, data, files)
        self.filling.show(Page(WHOLE, _("窗口录入")))
        self.filling.spare(self.carried.found)

    @property
    def spared(self) -> str:
        """What was found, for the page to carry."""
        return carrying.sign(self.item, Carried(self.filling.spared_kept, self.carried.source))

    @property
    def offers(self) -> sparing.Offers:
        """What may take the place of each paper."""
        return sparing.Offers(self.filling, self.carried.source)

    def take_earlier(self, data: Mapping[str, Any], user: User) -> None:
        """Fill in what an earlier case holds, by number, code and consent, as online; nothing typed is replaced.

        Refused if the two open no case, or if it holds nothing for this item.
        """
        self.filling.forget_errors()
        self.earlier = EarlierCase(data)
        if not self.earlier.is_valid():
            return
        given = self.earlier.cleaned_data
        case = access.look_up(given["number"], given["code"], f"staff:{user.pk}")
        if case is None:
            raise Refused(_("没有找到。请核对编号和查询码；两者必须都对。"), code="not-found")
        found = Taken.of(case, self.personal, self.version, self.filling.inputs)
        access_log.record(user, "page", case, _("窗口录入取用，申请人同意"))
        spared = {**self.filling.spared_kept, **found.spared}
        self.carried = Carried(spared, case.number)
        self._fill(keeping.post_of({**self.filling.inputs, **found.inputs}))
        self.filling.forget_errors()
        self.earlier, self.taken = EarlierCase(), found.papers

    def ask(self, go: str, user: User) -> None:
        """Do what a button at a material says. Refused if it cannot be asked now."""
        self.filling.forget_errors()
        self.filling.put(*self.offers.find(go, f"staff:{user.pk}", ASKS))

    def is_fine(self) -> bool:
        """Take in what came, and check all of it."""
        self.filling.receive()
        return not self.filling.is_faulty(self.filling.page)

    def send(self, user: User, key: str | None) -> Opened:
        """Open the case in the applicant's name. Refused as for anybody else; NotAllowed outside the user's scope."""
        if not may_enter(user) or not scope_of(user).allows(self.item.bureau_id):
            raise NotAllowed(_("只有本机构的录入员和经办可以录入。"))
        return submit(self.filling.submission(self.carried.source), actors.staff(user), key=key, channel=COUNTER)
