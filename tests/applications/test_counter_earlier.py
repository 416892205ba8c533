"""The counter takes over what an earlier case holds, with its number, its code and the applicant's consent."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from guidance.applications.filling import carrying
from guidance.cases.models import AccessLog, Case
from tests.applications.filling import named, pdf
from tests.comparing.sources import LI, make_source, with_table
from tests.factories import make_bureau, make_user

from .test_spared import ME, OTHER, PAPER, guide, licensed

pytestmark = pytest.mark.django_db
HIDDEN = r'<input type="hidden" name="(key|form_version|spared|material-\d-kept)"[^>]* value="([^"]+)"'


@pytest.fixture
def case():
    source = with_table(make_source(make_bureau()), f"{LI},李敏,JY1,长期")
    return licensed(Client(), source)


class Window:
    """Somebody who enters one item's paper."""

    def __init__(self, item):
        self.item, self.client = item, Client()
        self.user = make_user(Role.DATA_ENTRY, bureau=item.bureau)
        self.client.force_login(self.user)
        self.url = reverse("counter-enter", args=[item.address])
        self.page = self.client.get(self.url)

    @property
    def text(self):
        return self.page.content.decode()

    def send(self, go, sent):
        hidden = dict(re.findall(HIDDEN, self.text))
        self.page = self.client.post(self.url, {**hidden, **sent, "go": go})
        return self

    def take(self, case, who=ME, **sent):
        given = {"earlier-number": case.number, "earlier-code": case.query_code, "earlier-consent": "on"}
        return self.send("earlier", {**named(who), **given, **sent})


@pytest.fixture
def window():
    return Window(guide(None))


def test_contents_papers_and_a_result_come_over(case, window):
    window.take(case, who={})
    assert f"已取用办件 {case.number} 的内容，请逐项核对。" in window.text
    assert "取来的材料：食品经营许可申请书" in window.text
    assert "申请书.pdf" in window.text
    assert f'value="{LI}"' in window.text, "what was answered then is filled in"
    assert "本大厅核发过：营业执照，编号 JY9" in window.text
    window.send(f"result:{PAPER}", named(ME))
    assert "本大厅已向您核发（营业执照，编号 JY9" in window.text
    window.send("next", named(ME))
    made = Case.objects.order_by("-pk").first()
    assert made.channel == "counter", window.text
    assert [row.spared_by for row in made.materials.all()] == ["earlier", "result"]
    assert made.events.get().data["answers_from"] == case.number
    [log] = AccessLog.objects.filter(case=case)
    assert (log.user, log.detail) == (window.user, "窗口录入取用，申请人同意")


def test_nothing_that_was_typed_or_scanned_is_replaced(case, window):
    window.take(case, {**OTHER, "tel": "13900000000"}, **{"material-1": pdf("新的.pdf")})
    assert "13900000000" in window.text
    assert LI not in window.text
    assert "新的.pdf" in window.text
    assert "申请书.pdf" not in window.text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"earlier-consent": ""}, "没有申请人的同意"),
        ({"earlier-code": "AAAAAAAA"}, "没有找到"),
        ({"earlier-number": "20200101-00001"}, "没有找到"),
        ({"earlier-number": ""}, "earlier-number"),
    ],
)
def test_without_number_code_or_consent_nothing_is_read(case, window, sent, words):
    window.take(case, **sent)
    assert words in window.text
    assert "申请书.pdf" not in window.text
    assert "本大厅核发过" not in window.text
    assert "李敏" in window.text, "what was typed is still there"
    assert not AccessLog.objects.exists()


def test_somebody_elses_result_is_not_used(case, window):
    window.take(case, OTHER).send(f"result:{PAPER}", named(OTHER))
    assert "发给别的申请人" in window.text


def test_the_earlier_case_is_carried_signed_and_for_this_item_alone(case, window):
    forged = carrying.sign(guide(None), carrying.Carried({}, case.number))
    window.page = window.client.post(window.url, {**named(ME), "spared": forged, "go": f"upload:{PAPER}"})
    assert "本大厅核发过" not in window.text


def test_too_many_tries_are_refused(case, window, monkeypatch):
    monkeypatch.setattr("guidance.cases.access.LOOKUPS", 2)
    for _ in range(3):
        window.take(case, **{"earlier-code": "AAAAAAAA"})
    assert window.page.status_code == 429
    assert "操作太频繁" in window.text
