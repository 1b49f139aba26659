"""All agencies of a year side by side, and how they came there: a few queries, however many datasets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.oversight.domain.flags import by_weight, read_flags
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.register.services import with_register
from ckanext.bmagov.kpi.round.domain.round import LOCKED, Round, State as RoundState
from ckanext.bmagov.kpi.round.model import Round as StoredRound, Snapshot
from ckanext.bmagov.kpi.round.services.snapshots import SIGNED_OFF
from ckanext.bmagov.kpi.score.domain.due import DueSoFar, sum_due
from ckanext.bmagov.kpi.score.domain.engine import Points
from ckanext.bmagov.kpi.score.domain.findings import State, is_not_due
from ckanext.bmagov.kpi.score.model import CriterionScore, Scorecard
from ckanext.bmagov.kpi.score.services import history, score_changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies import AgencyNode
    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.oversight.domain.flags import Flag
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


CARD = ("result", "highest", "stated", "as_of")
CELL = ("state", "deadline", "earned", "lost", "unknown", "reachable")
KEY = ("agency_id", "kpi", "fiscal_year")
NOTHING_DECIDED = Round("", "", 0)
OPEN = (State.FAIL.value, State.PARTIAL.value)


@dataclass(frozen=True)
class Cell:
    """One criterion of one agency."""

    state: str
    points: Points
    deadline: dt.date | None

    @property
    def not_due(self) -> bool:
        """Whether nothing is reached yet and the deadline is still to come."""
        return is_not_due(State(self.state), self.deadline, today())

    @property
    def percent(self) -> int | None:
        """Points earned of those that could be seen, in whole per cent rounded down; None without any."""
        seen = self.points.earned + self.points.lost
        return int(100 * self.points.earned / seen) if seen else None


@dataclass(frozen=True)
class YearResult:
    """What the catalog measured of an agency in a year, per cent."""

    fiscal_year: int
    result: Decimal
    final: bool
    """It was signed off; else it is as it was last scored."""


@dataclass(frozen=True)
class Row:
    """One agency."""

    agency: AgencyNode
    result: Decimal | None = None
    highest: Decimal | None = None
    stated: Decimal | None = None
    due: DueSoFar | None = None
    """Of the day of the score; None where there is none."""
    as_of: dt.datetime | None = None
    changed: bool = False
    round_state: str = "draft"
    cells: Mapping[str, Cell] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    measured: bool = True
    """False where nothing was kept of the year: there is no result then, not one of zero."""
    no_register: bool = False
    """No data are agreed that it has to keep, its rules ask for them, and no auditor said why."""
    touched: bool = False
    """Something happened since it was handed in, or since it was verified, and it is not signed off."""
    trend: tuple[YearResult, ...] = ()
    """Years that have a result, this one and those before it, the oldest first."""


class _KnownOf:
    """Of which agencies anything is known, year by year; each year is asked for once."""

    def __init__(self, session: AlchemySession, kpi: str) -> None:
        self._session, self._kpi = session, kpi
        self._years: dict[int, set[str] | None] = {}

    def holds(self, fiscal_year: int, agency_id: str) -> bool:
        """Tell whether something is known of an agency's year."""
        if fiscal_year not in self._years:
            self._years[fiscal_year] = history.measured_ids(self._session, self._kpi, fiscal_year)
        agencies = self._years[fiscal_year]
        return agencies is None or agency_id in agencies


def rows(session: AlchemySession, rules: RuleSet, agencies: Sequence[Scored]) -> list[Row]:
    """Return a row for each agency, in the order given."""
    known_of = _KnownOf(session, rules.kpi)
    cards, years_rounds, trends = _years(session, rules, known_of)
    unregistered = _unregistered(session, rules, agencies, years_rounds.values())
    touched = score_changes.touched(session)
    changed = {agency_id for agency_id, moment in touched.items() if moment is None}
    cells = _cells(session, rules)
    day = today()
    out = []
    for agency in agencies:
        key = agency.node.id
        card, round_ = cards.get(key), years_rounds.get(key) or NOTHING_DECIDED
        # A stored result above zero was made of something.
        is_measured = bool(card and card.result) or known_of.holds(rules.fiscal_year, key)
        card = card if is_measured else None
        known = cells.get(key, {}) if is_measured else {}
        own = {criterion.id: known[criterion.id] for criterion in rules.criteria if criterion.id in known}
        out.append(
            Row(
                agency.node,
                result=card.result if card else None,
                highest=card.highest if card else None,
                stated=card.stated if card else None,
                due=_due(own, rules, card.as_of) if card else None,
                as_of=card.as_of if card else None,
                changed=(is_measured and card is None) or not changed.isdisjoint(agency.carries),
                round_state=round_.state.value,
                cells=own,
                measured=is_measured,
                trend=tuple(trends.get(key, ())),
                late=tuple(name for name, cell in own.items() if _is_late(cell, day)),
                no_register=key in unregistered,
                touched=is_touched(round_, touched, agency.carries),
            )
        )
    return out


def _unregistered(
    session: AlchemySession, rules: RuleSet, agencies: Sequence[Scored], years_rounds: Iterable[Round]
) -> set[str]:
    """Return the agencies without a register of whom it is still to be agreed, or to be said why."""
    if not rules.substance.register_required:
        return set()
    settled = {round_.agency_id for round_ in years_rounds if round_.is_locked or round_.no_register}
    registered = with_register(session, rules.fiscal_year, today())
    return {
        agency.node.id
        for agency in agencies
        if agency.node.id not in settled and registered.isdisjoint(agency.carries)
    }


def is_touched(round_: Round, touched: Mapping[str, dt.datetime | None], agency_ids: Iterable[str]) -> bool:
    """Tell whether something happened since a round was handed in or verified, until it is signed off.

    :param touched: when something last happened to agencies; None for what is not scored since
    :param agency_ids: the agency and those whose duties it carries
    """
    if not round_.is_judged or round_.is_locked:
        return False
    taken = round_.verified() if round_.state is RoundState.VERIFIED else round_.facts_taken
    moments = [touched[agency_id] for agency_id in agency_ids if agency_id in touched]
    return taken is not None and any(moment is None or moment > taken.at for moment in moments)


def _due(cells: Mapping[str, Cell], rules: RuleSet, as_of: dt.datetime) -> DueSoFar:
    scores = ((cell.points, cell.deadline) for cell in cells.values())
    return sum_due(scores, rules, as_of)


@dataclass(frozen=True)
class Risk:
    """What is to be looked at in an agency's year; ``risk`` is None where nobody looked yet."""

    agency: AgencyNode
    risk: int | None
    result: Decimal | None = None
    as_of: dt.datetime | None = None
    round_state: str = "draft"
    flags: tuple[Flag, ...] = ()


def risks(session: AlchemySession, rules: RuleSet, agencies: Sequence[Scored]) -> list[Risk]:
    """Return the agencies by their risk, the greatest first, without their flags; unseen ones last."""
    known = {row.agency_id: row for row in session.execute(_of(Scorecard, rules, "risk", "result", "as_of"))}
    states = {row.agency_id: row.state for row in session.execute(_of(StoredRound, rules, "state"))}
    listed = []
    for agency in agencies:
        row = known.get(agency.node.id)
        state = states.get(agency.node.id, "draft")
        listed.append(
            Risk(agency.node, row.risk, row.result, row.as_of, state)
            if row
            else Risk(agency.node, None, round_state=state)
        )
    return sorted(listed, key=lambda risk: (risk.risk is None, -(risk.risk or 0)))


def with_flags(session: AlchemySession, rules: RuleSet, listed: Sequence[Risk]) -> list[Risk]:
    """Return some of the agencies with what was kept of their flags."""
    ids = [risk.agency.id for risk in listed]
    query = _of(Scorecard, rules, "flags").where(Scorecard.__table__.c.agency_id.in_(ids))
    kept = {row.agency_id: row.flags or () for row in session.execute(query)}
    return [
        replace(risk, flags=tuple(by_weight(read_flags(kept.get(risk.agency.id, ())), limits())))
        for risk in listed
    ]


def _years(
    session: AlchemySession, rules: RuleSet, known_of: _KnownOf
) -> tuple[dict[str, sa.Row[Any]], dict[str, Round], dict[str, list[YearResult]]]:
    """Return the cards and the rounds of the year, and the results of all years until then."""
    card, round_, kept = Scorecard.__table__.c, StoredRound.__table__.c, Snapshot.__table__.c
    locked = round_.state.in_([state.value for state in LOCKED])
    same = sa.and_(*(card[column] == round_[column] for column in KEY))
    signed_off = sa.and_(
        *(kept[column] == round_[column] for column in KEY),
        kept.period == SIGNED_OFF,
        kept.revision == sa.case((locked, round_.revision), else_=round_.revision - 1),
    )
    year = sa.func.coalesce(card.fiscal_year, round_.fiscal_year)
    query = (
        sa.select(
            sa.func.coalesce(card.agency_id, round_.agency_id).label("agency_id"),
            year.label("fiscal_year"),
            *(card[column] for column in CARD),
            card.agency_id.is_not(None).label("scored"),
            sa.case((round_.fiscal_year == rules.fiscal_year, round_.content)).label("content"),
            kept.result.label("signed_off"),
        )
        .select_from(
            Scorecard.__table__.join(StoredRound.__table__, same, full=True).outerjoin(
                Snapshot.__table__, signed_off
            )
        )
        .where(sa.func.coalesce(card.kpi, round_.kpi) == rules.kpi, year <= rules.fiscal_year)
        .order_by(year)
    )
    cards: dict[str, sa.Row[Any]] = {}
    rounds: dict[str, Round] = {}
    trends: dict[str, list[YearResult]] = defaultdict(list)
    for row in session.execute(query).all():
        if row.fiscal_year == rules.fiscal_year:
            if row.scored:
                cards[row.agency_id] = row
            if row.content:
                rounds[row.agency_id] = Round.from_dict(row.content)
        result = row.result if row.signed_off is None else row.signed_off
        if result or (result is not None and known_of.holds(row.fiscal_year, row.agency_id)):
            year_result = YearResult(row.fiscal_year, result, row.signed_off is not None)
            trends[row.agency_id].append(year_result)
    return cards, rounds, trends


def _cells(session: AlchemySession, rules: RuleSet) -> dict[str, dict[str, Cell]]:
    """Return the criteria of each agency; what is equal is one cell, so that it is worked out once."""
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    made: dict[tuple[object, ...], Cell] = {}
    for agency_id, criterion, *key in session.execute(_of(CriterionScore, rules, "criterion", *CELL)):
        cell = made.get(tuple(key))
        if cell is None:
            state, deadline, *points = key
            cell = made[tuple(key)] = Cell(state, Points(*map(Fraction, points)), deadline)
        cells[agency_id][criterion] = cell
    return cells


def _is_late(cell: Cell, day: dt.date) -> bool:
    return cell.deadline is not None and cell.deadline < day and cell.state in OPEN


def _of(mapped: Any, rules: RuleSet, *columns: str) -> sa.Select[Any]:
    """Ask the table, not the mapper: there are thousands of rows, and nothing is written."""
    own = mapped.__table__.c
    return sa.select(own.agency_id, *(own[column] for column in columns)).where(
        own.kpi == rules.kpi, own.fiscal_year == rules.fiscal_year
    )
