"""What the citizens' pages cost in queries: stated, and the same for 5 rows and for 50."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from guidance.appointments import slots
from guidance.appointments.models import Window
from guidance.cases import actors, flow
from guidance.consultations.flow import Question, ask
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries)


def opened(item, key=None):
    question = Question("要多久?", item.bureau, flow.Applicant(phone="13812345678"), item=item, may_publish=True)
    return ask(question, actors.citizen(), key=key).case


def remember(client, case):
    client.post(reverse("progress"), {"number": case.number, "code": case.query_code})


def test_a_progress_page_costs_the_same_for_5_and_50_messages(client):
    item = make_item(make_bureau())
    costs = []
    for messages in (5, 50):
        case = opened(item)
        for index in range(messages):
            flow.perform(case, "reply", actors.citizen(), {"body": f"第{index}句"})
        remember(client, case)
        costs.append(cost(client, reverse("progress-case", args=[case.number])))
    assert costs[0] == costs[1]
    assert costs[0] <= 12


def test_the_list_of_questions_costs_the_same_for_5_and_20(client):
    bureau = make_bureau()
    item = make_item(bureau)
    clerk = actors.staff(make_user(Role.CLERK, bureau=bureau))
    costs = []
    for more in (5, 15):
        for _index in range(more):
            case = opened(item)
            flow.perform(case, "take", clerk)
            flow.perform(case, "answer", clerk, {"answer": "十个工作日"})
            flow.perform(case, "publish", clerk, {"question": "要多久?", "answer": "十个工作日"})
        costs.append(cost(client, reverse("questions")))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_a_booking_page_costs_the_same_for_one_window_and_ten(client):
    item = make_item(make_bureau())
    costs = []
    for windows in (1, 9):
        for index in range(windows):
            window = Window.objects.create(bureau=item.bureau, name=f"{windows}-{index} 号", place="大厅")
            slots.ensure(window, slots.horizon(window, timezone.now()))
        costs.append(cost(client, reverse("book", args=[item.address])))
    assert costs[0] == costs[1]
    assert costs[0] <= 14


@pytest.mark.parametrize(("name", "most"), [("ask", 8), ("progress", 5)])
def test_forms_cost_little(client, name, most):
    make_bureau()
    assert cost(client, reverse(name)) <= most


def test_an_apply_page_costs_the_same_for_2_and_40_materials(client):
    from items.models.rows import Material

    costs = []
    for count in (2, 40):
        item = make_item(make_bureau())
        item.materials = [Material(name=f"材料{index}", standard="清楚") for index in range(count)]
        item.save_revision().publish()
        costs.append(cost(client, reverse("apply", args=[item.address])))
    assert costs[0] == costs[1]
    assert costs[0] <= 8
