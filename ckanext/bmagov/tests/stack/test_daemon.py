"""Only processes that are ours are recognised and stopped."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from bmagov_stack import daemon as module
from bmagov_stack.daemon import Daemon
from bmagov_stack.errors import StackError

SLEEPER = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(60)"


@pytest.fixture
def sleeper(tmp_path: Path):
    made = tmp_path / "ready"
    daemon = Daemon(
        name="sleeper",
        title="Sleeper",
        argv=[sys.executable, "-c", SLEEPER, str(made)],
        marker=str(made),
        pid_file=tmp_path / "sleeper.pid",
        log=tmp_path / "sleeper.log",
        ready=made.exists,
        start_seconds=20,
        stop_seconds=5,
    )
    yield daemon
    daemon.stop(kill=True)


def test_it_is_started_once(sleeper: Daemon):
    assert sleeper.start()
    pid = sleeper.pid()

    assert not sleeper.start()
    assert sleeper.pid() == pid


def test_stopping_ends_the_process(sleeper: Daemon):
    sleeper.start()
    pid = sleeper.pid()

    assert sleeper.stop()
    assert sleeper.pid() is None
    assert not module.is_process_of(pid or 0, sleeper.marker, None)
    assert not sleeper.stop()


def test_a_pid_that_went_to_another_program_is_left_alone(sleeper: Daemon):
    sleeper.pid_file.write_text(str(os.getpid()))

    assert sleeper.pid() is None
    assert not sleeper.stop()
    assert module.process_state(Path("/proc/self")) == "R"


@pytest.mark.parametrize("content", ["", "not a number", "999999999"])
def test_a_broken_pid_file_means_not_running(sleeper: Daemon, content: str):
    sleeper.pid_file.write_text(content)

    assert sleeper.pid() is None


def test_a_paused_process_stands_still_and_can_be_stopped(sleeper: Daemon):
    sleeper.start()
    folder = Path(f"/proc/{sleeper.pid()}")

    assert sleeper.pause()
    assert eventually(lambda: module.process_state(folder) == "T")
    assert sleeper.resume()
    assert eventually(lambda: module.process_state(folder) == "S")
    assert sleeper.pause()
    assert sleeper.stop()
    assert sleeper.pid() is None


def test_a_program_that_ends_at_once_shows_its_last_words(sleeper: Daemon):
    sleeper.argv = [sys.executable, "-c", "raise SystemExit('no more room: ' + 'x')", sleeper.marker]

    with pytest.raises(StackError, match="no more room: x"):
        sleeper.start()


def test_a_program_that_never_answers_is_reported(sleeper: Daemon):
    sleeper.ready = lambda: False
    sleeper.start_seconds = 0.3

    with pytest.raises(StackError, match="does not answer"):
        sleeper.start()


def eventually(condition, seconds: float = 300) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False
