"""Windows of the demo, the slots of some weeks, and who holds a place in them."""

from collections.abc import Callable
from datetime import timedelta

from guidance.appointments import slots
from guidance.appointments.flow import Request, book
from guidance.appointments.holding import HOLD, hold
from guidance.appointments.models import Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import Case
from items.models import ItemPage

from .citizens import Citizen
from .stage import Stage

PAST_DAYS = 7
"""Working days back for which slots are made."""
CAPACITY = 4


def open_windows(stage: Stage) -> int:
    """A window for each bureau that has items to book, two for the busiest, with their slots; how many."""
    made = 0
    for slug, pages in stage.items.items():
        bookable = [page for page in pages if page.bookable]
        for number in range(1, 1 + (2 if slug in ("shichang", "gongan", "ziran") else 1) if bookable else 1):
            _open(stage, bookable[0], number)
            made += 1
    return made


def _open(stage: Stage, page: ItemPage, number: int) -> None:
    place = page.places.first()
    window, _made = Window.objects.get_or_create(
        bureau=page.bureau,
        name=f"{number} 号窗口",
        defaults={"place": place.address if place else "郑州市政务服务大厅(演示)", "capacity": CAPACITY},
    )
    days = [stage.clock.day(back) for back in range(PAST_DAYS, 0, -1)]
    if stage.clock.calendar.is_working(stage.clock.today):
        days.append(stage.clock.today)
    slots.ensure(window, [*days, *slots.horizon(window, stage.clock.now)])


class Visit:
    """One booking under way."""

    def __init__(self, stage: Stage, n: int, item: ItemPage) -> None:
        self.stage, self.n, self.item = stage, n, item
        self.case: Case
        self.slot: Slot

    def book(self, back: int, hour: int, ahead: int = 1) -> None:
        """Take a place that many working days ago (in the future: negative), booked `ahead` days before."""
        clock = self.stage.clock
        window = Window.objects.for_item(self.item).order_by("pk").first()
        rows = Slot.objects.on(clock.day(back)).filter(window=window).order_by("starts_at")
        self.slot = [row for row in rows if row.left][self.n % max(len(rows) - 2, 1)] if hour < 0 else rows[hour]
        request = Request(self.item, self.slot, Citizen(600 + self.n).contact())
        at = min(self.slot.starts_at - timedelta(days=0, hours=20 * ahead), clock.ago(30))
        while clock.day(back) not in slots.horizon(self.slot.window, at):
            at -= timedelta(hours=12)
        self.case = book(request, actors.citizen(), key=f"demo:b{self.n}", now=at).case

    def desk(self, verb: str, minutes: int, **data: object) -> None:
        """A clerk does a verb that many minutes after the slot began; never later than now."""
        at = min(self.slot.starts_at + timedelta(minutes=minutes), self.stage.clock.ago(1))
        self.case = self.stage.desk(self.case, verb, at, **data)


def booked(visit: Visit, turn: int) -> None:
    visit.book(-1 - turn % 4, -1)


def done(visit: Visit, turn: int) -> None:
    visit.book(1 + turn % PAST_DAYS, turn % 7)
    for minutes, verb in ((5, "arrive"), (20, "call"), (45, "done")):
        visit.desk(verb, minutes)


def no_show(visit: Visit, turn: int) -> None:
    visit.book(1 + turn, turn % 7)
    visit.desk("no_show", 90)


def left_over(visit: Visit, turn: int) -> None:
    """The day is over and nobody said what became of it."""
    visit.book(1 + turn, 5)


def cancelled(visit: Visit, turn: int) -> None:
    visit.book(1 + turn, 3)
    at = visit.slot.starts_at - timedelta(hours=6)
    visit.case = visit.stage.citizen(visit.case, "cancel", at, reason="临时有事，改天再来。")


def office_cancelled(visit: Visit, turn: int) -> None:
    visit.book(1 + turn, 4)
    at = visit.slot.starts_at - timedelta(hours=3)
    reason = "系统检修，当日暂停办理，请另约时间，给您带来不便请谅解。"
    visit.case = visit.stage.desk(visit.case, "office_cancel", at, reason=reason)


def moved(visit: Visit, turn: int) -> None:
    visit.book(-2, -1)
    now = visit.stage.clock.ago(10)
    free = slots.free_for(visit.item, now).exclude(pk=visit.slot.pk).order_by("-starts_at")[turn]
    visit.case = visit.stage.citizen(visit.case, "move", now, slot=free.pk)


def today(visit: Visit, turn: int) -> None:
    """Booked for today; some are here already, some called, some done."""
    clock = visit.stage.clock
    if not clock.calendar.is_working(clock.today):
        booked(visit, turn)
        return
    visit.book(0, turn % 7)
    for verb in ((), ("arrive",), ("arrive", "call"), ("arrive", "call", "done"))[turn % 4]:
        visit.case = visit.stage.desk(visit.case, verb, clock.ago(1))


def held(visit: Visit, turn: int) -> None:
    """Somebody is choosing just now: kept for ten minutes from the loading of the demo."""
    clock = visit.stage.clock
    slot = slots.free_for(visit.item, clock.now).order_by("-starts_at")[turn]
    visit.case = hold(visit.item, slot, actors.citizen(), key=f"demo:b{visit.n}", now=clock.now).case


def lapsed(visit: Visit, turn: int) -> None:
    """Somebody chose a place and went away: it was free again ten minutes later."""
    clock = visit.stage.clock
    slot = slots.free_for(visit.item, clock.now).order_by("-starts_at")[turn]
    case = hold(visit.item, slot, actors.citizen(), key=f"demo:b{visit.n}", now=clock.now - 2 * HOLD).case
    visit.case = flow.perform(case, "expire", actors.system(), now=clock.now)


STORIES: tuple[tuple[Callable[[Visit, int], None], int], ...] = (
    (today, 16), (done, 24), (booked, 20), (no_show, 4), (left_over, 2), (cancelled, 4), (office_cancelled, 3),
    (moved, 3), (held, 2), (lapsed, 1),
)  # fmt: skip


def play(stage: Stage) -> int:
    """Open the windows and play all bookings; how many."""
    open_windows(stage)
    programme = [(story, turn) for story, count in STORIES for turn in range(count)]
    items = stage.in_turn(len(programme), lambda page: page.bookable)
    for n, ((story, turn), item) in enumerate(zip(programme, items, strict=True)):
        story(Visit(stage, n, item), turn)
    return len(programme)
