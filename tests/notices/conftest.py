"""A channel that keeps what it is given and fails when told to, in place of all real ones."""

from collections.abc import Iterator

import pytest

from guidance.notices import channels, outbox
from guidance.notices.channels import Parcel


class Recorder:
    """Keeps parcels; `failing` is raised instead, `dying` is raised after the parcel has left."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.failing: Exception | None = None
        self.dying: BaseException | None = None

    def deliver(self, parcel: Parcel) -> str:
        if self.failing:
            raise self.failing
        self.parcels.append(parcel)
        if self.dying:
            raise self.dying
        return f"ref-{len(self.parcels)}"


@pytest.fixture
def sent(monkeypatch) -> Iterator[Recorder]:
    recorder = Recorder()
    for name in list(channels.CHANNELS):
        monkeypatch.setitem(channels.CHANNELS, name, recorder)
    return recorder


@pytest.fixture
def add():
    def make(dedupe: str = "case-1:received", **values):
        given = {
            "kind": "case.received",
            "channel": "sms",
            "to": "13812341234",
            "subject": "收到",
            "body": "您的申请已收到。",
            "case_number": "A20260001",
        } | values
        return outbox.add(dedupe=dedupe, **given)

    return make
