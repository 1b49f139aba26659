"""Progress for people: one line per step with its time; the details go to a log file."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Console:
    """Prints to stderr, so that stdout stays free for the output of pytest."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.started = time.monotonic()
        self._notes: list[str] = []
        self._open = False

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show a step while it runs, then how long it took."""
        begin = time.monotonic()
        self._write(f"  {title} ... ")
        self._open = True
        try:
            yield
        except BaseException:
            self._write("stopped\n")
            raise
        else:
            self._write(f"{time.monotonic() - begin:.1f} s\n")
        finally:
            self._open = False
            for note in self._notes:
                self.line(note)
            self._notes.clear()

    def note(self, text: str) -> None:
        """Say something that belongs to the running step, below its line."""
        if self._open:
            self._notes.append(f"      {text}")
        else:
            self.line(text)

    def line(self, text: str = "") -> None:
        """Print one line."""
        self._write(text + "\n")

    def elapsed(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self.started

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
