"""The six parts of agency-level data governance: what is entered counts, and what the catalog shows of it.

Source: definitions of the KPI of fiscal year 2564 (ธรรมาภิบาลข้อมูลภาครัฐระดับหน่วยงาน ประกอบด้วย 1-6).
That each kind of entry and each measure of a part counts alike is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.measures import MEASURES, asks_dictionary
from ckanext.bmagov.kpi.score.domain.findings import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts, GovernancePart


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


@dataclass(frozen=True)
class Looked:
    """What measures found of datasets, one by one, so that some can be asked again without the rest."""

    measures: tuple[str, ...]
    marks: Mapping[str, str]
    """Dataset -> a mark for each of the measures; of one that does not apply, one that says so."""

    @classmethod
    def at(
        cls, measures: Collection[str], datasets: Iterable[DatasetFacts], rules: RuleSet, as_of: datetime
    ) -> Looked:
        """Ask every measure of every dataset."""
        names = tuple(sorted(measures))
        marks = {
            dataset.id: "".join(_mark(name, dataset, rules, as_of) for name in names) for dataset in datasets
        }
        return cls(names, marks)

    def counts(self) -> dict[str, Count]:
        """Return what each measure found, datasets in the order in which they were asked."""
        marked = [
            {mark: tuple(key for key, marks in self.marks.items() if marks[place] == mark) for mark in "+-?"}
            for place in range(len(self.measures))
        ]
        return {
            name: Count(name, ids["+"], ids["-"], ids["?"])
            for name, ids in zip(self.measures, marked, strict=True)
        }

    def renewed(self, again: Looked, changed: Collection[str], there: Collection[str]) -> Looked | None:
        """Return what stands after some datasets were asked again; None if it was by other measures.

        :param changed: datasets that may have changed, or gone
        :param there: all that are there now
        """
        if again.measures != self.measures:
            return None
        kept = {key: marks for key, marks in self.marks.items() if key not in changed}
        marks = {key: marks for key, marks in {**kept, **again.marks}.items() if key in there}
        return replace(self, marks=marks)


_MARKS: Final = {True: "+", False: "-", None: "?"}
_NOT_ASKED: Final = "."


def _mark(measure: str, dataset: DatasetFacts, rules: RuleSet, as_of: datetime) -> str:
    if measure in OF_TABLES and not asks_dictionary(dataset, rules.substance):
        return _NOT_ASKED
    return _MARKS[JUDGES[measure](dataset, rules, as_of)]


def look(facts: Facts, rules: RuleSet, as_of: datetime) -> Looked | None:
    """Ask the measures of the six parts of all that an agency has in the catalog.

    :returns: None where the rules do not measure the parts, or the catalog could not be asked
    """
    if not rules.substance.governance or facts.governance is None or facts.published is None:
        return None
    published = frozenset(facts.published)
    there = (dataset for dataset in facts.datasets if dataset.id in published and dataset.in_catalog)
    return Looked.at(measures_of(facts.governance), there, rules, as_of)


def measures_of(parts: Iterable[GovernancePart]) -> frozenset[str]:
    """Return the names of what is measured for some parts."""
    return frozenset(name for part in parts for name in part.measures)


def _measured(name: str) -> Callable[[DatasetFacts, RuleSet, datetime], bool | None]:
    def judge(dataset: DatasetFacts, rules: RuleSet, _as_of: datetime) -> bool | None:
        measured = MEASURES[name](dataset, rules.substance)
        return False if measured.lost else None if measured.unknown else True

    return judge


def _agrees(dataset: DatasetFacts, _rules: RuleSet, _as_of: datetime) -> bool | None:
    return None if dataset.columns is None else dataset.dictionary_agrees if dataset.columns else False


def _is_fresh(dataset: DatasetFacts, rules: RuleSet, as_of: datetime) -> bool | None:
    freshness = currency.freshness_of(dataset, None, rules.freshness, as_of)
    earned, unknown = currency.share(freshness, rules.freshness)
    return None if unknown else earned == 1


JUDGES: Final[Mapping[str, Callable[[DatasetFacts, RuleSet, datetime], bool | None]]] = {
    **{name: _measured(name) for name in MEASURES},
    "agreement": _agrees,
    "fresh": _is_fresh,
}
OF_TABLES: Final = frozenset({"dictionary", "agreement"})


def counting_kinds(parts: Iterable[GovernancePart], documents: Collection[str], least: int) -> frozenset[str]:
    """Return the kinds under which something stands that counts: a document, or words of its own.

    The same words count for one kind only; which, is chosen so that the most kinds are served, and so another
    entry never takes anything away.

    :param documents: kinds of documents that were handed in
    :param least: characters that an entry needs to say something; 0: whatever is entered counts
    """
    kinds = [kind for part in parts for kind in part.kinds]
    by_document = {kind.id for kind in kinds if kind.document and kind.document in documents}
    if least <= 0:
        return frozenset(by_document | {kind.id for kind in kinds if kind.entries})
    texts = {
        kind.id: [entry.text for entry in kind.entries if entry.characters >= least]
        for kind in kinds
        if kind.id not in by_document
    }
    return frozenset(by_document | set(_served(texts).values()))


def _served(texts: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """Give texts to kinds, each to one, so that as many kinds as possible have one (augmenting paths)."""
    given: dict[int, str] = {}

    def serve(kind: str, tried: set[int]) -> bool:
        for text in texts[kind]:
            if text in tried:
                continue
            tried.add(text)
            if text not in given or serve(given[text], tried):
                given[text] = kind
                return True
        return False

    for kind in texts:
        serve(kind, set())
    return given


@dataclass(frozen=True)
class PartShare:
    """How much of a part is in place, in shares of one. ``kinds`` and ``measures`` are what lacks."""

    number: int
    earned: Fraction
    unknown: Fraction = ZERO
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    applies: bool = True


def share_of(
    part: GovernancePart, standing: Collection[str], counts: Mapping[str, Count], *, published: bool
) -> PartShare:
    """Return how much of a part is in place: its kinds and measures count alike.

    :param standing: the kinds under which something stands that counts
    :param counts: measure -> what it found
    :param published: whether the agency has any dataset; one without keeps to no measure
    """
    measures = [counts[name] for name in part.measures if not published or counts[name].seen]
    asked = len(part.kinds) + len(measures)
    if not asked:
        return PartShare(part.number, ZERO, applies=False)
    missing = tuple(kind.id for kind in part.kinds if kind.id not in standing)
    earned = Fraction(len(part.kinds) - len(missing))
    unknown = ZERO
    for counted in measures:
        every = len(counted.seen) or 1
        earned += Fraction(len(counted.kept), every)
        unknown += Fraction(len(counted.unknown), every)
    lacking = tuple(counted.measure for counted in measures if counted.lacking or not counted.seen)
    return PartShare(part.number, earned / asked, unknown / asked, missing, lacking)


def shares(
    parts: Sequence[GovernancePart],
    documents: Collection[str],
    looked: Looked | None,
    rules: RuleSet,
) -> tuple[PartShare, ...]:
    """Return how much of each part is in place.

    :param looked: what was found of all that the agency has in the catalog; None when it could not be asked
    """
    standing = counting_kinds(parts, documents, rules.substance.words.governance)
    if looked is None:
        unseen = {name: Count(name, (), (), ("",)) for name in measures_of(parts)}
        return tuple(share_of(part, standing, unseen, published=True) for part in parts)
    counts = looked.counts()
    return tuple(share_of(part, standing, counts, published=bool(looked.marks)) for part in parts)
