"""The line that is published of the log each day: who keeps one can show later that its end was cut off."""

from __future__ import annotations

import base64
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.log_chain import GENESIS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.domain.log_chain import Entry

_LINE: Final = re.compile(
    r"\b(?P<day>\d{4}-\d{2}-\d{2}) (?P<length>\d{1,18}) (?P<head>[0-9a-f]{64})(?![0-9a-f])"
    r"(?: (?P<root>[A-Za-z0-9+/]{43}=))?"
)


@dataclass(frozen=True)
class LogHead:
    """How many entries the log had when a day began, the digest of the last, and the root of the tree."""

    day: dt.date
    length: int
    head: str
    root: bytes = b""
    """Of the tree over these entries, as in the checkpoint of the day; lines of before it have none."""

    @property
    def root_text(self) -> str:
        """Return the root as checkpoints hold it: base64."""
        return base64.b64encode(self.root).decode()

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.day.isoformat()} {self.length} {self.head} {self.root_text}".rstrip()


def heads_in(text: str) -> list[LogHead]:
    """Return the heads that a text holds (a saved page, a report's words), in their order.

    Line breaks inside of one, as a copied foot has them, do not matter.
    """
    heads = []
    for match in _LINE.finditer(" ".join(text.split())):
        try:
            day = dt.date.fromisoformat(match["day"])
        except ValueError:
            continue
        root = base64.b64decode(match["root"] or "")
        heads.append(LogHead(day, int(match["length"]), match["head"], root))
    return heads


class HeadCheck:
    """Hears of each entry of a log, then tells which of the heads that were noted it no longer has."""

    def __init__(self, noted: list[LogHead]) -> None:
        """Note the heads to look for."""
        self._noted = noted
        self._digests: dict[int, str] = {0: GENESIS}
        self._wanted = {head.length for head in noted}
        self._length = 0

    def take(self, entry: Entry) -> None:
        """Take an entry; they come in their order."""
        self._length += 1
        if self._length in self._wanted:
            self._digests[self._length] = entry.digest

    def cut_off(self) -> list[tuple[LogHead, int]]:
        """Return heads of logs that were longer, and the present length."""
        return [(head, self._length) for head in self._noted if head.length > self._length]

    def rewritten(self, roots: Mapping[int, bytes]) -> list[LogHead]:
        """Return heads of as many entries that were others: one of them, or one before, was changed.

        :param roots: number of entries -> the root that they have now
        """
        return [
            head
            for head in self._noted
            if head.length <= self._length
            and (
                self._digests[head.length] != head.head or (head.root and roots.get(head.length) != head.root)
            )
        ]
