"""A published version is frozen, by Python and by the database, and its answers read the same for ever."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.errors import Invalid, NotAllowed, Refused
from forms import definition, service, triggers
from forms.models import Form, FormVersion, FrozenError
from forms.system_checks import frozen_versions

from .conftest import STEPS

pytestmark = pytest.mark.django_db
DATABASE_REFUSALS = (IntegrityError, InternalError)


def relabel(form, key, label):
    for step in form.body:
        for child in step.value["blocks"]:
            if child.value.get("key") == key:
                child.value["label"] = label
    form.save()


def test_python_refuses_change_and_delete(version):
    version.definition = "{}"
    for act in (
        version.save,
        version.delete,
        FormVersion.objects.all().delete,
        lambda: FormVersion.objects.update(number=9),
        lambda: FormVersion.objects.bulk_update([version], ["number"]),
        lambda: FormVersion.objects.bulk_create(
            [version], update_conflicts=True, update_fields=["number"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(FrozenError):
            act()


@pytest.mark.parametrize("sql", ["UPDATE hall_forms_formversion SET number = 9", "DELETE FROM hall_forms_formversion"])
def test_database_refuses_change_and_delete(version, sql):
    with pytest.raises(DATABASE_REFUSALS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert FormVersion.objects.get().sha256 == version.sha256


@pytest.mark.parametrize("own_id", [True, False])
def test_sqlite_refuses_a_row_put_in_the_place_of_a_version(version, own_id):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    names = [field.column for field in FormVersion._meta.concrete_fields if own_id or field.column != "id"]
    values = ", ".join("'{}'" if name == "definition" else name for name in names)
    sql = f"INSERT OR REPLACE INTO hall_forms_formversion ({', '.join(names)}) SELECT {values} FROM hall_forms_formversion"
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert FormVersion.objects.get().definition == version.definition


@pytest.mark.postgresql
def test_postgresql_refuses_truncate(version):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DATABASE_REFUSALS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE hall_forms_formversion CASCADE")


def test_form_with_versions_cannot_be_deleted(version):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        version.form.delete()


def test_missing_triggers_are_found_and_come_back_with_migrate(version):
    assert frozen_versions(databases=["default"]) == []
    triggers.lift()
    (error,) = frozen_versions(databases=["default"])
    assert error.id == "hall_forms.E001"
    call_command("migrate", verbosity=0)
    assert frozen_versions(databases=["default"]) == []


def test_triggers_come_back_after_an_error():
    def fail():
        with triggers.triggers_lifted():
            raise RuntimeError(str(triggers.missing()))

    with pytest.raises(RuntimeError, match="no_delete"):
        fail()
    assert not triggers.missing()


def test_same_definition_makes_no_new_version(form, editor, version):
    assert service.publish(form, editor) == version
    relabel(form, "f1", "申请人姓名")
    second = service.publish(form, editor)
    assert second.number == 2
    assert second.author == editor
    assert form.history.first().history_change_reason == "发布第 2 版"


def test_answers_are_shown_in_the_words_they_were_given_to(form, editor, version):
    answers = {"f1": "张三", "f3": "c1"}
    before = service.display(version, answers)
    relabel(form, "f1", "负责人")
    service.publish(form, editor)
    assert service.display(FormVersion.objects.get(pk=version.pk), answers) == before
    assert service.display(service.latest(form), answers)[0].rows[0].label == "负责人"


def test_definition_is_canonical_and_hashed(version):
    parsed = json.loads(version.definition)
    assert definition.canonical(parsed) == version.definition
    assert definition.sha256(version.definition) == version.sha256
    assert "张" not in version.definition


def test_who_may_not_publish_is_refused(form, other_editor, bureau):
    from accounts.roles import Role

    from .conftest import person

    for user in (other_editor, person("clerk", bureau, Role.CLERK)):
        with pytest.raises(NotAllowed):
            service.publish(form, user)


def test_faults_block_publishing_with_place_and_remedy(bureau, editor):
    steps = [{"blocks": [{"type": "phone", "label": "手机"}, {"type": "single_choice", "label": ""}]}]
    with pytest.raises(Invalid) as refusal:
        service.create_from_definition("坏", "bad", bureau, steps, editor)
    found = {(problem.step, problem.block, problem.attribute) for problem in refusal.value.extra["problems"]}
    assert found == {(0, 0, "purpose"), (0, 1, "label"), (0, 1, "choices")}
    assert not Form.objects.filter(code="bad").exists()


def test_archived_form_is_neither_filled_in_nor_published(form, editor):
    service.archive(form, editor)
    form.refresh_from_db()
    assert service.latest(form) is None
    with pytest.raises(Refused):
        service.publish(form, editor)
    service.archive(form, editor, archived=False)
    form.refresh_from_db()
    assert service.latest(form).number == 1


def test_a_published_key_never_changes_its_type(form, editor, version):
    steps = [{"blocks": [{"type": "text", "key": "f2", "label": "手机"}]}]
    with pytest.raises(Invalid) as refusal:
        service.create_from_definition(form.title, form.code, form.bureau, steps, editor)
    assert [problem.code for problem in refusal.value.extra["problems"]] == ["key-type"]


def test_keys_are_stable_and_never_used_again(bureau, editor):
    form = service.create_from_definition("表", "keys", bureau, STEPS, editor)
    keys = [spec.key for spec in definition.specs(definition.of(form))]
    assert keys == ["f1", "f2", "f3", "f4", "f5"]
    raw = definition.to_body(definition.of(form)["steps"])
    blocks = raw[0]["value"]["blocks"]
    fields = [block for block in blocks if block["type"] != "section"]
    fields[4]["value"]["key"] = ""
    raw[0]["value"]["blocks"] = [
        fields[3],
        fields[0],
        {**fields[4], "value": {**fields[4]["value"], "label": "再承诺"}},
    ]
    form.body = Form._meta.get_field("body").to_python(raw)
    form.save()
    assert [spec.key for spec in definition.specs(definition.of(form))] == ["f4", "f1", "f6"]


def choices_of(form, key):
    return next(child.value["choices"] for step in form.body for child in step.value["blocks"] if child.value.get("key") == key)  # fmt: skip


def test_a_choices_value_never_passes_to_another_choice(form, version):
    key = next(spec.key for spec in definition.specs(definition.read(version)) if spec.get("choices"))
    assert [(row["value"], row["label"]) for row in choices_of(form, key)] == [("c1", "窗口"), ("c2", "网上")]
    rows = choices_of(form, key)
    del rows[1]
    rows.append({"label": "邮寄", "value": ""})
    form.save()
    assert [(row["value"], row["label"]) for row in choices_of(form, key)] == [("c1", "窗口"), ("c3", "邮寄")]
    rows.append({"label": "网上", "value": ""})
    form.save()
    assert [row["value"] for row in choices_of(form, key)] == ["c1", "c3", "c2"]
