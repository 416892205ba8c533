"""Start several processes as one: they run together, and when one fails or somebody says stop, all end."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from types import FrameType

GRACE = 12.0
"""Seconds that processes have to end by themselves after SIGTERM; then they are killed."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RESTARTS = 5
"""How often a process that was killed is started again: whoever kills it more often means it."""
PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a process gets when its parent dies."""


@dataclass(frozen=True)
class Program:
    """A process to keep running: what to call it, and its command line."""

    name: str
    command: list[str]


class Supervisor:
    """Runs programs, each in a session of its own, so that Ctrl-C reaches only this process, which then ends them."""

    def __init__(self, programs: list[Program], environment: dict[str, str] | None = None) -> None:
        self.programs = programs
        self.environment = environment
        self.ending = Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0

    def run(self, ready: Callable[[], bool] = lambda: True, opened: Callable[[], None] = lambda: None) -> str:
        """Start all, call `opened` once when `ready` says so, and stay until told to end.

        Answers what ended it: empty when somebody said stop, else one line that names the program that failed.
        """
        previous = {number: signal.signal(number, self.end) for number in SIGNALS}
        try:
            for program in self.programs:
                self.running[program.name] = self._start(program)
            return self._watch(ready, opened)
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def end(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Ask for the end; what runs is stopped by `run`."""
        self.ending.set()

    def _start(self, program: Program) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603
            program.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def _watch(self, ready: Callable[[], bool], opened: Callable[[], None]) -> str:
        waiting = True
        while not self.ending.wait(0.2):
            for program in self.programs:
                process = self.running[program.name]
                if process.poll() is not None and not self._started_again(program, process.returncode):
                    return f"The {program.name} process ended with code {process.returncode}; its message is above."
            if waiting and ready():
                waiting = False
                opened()
        return ""

    def _started_again(self, program: Program, code: int) -> bool:
        """Start a killed process anew (a negative code names the signal); one that failed by itself would fail again."""
        if code >= 0 or self.restarts >= RESTARTS:
            return False
        self.restarts += 1
        _signal_group(self.running[program.name], signal.SIGKILL)
        sys.stderr.write(f"The {program.name} process was killed (signal {-code}); it is started again.\n")
        self.running[program.name] = self._start(program)
        return True

    def _stop_all(self) -> None:
        """SIGTERM to each group, then SIGKILL to what is left of it, so that no grandchild stays."""
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
        for process in self.running.values():
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """In the child, before its program starts: should this supervisor be killed outright, end too (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
