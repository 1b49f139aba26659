"""The six parts of agency-level data governance: what is entered, and what the catalog shows of it.

Source: definitions of the KPI of fiscal year 2564 (ธรรมาภิบาลข้อมูลภาครัฐระดับหน่วยงาน ประกอบด้วย 1-6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - reading a stored record needs the type at run time
from enum import StrEnum
from fractions import Fraction  # noqa: TC003 - as the date
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.substance import letters, substance
from ckanext.bmagov.kpi.rules.domain.ruleset import Text
from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import JUDGES, Count
from ckanext.bmagov.kpi.score.domain.facts import (
    DOCUMENT_KINDS,
    GovernanceEntry,
    GovernanceKind,
    GovernancePart,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ASKED: Final = ("day", "result", "evidence")


class GovernanceError(ValueError):
    """The file that lists parts and kinds is wrong; the message says where."""


@dataclass(frozen=True)
class Kind:
    """What can be entered: ``asks`` are the fields that it needs, ``document`` what is handed in anyway."""

    id: str
    name: Text
    asks: tuple[str, ...] = ()
    document: str = ""


@dataclass(frozen=True)
class Part:
    """One of the six, in the words of the source, with what is entered and what is measured."""

    number: int
    name: Text
    text: str
    kinds: tuple[Kind, ...] = ()
    measures: tuple[str, ...] = ()


class Standing(StrEnum):
    """How far one of the six parts is."""

    COMPLETE = "complete"
    PARTLY = "partly"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """What an agency entered under a kind, or handed in for it; ``address`` is where it can be seen."""

    kind: Text
    title: str
    day: date | None = None
    result: str = ""
    address: str = ""
    counts: bool = True
    """Whether its kind counts as entered: something stands under it that says something."""


@dataclass(frozen=True)
class PartRecord:
    """What the record holds of one of the six parts. ``missing`` are kinds under which nothing stands."""

    number: int
    name: Text
    entries: tuple[Entry, ...]
    missing: tuple[Text, ...]
    counts: tuple[Count, ...]
    share: Fraction | None = None
    """How much of it is in place, where the rules measure that."""

    @property
    def standing(self) -> Standing:
        """Tell how far the part is, from what is entered and what is measured."""
        entered = sum(entry.counts for entry in self.entries)
        return judge_part(entered, len(self.missing), self.counts)


def judge_part(entered: int, missing: int, counts: Iterable[Count]) -> Standing:
    """Tell how far a part is.

    Complete is a part of which every kind is entered and that no dataset lacks; a part of which nothing
    could be seen is unknown and not empty.

    :param entered: entries that count, whatever their kind
    :param missing: kinds without such an entry
    """
    counts = tuple(counts)
    lacks = missing > 0 or any(count.lacking for count in counts)
    holds = entered > 0 or any(count.kept for count in counts)
    if holds:
        return Standing.PARTLY if lacks else Standing.COMPLETE
    if not lacks and any(count.unknown for count in counts):
        return Standing.UNKNOWN
    return Standing.NONE


def measured_parts(parts: Iterable[Part], entered: Mapping[str, Sequence[str]]) -> tuple[GovernancePart, ...]:
    """Return the record as it is measured: numbers of characters, and which words are the same.

    :param entered: kind -> the words of each of its entries
    """
    numbers: dict[str, int] = {}

    def entry(words: str, kind: Kind) -> GovernanceEntry:
        key = _DIGITS.sub("", letters(words))
        number = numbers.setdefault(key, len(numbers) + 1)
        return GovernanceEntry(substance(words, kind.name.th, kind.name.en), number)

    return tuple(
        GovernancePart(
            part.number,
            tuple(
                GovernanceKind(
                    kind.id, kind.document, tuple(entry(words, kind) for words in entered.get(kind.id, ()))
                )
                for kind in part.kinds
            ),
            part.measures,
        )
        for part in parts
    )


_DIGITS: Final = re.compile(r"\d+")


def parse_parts(raw: Mapping[str, Any]) -> tuple[Part, ...]:
    """Read the parts from plain data.

    :raises GovernanceError: for a part, field or measure that is not known, or a kind that stands there twice
    """
    parts = tuple(_part(part) for part in raw["parts"])
    if [part.number for part in parts] != [1, 2, 3, 4, 5, 6]:
        raise GovernanceError("parts: there are six, numbered 1 to 6")
    ids = [kind.id for part in parts for kind in part.kinds]
    if twice := sorted({kind_id for kind_id in ids if ids.count(kind_id) > 1}):
        raise GovernanceError(f"kinds: twice: {', '.join(twice)}")
    return parts


def _part(raw: Mapping[str, Any]) -> Part:
    number = raw["number"]
    measures = tuple(raw.get("measures", ()))
    _check(measures, JUDGES, f"parts[{number}].measures")
    return Part(
        number,
        Text(**raw["name"]),
        raw["text"],
        tuple(_kind(kind) for kind in raw.get("kinds", ())),
        measures,
    )


def _kind(raw: Mapping[str, Any]) -> Kind:
    asks = tuple(raw.get("asks", ()))
    _check(asks, ASKED, f"kinds[{raw['id']}].asks")
    _check([raw["document"]] if "document" in raw else [], DOCUMENT_KINDS, f"kinds[{raw['id']}].document")
    return Kind(raw["id"], Text(**raw["name"]), asks, raw.get("document", ""))


def _check(given: Iterable[str], known: Iterable[str], where: str) -> None:
    if strange := sorted(set(given) - set(known)):
        raise GovernanceError(f"{where}: not known: {', '.join(strange)}")


NAMES: Final[Mapping[str, Text]] = {
    "owner": Text("ชุดข้อมูลที่ระบุผู้รับผิดชอบ", "Datasets with a responsible person or unit"),
    "classification": Text(
        "ชุดข้อมูลที่ระบุหมวดหมู่และระดับชั้นข้อมูล", "Datasets with category and classification level"
    ),
    "metadata": Text("ชุดข้อมูลที่กรอกคำอธิบายรายการบังคับครบถ้วน", "Datasets with complete mandatory metadata"),
    "dictionary": Text("ตารางที่มีพจนานุกรมข้อมูลครบถ้วน", "Tables with a complete data dictionary"),
    "agreement": Text("ตารางที่คอลัมน์ตรงกับพจนานุกรมข้อมูล", "Tables whose columns agree with their dictionary"),
    "machine_readable": Text("ชุดข้อมูลที่เครื่องคอมพิวเตอร์อ่านได้", "Datasets that machines can read"),
    "fresh": Text("ชุดข้อมูลที่เป็นปัจจุบันตามความถี่ที่ระบุ", "Datasets current by their declared frequency"),
}
"""What each measure counts."""
