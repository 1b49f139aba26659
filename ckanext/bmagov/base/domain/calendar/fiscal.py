"""The Thai fiscal year: 1 October to 30 September, named by the Buddhist year it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ckanext.bmagov.base.domain.calendar.era import OFFSET


@dataclass(frozen=True, order=True)
class FiscalYear:
    """ปีงบประมาณ. ``year`` is Buddhist: FiscalYear(2564) runs from 1 October 2020 to 30 September 2021."""

    year: int

    @classmethod
    def of(cls, day: date) -> FiscalYear:
        """Return the fiscal year a day falls in."""
        return cls(day.year + OFFSET + (day.month >= 10))

    @property
    def start(self) -> date:
        """First day, 1 October."""
        return date(self.year - OFFSET - 1, 10, 1)

    @property
    def end(self) -> date:
        """Last day, 30 September."""
        return date(self.year - OFFSET, 9, 30)

    @property
    def quarters(self) -> tuple[Quarter, Quarter, Quarter, Quarter]:
        """ไตรมาสที่ 1-4; the first is October to December."""
        return Quarter(self, 1), Quarter(self, 2), Quarter(self, 3), Quarter(self, 4)

    def __contains__(self, day: date) -> bool:
        """Tell whether a day falls in it."""
        return self.start <= day <= self.end


@dataclass(frozen=True, order=True)
class Quarter:
    """ไตรมาส ``number`` (1-4) of a fiscal year."""

    fiscal_year: FiscalYear
    number: int

    def __post_init__(self) -> None:
        """Refuse a fifth quarter."""
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"a fiscal year has quarters 1 to 4, not {self.number}")

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day falls in."""
        return cls(FiscalYear.of(day), (day.month - 10) % 12 // 3 + 1)

    @property
    def start(self) -> date:
        """First day."""
        if self.number == 1:
            return self.fiscal_year.start
        return date(self.fiscal_year.end.year, (self.number - 2) * 3 + 1, 1)

    @property
    def end(self) -> date:
        """Last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> Quarter:
        """Return the quarter after this one."""
        if self.number == 4:
            return Quarter(FiscalYear(self.fiscal_year.year + 1), 1)
        return Quarter(self.fiscal_year, self.number + 1)

    def __contains__(self, day: date) -> bool:
        """Tell whether a day falls in it."""
        return self.start <= day <= self.end
