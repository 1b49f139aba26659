"""A background program that we start, recognise later by its process, and stop: only if it is ours."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import commands
from .errors import StackError, from_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .account import Account

# The shell writes its own pid and becomes the program: no moment in which it runs and nobody knows its pid.
LAUNCH = 'echo $$ > "$0.new" && mv -f "$0.new" "$0" && exec "$@"'


@dataclass
class Daemon:
    """One service process.

    `marker` is a path of this instance on its command line: a pid alone may have gone to another program.
    """

    name: str
    title: str
    argv: list[str]
    marker: str
    pid_file: Path
    log: Path
    ready: Callable[[], bool]
    account: Account | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 180
    stop_seconds: float = 30

    def pid(self) -> int | None:
        """The process if it runs and is ours."""
        try:
            pid = int(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if is_process_of(pid, self.marker, self.account) else None

    def start(self) -> bool:
        """Start it unless it runs, and wait until it answers. True: it was not running before."""
        if self.pid():
            self.wait_until_ready()
            return False
        with self.log.open("ab") as log:
            if self.account:
                os.chown(self.log, self.account.uid, self.account.gid)
            subprocess.Popen(
                ["/bin/sh", "-c", LAUNCH, str(self.pid_file), *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                cwd=self.cwd,
                env=commands.environment(self.env),
                **commands.drop_to(self.account),
            )
        self.wait_until_ready()
        return True

    def wait_until_ready(self) -> None:
        """Return when it answers; an error with its last log lines when it ends or takes too long."""
        begin = time.monotonic()
        while not self.ready():
            waited = time.monotonic() - begin
            if waited > 2 and self.pid() is None:
                raise from_command(f"starting {self.title}", self.last_log_lines(), str(self.log))
            if waited > self.start_seconds:
                raise StackError(
                    f"{self.title} does not answer after {self.start_seconds:.0f} seconds.",
                    f"{self.title} ไม่ตอบสนอง",
                    f"see {self.log}; `stack/stop` and the same command again often help.\n"
                    + self.last_log_lines(),
                    f"ดูบันทึก {self.log} แล้วลองเรียก `stack/stop` และคำสั่งเดิมอีกครั้ง",
                )
            time.sleep(0.1)

    def stop(self, *, kill: bool = False) -> bool:
        """Stop it if it is ours. `kill`: as a power cut would. True: it was running."""
        pid = self.pid()
        if pid is None:
            self.pid_file.unlink(missing_ok=True)
            return False
        family = [pid, *descendants(pid)]
        if kill:
            signal_all(family, signal.SIGKILL)
        else:
            signal_all(family, signal.SIGCONT)  # a paused one would not hear
            signal_all([pid], self.stop_signal)
        if not self._gone_within(self.stop_seconds):
            signal_all(family, signal.SIGKILL)
            self._gone_within(10)
        self.pid_file.unlink(missing_ok=True)
        return True

    def pause(self) -> bool:
        """Stop the clock of the process and its children: ports stay open, nothing answers."""
        return self._signal_family(signal.SIGSTOP)

    def resume(self) -> bool:
        """Undo `pause`."""
        return self._signal_family(signal.SIGCONT)

    def last_log_lines(self, count: int = 12) -> str:
        """The end of its log, for an error message."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
        return ""

    def _signal_family(self, number: signal.Signals) -> bool:
        pid = self.pid()
        if pid is None:
            return False
        signal_all([pid, *descendants(pid)], number)
        return True

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.pid() is None:
                return True
            time.sleep(0.05)
        return False


def is_process_of(pid: int, marker: str, account: Account | None) -> bool:
    """Whether this pid is alive, has the marker on its command line and belongs to the right user."""
    folder = Path(f"/proc/{pid}")
    try:
        if folder.stat().st_uid != (account.uid if account else os.geteuid()):
            return False
        line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return marker in line and process_state(folder) != "Z"
    except OSError:
        return False


def process_state(folder: Path) -> str:
    """The letter of /proc/PID/stat: Z is a process that ended and waits for its parent to notice."""
    return (folder / "stat").read_text().rpartition(")")[2].split()[0]


def descendants(pid: int) -> list[int]:
    """Children, their children and so on."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found = list(children.get(pid, []))
    for child in found:
        found.extend(children.get(child, []))
    return found


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes, some of which may be gone by now."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
