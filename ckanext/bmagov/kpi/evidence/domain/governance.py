"""The six parts of agency-level data governance: what is entered, and what the catalog shows of it.

Source: definitions of the KPI of fiscal year 2564 (ธรรมาภิบาลข้อมูลภาครัฐระดับหน่วยงาน ประกอบด้วย 1-6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - reading a stored record needs the type at run time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.kpi.rules.domain.ruleset import Text
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.measures import MEASURES
from ckanext.bmagov.kpi.score.domain.facts import DOCUMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from ckanext.bmagov.files import FreshnessRule
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts

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


@dataclass(frozen=True)
class Count:
    """What a measure found over some datasets: which keep to it, which lack it, which could not be seen.

    Datasets to which it does not apply (a dictionary of what is no table) are in none of them.
    """

    measure: str
    kept: tuple[str, ...]
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def of(self) -> int:
        """Datasets to which it applies and that could be seen."""
        return len(self.kept) + len(self.lacking)

    @property
    def seen(self) -> frozenset[str]:
        """Every dataset that it names."""
        return frozenset((*self.kept, *self.lacking, *self.unknown))

    def without(self, closed: Collection[str]) -> Count:
        """Return what is left when some datasets are not spoken of."""
        kept, lacking, unknown = (
            tuple(dataset_id for dataset_id in ids if dataset_id not in closed)
            for ids in (self.kept, self.lacking, self.unknown)
        )
        return replace(self, kept=kept, lacking=lacking, unknown=unknown)


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


@dataclass(frozen=True)
class PartRecord:
    """What the record holds of one of the six parts. ``missing`` are kinds under which nothing stands."""

    number: int
    name: Text
    entries: tuple[Entry, ...]
    missing: tuple[Text, ...]
    counts: tuple[Count, ...]

    @property
    def standing(self) -> Standing:
        """Tell how far the part is, from what is entered and what is measured."""
        return judge_part(len(self.entries), len(self.missing), self.counts)


def judge_part(entered: int, missing: int, counts: Iterable[Count]) -> Standing:
    """Tell how far a part is.

    Complete is a part of which every kind is entered and that no dataset lacks; a part of which nothing
    could be seen is unknown and not empty.

    :param entered: entries, whatever their kind
    :param missing: kinds without an entry
    """
    counts = tuple(counts)
    lacks = missing > 0 or any(count.lacking for count in counts)
    holds = entered > 0 or any(count.kept for count in counts)
    if holds:
        return Standing.PARTLY if lacks else Standing.COMPLETE
    if not lacks and any(count.unknown for count in counts):
        return Standing.UNKNOWN
    return Standing.NONE


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


def count(measure: str, datasets: Iterable[DatasetFacts], rule: FreshnessRule, as_of: datetime) -> Count:
    """Count which datasets keep to a measure, in the order given."""
    ids: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for dataset in datasets:
        if measure in OF_TABLES and not dataset.tabular:
            continue
        ids[JUDGES[measure](dataset, rule, as_of)].append(dataset.id)
    return Count(measure, tuple(ids[True]), tuple(ids[False]), tuple(ids[None]))


def _measured(name: str) -> Callable[[DatasetFacts, FreshnessRule, datetime], bool | None]:
    def judge(dataset: DatasetFacts, _rule: FreshnessRule, _as_of: datetime) -> bool | None:
        measured = MEASURES[name](dataset)
        return False if measured.lost else None if measured.unknown else True

    return judge


def _agrees(dataset: DatasetFacts, _rule: FreshnessRule, _as_of: datetime) -> bool | None:
    return None if dataset.columns is None else dataset.dictionary_agrees if dataset.columns else False


def _is_fresh(dataset: DatasetFacts, rule: FreshnessRule, as_of: datetime) -> bool | None:
    earned, unknown = currency.share(currency.freshness_of(dataset, None, rule, as_of), rule)
    return None if unknown else earned == 1


JUDGES: Final[Mapping[str, Callable[[DatasetFacts, FreshnessRule, datetime], bool | None]]] = {
    **{name: _measured(name) for name in MEASURES},
    "agreement": _agrees,
    "fresh": _is_fresh,
}
NAMES: Final[Mapping[str, Text]] = {
    "owner": Text("ชุดข้อมูลที่ระบุผู้รับผิดชอบ", "Datasets with a responsible person or unit"),
    "classification": Text(
        "ชุดข้อมูลที่ระบุหมวดหมู่และระดับชั้นข้อมูล", "Datasets with category and classification level"
    ),
    "metadata": Text("ชุดข้อมูลที่กรอกคำอธิบายรายการบังคับครบถ้วน", "Datasets with complete mandatory metadata"),
    "dictionary": Text("ตารางที่มีพจนานุกรมข้อมูลครบถ้วน", "Tables with a complete data dictionary"),
    "agreement": Text("ตารางที่คอลัมน์ตรงกับพจนานุกรมข้อมูล", "Tables whose columns agree with their dictionary"),
    "fresh": Text("ชุดข้อมูลที่เป็นปัจจุบันตามความถี่ที่ระบุ", "Datasets current by their declared frequency"),
}
"""What each measure counts."""
OF_TABLES: Final = frozenset({"dictionary", "agreement"})
