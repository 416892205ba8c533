"""What the operator runs."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


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


def test_one_query_for_people(city):
    assert "养犬登记" in run("search", "养狗", "--kind", "thing")


@pytest.mark.parametrize("args", [(), ("--queries", "/no/such/file"), ("--queries", "{bad}")])
def test_a_wrong_call_says_so(db, tmp_path, args):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("[1]\n")
    with pytest.raises(CommandError):
        run("search", *[str(bad) if arg == "{bad}" else arg for arg in args])


def test_status_rebuild_verify(city):
    assert "embedded: up; thing" in run("search_index", "status")
    assert "thing: " in run("search_index", "rebuild", "--kind", "thing")
    assert "every document" in run("search_index", "verify", "--kind", "thing")
    city.rows.pop("yq")
    with pytest.raises(CommandError, match="1 differences"):
        run("search_index", "verify", "--kind", "thing")
    with pytest.raises(CommandError, match="No such kind"):
        run("search_index", "rebuild", "--kind", "nothing")
