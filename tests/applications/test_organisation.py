"""Where a company applies, the case is the company's; who stands for it is shown beside it."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from forms import service
from forms.service import create_from_definition
from guidance.applications.papers.models import Paper
from guidance.cases import actors, flow
from guidance.cases.applicants import is_organisation, masked_name
from guidance.cases.models import Case
from tests.applications.filling import named, with_steps
from tests.applications.test_counter import posted
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
CODE, PERSON = "91410100MA4ABCDEF0", "11010519491231002X"
ORG = {"type": "text", "key": "org_name", "label": "单位名称", "required": True, "purpose": "核对"}
USCC = {"type": "credit_code", "key": "uscc", "label": "统一社会信用代码", "required": True, "purpose": "核对"}
LEGAL = {"type": "person_name", "key": "legal", "label": "法定代表人姓名", "required": True, "purpose": "核对"}
LEGAL_ID = {"type": "id_number", "key": "legal_id", "label": "法定代表人身份证号", "required": True, "purpose": "核对"}
MINE = {"type": "person_name", "key": "mine", "label": "申请人姓名", "required": True, "purpose": "核对"}
ANSWERS = {"org_name": "郑州火锅有限公司", "uscc": CODE, "legal": "张三", "legal_id": PERSON, "mine": "李四"}


def version_of(*blocks):
    bureau = make_bureau()
    steps = [{"title": "申请人", "blocks": list(blocks)}]
    return create_from_definition("申请表", f"org{len(blocks)}{bureau.pk}", bureau, steps, None).versions.first()


@pytest.mark.parametrize("blocks", [(ORG, USCC, LEGAL), (LEGAL, LEGAL_ID, USCC, ORG)])
def test_an_organisation_is_told_from_who_stands_for_it(blocks):
    hints = service.applicant_hints(version_of(*blocks), ANSWERS)
    assert (hints["organisation"], hints["credit_code"], hints["name"]) == ("郑州火锅有限公司", CODE, "张三")


def test_a_mistyped_number_of_a_citizen_is_no_company_and_stays_masked():
    """By chance it keeps the check of a credit code: the birthday within tells whose it is."""
    assert is_organisation(Case(applicant_id=CODE))
    mistyped = Case(applicant_name="李小敏")
    for number in range(1000):
        mistyped.applicant_id = f"41010519491231{number:03}X"
        assert not is_organisation(mistyped)
    assert masked_name(mistyped) != "李小敏"


def test_a_person_who_names_an_employer_stays_the_applicant():
    version = version_of(MINE, ORG, USCC)
    assert "organisation" not in service.applicant_hints(version, ANSWERS)
    assert not service.asks_organisation(version)


def test_no_code_no_organisation():
    assert "organisation" not in service.applicant_hints(version_of(ORG, USCC, LEGAL), {**ANSWERS, "uscc": ""})


@pytest.fixture
def item():
    blocks = [ORG, USCC, LEGAL, LEGAL_ID]
    return with_steps(make_item(make_bureau()), [{"title": "申请单位", "blocks": blocks}])


@pytest.fixture
def desk(client, item):
    client.force_login(make_user(Role.DATA_ENTRY, bureau=item.bureau))
    return client


def test_case_receipt_notice_and_inbox_name_the_company(desk, item):
    sent = {key: ANSWERS[key] for key in ("org_name", "uscc", "legal", "legal_id")}
    receipt = desk.get(posted(desk, item, phone="13812345678", **named(sent)).url).content.decode()
    case = Case.objects.get()
    assert (case.applicant_name, case.applicant_id) == ("郑州火锅有限公司", CODE)
    assert "郑州火锅有限公司" in receipt
    assert CODE in receipt
    assert "张三" in receipt
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    case = flow.perform(case, "take", actors.staff(clerk), {})
    flow.perform(case, "accept", actors.staff(clerk), {})
    assert Paper.objects.filter(case=case).first().body.startswith("郑州火锅有限公司：")
    desk.force_login(clerk)
    assert "郑州火锅有限公司" in desk.get(reverse("cases:index")).content.decode()
    desk.force_login(make_user(Role.SUPERVISOR))
    page = desk.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "郑州火锅有限公司" in page
    assert CODE in page
    assert "张三" not in page.replace("张三丰", "")
    assert PERSON not in page
