"""Two county halls of the demo city: what they take in from the city, and what they say themselves."""

from dataclasses import dataclass

from accounts.models import Bureau
from items import bureaus, inheriting
from items.models import ItemPage


@dataclass(frozen=True)
class Hall:
    """A county's hall; its hours are its own, and for one item the limit too."""

    name: str
    short_name: str
    slug: str
    area_code: str
    address: str
    hours: str
    phone: str
    complaint_phone: str


HALLS = (
    Hall(
        "金水区政务服务中心", "金水区大厅", "jinshui", "410105", "金水区政务服务大厅（演示地址：演示路5号）",
        "周一至周五 9:00-17:00，周六 9:00-12:00", "0371-67185101", "0371-67185102",
    ),
    Hall(
        "中牟县政务服务中心", "中牟县大厅", "zhongmu", "410122", "中牟县政务服务大厅（演示地址：演示路22号）",
        "周一至周五 8:30-12:00，14:30-18:00", "0371-67182201", "0371-67182202",
    ),
)  # fmt: skip
TITLES = ("食品经营许可（新办）", "个体工商户登记", "公司设立登记", "居住证申领")
"""The city's items that both halls handle; one hall needs longer for the first."""
LONGER = 12


def build() -> None:
    """The halls as bureaus, before anybody is hired."""
    for order, hall in enumerate(HALLS):
        bureaus.ensure_bureau(
            hall.name, is_demo=True, slug=hall.slug, short_name=hall.short_name, area_code=hall.area_code,
            address=hall.address, hours=hall.hours, phone=hall.phone, complaint_phone=hall.complaint_phone,
            sort_order=500 + order,
        )  # fmt: skip


def take_in() -> int:
    """Their guides, published; how many."""
    cities = list(ItemPage.objects.live().of_city().filter(is_demo=True, title__in=TITLES).select_related("bureau"))
    for hall in HALLS:
        bureau = Bureau.objects.get(slug=hall.slug)
        for city in cities:
            page = inheriting.begin(city, bureau)
            if not page.live:
                _say_its_own(page, hall)
    return len(cities) * len(HALLS)


def _say_its_own(page: ItemPage, hall: Hall) -> None:
    draft = page.get_latest_revision_as_object()
    rows = list(draft.places.all())[:1]
    for row in rows:
        row.address, row.window, row.hours, row.phone = hall.address, "综合窗口", hall.hours, hall.phone
    draft.places.set(rows)
    draft.consult_phone, draft.complaint_phone = hall.phone, hall.complaint_phone
    if draft.title == TITLES[0] and hall is HALLS[0]:
        draft.promised_limit = LONGER
    draft.save_revision(log_action=True).publish(skip_permission_checks=True)
