"""一件事 applied for as one: filled in once, sent as parallel cases, what must wait waits, one page of progress."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.roles import Role
from forms.models import Upload
from forms.service import create_from_definition
from guidance.applications.bundles.expected import expected
from guidance.applications.bundles.filling import Joint
from guidance.applications.bundles.flow import send
from guidance.applications.bundles.models import JointCase, JointDraft, JointEntry
from guidance.applications.filling import kept
from guidance.applications.jobs import begin_waiting, deem_accepted
from guidance.applications.verified import open_materials
from guidance.cases import actors, flow
from guidance.cases.models import Attachment, Case
from guidance.cases.states import State
from guidance.notices.models import Notice
from items.models import ItemPage, ThemeIndexPage, ThemeItem, ThemeOrder, ThemePage
from items.models.rows import Material, Result
from items.theme_order import depths, in_circle, order_of
from tests.applications.filling import PDF
from tests.applications.stepping import clerk_of, do
from tests.factories import at, in_order, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
BLOCKS = [
    {"type": "person_name", "key": "who", "label": "申请人", "required": True, "purpose": "办理申请"},
    {"type": "text", "key": "shop", "label": "店名", "required": True, "max_length": 20},
]


def with_form(item, code):
    item.form = create_from_definition(f"表{code}", code, item.bureau, [{"title": "基本", "blocks": BLOCKS}], None)
    item.save_revision().publish()
    return ItemPage.objects.get(pk=item.pk)


class Restaurant:
    """开餐馆: a licence that needs the registration first, and a sign that needs nothing."""

    def __init__(self, slug="open-restaurant", **theme):
        self.bureaus = [make_bureau() for _ in range(3)]
        first, second, third = self.bureaus
        self.registration = with_form(make_item(first, "个体工商户登记"), f"{slug}-a")
        self.registration.results.clear()
        self.licence = with_form(make_item(second, "食品经营许可"), f"{slug}-b")
        self.sign = make_item(third, "门头招牌设置")
        self.registration.results = [Result(name="营业执照", kind="licence")]
        self.registration.materials = [Material(name="场所证明", copies=1), Material(name="身份证", copies=1)]
        self.licence.materials = [Material(name="营业执照", copies=1), Material(name="场所证明", copies=1)]
        self.sign.materials = [Material(name="场所证明", copies=1)]
        for item in (self.registration, self.licence, self.sign):
            in_order(item, "materials")
            item.save_revision().publish()
        shelf = ThemeIndexPage.objects.get()
        self.theme = ThemePage(title="开餐馆", slug=slug, live=True, lead=first, **theme)
        self.theme.theme_items = [
            ThemeItem(item=self.licence, sort_order=0),
            ThemeItem(item=self.registration, sort_order=1),
            ThemeItem(item=self.sign, sort_order=2),
        ]
        self.theme.theme_order = [ThemeOrder(item=self.licence, after=self.registration, sort_order=0)]
        shelf.add_child(instance=self.theme)
        self.clerks = [clerk_of(one) for one in self.bureaus]

    @property
    def items(self):
        return [self.registration, self.licence, self.sign]

    def url(self, name="theme-apply", *more):
        return reverse(name, args=[self.theme.slug, *more])

    def fill(self, client, paper=True):
        """Page by page, to the summary; the key of the draft."""
        client.post(self.url(), {"item": [one.pk for one in self.items], "key": str(uuid.uuid4())})
        page = lambda name: self.url("theme-apply-page", name)  # noqa: E731
        answer = client.post(page("contact"), {"name": "李敏", "phone": "13812345678", "address": "花园路 1 号"})
        assert answer.status_code == 302
        for item, shop in ((self.registration, "香满园"), (self.licence, None)):
            name = f"item-{item.pk}"
            shown = client.get(page(name)).content.decode()
            assert "李敏" in shown
            assert shop or "香满园" in shown
            client.post(page(name), {"answers-who": "李敏", "answers-shop": "香满园"})
        files = {f"paper-{self.registration.pk}-1": SimpleUploadedFile("房本.pdf", PDF)} if paper else {}
        answer = client.post(page("papers"), files)
        assert answer.headers["Location"] == self.url("theme-apply-check")
        return str(JointDraft.objects.latest("pk").key)

    def sent(self, client):
        key = self.fill(client)
        client.post(self.url("theme-apply-check"), {"key": key})
        return JointCase.objects.latest("pk")

    def case(self, item):
        return Case.objects.select_related("bureau").get(item=item)

    def grant(self, item, clerk, **data):
        case = do(self.case(item), "take", clerk)
        case = do(case, "accept", clerk)
        case = do(case, "pass", clerk, step="审查", reason="符合")
        return do(case, "decide", clerk, decision="granted", result_number="JY1", **data)


@pytest.fixture
def shop():
    return Restaurant()


def test_one_filling_makes_one_case_for_each_item_under_one_joint_case(shop, client):
    joint = shop.sent(client)
    cases = [entry.case for entry in joint.entries.all()]
    assert {case.item_id for case in cases} == {one.pk for one in shop.items}
    assert {case.query_code for case in cases} == {joint.query_code}
    assert shop.case(shop.registration).state == shop.case(shop.sign).state == State.RECEIVED
    waiting = shop.case(shop.licence)
    assert (waiting.state, waiting.due_at, waiting.steps.filter(state="active").count()) == (State.WAITING, None, 0)
    assert [case.applicant_name for case in cases] == ["李敏"] * 3
    assert shop.case(shop.licence).application.answers["shop"] == "香满园"
    assert not JointDraft.objects.exists()
    assert Notice.objects.filter(kind="joint.received").count() == 1
    assert not Notice.objects.filter(kind="case.received").exists()


def test_a_paper_is_uploaded_once_and_each_case_has_its_own_file(shop, client):
    shop.sent(client)
    files = Attachment.objects.filter(name="房本.pdf")
    assert {row.case.item_id for row in files} == {one.pk for one in shop.items}
    assert len({row.token for row in files}) == len({row.file.name for row in files}) == 3
    assert len({row.sha256 for row in files}) == 1
    assert {row.owner for row in Upload.objects.all()} == {f"case:{row.case.number}" for row in files}
    states = {row.name: row.state for row in shop.case(shop.licence).materials.all()}
    assert states == {"营业执照": "missing", "场所证明": "given"}


def test_the_same_post_twice_is_one_joint_case(shop, client):
    key = shop.fill(client)
    first = client.post(shop.url("theme-apply-check"), {"key": key})
    again = client.post(shop.url("theme-apply-check"), {"key": key})
    assert first.headers["Location"] == again.headers["Location"]
    assert (JointCase.objects.count(), Case.objects.count()) == (1, 3)
    assert client.get(again.headers["Location"]).status_code == 200


def test_all_or_none(shop, client, monkeypatch):
    shop.fill(client)
    draft = JointDraft.objects.select_related("theme").get()
    monkeypatch.setattr("guidance.applications.bundles.flow._tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(draft)
    assert not Case.objects.exists()
    assert JointDraft.objects.exists()


def test_an_item_that_stopped_meanwhile_is_told_and_nothing_is_sent(shop, client):
    key = shop.fill(client)
    ItemPage.objects.filter(pk=shop.sign.pk).update(apply_online=False)
    answer = client.post(shop.url("theme-apply-check"), {"key": key})
    assert answer.status_code == 409
    assert "停止网上申请" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_waits_begins_when_the_earlier_one_is_granted_with_its_result_among_the_papers(shop, client):
    shop.sent(client)
    shop.grant(shop.registration, shop.clerks[0])
    case = shop.case(shop.licence)
    assert case.state == State.RECEIVED
    assert case.due_at > timezone.now()
    paper = case.materials.get(name="营业执照")
    assert paper.state == "verified"
    assert "JY1" in paper.note
    assert Notice.objects.filter(kind="case.received", case_number=case.number).count() == 1
    assert begin_waiting(timezone.now()) == 0


def test_what_waited_and_is_not_looked_at_is_accepted_from_the_day_it_began(shop, client):
    """The days of waiting are nobody's: the clock accepts from the grant of what it waited for."""
    shop.sent(client)
    case = shop.case(shop.licence)
    begun = timezone.now() + timedelta(days=1)
    with time_machine.travel(begun, tick=False):
        shop.grant(shop.registration, shop.clerks[0])
    assert deem_accepted(begun + timedelta(days=30)) >= 1
    case = shop.case(shop.licence)
    assert (case.application.deemed, case.accepted_at) == (True, begun)
    assert case.due_at > case.accepted_at


def test_what_waits_ends_when_the_earlier_one_comes_to_nothing(shop, client):
    shop.sent(client)
    flow.perform(shop.case(shop.registration), "withdraw", actors.citizen())
    case = shop.case(shop.licence)
    assert case.state == State.TERMINATED
    assert "个体工商户登记" in case.messages.last().body
    assert shop.case(shop.sign).state == State.RECEIVED


def test_the_job_begins_what_was_missed(shop, client, monkeypatch):
    shop.sent(client)
    monkeypatch.setattr("guidance.applications.bundles.flow.settle", lambda rows, now: 0)
    shop.grant(shop.registration, shop.clerks[0])
    assert shop.case(shop.licence).state == State.WAITING
    assert begin_waiting(timezone.now()) == 1
    assert shop.case(shop.licence).state == State.RECEIVED


def test_a_paper_verified_in_one_case_is_not_verified_again_in_another(shop, client):
    shop.sent(client)
    first, second = shop.case(shop.registration), shop.case(shop.sign)
    do(first, "take", shop.clerks[0])
    do(second, "take", shop.clerks[2])
    do(first, "verify", shop.clerks[0], material=first.materials.get(name="场所证明").pk, state="verified")
    assert [row.name for row in open_materials(shop.case(shop.sign))] == []
    client.force_login(shop.clerks[2])
    page = client.get(reverse("cases:inspect", args=[second.pk])).content.decode()
    assert f"已由 {shop.bureaus[0].display_name} 于" in page


def test_the_total_is_the_longest_branch(shop, client):
    joint = shop.sent(client)
    entries = list(joint.entries.select_related("case__bureau", "case__application"))
    found = expected(entries)
    assert [entry.case.item_id for entry in found.branch] == [shop.registration.pk, shop.licence.pk]
    page = client.get(reverse("joint-progress", args=[joint.number])).content.decode()
    assert f"{timezone.localtime(found.at):%Y-%m-%d}" in page


def test_what_reaches_a_year_without_published_days_is_provisional_and_the_sum_is_shown(shop, client):
    with time_machine.travel(at("2026-12-30 10:00")):
        joint = shop.sent(client)
    found = expected(list(joint.entries.select_related("case__bureau", "case__application")))
    assert found.provisional
    page = client.get(reverse("joint-progress", args=[joint.number])).content.decode()
    assert "（暂定：有的年份放假安排尚未公布" in page
    assert "（受理 5 个工作日，再办理 " in page


def test_number_and_code_open_all_and_a_wrong_code_nothing(shop, client):
    joint = shop.sent(client)
    client.post(reverse("progress-leave"))
    assert client.get(reverse("joint-progress", args=[joint.number])).status_code == 302
    wrong = client.post(reverse("progress"), {"number": joint.number, "code": "AAAA2222"})
    assert "没有找到" in wrong.content.decode()
    right = client.post(reverse("progress"), {"number": joint.number, "code": joint.query_code})
    assert right.headers["Location"] == reverse("joint-progress", args=[joint.number])
    for case in Case.objects.all():
        assert client.get(reverse("progress-case", args=[case.number])).status_code == 200
    client.post(reverse("progress-leave"))
    case = shop.case(shop.sign)
    client.post(reverse("progress"), {"number": case.number, "code": case.query_code})
    assert joint.number in client.get(reverse("progress-case", args=[case.number])).content.decode()


def test_withdraw_all(shop, client):
    joint = shop.sent(client)
    shop.grant(shop.sign, shop.clerks[2])
    url = reverse("joint-withdraw", args=[joint.number])
    assert "门头招牌设置" not in client.get(url).content.decode().split("<ul>")[1].split("</ul>")[0]
    client.post(url)
    states = {case.item_id: case.state for case in Case.objects.all()}
    assert states == {
        shop.registration.pk: State.WITHDRAWN, shop.licence.pk: State.WITHDRAWN, shop.sign.pk: State.GRANTED,
    }  # fmt: skip


def test_the_draft_is_found_again_by_its_code_and_another_browser_without_it_finds_nothing(shop, client):

    shop.fill(client)
    saved = client.post(shop.url("theme-apply-page", "contact"), {"name": "李敏", "phone": "13812345678", "go": "save"})
    code = saved.context["code"]
    other = Client()
    assert other.get(shop.url("theme-apply-check")).headers["Location"] == shop.url()
    answer = other.post(reverse("apply-resume"), {"code": code})
    assert answer.headers["Location"] == shop.url("theme-apply-check")
    assert other.get(answer.headers["Location"]).status_code == 200
    other.post(shop.url("theme-apply-discard"), {"go": "delete"})
    assert not JointDraft.objects.exists()
    assert not Upload.objects.exists()


def test_expired_drafts_go_with_their_files(shop, client):
    shop.fill(client)
    assert kept.remove_expired(JointDraft, timezone.now() + timedelta(hours=1)) == 0
    assert kept.remove_expired(JointDraft, timezone.now() + timedelta(days=2)) == 1
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("page", "data", "says"),
    [
        ("contact", {"name": "", "phone": "1"}, "申请人"),
        ("contact", {"name": "x" * 101, "phone": "13812345678"}, "100"),
        ("nothing", {}, None),
        ("item-9999999999999999999999", {}, None),
    ],
)
def test_what_is_wrong_is_told_on_its_page(shop, client, page, data, says):
    client.post(shop.url(), {"item": [one.pk for one in shop.items]})
    answer = client.post(shop.url("theme-apply-page", page), data)
    assert answer.status_code == (422 if says else 404)
    assert not says or says in answer.content.decode()


@pytest.mark.parametrize("items", [[], ["x"], ["0"], ["99999999999999999999"]])
def test_nothing_chosen(shop, client, items):
    answer = client.post(shop.url(), {"item": items})
    assert answer.status_code == 422
    assert "请至少选一个事项" in answer.content.decode()


def test_one_item_chosen_alone_waits_for_nothing(shop, client):
    client.post(shop.url(), {"item": [shop.licence.pk]})
    draft = JointDraft.objects.select_related("theme").get()
    assert Joint(draft).after == {}


def test_who_leads_and_who_takes_part_see_it_and_others_do_not(shop, client):
    joint = shop.sent(client)
    stranger = clerk_of(make_bureau())
    for user, sees in (
        (shop.clerks[0], True),
        (shop.clerks[1], True),
        (stranger, False),
        (make_user(Role.SUPERVISOR), True),
    ):
        client.force_login(user)
        assert (joint.number in client.get(reverse("joint-cases")).content.decode()) is sees
        page = client.get(reverse("joint-case", args=[joint.number]))
        assert page.status_code == (200 if sees else 404)
        assert JointCase.objects.visible_to(user).exists() is sees
    client.force_login(shop.clerks[1])
    page = client.get(reverse("joint-case", args=[joint.number])).content.decode()
    assert reverse("cases:inspect", args=[shop.case(shop.licence).pk]) in page
    assert reverse("cases:inspect", args=[shop.case(shop.sign).pk]) not in page
    assert "李敏" not in page
    client.force_login(make_user(Role.EDITOR, bureau=shop.bureaus[0]))
    assert client.get(reverse("joint-cases")).status_code == 404


def test_a_waiting_case_is_in_nobodys_queue_of_unassigned(shop, client):
    shop.sent(client)
    assert shop.case(shop.licence) not in Case.objects.unassigned()
    with pytest.raises(Refused):
        do(do(shop.case(shop.licence), "take", shop.clerks[1]), "accept", shop.clerks[1])


def test_order_of_items():
    assert order_of({1, 2, 3, 4}, [(2, 1), (3, 9), (4, 4), (3, 1), (3, 2), (3, 1)]) == {2: (1,), 3: (1, 2)}
    assert order_of({1, 2, 3}, [(1, 2), (2, 1), (3, 2)]) == {3: (2,)}
    assert in_circle({1: {2}, 2: {3, 5}, 3: {1}, 4: {1}}) == {1, 2, 3}
    assert depths((1, 2, 3), {2: (1,), 3: (1, 2)}) == {1: 0, 2: 1, 3: 2}
    assert JointEntry._meta.verbose_name


def test_what_waits_was_never_counted_in_days_and_is_not_recounted(shop, client):
    shop.sent(client)
    with pytest.raises(Refused, match="不按工作日计算"):
        flow.perform(shop.case(shop.licence), "recalculate", actors.system())
