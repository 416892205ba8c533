"""An SMS backend for tests of killed workers: hands the message over, then never comes back the first time."""

import os
import time
from pathlib import Path

from guidance.notices.channels import FolderSms


class SlowSms(FolderSms):
    """Writes each message into the folder that HALL_TEST_SMS names; stays in the first one until it is killed."""

    def __init__(self) -> None:
        super().__init__(Path(os.environ["HALL_TEST_SMS"]))

    def send(self, to: str, body: str, reference: str) -> str:
        name = super().send(to, body, reference)
        marker = self.folder / "killed-here"
        if not marker.exists():
            marker.touch()
            time.sleep(600)
        return name
