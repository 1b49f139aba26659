"""What was known of datasets on a past day, from states that were kept as they changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.base.domain.plain import from_plain, to_plain
from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, DeclaredFrequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

DATED: Final = frozenset({"events", "milestones", "declared", "seen_since"})
"""What of the facts of a dataset has its own days: that is always read as it is now."""


@dataclass(frozen=True)
class State:
    """How a dataset stood from a moment on."""

    valid_from: datetime
    listed: bool
    agency_id: str
    frequency_unit: str
    frequency_interval: int


def kept(facts: DatasetFacts) -> dict[str, Any]:
    """Return what of facts is kept with a state."""
    return {name: value for name, value in to_plain(facts).items() if name not in DATED}


def declared_over_time(states: Iterable[State]) -> tuple[DeclaredFrequency, ...]:
    """Return the frequencies that a dataset declared, the oldest first; none where it never changed."""
    out: list[DeclaredFrequency] = []
    for state in states:
        day = in_bangkok(state.valid_from).date()
        known = DeclaredFrequency(day, state.frequency_unit, state.frequency_interval)
        if out and (out[-1].unit, out[-1].interval) == (known.unit, known.interval):
            continue
        if out and out[-1].since == day:
            out.pop()
        out.append(known)
    return tuple(out) if len(out) > 1 else ()


def at(
    today: DatasetFacts, states: Sequence[State], seen: Mapping[str, Any] | None, moment: datetime
) -> DatasetFacts:
    """Return the facts of a dataset as they were known at a moment that is past.

    :param today: as they are now
    :param states: all that were kept of it, the oldest first
    :param seen: what was kept of its facts at the moment or, where nothing was, first after it; None for
        nothing at all
    """
    past = [state for state in states if state.valid_from <= moment]
    if not past:
        return replace(today, in_catalog=False, declared=())
    content = _read(seen) if seen else today
    return replace(
        content,
        in_catalog=past[-1].listed,
        frequency_unit=past[-1].frequency_unit,
        frequency_interval=past[-1].frequency_interval,
        declared=declared_over_time(past),
        **{name: getattr(today, name) for name in DATED - {"declared"}},
    )


def _read(seen: Mapping[str, Any]) -> DatasetFacts:
    """Read what was kept; what has gone from facts since is left out."""
    known = {item.name for item in fields(DatasetFacts)}
    return from_plain(DatasetFacts, {name: value for name, value in seen.items() if name in known})


def is_measured(fiscal_year: int, kept_since: date, *, handed_in: bool) -> bool:
    """Tell whether anything can be said of an agency's year: somebody looked while it ran, or something came.

    :param kept_since: the first day of which the catalog keeps how datasets stood
    :param handed_in: whether anything of this agency's year was ever handed in
    """
    return handed_in or FiscalYear(fiscal_year).end >= kept_since
