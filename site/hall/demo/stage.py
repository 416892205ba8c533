"""Who acts on the demo's cases, and the one way they do: the verbs, at a moment of the past."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.applications.models import CaseStep
from guidance.cases import actors, flow, registry
from guidance.cases.models import Case
from guidance.cases.uploading import with_tokens
from items.choices import Status
from items.models import ItemPage

from .clockwork import Clockwork

IDLE = ("dangan", "wuxian")
"""Address names of the bureaus that are left without a case: what 「业务量至今为零」 looks like."""
BUSY = ("shichang", "gongan", "ziran", "renshe", "jiaotong", "weijian", "chengguan", "chengjian", "minzheng", "nongye")
"""Address names of the bureaus that people go to most."""


@dataclass
class Stage:
    """The demo city as it stands when the work begins."""

    clock: Clockwork
    turns: Counter[int] = field(default_factory=Counter)
    """How many cases each bureau has taken, by its key."""

    @cached_property
    def clerks(self) -> dict[int, list[User]]:
        """The clerks of each bureau, by its key."""
        found: dict[int, list[User]] = {}
        for user in User.objects.filter(groups__name=Role.CLERK.value).order_by("pk"):
            if user.bureau_id:
                found.setdefault(user.bureau_id, []).append(user)
        return found

    @cached_property
    def supervisor(self) -> User:
        return User.objects.get(username="supervisor")

    @cached_property
    def items(self) -> dict[str, list[ItemPage]]:
        """The items in use, by their bureau's address name."""
        found: dict[str, list[ItemPage]] = {}
        pages = ItemPage.objects.live().of_city().filter(is_demo=True, status=Status.IN_USE)
        for page in pages.select_related("bureau", "form").order_by("path"):
            if page.bureau.slug not in IDLE:
                found.setdefault(page.bureau.slug, []).append(page)
        return found

    def in_turn(self, count: int, fits: Any = None) -> list[ItemPage]:
        """So many items that fit: one of each bureau first, then those of the busy ones in turn."""
        usable = {slug: [page for page in pages if fits is None or fits(page)] for slug, pages in self.items.items()}
        usable = {slug: pages for slug, pages in usable.items() if pages}
        chosen = [pages[0] for pages in usable.values()]
        busy = [slug for slug in BUSY if slug in usable]
        n = 0
        while len(chosen) < count:
            pages = usable[busy[n % len(busy)]]
            chosen.append(pages[n // len(busy) % len(pages)])
            n += 1
        return chosen[:count]

    def clerk(self, bureau: Bureau, n: int = 0) -> User:
        """One of the bureau's clerks."""
        clerks = self.clerks[bureau.pk]
        return clerks[n % len(clerks)]

    def take(self, case: Case, at: datetime) -> Case:
        """A clerk of its bureau takes the case, each in turn."""
        clerk = self.clerk(case.bureau, self.turns[case.bureau_id])
        self.turns[case.bureau_id] += 1
        return flow.perform(case, "take", actors.staff(clerk), {}, now=at)

    def desk(self, case: Case, verb: str, at: datetime, **data: Any) -> Case:
        """The owner of the case, or else a clerk of its bureau, does a verb."""
        user = case.owner or self.clerk(case.bureau)
        return self._perform(case, verb, actors.staff(user), data, at)

    def boss(self, case: Case, verb: str, at: datetime, **data: Any) -> Case:
        """The city's supervisor does a verb."""
        return self._perform(case, verb, actors.staff(self.supervisor), data, at)

    def clerk_does(self, user: User, case: Case, verb: str, at: datetime, **data: Any) -> Case:
        """A certain clerk does a verb."""
        return self._perform(case, verb, actors.staff(user), data, at)

    def partner(self, case: Case, step: CaseStep, at: datetime, reason: str, verb: str = "pass") -> Case:
        """A clerk of the bureau that takes part takes its step, and passes it or does not agree."""
        clerk = self.clerk(step.bureau)  # type: ignore[arg-type]
        case = self.clerk_does(clerk, case, "take_step", at, step=step.pk)
        return self.clerk_does(clerk, case, verb, at, step=step.pk, reason=reason)

    def citizen(self, case: Case, verb: str, at: datetime, **data: Any) -> Case:
        """The applicant does a verb."""
        return self._perform(case, verb, actors.citizen(), data, at)

    def proposed(self, case: Case, verb: str) -> dict[str, Any]:
        """What the form of a verb says before its owner has touched it."""
        owner = actors.staff(case.owner or self.clerk(case.bureau))
        form = registry.verb(case.kind, verb).bind(case, owner)
        return dict(form.initial) if form else {}

    def _perform(self, case: Case, verb: str, actor: actors.Actor, data: dict[str, Any], at: datetime) -> Case:
        """As posted: files are named by the tokens of their uploads."""
        form = registry.verb(case.kind, verb).bind(case, actor)
        return flow.perform(case, verb, actor, with_tokens(form.fields if form else {}, data), now=at)

    def system(self, case: Case, verb: str, at: datetime) -> Case:
        """Time does a verb."""
        return flow.perform(case, verb, actors.system(), {}, now=at)
