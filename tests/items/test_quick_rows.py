"""The rows of the editor are drawn as Wagtail itself draws them."""

import re

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation
from wagtail.admin.panels import MultiFieldPanel

from accounts.roles import Role
from items.admin import quick_rows
from items.admin.quick_widgets import QuickRenderer
from items.models import Material, Step

from . import factories

pytestmark = pytest.mark.django_db


def squeezed(html):
    """HTML without the space between tags and attributes, where it says nothing."""
    html = re.sub(r"\s+", " ", html)
    html = re.sub(r"\s*(<[^>]*>)\s*", lambda tag: re.sub(r"\s+>", ">", tag[1]), html)
    return re.sub(r'="\s*([^"]*?)\s*"', lambda value: f'="{value[1]}"', html)


CHOICES = [("", "---"), (1, "一<b>"), ("组&", [("甲", "甲"), ("乙", "乙")])]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput({"maxlength": 1234, "title": '"<&'}), '"引号" <b>'),
        (forms.TextInput({"required": True, "disabled": False}), None),
        (forms.NumberInput({"step": "any"}), 1234.5),
        (forms.HiddenInput(), 0),
        (forms.Textarea({"rows": 1}), "第一行\n<第二行>"),
        (forms.Textarea(), None),
        (forms.CheckboxInput(), True),
        (forms.CheckboxInput(), False),
        (forms.Select(choices=CHOICES), 1),
        (forms.Select({"data-a": "b"}, choices=CHOICES), "乙"),
        (forms.RadioSelect(choices=CHOICES), "甲"),
    ],
)
def test_a_widget_looks_as_django_draws_it(widget, value):
    quick, own = (widget.render("名字", value, {"id": "id_x"}, renderer) for renderer in (QuickRenderer(), None))
    assert squeezed(quick) == squeezed(own)


@pytest.fixture
def edited(health, client):
    page = factories.guide(health, "大的")
    page.materials = [
        Material(name="材料<b>", kind="form", originals=1, standard="完整", applies_when="谁＝他", sort_order=0),
        Material(name="", copies=2, sort_order=1),
    ]
    page.steps = [Step(kind="review", name="审查", limit=1, bureau=health.bureau, sort_order=0)]
    page.save_revision(clean=False)
    client.force_login(factories.person("编辑", health.bureau, Role.EDITOR))
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_rows_look_as_wagtail_draws_them(edited, client, monkeypatch, language):
    client.cookies["django_language"] = language
    quick = client.get(edited).content.decode()
    monkeypatch.setattr(quick_rows.QuickGroup.BoundPanel, "render_html", MultiFieldPanel.BoundPanel.render_html)
    own = client.get(edited).content.decode()
    assert "材料&lt;b&gt;" in own
    own_to_a_request = r"\b[0-9A-Za-z]{64}\b|editing-sessions/(ping/wagtailcore/page|release)/[\d/]+"
    ours, theirs = (squeezed(re.sub(own_to_a_request, "", html)) for html in (quick, own))
    differ = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), None)
    assert differ is None, f"{ours[differ - 200 : differ + 200]}\n---\n{theirs[differ - 200 : differ + 200]}"
    assert len(ours) == len(theirs)
    translation.deactivate()
