"""What the operator runs."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import service, upkeep
from search.engines import EngineDownError
from search.management.commands import search_index
from search.models import Failure

from . import hostile


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_queries_from_a_file_as_json(city, tmp_path):
    file = tmp_path / "q.jsonl"
    file.write_text('{"query": "养狗多少钱"}\n\n{"query": "今天天气"}\n', encoding="utf-8")
    lines = [
        json.loads(line) for line in run("search", "--queries", str(file), "--json", "--kind", "thing").splitlines()
    ]
    assert [line["query"] for line in lines] == ["养狗多少钱", "今天天气"]
    assert lines[0]["verdict"] == "hits"
    assert lines[0]["section"] == "fee"
    assert lines[0]["hits"][0]["key"] == "yq"
    assert set(lines[0]["hits"][0]) == {"key", "title", "score"}
    assert lines[1]["verdict"] == "none"


def test_odd_lines_are_answered_in_step(city, tmp_path):
    odd = [{"query": "养\u2028狗"}, {}, {"query": None}, {"query": 12}, {"query": ["养狗"]}, {"query": "养狗" * 5000}]
    lines = "\r\n".join(json.dumps(line, ensure_ascii=False) for line in odd)
    file = tmp_path / "q.jsonl"
    file.write_text(f"\ufeff{lines}\n\n", encoding="utf-8")
    out = run("search", "--queries", str(file), "--json", "--kind", "thing").strip().split("\n")
    answers = [json.loads(line) for line in out]
    assert [answer["query"] for answer in answers[1:5]] == ["", "", "12", "['养狗']"]
    assert [answer["verdict"] for answer in answers[1:3]] == ["clarify", "clarify"]
    assert answers[0]["hits"][0]["key"] == "yq"
    assert answers[5]["hits"][0]["key"] == "yq"


def test_ten_hits_and_every_variant_by_itself(city):
    answer = json.loads(run("search", "许可证", "--json", "--kind", "thing"))
    assert answer["verdict"] == "clarify"
    assert len(answer["hits"]) == 10


def test_one_query_for_people(city):
    assert "养犬登记" in run("search", "养狗", "--kind", "thing")


@pytest.mark.parametrize("args", [(), ("--queries", "/no/such/file"), ("--queries", "{bad}")])
def test_a_wrong_call_says_so(db, tmp_path, args):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("[1]\n")
    with pytest.raises(CommandError):
        run("search", *[str(bad) if arg == "{bad}" else arg for arg in args])


def test_status_rebuild_verify(city):
    told = run("search_index", "status")
    assert f"embedded: up; thing {len(city.rows)}; layout " in told
    assert "0 changes to be read, 0 documents that failed" in told
    assert f"thing: {len(city.rows)} documents read" in run("search_index", "rebuild", "--kind", "thing")
    assert "every document" in run("search_index", "verify", "--kind", "thing")
    city.rows.pop("yq")
    with pytest.raises(CommandError, match="1 document differs; search_index rebuild"):
        run("search_index", "verify", "--kind", "thing")
    with pytest.raises(CommandError, match="invalid choice: 'nothing'"):
        run("search_index", "rebuild", "--kind", "nothing")


def test_status_names_what_failed_and_tells_a_cluster_that_is_down(city, settings):
    Failure.objects.create(engine="embedded", kind="thing", key="yq", error="ValueError('no fee')")
    assert "embedded: thing yq: ValueError('no fee') (tried 1 times)" in run("search_index", "status")
    settings.SEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Down: elastic"):
        run("search_index", "status")
    for action in ("rebuild", "verify"):
        with pytest.raises(CommandError, match="The cluster does not answer, the embedded index goes on"):
            run("search_index", action)


@pytest.mark.parametrize("action", ["rebuild", "verify"])
def test_long_work_shows_how_far_it_is(city, monkeypatch, action):
    monkeypatch.setattr(search_index, "EVERY", 0.0)
    told = StringIO()
    call_command("search_index", action, "--kind", "thing", stdout=StringIO(), stderr=told)
    assert f"thing: {len(city.rows)}" in told.getvalue()


def test_verify_asks_for_many_documents_at_once(city, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(upkeep, "BATCH", 10)
    with django_assert_max_num_queries(2 + len(city.rows) // 10):
        assert service.verify(["thing"]) == []


def test_a_thousand_hostile_queries_through_the_command(city, tmp_path):
    file = tmp_path / "q.jsonl"
    asked = list(hostile.queries(1000))
    file.write_text("".join(json.dumps({"query": each}) + "\n" for each in asked), encoding="utf-8")
    told = run("search", "--queries", str(file), "--json", "--kind", "thing").splitlines()
    assert [json.loads(line)["verdict"] in {"hits", "unsure", "none", "clarify"} for line in told] == [True] * 1000


def test_half_a_character_is_answered_and_those_after_it_too(city, tmp_path):
    """JSON can name what neither a file nor a terminal can hold."""
    file = tmp_path / "q.jsonl"
    file.write_text('{"query": "\\ud800养狗"}\n{"query": "养狗"}\n', encoding="utf-8")
    out = tmp_path / "out"
    with out.open("w", encoding="utf-8") as kept:
        call_command("search", "--queries", str(file), "--json", "--kind", "thing", stdout=kept)
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first["query"] == "?养狗"
    assert second["hits"][0]["key"] == "yq"


def test_what_is_filled_in_stands_far_below_what_fits(city):
    answer = service.query("养狗", kinds=("thing",), limit=10, at_least=10)
    fitting = service.query("养狗", kinds=("thing",), limit=10).hits
    assert len(answer.hits) > len(fitting) > 0
    assert answer.hits[len(fitting)].score <= fitting[-1].score / 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"limit": 0}, "--limit is at least 1"),
        ({"queries": "-"}, "not both"),
    ],
)
def test_what_the_command_cannot_do_is_said(options, told):
    with pytest.raises(CommandError, match=told):
        call_command("search", "开饭店", **options)


def test_no_other_kind_is_searched():
    with pytest.raises(CommandError, match="invalid choice: 'nope'"):
        call_command("search", "开饭店", "--kind", "nope")


def test_a_file_of_another_encoding_is_named(tmp_path):
    file = tmp_path / "q.jsonl"
    file.write_bytes('{"query": "开饭店"}'.encode("gb18030"))
    with pytest.raises(CommandError, match="is not UTF-8"):
        call_command("search", queries=str(file))


def test_a_line_that_cannot_be_read_leaves_no_half_of_the_answers(city, tmp_path):
    file, out = tmp_path / "q.jsonl", StringIO()
    file.write_text('{"query": "养狗"}\nnonsense\n', encoding="utf-8")
    with pytest.raises(CommandError, match="Line 2"):
        call_command("search", "--queries", str(file), "--json", "--kind", "thing", stdout=out)
    assert out.getvalue() == ""


class DownCluster:
    """A cluster that answers nothing."""

    name = "down"

    def find(self, wanted):
        raise EngineDownError("no answer")


def test_queries_that_the_embedded_index_answered_are_counted_and_logged_once(city, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(service, "cluster", DownCluster)
    monkeypatch.setattr(service, "_last_told", -service.TELL_EVERY)
    file, told = tmp_path / "q.jsonl", StringIO()
    file.write_text('{"query": "养狗"}\n{"query": "公积金"}\n', encoding="utf-8")
    call_command("search", "--queries", str(file), "--json", "--kind", "thing", stdout=StringIO(), stderr=told)
    assert told.getvalue() == "2 of 2 answered by the embedded index: the cluster did not answer.\n"
    assert [record.levelname for record in caplog.records if record.name == "search.service"] == ["WARNING"]
