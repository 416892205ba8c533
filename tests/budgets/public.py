"""The citizens' pages and the API's reading operations, by what grows on them."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.documents import get_document_model

from forms import service, uploads
from guidance.applications.filling import drafts, kept
from guidance.appointments import slots
from guidance.appointments.models import Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import DeskRules, Message
from items import bureaus
from items.checklists import Checklist
from items.models import ThemeIndexPage, ThemeItem, ThemePage, Topic
from items.models.rows import Material, Step
from tests.cases import staff
from tests.factories import make_bureau
from tests.items import factories

from .table import Budget, Hall


def shelf(hall: Hall, start: int, end: int) -> None:
    """Bureaus with an item each; as many items of one bureau; themes; a theme of many bureaus' items; topics."""
    own = bureaus.ensure_page(hall.bureau)
    index = ThemeIndexPage.objects.get()
    if not start:
        hall.made = index.add_child(instance=ThemePage(title="我要开店", slug="shop", live=True))
    for n in range(start, end):
        topic = Topic.objects.create(name=f"主题{n}")
        one = factories.shelved(own, f"食品经营许可第{n}项", topics=[topic])
        other = factories.shelved(bureaus.ensure_page(make_bureau()), f"他局事项{n}", topics=[topic])
        theme = ThemePage(title=f"一件事{n}", slug=f"theme-{n}", live=True)
        theme.theme_items = [ThemeItem(item=item, sort_order=at) for at, item in enumerate((one, other))]
        index.add_child(instance=theme)
        ThemeItem.objects.create(theme=hall.made, item=other, sort_order=n)


def guide(hall: Hall, start: int, end: int) -> None:
    """An item with that many rows of every kind, files, joint bureaus, topics, county guides, themes, fields of its form."""
    own = bureaus.ensure_page(hall.bureau)
    blocks = [{"type": "text", "label": f"问题{n}"} for n in range(end)]
    form = service.create_from_definition(f"表{end}", f"form-{end}", hall.bureau, [{"blocks": blocks}], hall.editor)
    others = [make_bureau() for _ in range(end)]
    hall.item = factories.shelved(own, f"指南{end}", rows=end, joint_bureaus=others, form=form, charges=True)
    for bureau in others:
        factories.shelved(bureaus.ensure_page(bureau), f"指南{end}", city_item=hall.item)
    for material in Material.objects.filter(page=hall.item):
        files = [get_document_model().objects.create(title=name, file=ContentFile(b"%PDF-1.4", name)) for name in "ab"]
        material.blank_form, material.sample = files
        material.save()
    hall.item.topics = [Topic.objects.create(name=f"主题{end}-{n}") for n in range(end)]
    hall.item.save()
    Step.objects.filter(page=hall.item).update(bureau=others[0])
    hall.item = factories.shelve(hall.item)
    for n in range(end):
        theme = ThemePage(title=f"一件事{end}-{n}", slug=f"theme-{end}-{n}", live=True)
        theme.theme_items = [ThemeItem(item=hall.item)]
        ThemeIndexPage.objects.get().add_child(instance=theme)


def answered(hall: Hall, start: int, end: int) -> None:
    """Questions answered and published, about one item."""
    for n in range(start, end):
        hall.case = staff.consultation(hall.item, text=f"第{n}问：开饭店要多久？")
        staff.do(hall.case, "take", hall.clerk)
        staff.do(hall.case, "answer", hall.clerk, {"answer": "十个工作日。"})
        staff.do(hall.case, "publish", hall.clerk, {"question": f"第{n}问：要多久？", "answer": "十个工作日。"})


def thread(hall: Hall, start: int, end: int) -> None:
    """A question with messages of both sides, each with a file, and the events of writing them."""
    if not start:
        hall.case = staff.consultation(hall.item)
        staff.do(hall.case, "take", hall.clerk)
    session = hall.client("citizen").session
    session["cases"] = [hall.case.number]
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key
    for n in range(start, end):
        flow.perform(hall.case, "reply", actors.citizen(), {"body": f"第{n}句"})
        staff.do(hall.case, "message", hall.clerk, {"body": f"答第{n}句"})
        for line in Message.objects.filter(case=hall.case).order_by("-pk")[:2]:
            staff.attachment(hall.case, message=line)
    hall.case.refresh_from_db()


def windows(hall: Hall, start: int, end: int) -> None:
    """Windows of many bureaus that all take the item, each with free slots and rules of its own."""
    for n in range(start, end):
        bureau = make_bureau(area_code=f"4101{n:02}")
        DeskRules.objects.create(bureau=bureau)
        window = Window.objects.create(bureau=bureau, name=f"{n} 号", place="大厅")
        window.items.add(hall.item)
        for day in slots.horizon(window, timezone.now())[:2]:
            begins = timezone.make_aware(datetime.combine(day, window.morning_from))
            Slot.objects.create(window=window, starts_at=begins, ends_at=begins + timedelta(hours=1), capacity=4)


def booked(hall: Hall, start: int, end: int) -> None:
    """A booking, with that many windows to move it to."""
    windows(hall, start, end)
    if not start:
        hall.case = staff.appointment(hall.item, Slot.objects.first(), timezone.now())
    session = hall.client("citizen").session
    session["cases"] = [hall.case.number]
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key


def half_filled(hall: Hall, start: int, end: int) -> None:
    """A draft of two steps, saved, with that many answers, files and materials."""
    guide(hall, start, end)
    files = [{"type": "file", "key": f"a{n}", "label": f"文件{n}", "required": True} for n in range(end)]
    texts = [{"type": "text", "key": f"t{n}", "label": f"问题{n}"} for n in range(end)]
    steps = [{"title": "文件", "blocks": files}, {"title": "问题", "blocks": texts}]
    hall.item.form = service.create_from_definition(f"步骤{end}", f"steps-{end}", hall.bureau, steps, hall.editor)
    hall.item.save()
    hall.item = factories.shelve(hall.item)
    held = [uploads.store(SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4"), uploads.Limits()) for n in range(end)]
    inputs = {f"answers-a{n}-kept": [one.signed] for n, one in enumerate(held)}
    inputs |= {f"answers-t{n}": ["答"] for n in range(end)} | {"name": ["王五"], "phone": ["13812345678"]}
    made = Checklist.of(hall.item, {})
    hall.draft = drafts.begin(made, service.latest(hall.item.form), f"budget-{end}")
    drafts.change(hall.draft, inputs)
    hall.draft.done = ["1", "2", "contact", "materials"]
    kept.give_code(hall.draft)
    session = hall.client("citizen").session
    session["drafts"] = {str(hall.item.pk): hall.draft.pk}
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key


def overtaken(hall: Hall, start: int, end: int) -> None:
    """The same, when the form was published anew without its texts."""
    half_filled(hall, start, end)
    files = [{"type": "file", "key": f"a{n}", "label": f"文件{n}"} for n in range(end)]
    service.create_from_definition(f"步骤{end}", f"steps-{end}", hall.bureau, [{"blocks": files}], hall.editor)


CODE = {"X-Query-Code": "{hall.case.query_code}"}
BUDGETS = [
    Budget("wagtail_serve", "/", shelf, 9),
    Budget("bureaus", "/bureaus/", shelf, 3),
    Budget("bureau", "/bureaus/{hall.bureau.slug}/", shelf, 6),
    Budget("bureau", "/bureaus/{hall.bureau.slug}/?kind=permit&audience=person&q=食品", shelf, 6),
    Budget("themes", "/themes/", shelf, 4),
    Budget("theme", "/themes/shop/", shelf, 9),
    Budget("sitemap_page", "/map/", shelf, 4),
    Budget("sitemap", "/sitemap.xml", shelf, 1),
    Budget("search", "/search/?q=食品经营", shelf, 23),
    Budget("search", "/search/?audience=person", shelf, 4),
    Budget("search", "/search/?q=空中花园", shelf, 19, grows=False),
    Budget("search_suggest", "/search/suggest/?q=食品", shelf, 5, grows=False),
    Budget("ask", "/ask/", shelf, 3, grows=False),
    Budget("accessibility", "/accessibility/", shelf, 2, grows=False),
    Budget("privacy", "/privacy/", shelf, 2, grows=False),
    Budget("item", "/items/{hall.item.address}/", guide, 12),
    Budget("item", "/items/{hall.item.address}/", answered, 12, grows=False),
    Budget("apply", "/items/{hall.item.address}/apply/", guide, 6),
    Budget("apply", "/items/{hall.item.address}/apply/", half_filled, 8, grows=False),
    Budget("apply-page", "/items/{hall.item.address}/apply/1/", half_filled, 8),
    Budget("apply-page", "/items/{hall.item.address}/apply/2/", half_filled, 8),
    Budget("apply-check", "/items/{hall.item.address}/apply/check/", half_filled, 8),
    Budget("apply-saved", "/items/{hall.item.address}/apply/saved/", half_filled, 9, grows=False),
    Budget("apply-discard", "/items/{hall.item.address}/apply/discard/", half_filled, 8, grows=False),
    Budget("apply-earlier", "/items/{hall.item.address}/apply/earlier/", half_filled, 9, grows=False),
    Budget("theme-apply", "/themes/{hall.made.slug}/apply/", shelf, 12),
    Budget("apply-resume", "/apply/resume/", half_filled, 3, grows=False),
    Budget("apply-version", "/items/{hall.item.address}/apply/version/", overtaken, 11),
    Budget("book", "/items/{hall.item.address}/book/", windows, 7),
    Budget("questions", "/questions/", answered, 4),
    Budget("questions", "/questions/?q=多久&item={hall.item.address}", answered, 4),
    Budget("question", "/questions/{hall.case.number}/", answered, 3, grows=False),
    Budget("progress", "/progress/", thread, 2, grows=False),
    Budget("progress-case", "/progress/{hall.case.number}/", thread, 13),
    Budget("receipt", "/progress/{hall.case.number}/receipt/", thread, 5, grows=False),
    Budget("progress-act", "/progress/{hall.case.number}/reply/", thread, 4, grows=False),
    Budget("paper-check", "/papers/check/", thread, 2, grows=False),
    Budget("progress-case", "/progress/{hall.case.number}/", booked, 13, grows=False),
    Budget("progress-act", "/progress/{hall.case.number}/move/", booked, 14),
    Budget("api:list_items", "/api/items?limit=100", shelf, 2),
    Budget("api:list_items", "/api/items?q=食品&limit=100", shelf, 6),
    Budget("api:list_items", "/api/items?theme=shop&audience=person", shelf, 2),
    Budget("api:show_item", "/api/items/{hall.item.address}", guide, 11),
    Budget("api:item_form", "/api/items/{hall.item.address}/form", guide, 5),
    Budget("api:free_slots", "/api/items/{hall.item.address}/slots", windows, 5),
    Budget("api:list_bureaus", "/api/bureaus", shelf, 1),
    Budget("api:show_bureau", "/api/bureaus/{hall.bureau.slug}", shelf, 1, grows=False),
    Budget("api:list_themes", "/api/themes", shelf, 2),
    Budget("api:show_theme", "/api/themes/shop", shelf, 8),
    Budget("api:list_questions", "/api/questions", answered, 1),
    Budget("api:progress", "/api/cases/{hall.case.number}", thread, 17, headers=CODE),
    Budget("api:progress", "/api/cases/{hall.case.number}", booked, 18, headers=CODE),
]
