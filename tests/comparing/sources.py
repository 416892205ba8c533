"""Data sources for tests, and one that fails as it is told."""

from guidance.comparing import reading, tables
from guidance.comparing.answers import Answer, FaultError, Outcome
from guidance.comparing.models import DataSource

HEAD = "身份证号,姓名,证照编号,有效期至"
LI = "410105194912310020"


class Faulty:
    """The fault-injecting provider: gives, one after the other, what it was filled with; the last one stays."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def ask(self, source, person, today):
        self.asked.append(person)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer)


FAULTS = {
    "match": (Outcome.MATCH, Outcome.MATCH),
    "no match": (Outcome.NO_MATCH, Outcome.NO_MATCH),
    "timeout": (TimeoutError(), Outcome.TIMEOUT),
    "fault": (FaultError("HTTP 500"), Outcome.FAULT),
    "broken": (ZeroDivisionError(), Outcome.FAULT),
}


def make_source(bureau, name="企业登记库", **fields):
    values = {"about": "营业执照是否有效", "kind": DataSource.Kind.TABLE, **fields}
    return DataSource.objects.create(name=name, bureau=bureau, **values)


def with_table(source, *lines, head=HEAD, user=None):
    """The source with a table of those lines in place."""
    data = "\n".join([head, *lines]).encode()
    found = reading.read(data, "表.csv", source)
    assert not found.problems, found.problems
    tables.put_in_place(source, tables.keep(source, found, data, "表.csv", user), user)
    source.refresh_from_db()
    return source
