"""The loop behind `manage.py worker`: periodic jobs and queued tasks, one at a time, until asked to end."""

import logging
import os
import signal
import socket
from threading import Event
from types import FrameType

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from accounts import jobs

logger = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due."""


class Worker:
    """Runs what is due. Several may run at once: every job and every task is claimed before it is run."""

    def __init__(self) -> None:
        self.ending = Event()
        self._tasks = _task_runner()

    def end(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish what is in hand, then stop. Asked a second time, stop at once."""
        if self.ending.is_set():
            raise SystemExit(1)
        self.ending.set()
        self._tasks.running = False

    def listen(self) -> None:
        """Let Ctrl-C and SIGTERM end the loop."""
        signal.signal(signal.SIGINT, self.end)
        signal.signal(signal.SIGTERM, self.end)

    def run(self) -> None:
        """Look once a second. An error of the database is logged and tried again with growing pauses."""
        pause = TICK
        while not self.ending.is_set():
            try:
                close_old_connections()
                self.once()
                pause = TICK
            except Exception:
                logger.exception("The worker could not look for what is due")
                pause = min(pause * 2, 30.0)
            self.ending.wait(pause)

    def once(self) -> int:
        """Run everything that is due now; how many periodic jobs were run."""
        done = jobs.run_due(keep_on=lambda: not self.ending.is_set())
        if not self.ending.is_set() and DBTaskResult.objects.ready().exists():
            self._tasks.run()
        return done


def _task_runner() -> TaskRunner:
    """The runner of django-tasks-db, told to return when the queue is empty; its signal handlers stay unused."""
    return TaskRunner(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}",
    )
