# ruff: noqa: TC001, TC003 - reading a stored record needs the types at run time
"""What an agency tells of its year in its own words: progress, uses, factors, obstacles, references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from ckanext.bmagov.base.domain.calendar import STRICT, FiscalYear, Quarter, parse_date
from ckanext.bmagov.base.domain.plain import from_plain, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import normalize_block, refuse_control_character
from ckanext.bmagov.kpi.evidence.domain.governance import PartRecord
from ckanext.bmagov.kpi.score.domain.facts import UseKind

MAX_TEXT = 10_000


@dataclass(frozen=True)
class Progress:
    """One entry: the date as it was typed, the day it means, what was done, and how far by their word."""

    typed: str
    day: date
    text: str
    percent: Decimal | None = None


@dataclass(frozen=True)
class DeclaredUse:
    """A use in the agency's words, with the names or addresses of what shows it."""

    kind: UseKind
    description: str
    evidence: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    """Of the pieces of evidence, in their order; empty for an address, and where none was kept."""

    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Return each piece of evidence as its address and its title."""
        return tuple(zip_longest(self.evidence, self.titles, fillvalue=""))


@dataclass(frozen=True)
class Reference:
    """A file or address that the report refers to."""

    title: str
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Record:
    """Everything that is told, and what the governance record measures beside it."""

    agency_name: str
    fiscal_year: int
    database: str = ""
    """The database of Part 2, by the name the agency gives it."""
    progress: tuple[Progress, ...] = ()
    summary: str = ""
    """สรุปผลการดำเนินงาน (ปลายปีงบประมาณ), in lines."""
    uses: tuple[DeclaredUse, ...] = ()
    exchange: tuple[str, ...] = ()
    """Addresses through which the data are exchanged."""
    factors: str = ""
    obstacles: str = ""
    references: tuple[Reference, ...] = ()
    signed_by: str = ""
    position: str = ""
    governance: tuple[PartRecord, ...] = ()
    """The six parts of the agency's data governance; none in what was kept before they were told here."""

    def quarters(self) -> tuple[tuple[Quarter, tuple[Progress, ...]], ...]:
        """Return the four quarters with their entries; those of one day keep the order they were made in."""
        return tuple(
            (quarter, tuple(sorted((entry for entry in self.progress if entry.day in quarter), key=_by_day)))
            for quarter in FiscalYear(self.fiscal_year).quarters
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain data."""
        return to_plain(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Record:
        """Read what :meth:`to_dict` wrote.

        :raises PlainError: naming the first thing that does not fit
        """
        return from_plain(cls, raw)


def _by_day(entry: Progress) -> date:
    return entry.day


def read_progress(
    typed: str,
    text: str,
    fiscal_year: int,
    today: date,
    *,
    percent: Decimal | None = None,
) -> Progress:
    """Read an entry as a person types it.

    :raises DateError: the date cannot be read, or can be read two ways in this year (`3/4/2021`)
    :raises ProblemError: DATE-OUT-OF-YEAR, DATE-FUTURE, TEXT-EMPTY, TEXT-CONTROL-CHAR, LIMIT, NUMBER-RANGE
    """
    year = FiscalYear(fiscal_year)
    day = parse_date(typed, STRICT, year).day
    if day not in year:
        raise ProblemError(
            "DATE-OUT-OF-YEAR", day=day.isoformat(), start=year.start.isoformat(), end=year.end.isoformat()
        )
    if day > today:
        raise ProblemError("DATE-FUTURE", day=day.isoformat(), today=today.isoformat())
    refuse_control_character(text)
    text = normalize_block(text)
    if not text:
        raise ProblemError("TEXT-EMPTY")
    if len(text) > MAX_TEXT:
        raise ProblemError("LIMIT", limit=MAX_TEXT, found=len(text))
    if percent is not None and not (percent.is_finite() and 0 <= percent <= 100):
        raise ProblemError("NUMBER-RANGE", low="0", high="100", found=str(percent))
    return Progress(typed.strip(), day, text, percent)
