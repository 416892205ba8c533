"""Building a form in the admin: what an editor sends, what is refused and where the message stands."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from forms import definition, service
from forms.blocks import keyed_blocks
from forms.fields.registry import TYPES
from forms.models import Form

pytestmark = pytest.mark.django_db


def rule(*conditions, mode="all"):
    return {"mode": mode, "conditions": streamfield(list(conditions))}


def step(*blocks, title=""):
    return streamfield([("step", {"title": title, "intro": "", "show": rule(), "blocks": streamfield(list(blocks))})])


def field(kind, label, **more):
    words = {"label": label, "help": "", "required": "on", "purpose": "", "example": "", "key": ""}
    common = {**words, "show": rule(), "require": rule()}
    return kind, {**common, **more}


def phone(label="手机号", **more):
    return field("phone", label, **{"purpose": "通知进度", **more})


def sent(bureau, body, **more):
    return nested_form_data(
        {"title": "新表", "intro": "", "body": body, "bureau": bureau.pk, "code": "new-form", "seen": "", **more}
    )


def with_ids(form, data):
    """The same data as the page would send it again: each block with its id."""
    for at, child in enumerate(form.body):
        data[f"body-{at}-id"] = child.id
        for place, inner in enumerate(child.value["blocks"]):
            data[f"body-{at}-value-blocks-{place}-id"] = inner.id
    return data


def create(client, bureau, *blocks):
    response = client.post(reverse("forms_admin:add"), sent(bureau, step(*blocks)))
    assert response.status_code == 302, response.content.decode()[:3000]
    return Form.objects.get(code="new-form")


def keys(form):
    form.refresh_from_db()
    return [spec.key for spec in definition.specs(definition.of(form))]


def test_keys_are_given_on_saving_and_stay(client, editor, bureau):
    client.force_login(editor)
    form = create(client, bureau, phone("甲"), phone("乙"))
    assert keys(form) == ["f1", "f2"]
    ids = [child.id for _place, child, _group in keyed_blocks(form.body)]
    data = sent(bureau, step(phone("乙，改了", key="f2"), phone("丙"), phone("甲", key="f1")), seen=form.draft_sha256)
    data["body-0-value-blocks-0-id"], data["body-0-value-blocks-2-id"] = ids[1], ids[0]
    assert client.post(reverse("forms_admin:edit", args=[form.pk]), data).status_code == 302
    assert keys(form) == ["f2", "f3", "f1"]
    assert form.history.count() == 2
    assert form.history.first().history_user == editor


def test_keys_follow_the_order_of_the_form_around_one_that_a_condition_names(client, editor, bureau):
    client.force_login(editor)
    asks = rule(("condition", {"subject": "f2", "operator": "filled", "value": "", "value_to": ""}))
    form = create(client, bureau, phone("甲"), phone("乙", key="f2"), phone("丙", show=asks), phone("丁"))
    assert keys(form) == ["f1", "f2", "f3", "f4"]
    assert form.last_key == 4


@pytest.mark.parametrize(
    ("kind", "options", "typed", "read"),
    [
        ("money", {}, "2,000元", "2000"),
        ("money", {}, "¥２０００", "2000"),
        ("number", {"unit": "平方米"}, "1,200.50 平方米", "1200.5"),
        ("integer", {}, " ２０００ ", "2000"),
        ("money", {}, "两千", "两千"),
        ("integer", {}, "2000元", "2000元"),
        ("integer", {}, "1,00", "1,00"),
        ("date", {}, "2026年3月1日", "2026-03-01"),
    ],
)
def test_a_value_of_a_condition_is_read_as_the_field_reads_what_is_typed(form, kind, options, typed, read):
    steps = [{"blocks": [{"type": kind, "key": "f1", "label": "问题", **options}, {"type": "text", "key": "f2", "label": "再问"}]}]  # fmt: skip
    raw = definition.to_body(steps)
    sentence = {"subject": "f1", "operator": "ge", "value": typed, "value_to": ""}
    raw[0]["value"]["blocks"][1]["value"]["show"] = {"mode": "all", "conditions": [{"type": "condition", "value": sentence}]}  # fmt: skip
    form.body = Form._meta.get_field("body").to_python(raw)
    show = definition.of(form)["steps"][0]["blocks"][1]["show"]
    assert show["args"][1] == {"date" if kind == "date" else "number": read}
    refused = {"rule-value"} & {problem.code for problem in service.problems(form)}
    assert bool(refused) == (typed == read)


def test_two_fields_with_one_key_are_refused_at_the_field(client, editor, bureau):
    client.force_login(editor)
    response = client.post(
        reverse("forms_admin:add"), sent(bureau, step(phone("甲", key="tel"), phone("乙", key="tel")))
    )
    assert response.status_code == 200
    error = response.context["form"].errors.as_data()["body"][0].as_json_data()
    inner = error["blockErrors"]["0"] if "0" in error["blockErrors"] else error["blockErrors"][0]
    (at,) = inner["blockErrors"]["blocks"]["blockErrors"]
    assert int(at) == 1
    assert "已用于「甲」" in str(inner["blockErrors"]["blocks"]["blockErrors"][at]["blockErrors"]["key"])
    assert not Form.objects.exists()


@pytest.mark.parametrize("key", ["手机", "1a", "A", "a-b", "a" * 31])
def test_keys_are_short_ascii(client, editor, bureau, key):
    client.force_login(editor)
    assert client.post(reverse("forms_admin:add"), sent(bureau, step(phone("甲", key=key)))).status_code == 200
    assert not Form.objects.exists()


def test_a_published_key_cannot_be_changed(client, editor, bureau):
    client.force_login(editor)
    form = create(client, bureau, phone("甲"))
    service.publish(form, editor)
    data = with_ids(form, sent(bureau, step(phone("甲", key="other")), seen=form.draft_sha256))
    response = client.post(reverse("forms_admin:edit", args=[form.pk]), data)
    assert response.status_code == 200
    assert "不能更改" in str(response.context["form"].errors.as_data()["body"][0].as_json_data())
    assert keys(form) == ["f1"]


def test_a_draft_somebody_else_saved_is_told_of_and_nothing_is_lost(client, editor, bureau):
    client.force_login(editor)
    form = create(client, bureau, phone("甲"))
    old = form.draft_sha256
    form.title = "别人改的"
    form.save()
    data = with_ids(form, sent(bureau, step(phone("我的", key="f1")), seen=old))
    first = client.post(reverse("forms_admin:edit", args=[form.pk]), data)
    assert first.status_code == 200
    assert "被别人保存过" in first.content.decode()
    assert json.dumps("我的")[1:-1] in first.content.decode()
    assert Form.objects.get().title == "别人改的"
    again = {**data, "seen": first.context["form"]["seen"].value()}
    assert client.post(reverse("forms_admin:edit", args=[form.pk]), again).status_code == 302
    assert Form.objects.get().title == "新表"


def test_publishing_refuses_at_the_block_and_then_publishes(client, editor, bureau):
    client.force_login(editor)
    form = create(client, bureau, phone("", purpose=""))
    edit, publish = (reverse(f"forms_admin:{name}", args=[form.pk]) for name in ("edit", "publish"))
    data = with_ids(form, sent(bureau, step(phone("", purpose="", key="f1")), seen=form.draft_sha256))
    response = client.post(edit, {**data, "action-publish": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == f"{edit}?check=1"
    assert "请填写要问申请人的内容" in response.content.decode()
    assert response.context["form"].errors["body"]
    assert client.post(publish).url == f"{edit}?check=1"
    assert not form.versions.exists()
    form.refresh_from_db()
    data = with_ids(form, sent(bureau, step(phone("手机", key="f1")), seen=form.draft_sha256))
    response = client.post(edit, {**data, "action-publish": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == publish
    assert "第一次发布" in response.content.decode()
    assert client.post(publish).url == edit
    assert form.versions.get().author == editor


def test_an_editor_makes_forms_for_the_own_bureau_only(client, editor, bureau, other_bureau):
    client.force_login(editor)
    response = client.post(reverse("forms_admin:add"), sent(other_bureau, step(phone("甲"))))
    assert response.status_code == 200
    assert "bureau" in response.context["form"].errors
    assert not Form.objects.exists()


def test_pasted_lines_become_choices(client, editor, bureau):
    client.force_login(editor)
    empty = {"choices-count": "0"}
    form = create(client, bureau, field("single_choice", "方式", paste=" 窗口\n\n网上 \r\n邮寄", **empty))
    (spec,) = definition.specs(definition.of(form))
    assert spec.get("choices") == [
        {"value": "c1", "label": "窗口"},
        {"value": "c2", "label": "网上"},
        {"value": "c3", "label": "邮寄"},
    ]


def test_ready_forms_and_copies_begin_filled_in(client, editor, bureau, form):
    client.force_login(editor)
    page = client.get(reverse("forms_admin:add"), {"from": "food"})
    assert page.context["form"].initial["title"] == "食品经营许可申请表"
    copied = client.get(reverse("forms_admin:copy", args=[form.pk]))
    assert copied.context["form"].initial["code"] != form.code
    assert "副本" in copied.context["form"].initial["title"]


def test_preview_checks_and_keeps_nothing(client, editor, form):
    client.force_login(editor)
    address = reverse("forms_admin:preview", args=[form.pk])
    assert "营业执照申请表" in client.get(address).content.decode()
    wrong = client.post(address, {"answers-f1": "张三"})
    assert "error-summary" in wrong.content.decode()
    assert client.get(address, {"v": 1}).status_code == 200
    assert client.get(address, {"v": 99}).status_code == 404


def test_a_clerk_has_no_forms(client, bureau, form):
    from accounts.roles import Role

    from .conftest import person

    client.force_login(person("clerk", bureau, Role.CLERK))
    for name in ("index", "add"):
        assert client.get(reverse(f"forms_admin:{name}")).status_code in {302, 403}
    assert client.get(reverse("forms_admin:edit", args=[form.pk])).status_code in {302, 403}


def test_drop_downs_ask_in_chinese_and_each_type_has_its_icon(client, editor, bureau):
    client.force_login(editor)
    page = client.get(reverse("forms_admin:add")).content.decode()
    assert "Select an option" not in page
    icons = client.get(reverse("wagtailadmin_sprite")).content.decode()
    assert [name for name, kind in TYPES.items() if f'id="icon-{kind.icon}"' not in icons] == []
