"""The table of verbs. Each app adds its own in `ready()`; the admin, the API, the citizen's page and jobs all read it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.errors import Refused

from . import permissions
from .actors import Actor
from .models import Case
from .states import State
from .uploading import TakesFiles

if TYPE_CHECKING:
    from .doing import Doing


class VerbForm(TakesFiles):
    """What a verb asks of the person who does it. Knows the case and the actor, to offer only what fits."""

    use_required_attribute = False

    def __init__(self, *args: Any, case: Case, actor: Actor, now: datetime | None = None, **kwargs: Any) -> None:
        self.case = case
        self.actor = actor
        self.now = now or timezone.now()
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def asked(self) -> str:
        """What somebody asked for that this form answers; it stands above the fields."""
        return ""

    @property
    def cautions(self) -> list[str]:
        """What speaks against doing it now, without forbidding it."""
        return []


@dataclass(frozen=True)
class Verb:
    """One thing that can be done to a case. A row of the transition table.

    `sources`: the states it starts from. `run` writes what follows and returns the new state, or None to stay.
    `ask`: who may; answers None or the reason why not. `ready`: a further condition on the case itself.
    `by_time`: time alone decides it once `ready` holds, so it comes before anybody's verb even if no worker has run.
    """

    name: str
    label: str | Promise
    kinds: frozenset[str]
    sources: frozenset[str]
    ask: Callable[[Case, Actor], str | None]
    run: Callable[["Doing"], str | None]
    form: type[VerbForm] | None = None
    targets: frozenset[str] = frozenset()
    ready: Callable[[Case, datetime], str | None] | None = None
    by_time: bool = False
    public: bool = True
    tone: str = "secondary"
    order: int = 50
    help: str | Promise = ""
    elsewhere: bool = False
    """Whether it is done on a page of its own, for people to whom the case itself is not shown."""
    applies: Callable[[Case], bool] | None = None
    """Whether the verb is one of that case's at all: within a kind, cases may differ. Not offered where it is not."""

    def state_refusal(self, case: Case, now: datetime) -> str | None:
        """Why the case as it stands does not allow the verb, or None."""
        if case.state not in self.sources or (self.applies and not self.applies(case)):
            return _("该件现在是“%(state)s”，不能“%(verb)s”。") % {
                "state": case.get_state_display(),
                "verb": self.label,
            }
        return self.ready(case, now) if self.ready else None

    def bind(
        self,
        case: Case,
        actor: Actor,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        now: datetime | None = None,
    ) -> VerbForm | None:
        """The verb's form with what was sent (or empty, for `data=None`)."""
        if self.form is None:
            return None
        return self.form(data, files, case=case, actor=actor, now=now)


@dataclass(frozen=True)
class Offer:
    """A verb as one person sees it on one case: allowed, or the reason why not."""

    verb: Verb
    why_not: str = ""

    @property
    def allowed(self) -> bool:
        return not self.why_not


_verbs: dict[tuple[str, str], Verb] = {}
_listeners: list[Callable[[Case], None]] = []


def register(
    name: str,
    label: str | Promise,
    *,
    kinds: Iterable[str],
    sources: Iterable[str],
    ask: Callable[[Case, Actor], str | None],
    run: Callable[["Doing"], str | None],
    **options: Any,
) -> Verb:
    """Add a verb to the table, for each kind once."""
    options["targets"] = frozenset(str(state) for state in options.get("targets", ()))
    verb = Verb(
        name, label, frozenset(str(kind) for kind in kinds), frozenset(str(state) for state in sources), ask, run,
        **options,
    )  # fmt: skip
    for kind in verb.kinds:
        if (kind, name) in _verbs:
            raise ValueError(f"The verb {name} of {kind} is registered already.")
        _verbs[kind, name] = verb
    return verb


def verb(kind: str, name: str) -> Verb:
    """The verb of that name; Refused if the kind has none."""
    try:
        return _verbs[kind, name]
    except KeyError:
        raise Refused(_("没有这个操作。"), code="unknown-verb", status=404) from None


def verbs_of(kind: str) -> list[Verb]:
    """All verbs of a kind, in the order of the buttons."""
    return sorted((verb for (k, _name), verb in _verbs.items() if k == kind), key=lambda verb: verb.order)


def offers(case: Case, actor: Actor, now: datetime | None = None) -> list[Offer]:
    """What this person could do here: first what is allowed; then, for staff, what is not, each with the reason."""
    moment = now or timezone.now()
    found = []
    for verb in verbs_of(case.kind):
        if verb.applies and not verb.applies(case):
            continue
        refusal = verb.ask(case, actor)
        if verb.elsewhere or (refusal and (actor.is_citizen or verb.ask is permissions.clock)):
            continue
        found.append(Offer(verb, verb.state_refusal(case, moment) or refusal or ""))
    return sorted(found, key=lambda offer: not offer.allowed)


def on_change(listener: Callable[[Case], None]) -> None:
    """Call `listener(case)` inside the transaction of every verb: for indexes that must not miss one."""
    _listeners.append(listener)


def changed(case: Case) -> None:
    for listener in _listeners:
        listener(case)


ALL_STATES = frozenset(state.value for state in State)
