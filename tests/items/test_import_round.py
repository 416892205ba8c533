"""Whatever is exported comes back unchanged, in each kind of file."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from items import choices
from items.importing.exporting import export_file
from items.importing.run import import_file
from items.models import ItemPage, Topic
from items.models.rows import Fee, LegalBasis, Material, Place, Question, Result, Step

from . import factories

words = st.text(
    st.sampled_from("甲乙受理材料一二三12①（）()；;、，,。.:：《》 \u3000\n\r\t\x07\u200b\x85'\"=+-@#[]{}/\\_x年无𠮷éA")
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=12,
) | st.sampled_from(
    [
        "0371-12345678、87654321",
        "20个工作日（可延长）",
        "_x0007_",
        "1.1E+30",
        "2024-01-01",
        "[{}]",
        "'",
        "合计",
        "行政许可",
    ]
)
named = words.filter(lambda text: text.strip() and any(mark.isalnum() for mark in text)) | st.sampled_from(
    ["=1+1", "合计", "1.申请书 2.照片", "'=x", "#REF!", "材料1", "[{", "身份证（原件1份）", "无", "一、甲；乙", "-"]
)
LIMIT = st.none() | st.integers(0, 32767)
UNIT = st.sampled_from(choices.Unit.values)
NUMBER = st.integers(0, 32767)


def some(words_of):
    return st.lists(st.sampled_from(words_of.values), unique=True).map(
        lambda chosen: tuple(value for value in words_of.values if value in chosen)
    )


def one(words_of, *more):
    return st.sampled_from([*words_of.values, *more])


def rows(model, **fields):
    return st.lists(st.fixed_dictionaries(fields), max_size=3).map(
        lambda found: [model(**one, sort_order=order) for order, one in enumerate(found)]
    )


FIELDS = st.fixed_dictionaries(
    {
        "everyday_names": words, "summary": words, "kind": one(choices.ItemKind, ""), "level": one(choices.Level, ""),
        "status": one(choices.Status), "effective_from": st.none() | st.dates(datetime.date(1990, 1, 1)),
        "undertaker": words, "audiences": some(choices.Audience), "handling": one(choices.Handling, ""), "conditions": words,
        "quota": words, "channels": some(choices.Channel), "online_depth": one(choices.Depth, ""), "visits": st.none() | NUMBER,
        "visits_reason": words, "statutory_limit": LIMIT, "statutory_unit": UNIT, "promised_limit": LIMIT, "promised_unit": UNIT,
        "limit_note": words, "deliveries": some(choices.Delivery), "charges": st.sampled_from([None, True, False]),
        "consult_phone": words, "complaint_phone": words, "remedies": words, "bookable": st.booleans(), "ask_online": st.booleans(),
    }
)  # fmt: skip
RELATIONS = st.fixed_dictionaries(
    {
        "legal_bases": rows(LegalBasis, law=named, article=words, text=words),
        "materials": rows(
            Material, name=named, kind=one(choices.MaterialKind), source=one(choices.MaterialSource), form=one(choices.MaterialForm),
            originals=NUMBER, copies=NUMBER, necessity=one(choices.Necessity), standard=words, instructions=words,
        ),
        "steps": rows(Step, kind=one(choices.StepKind), name=named, role=words, limit=LIMIT, unit=UNIT, basis=words),
        "results": rows(Result, name=named, kind=one(choices.ResultKind), validity=words),
        "fees": rows(Fee, name=named, standard=words, basis=words),
        "places": rows(Place, address=named, window=words, hours=words, phone=words),
        "questions": rows(Question, question=named, answer=words),
    }
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(found=st.lists(st.tuples(named, FIELDS, RELATIONS), min_size=1, max_size=2))
def test_every_export_comes_back_unchanged(tmp_path, suffix, found):
    from items import bureaus

    bureau, _made = bureaus.ensure_bureau("郑州市公安局")
    shelf = bureaus.ensure_page(bureau)
    for page in ItemPage.objects.all():
        page.delete()
    for title, fields, relations in found:
        page = factories.guide(shelf, title.strip(), **fields)
        for name, relation in relations.items():
            setattr(page, name, relation)
        page.save_revision(clean=False)
    path = tmp_path / f"all.{suffix}"
    assert export_file(path) == len(found)
    report = import_file(path)
    assert report.counts["unchanged"] == report.counts["read"] == len(found), "\n".join(
        line for row in report.rows if row["result"] != "unchanged" for line in _difference(row)
    )


def _difference(row):
    revisions = list(ItemPage.objects.get(pk=row["page"]).revisions.order_by("-pk")[:2]) if row.get("page") else []
    if len(revisions) < 2:
        return [str(row)]
    new, old = (revision.content for revision in revisions)
    return [
        f"{name}: {old[name]} became {new[name]}" for name in new if old.get(name) != new[name] and "_at" not in name
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
def test_topics_and_partners_with_marks_in_their_names(tmp_path, suffix):
    shelf = factories.place()
    partner = factories.place("郑州市发展、改革委员会", "fgw").bureau
    page = factories.guide(shelf, "甲")
    page.topics = [Topic.objects.create(name="市场、准入")]
    page.joint_bureaus = [partner]
    page.save_revision(clean=False)
    export_file(tmp_path / f"all.{suffix}")
    assert import_file(tmp_path / f"all.{suffix}").counts["unchanged"] == 1
