"""The counter: a paper application becomes a case through the citizens' own form; whoever enters it decides nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from forms.models import Upload
from guidance.applications.agents import AUTHORISATION, Agent
from guidance.cases.models import Case, Message
from guidance.notices.models import Notice
from items.choices import Status
from items.models import Material
from tests.applications.filling import PDF, named, with_steps
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
WHO = {"name": "王五", "phone": "13812345678"}


def pdf(name):
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.fixture
def item():
    return make_item(make_bureau("市场监督管理局"), "旅馆业特种行业许可", apply_online=False)


@pytest.fixture
def typist(item):
    return make_user(Role.DATA_ENTRY, bureau=item.bureau)


@pytest.fixture
def desk(client, typist):
    client.force_login(typist)
    return client


def at(item):
    return reverse("counter-enter", args=[item.address])


def posted(desk, item, **sent):
    page = desk.get(at(item)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(key|form_version)" value="([^"]+)"', page))
    return desk.post(at(item), {**hidden, **sent})


def test_paper_becomes_a_case_in_the_applicants_name(desk, item, typist):
    answer = posted(desk, item, **WHO, **{"material-1": pdf("申请书.pdf")})
    case = Case.objects.get()
    assert answer.url == reverse("counter-receipt", args=[case.number])
    assert (case.channel, case.applicant_name, case.state) == ("counter", "王五", "received")
    [event] = case.events.all()
    assert (event.verb, event.actor, event.label) == ("submit", typist, "窗口录入申请")
    [file] = case.attachments.all()
    assert (file.key, file.side, file.added_by) == ("material-1", Message.Side.CITIZEN, typist)
    assert case.materials.get(order=1).state == "given"
    told = Notice.objects.filter(case_number=case.number).values_list("channel", flat=True)
    assert list(told) == ["sms"]


def test_the_receipt_names_number_code_and_papers(desk, item, typist):
    answer = posted(desk, item, **WHO, **{"material-1": pdf("申请书.pdf")})
    case = Case.objects.get()
    text = desk.get(answer.url).content.decode()
    first, *others = case.materials.all()
    assert case.number in text
    assert case.query_code in text
    assert item.consult_phone
    assert item.consult_phone in text
    assert text.index("已收材料") < text.index(first.name) < text.index("还没有交的材料") < text.index(others[0].name)
    desk.force_login(make_user(Role.DATA_ENTRY, bureau=item.bureau))
    assert desk.get(answer.url).url == reverse("wagtailadmin_home")
    desk.force_login(make_user(Role.DATA_ENTRY, bureau=make_bureau("别的局")))
    assert desk.get(answer.url).status_code == 404


def test_the_same_post_makes_one_case(desk, item):
    sent = {**WHO, "key": "7f0c5f0e-7b0f-4d3e-9d07-0a4b3f0f3c11"}
    urls = {desk.post(at(item), sent).url for _ in range(5)}
    assert len(urls) == 1
    assert Case.objects.count() == 1


def test_what_is_wrong_is_said_and_the_scans_are_kept(desk, item):
    answer = posted(desk, item, name="王五", phone="12", **{"material-1": pdf("申请书.pdf")})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写 11 位手机号" in text
    assert "已上传：申请书.pdf" in text
    assert not Case.objects.exists()
    kept = re.search(r'name="material-1-kept" value="([^"]+)"', text)[1]
    posted(desk, item, **WHO, **{"material-1-kept": kept})
    assert Case.objects.get().attachments.count() == 1


def test_who_comes_for_somebody_else_leaves_an_authorisation(desk, item):
    answer = posted(desk, item, **WHO, agent_name="赵六", agent_phone="13900001111")
    assert answer.status_code == 422
    assert "替别人办理要有授权委托书" in answer.content.decode()
    assert '<details class="more" open>' in answer.content.decode()
    posted(desk, item, **WHO, agent_name="赵六", agent_phone="13900001111", agent_paper=pdf("委托书.pdf"))
    case = Case.objects.get()
    assert (case.agent.agent_name, case.agent.agent_phone) == ("赵六", "13900001111")
    assert [row.name for row in case.attachments.filter(key=AUTHORISATION)] == ["委托书.pdf"]
    [kept] = Agent.history.all()
    assert kept.history_user == case.events.get().actor
    assert {upload.owner for upload in Upload.objects.all()} == {f"case:{case.number}"}
    desk.force_login(make_user(Role.CLERK, bureau=item.bureau))
    text = desk.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "赵六" in text
    assert "委托书.pdf" in text
    desk.force_login(make_user(Role.SUPERVISOR))
    masked = desk.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "赵六" not in masked
    assert "13900001111" not in masked
    assert "赵*" in masked
    told = desk.get(reverse("cases:history", args=[case.pk])).content.decode()
    assert "赵六" not in told
    assert "13900001111" not in told


def test_a_form_of_several_steps_stands_on_one_page(desk, item):
    stepped = with_steps(item)
    page = desk.get(at(stepped)).content.decode()
    assert page.index("申请人类型") < page.index("从业人数") < page.index("代办人姓名")
    old = re.search(r'name="form_version" value="([^"]+)"', page)[1]
    answer = posted(
        desk,
        stepped,
        **WHO,
        form_version=old[:-1] + ("0" if old[-1] != "0" else "1"),
        **named({"who": "c1", "shop": "店"}),
    )
    assert answer.status_code == 409
    assert "表单在您录入期间有更新" in answer.content.decode()
    posted(desk, stepped, **WHO, **named({"who": "c1", "shop": "张三面馆", "staff": "6", "promise": "on"}))
    assert Case.objects.get().application.answers["shop"] == "张三面馆"


def test_items_are_found_by_what_people_say_within_the_bureau(desk, item):
    other = make_item(make_bureau("公安局"), "旅馆业治安备案")
    text = desk.get(reverse("counter"), {"q": "旅馆"}).content.decode()
    assert item.title in text
    assert other.title not in text
    assert "没有找到" in desk.get(reverse("counter"), {"q": "怎么成为宇航员"}).content.decode()
    assert desk.get(at(other)).status_code == 404
    item.status = Status.PAUSED
    item.save_revision().publish()
    assert desk.get(at(item)).status_code == 404
    desk.force_login(make_user(Role.DATA_ENTRY))
    assert other.title in desk.get(reverse("counter")).content.decode()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR])
def test_others_do_not_enter(client, item, role):
    client.force_login(make_user(role, bureau=item.bureau))
    assert client.get(reverse("counter")).status_code in {302, 403}
    assert client.get(at(item)).status_code in {302, 403}
    assert "窗口录入" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_authorisation_is_the_material_of_that_name(desk, item):
    item.materials = [*item.materials.all(), Material(name="经办人授权委托书", originals=1, sort_order=9)]
    item.save_revision().publish()
    posted(desk, item, **WHO, agent_name="赵六", agent_phone="13900001111", agent_paper=pdf("委托书.pdf"))
    case = Case.objects.get()
    row = case.materials.get(name="经办人授权委托书")
    assert row.state == "given"
    assert [file.name for file in row.files(case.attachments.all())] == ["委托书.pdf"]


def test_without_an_agent_the_authorisation_stays_open(desk, item):
    item.materials = [*item.materials.all(), Material(name="授权委托书", originals=1, sort_order=9)]
    item.save_revision().publish()
    posted(desk, item, **WHO)
    assert Case.objects.get().materials.get(name="授权委托书").state == "missing"


def test_only_what_is_not_necessary_is_marked_optional(desk, client, item):
    item.apply_online = True
    extra = Material(name="情况说明", originals=1, sort_order=9, necessity="optional")
    item.materials = [*item.materials.all(), extra]
    item.save_revision().publish()
    for url in (at(item), reverse("apply", args=[item.address])):
        text = " ".join(client.get(url).content.decode().split())
        marked = re.findall(r"<label[^>]*>([^<]*)<span class=.field__optional", text)
        named = [name.strip() for name in marked]
        assert "情况说明" in named
        assert "营业执照" not in named
        assert "没有标“选填”的是必要材料" in text


def test_scans_for_the_forms_own_files_are_dropped_on_the_same_box(desk, item):
    text = desk.get(at(with_steps(item))).content.decode()
    form = text[text.index("data-drop") : text.index("</form>", text.index("data-drop"))]
    assert form.index("data-drop-all") < form.index('name="answers-plan"') < form.index('name="material-1"')
