"""自动填写: the page and the API fill in what the hall knows, whatever the browser says."""

import pytest
from django.urls import reverse

from forms import service as forms_service
from guidance.applications.facts import facts
from guidance.cases.models import Case
from items.checklists import Checklist
from items.models import ItemPage, ScenarioQuestion
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db


def test_known_facts_are_the_servers(client):
    bureau = make_bureau()
    blocks = [
        {"type": "prefilled", "key": fact, "label": fact, "required": True, "fact": fact, "hidden": fact == "bureau"}
        for fact in ("item", "bureau", "scenario")
    ]
    form = forms_service.create_from_definition("表", "known", bureau, [{"blocks": blocks}], None)
    item = make_item(bureau, publish=False)
    item.form = form
    item.scenario_questions = [ScenarioQuestion(text="经营场所是", options="自有\n租赁")]
    item.save_revision(clean=False).publish()
    item = ItemPage.objects.get(pk=item.pk)
    given = {"q1": "2", "s": Checklist.of(item, {}).stamp}
    assert facts(Checklist.of(item, given))["scenario"] == "经营场所是：租赁"
    url = reverse("apply", args=[item.address])
    page = client.get(url, given).content.decode()
    assert item.title in page
    assert "readonly" in page
    forged = {"answers-item": "别的", "answers-bureau": "别的", "answers-scenario": "别的"}
    version = forms_service.latest(form).sha256
    sent = {"name": "王五", "phone": "13812345678", "key": "k" * 20, "form_version": version, **given, **forged}
    answer = client.post(url, sent)
    assert answer.status_code == 302, [one.errors for one in answer.context["filling"].forms]
    kept = Case.objects.get().application.answers
    assert kept == {"item": item.title, "bureau": bureau.name, "scenario": "经营场所是：租赁"}
