"""Comparison of versions in the words an editor reads: labels, choices, and only the rows that changed."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from items import comparing
from items.models import ItemPage
from items.models.rows import Fee, Material

from . import factories

pytestmark = pytest.mark.django_db


def screen(client, user, page, a="live", b="latest"):
    client.force_login(user)
    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, a, b]))
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") :]


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<(?!/?(del|ins))[^>]*>", " ", html))


@pytest.fixture
def changed(health, editor):
    page = factories.guide(health, live=True, rows=3)
    draft = page.get_latest_revision_as_object()
    draft.status = "paused"
    draft.audiences, draft.charges = ("person", "society"), True
    draft.conditions = "有符合要求的固定场所。"
    draft.effective_from = dt.date(2026, 5, 1)
    first, second, third = draft.materials.all()
    second.necessity = "deferrable"
    third.sort_order, first.sort_order = 0, 2
    draft.materials = [third, second, first, Material(name="营业执照", source="data", sort_order=3)]
    draft.questions = list(draft.questions.all())[:2]
    draft.fees = [Fee(name="工本费", standard="10 元", basis="文件")]
    draft.save_revision(user=editor, log_action=True)
    return page


def test_choices_and_values_read_as_the_editor_shows_them(client, changed, editor):
    html = screen(client, editor, changed)
    assert '<del class="deletion">在用</del> <ins class="addition">暂停</ins>' in html
    assert '<del class="deletion">自然人、企业法人</del> <ins class="addition">自然人、社会组织法人</ins>' in html
    assert '<del class="deletion">否</del> <ins class="addition">是</ins>' in html
    assert '<ins class="addition">2026-05-01</ins>' in html
    assert '要求的<ins class="addition">固定</ins>场所' in html
    for raw in ("paused", "society", "True", "None", "deferrable"):
        assert raw not in plain(html), raw


def test_rows_that_came_went_changed_or_moved_and_no_others(client, changed, editor):
    text = plain(screen(client, editor, changed))
    assert "新增 营业执照" in text
    assert "数据比对" in text
    assert "删除 要多久 2?" in text
    assert "修改 第1份申请书" in text
    assert '<del class="deletion">必要</del> <ins class="addition">容缺后补</ins>' in text
    assert text.count("移动") == 1
    assert "要多久 1?" not in text
    assert "收件" not in text
    assert "新增 工本费" in text


def test_the_same_versions_have_no_differences(client, health, editor):
    page = factories.guide(health, live=True)
    html = screen(client, editor, page)
    assert "没有区别" in html
    assert 'class="deletion"' not in html


def test_reviewers_get_to_it_from_the_review_and_from_the_dashboard(client, changed, editor, reviewer, legal):
    page = ItemPage.objects.get(pk=changed.pk)
    page.get_workflow().start(page, editor)
    revision = page.latest_revision_id
    live = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    for user in (reviewer, legal):
        client.force_login(user)
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "与公开的版本比较" in edit
        assert "新增" in plain(screen(client, user, page))
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert live in home
        state = page.current_workflow_state
        state.current_task_state.task.specific.on_action(state.current_task_state, user, "approve")
        page = ItemPage.objects.get(pk=changed.pk)
    assert page.live_revision_id == revision


def test_another_bureau_does_not_compare(client, changed, police):
    from accounts.roles import Role

    client.force_login(factories.person("other", police.bureau, Role.EDITOR))
    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[changed.pk, "live", "latest"]))
    assert answer.status_code in (302, 403, 404)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_marked_holds_both_texts_and_no_markup_of_theirs(before, after):
    from django.utils.html import escape

    html = comparing.marked(before, after)
    if before == after:
        return
    old = re.sub(r"<ins[^>]*>.*?</ins>", "", html, flags=re.S)
    new = re.sub(r"<del[^>]*>.*?</del>", "", html, flags=re.S)
    assert re.sub(r"</?(del|ins)[^>]*>", "", old) == escape(before)
    assert re.sub(r"</?(del|ins)[^>]*>", "", new) == escape(after)


@given(st.permutations(range(6)))
def test_rows_still_in_order_have_not_moved(places):
    moved = [n for n, move in enumerate(comparing._moves(list(places))) if move]
    stayed = [place for n, place in enumerate(places) if n not in moved]
    assert stayed == sorted(stayed)
    assert list(places) != sorted(places) or not moved


def test_rows_that_lost_their_keys_are_paired_by_what_they_say(client, health, editor):
    page = factories.guide(health, live=True, rows=3)
    draft = page.get_latest_revision_as_object()
    said = [("第0份申请书", "填写完整"), ("第1份申请书", "须签名"), ("营业执照", "在有效期内")]
    draft.materials = [
        Material(name=name, kind="form", originals=1, standard=standard, sort_order=n)
        for n, (name, standard) in enumerate(said)
    ]
    draft.save_revision(user=editor, log_action=True)
    html = plain(screen(client, editor, page))
    assert "营业执照" in html
    assert "须签名" in html
    assert "第0份申请书" not in html
