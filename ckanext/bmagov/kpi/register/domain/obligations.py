"""The register of obligations: the denominator of Part 1 (KPI design, "The register of obligations").

A duty stands whether or not its dataset does: deleting, hiding or renaming a dataset lowers the score and
removes nothing. What is recorded and how often is agreed by both sides; a change is a new agreement.
"""

# ruff: noqa: TC003 - reading stored facts needs the types at run time

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import normalize_block, refuse_control_character
from ckanext.bmagov.files import DAYS, EXEMPT, MONTHS, WITHOUT_DATE, Frequency, unconfirmed

SHORTEST_REASON = 5


class ObligationKind(StrEnum):
    """Why an agency must keep a dataset."""

    CITY_INDICATOR = "city_indicator"
    """ชุดข้อมูลประกอบตัวชี้วัดเมือง (1.1)."""
    SPATIAL = "spatial"
    """ข้อมูลเชิงพื้นที่ของเขต (1.2)."""
    NEW_DATABASE = "new_database"
    """ฐานข้อมูลที่พัฒนาในปีนั้น (Part 2), a duty of Part 1 from the next year on."""


@dataclass(frozen=True)
class Agreement:
    """What both sides agreed. It is in force from the later of the two days, once both stand there."""

    frequency_unit: str
    frequency_interval: int
    proposed_by: str
    proposed_on: date
    extent: str = ""
    form: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None

    @property
    def frequency(self) -> Frequency:
        """Return how often the data are updated, as agreed."""
        return Frequency(self.frequency_unit, self.frequency_interval)

    @property
    def in_force_from(self) -> date | None:
        """First day it binds; None while one side is missing."""
        if not self.confirmed_by or self.confirmed_on is None:
            return None
        return max(self.proposed_on, self.confirmed_on)


@dataclass(frozen=True)
class Removal:
    """A duty taken off the register: why, by which supervisor, when."""

    reason: str
    supervisor: str
    on: date


@dataclass(frozen=True)
class Obligation:
    """One duty: this agency keeps this dataset from ``added_year`` (พ.ศ.) on."""

    id: str
    agency_id: str
    kind: ObligationKind
    added_year: int
    title: str
    """The duty's own words; the dataset may be called otherwise."""
    dataset_id: str = ""
    """Empty until a person confirms which dataset answers it."""
    level: str = ""
    """Classification agreed for it."""
    owner: str = ""
    agreements: tuple[Agreement, ...] = ()
    removal: Removal | None = None
    added_on: date | None = None
    """The day on which it was entered; None where that was not kept."""

    def binds(self, fiscal_year: int, as_of: date) -> bool:
        """Tell whether it counts in that year: added in it or before, and not taken off by that day."""
        return self.added_year <= fiscal_year and not (self.removal and self.removal.on <= as_of)

    def agreement(self, as_of: date) -> Agreement | None:
        """Return the agreement in force on a day: of those confirmed, the latest."""
        binding = [
            (agreement.in_force_from, place, agreement)
            for place, agreement in enumerate(self.agreements)
            if agreement.in_force_from and agreement.in_force_from <= as_of
        ]
        return max(binding, key=lambda item: item[:2])[2] if binding else None

    def proposals(self, as_of: date) -> tuple[Agreement, ...]:
        """Return what was proposed until a day and not in force on it."""
        return tuple(
            agreement
            for agreement in self.agreements
            if agreement.proposed_on <= as_of
            and not (agreement.in_force_from and agreement.in_force_from <= as_of)
        )


def strictest(duties: Iterable[Obligation], day: date) -> Agreement | None:
    """Return the agreement by which a dataset is judged that answers these duties: the one due first."""
    agreed = [agreement for agreement in (duty.agreement(day) for duty in duties) if agreement]
    if len(agreed) == 1:
        return agreed[0]
    return min(agreed, key=lambda agreement: agreement.frequency.due_after(day) or date.max, default=None)


def frequency_of(
    duties: Iterable[Obligation], own: Frequency, day: date, *, only_confirmed: bool
) -> Frequency:
    """Return the frequency by which the dataset of these duties is judged on a day.

    :param own: as the dataset declares it
    :param only_confirmed: `Substance.confirmed_frequency`: what is less strict than a proposal counts only
        once both sides agreed to it
    """
    owed = tuple(duties)
    agreed = strictest(owed, day)
    if agreed:
        return agreed.frequency
    if not only_confirmed:
        return own
    return unconfirmed(own, (offer.frequency for duty in owed for offer in duty.proposals(day)), day)


def propose(
    obligation: Obligation, unit: str, interval: int, by: str, on: date, *, extent: str = "", form: str = ""
) -> Obligation:
    """Return the duty with a proposed agreement; it replaces a proposal that nobody confirmed.

    :raises ProblemError: FREQUENCY-UNKNOWN, FREQUENCY-INTERVAL
    """
    if unit not in {*MONTHS, *DAYS, *EXEMPT, *WITHOUT_DATE} - {"", "unknown"}:
        raise ProblemError("FREQUENCY-UNKNOWN", found=unit)
    if interval < 1:
        raise ProblemError("FREQUENCY-INTERVAL", found=interval)
    kept = tuple(agreement for agreement in obligation.agreements if agreement.in_force_from)
    return replace(obligation, agreements=(*kept, Agreement(unit, interval, by, on, extent, form)))


def confirm(obligation: Obligation, by: str, on: date) -> Obligation:
    """Return the duty with its open proposal confirmed by the other side.

    :raises ProblemError: AGREEMENT-NONE; AGREEMENT-SELF when the proposer confirms; DATE-ORDER
    """
    last = obligation.agreements[-1] if obligation.agreements else None
    if last is None or last.in_force_from:
        raise ProblemError("AGREEMENT-NONE")
    if by == last.proposed_by:
        raise ProblemError("AGREEMENT-SELF", by=by)
    if on < last.proposed_on:
        raise ProblemError("DATE-ORDER", start=last.proposed_on.isoformat(), end=on.isoformat())
    done = replace(last, confirmed_by=by, confirmed_on=on)
    return replace(obligation, agreements=(*obligation.agreements[:-1], done))


def remove(obligation: Obligation, reason: str, supervisor: str, on: date) -> Obligation:
    """Return the duty taken off the register.

    :raises ProblemError: REASON-REQUIRED, TEXT-CONTROL-CHAR, SUPERVISOR-REQUIRED, OBLIGATION-REMOVED when it
        already is
    """
    if obligation.removal:
        raise ProblemError("OBLIGATION-REMOVED", on=obligation.removal.on.isoformat())
    reason = normalize_block(reason)
    refuse_control_character(reason)
    if len(reason) < SHORTEST_REASON:
        raise ProblemError("REASON-REQUIRED", shortest=SHORTEST_REASON)
    if not supervisor:
        raise ProblemError("SUPERVISOR-REQUIRED")
    return replace(obligation, removal=Removal(reason, supervisor, on))
