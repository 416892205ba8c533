"""Mending at one click and taking it back; who may; what the editor sees of each problem."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from forms import definition, revisions, service
from forms.blocks import place_errors
from forms.models import Form

from .conftest import person
from .planting import PAIR

pytestmark = pytest.mark.django_db
FAULTY = [
    {
        "title": "",
        "blocks": [
            {"type": "phone", "key": "f1", "label": "手机号"},
            {"type": "text", "key": "f2", "label": "经营场所", "help": "经营场所"},
            {"type": "text", "key": "f3", "label": "经营场所"},
        ],
    }
]


@pytest.fixture
def faulty(bureau, editor):
    form = Form(title="有问题的表", code="faulty", bureau=bureau)
    form.body = Form._meta.get_field("body").to_python(definition.to_body(FAULTY))
    service.because(form, editor, "").save()
    return form


def problem_of(form, code):
    return next(problem for problem in service.problems(form) if problem.code == code)


def posted(form, problem, **more):
    names = ("code", "step", "block", "inner", "attribute")
    return {"seen": form.draft_sha256, **{name: getattr(problem, name) for name in names}, **more}


def mend_url(form):
    return reverse("forms_admin:mend", args=[form.pk])


def test_one_click_mends_says_what_it_did_and_can_be_taken_back(client, faulty, editor):
    client.force_login(editor)
    first, before = faulty.history.first(), definition.of(faulty)
    answer = client.post(mend_url(faulty), posted(faulty, problem_of(faulty, "purpose")), follow=True)
    assert "已改好：第 1 步「手机号」" in answer.content.decode()
    faulty.refresh_from_db()
    assert "purpose" not in {problem.code for problem in service.problems(faulty)}
    newest = faulty.history.first()
    assert (newest.history_user, newest.history_change_reason) == (editor, "第 1 步「手机号」：写上常用的收集目的")
    undo = reverse("forms_admin:restore", args=[faulty.pk, first.pk])
    assert undo in answer.content.decode()
    assert undo in client.get(reverse("forms_admin:history", args=[faulty.pk])).content.decode()
    assert "收集目的" in client.get(undo).content.decode()
    assert client.post(undo).status_code == 302
    faulty.refresh_from_db()
    assert definition.of(faulty) == before
    assert faulty.history.count() == 3


def test_a_fix_of_a_stale_page_an_unknown_problem_or_one_without_a_fix_is_refused(client, faulty, editor):
    client.force_login(editor)
    problem = problem_of(faulty, "help-repeats")
    sent = posted(faulty, problem)
    refused = [
        {**sent, "seen": "0" * 64},
        {**sent, "code": "label"},
        {**sent, "block": "7"},
        {**sent, "step": "x" * 9},
        {},
    ]
    for data in refused:
        answer = client.post(mend_url(faulty), data, follow=True)
        assert "messages" in answer.content.decode()
        assert faulty.history.count() == 1
    assert client.get(mend_url(faulty)).status_code == 405
    client.post(mend_url(faulty), sent)
    client.post(mend_url(faulty), sent)
    assert faulty.history.count() == 2


def test_a_restored_draft_never_gives_a_key_again(faulty, editor):
    first = faulty.history.first()
    faulty.body[0].value["blocks"].append(("text", {"label": "新"}))
    faulty.save()
    restored = revisions.restore(faulty, editor, first)
    restored.body[0].value["blocks"].append(("text", {"label": "更新"}))
    restored.save()
    assert [spec.key for spec in definition.specs(definition.of(restored))] == ["f1", "f2", "f3", "f5"]


def test_a_history_row_of_another_form_is_not_found(client, faulty, form, editor):
    client.force_login(editor)
    address = reverse("forms_admin:restore", args=[faulty.pk, form.history.first().pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


SCREENS = ["edit", "copy", "history", "usage", "preview", "publish", "versions", "archive", "export", "mend", "restore"]
NOBODY = [Role.CLERK, Role.SUPERVISOR, Role.REVIEWER, Role.LEGAL, Role.DATA_ENTRY]


@pytest.mark.parametrize("who", ["other bureau", "anonymous", *NOBODY])
@pytest.mark.parametrize("name", SCREENS)
def test_only_editors_of_the_bureau_reach_a_form(client, faulty, bureau, other_editor, who, name):
    if who != "anonymous":
        client.force_login(other_editor if who == "other bureau" else person("somebody", bureau, who))
    args = [faulty.pk, faulty.history.first().pk] if name == "restore" else [faulty.pk]
    address, before = reverse(f"forms_admin:{name}", args=args), Form.objects.values().get(pk=faulty.pk)
    data = posted(faulty, problem_of(faulty, "purpose"))
    for answer in (client.get(address), client.post(address, data)):
        assert answer.status_code in {302, 403, 404, 405}
        assert "手机号" not in answer.content.decode()
        if answer.status_code == 302:
            assert answer["Location"].startswith(("/admin/login/", reverse("wagtailadmin_home")))
            assert f"/{faulty.pk}/" not in answer["Location"].split("?")[0]
    assert Form.objects.values().get(pk=faulty.pk) == before
    assert faulty.history.count() == 1
    assert not faulty.versions.exists()


def test_the_verbs_ask_for_permission_themselves(faulty, other_editor, bureau):
    from accounts.errors import NotAllowed

    problem = problem_of(faulty, "purpose")
    for user in (other_editor, person("clerk", bureau, Role.CLERK)):
        with pytest.raises(NotAllowed):
            revisions.mend(faulty, user, revisions.name_of(problem), faulty.draft_sha256)
        with pytest.raises(NotAllowed):
            revisions.restore(faulty, user, faulty.history.first())
        with pytest.raises(NotAllowed):
            service.publish(faulty, user)


def test_each_problem_links_to_its_block(client, faulty, editor):
    client.force_login(editor)
    page = client.get(reverse("forms_admin:edit", args=[faulty.pk]), {"check": "1"}).content.decode()
    links = re.findall(r'data-problem="([^"]+)"', page)
    blocks = faulty.body[0].value["blocks"]
    assert links == [blocks[0].id, blocks[1].id, blocks[2].id]
    publish = client.get(reverse("forms_admin:publish", args=[faulty.pk])).content.decode()
    assert f"?check=1#{blocks[0].id}" in publish
    assert mend_url(faulty) not in publish


def test_an_error_of_a_rule_and_one_of_its_condition_both_show():
    error = place_errors(
        {(0, 1, -1): [("show", "规则"), ("show.0", "条件"), ("show.0", "又一条"), ("label", "甲"), ("label", "乙")]}
    )
    block = error.block_errors[0].block_errors["blocks"].block_errors[1].block_errors
    assert list(block["label"].messages) == ["甲", "乙"]
    assert list(block["show"].non_block_errors) == ["规则"]
    condition = block["show"].block_errors["conditions"].block_errors[0]
    assert list(condition.non_block_errors) == ["条件", "又一条"]


def test_a_contradiction_and_a_missing_choice_of_one_rule_both_show(client, bureau, editor):
    def eq(value):
        return {"op": "eq", "args": [{"field": "who", "type": "text"}, {"text": value}]}

    steps = [{"title": "", "blocks": [
        {"type": "single_choice", "key": "who", "label": "谁", "choices": PAIR},
        {"type": "text", "key": "note", "label": "说明", "show": {"op": "and", "args": [eq("c1"), eq("c9")]}},
    ]}]  # fmt: skip
    form = Form(title="表", code="both", bureau=bureau)
    form.body = Form._meta.get_field("body").to_python(definition.to_body(steps))
    form.save()
    client.force_login(editor)
    page = client.get(reverse("forms_admin:edit", args=[form.pk]), {"check": "1"}).content.decode()
    for words in ("条件里的选项已经没有了", "这些条件互相矛盾"):
        assert page.count(words) + page.count(words.encode("unicode_escape").decode()) >= 2


def test_check_forms_tells_of_each_problem_and_fails_on_errors(faulty, form, capsys):
    from django.core.management import CommandError, call_command

    call_command("check_forms", form.code)
    assert capsys.readouterr().out.splitlines()[-1] == '{"forms": 1, "errors": 0, "warnings": 0}'
    with pytest.raises(SystemExit):
        call_command("check_forms")
    out = capsys.readouterr().out
    assert "faulty: error purpose: 第 1 步「手机号」" in out
    assert out.splitlines()[-1] == '{"forms": 2, "errors": 2, "warnings": 1}'
    with pytest.raises(CommandError):
        call_command("check_forms", "nothing")


ASKED = {"type": "yes_no", "key": "f1", "label": "是否租用", "required": True}
GONE = {"op": "filled", "args": [{"field": "f9", "type": "text"}]}
RENTS = {"op": "eq", "args": [{"field": "f1", "type": "bool"}, {"bool": True}]}
TEXT = {"type": "text", "key": "f2", "label": "出租人"}
OUTCOMES = {
    "required and shown": ({**TEXT, "required": True, "show": GONE}, "（以后人人都看到，人人必填）"),
    "optional and shown": ({**TEXT, "show": GONE}, "（以后人人都看到）"),
    "required by condition": ({**TEXT, "require": GONE}, "（以后谁都可以不填）"),
    "a note": ({"type": "guidance", "text": "说明", "show": GONE}, "（以后人人都看到）"),
    "one of two": ({**TEXT, "required": True, "show": {"op": "and", "args": [RENTS, GONE]}}, ""),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_button_says_what_holds_when_the_last_condition_is_gone(client, bureau, editor, name):
    block, outcome = OUTCOMES[name]
    form = Form(title="表", code="outcome", bureau=bureau)
    form.body = Form._meta.get_field("body").to_python(definition.to_body([{"blocks": [ASKED, block]}]))
    service.because(form, editor, "").save()
    client.force_login(editor)
    page = client.get(reverse("forms_admin:edit", args=[form.pk]), {"check": "1"}).content.decode()
    assert re.search(rf">\s*删除这一条条件{outcome}\s*</button>", page)
    answer = client.post(mend_url(form), posted(form, problem_of(form, "rule-missing")), follow=True)
    assert f"删除这一条条件{outcome}。" in answer.content.decode()
    assert form.history.first().history_change_reason.endswith(f"删除这一条条件{outcome}")
