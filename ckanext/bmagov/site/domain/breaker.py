"""A service that lets callers wait is not asked by all of them: a while by nobody, then by one who tries.

Without that each page waits out the same time limit, all threads of a process wait together, and pages that
do not need the service at all wait for a thread.
"""

from __future__ import annotations

import threading


class Breaker:
    """Who may ask one service. Threads share it.

    :param pause: seconds in which nobody asks after a time limit passed
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._closed_until: float | None = None
        self._lock = threading.Lock()

    def admit(self, now: float) -> bool:
        """Tell whether a caller may ask.

        After the pause one may. The others wait another pause, or until it is answered: should the one that
        tries die, the next pause ends as well.

        :param now: seconds of a clock that only goes forward
        """
        with self._lock:
            if self._closed_until is None:
                return True
            if now < self._closed_until:
                return False
            self._closed_until = now + self._pause
            return True

    def note_silence(self, now: float) -> None:
        """Note that the service let a caller wait too long."""
        with self._lock:
            self._closed_until = now + self._pause

    def note_response(self) -> None:
        """Note that the service answered, with whatever."""
        with self._lock:
            self._closed_until = None
