"""What a page of an application asks of the database, sent and kept: the same for few fields and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.applications.filling.models import Draft
from tests.applications.filling import Browser, with_steps
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db
MOST = 15
"""For a page that is sent: the session, the guide with its rows, the draft, the files, and the draft kept."""


def sent(client, count):
    fields = [{"type": "text", "key": f"t{n}", "label": f"问题{n}"} for n in range(count)]
    steps = [{"title": "一", "blocks": fields}, {"title": "二", "blocks": [{**fields[0], "key": "last"}]}]
    item = with_steps(make_item(make_bureau()), steps, f"cost-{count}")
    Browser(client, item).send(t0="答")
    url = f"/items/{item.address}/apply/1/"
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(url, {f"answers-t{n}": "改" for n in range(count)})
    assert answer.url.endswith("/apply/2/")
    assert Draft.objects.get(item=item).inputs[f"answers-t{count - 1}"] == ["改"]
    return len(captured)


def test_a_page_sent_asks_the_same_for_few_fields_and_for_many(client):
    few, many = sent(client, 5), sent(client, 50)
    assert few == many <= MOST
