"""The script in docs/ does what it says, against a running hall."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from forms.service import create_from_definition
from guidance.appointments import slots
from guidance.appointments.models import Window
from guidance.cases.models import Case
from tests.factories import make_bureau, make_item, make_user

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "citizen_journey.py"
STEPS = [
    {
        "title": "申请人",
        "blocks": [
            {"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "用于联系"},
            {"type": "phone", "key": "phone", "label": "手机", "required": True, "purpose": "用于联系"},
            {"type": "id_number", "key": "id", "label": "身份证号", "required": True, "purpose": "核对身份"},
        ],
    }
]


@pytest.mark.django_db(transaction=True)
def test_the_script_goes_the_whole_way(live_server):
    item = make_item(make_bureau())
    item.form = create_from_definition("申请", "general", item.bureau, STEPS, make_user(is_superuser=True))
    item.save_revision().publish()
    window = Window.objects.create(bureau=item.bureau, name="1 号窗口", place="大厅")
    slots.ensure(window, slots.horizon(window, timezone.now()))
    ran = subprocess.run([sys.executable, SCRIPT, live_server.url], capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    assert [line[0] for line in ran.stdout.splitlines()] == list("12345")
    assert sorted(Case.objects.values_list("kind", "state")) == [
        ("application", "received"),
        ("appointment", "cancelled"),
        ("consultation", "submitted"),
    ]


def test_the_script_stays_short():
    assert len(SCRIPT.read_text().splitlines()) <= 42
