"""What is published: results of rounds that are closed, as they were signed off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import defer

from ckan import model

from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.kpi.round.domain.round import State
from ckanext.bmagov.kpi.round.model import Round, Snapshot
from ckanext.bmagov.kpi.round.services import seals, snapshots
from ckanext.bmagov.kpi.rules.services import rules as rule_service

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies import AgencyNode
    from ckanext.bmagov.kpi.round.domain.decisions import Outcome
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Result:
    """One agency's result of one year. ``machine`` is what was measured, ``decided`` what was signed off.

    Where it does not match what was signed (``sound`` is false) no number is given.
    """

    agency: AgencyNode
    kpi: str
    fiscal_year: int
    target: Decimal | None
    machine: Decimal | None
    decided: Decimal | None
    parts: tuple[tuple[str, Decimal | None], ...]
    signed_off_at: dt.datetime
    revision: int
    rule_version: int
    digest: str
    sound: bool = True


@dataclass(frozen=True)
class Closed:
    """What was kept of an agency's closed round; ``sound``: it is what was signed."""

    agency: AgencyNode
    kept: Snapshot
    sound: bool


def closed(session: AlchemySession, kpi: str, fiscal_year: int | None = None) -> list[Result]:
    """Return the results of closed rounds, the newest year first, then by the agency's code."""
    return [
        _result(session, year.agency, year.kept) if year.sound else _without_numbers(year.agency, year.kept)
        for year in kept_of(session, kpi, fiscal_year)
    ]


def kept_of(session: AlchemySession, kpi: str, fiscal_year: int | None = None) -> list[Closed]:
    """Return what is kept of closed rounds, the newest year first, then by the agency's code.

    While a correction is prepared, the revision that was closed before stays the published one.
    """
    last_kept: dict[tuple[str, int], Snapshot] = {}
    for kept in session.scalars(
        _closed(kpi, fiscal_year).options(defer(Snapshot.facts), defer(Snapshot.record))
    ):
        last_kept[kept.agency_id, kept.fiscal_year] = kept
    states = (model.State.ACTIVE, model.State.DELETED)
    agencies = (
        {agency.id: agency.as_node() for agency in stored_agencies(session, states)} if last_kept else {}
    )
    listed = [kept for kept in last_kept.values() if kept.agency_id in agencies]
    changed = seals.broken(session, [kept.id for kept in listed])
    out = [Closed(agencies[kept.agency_id], kept, kept.id not in changed) for kept in listed]
    return sorted(out, key=lambda year: (-year.kept.fiscal_year, year.agency.code8, year.agency.name))


def years(session: AlchemySession, kpi: str) -> list[int]:
    """Return the fiscal years of which something is published, the newest first."""
    query = _closed(kpi).with_only_columns(Snapshot.fiscal_year).order_by(None).distinct()
    return sorted(session.scalars(query), reverse=True)


def _closed(kpi: str, fiscal_year: int | None = None) -> sa.Select[tuple[Snapshot]]:
    """Select what was signed off and then closed. A revision begins only from a closed one."""
    query = (
        sa.select(Snapshot)
        .join(
            Round,
            sa.and_(
                Round.agency_id == Snapshot.agency_id,
                Round.kpi == Snapshot.kpi,
                Round.fiscal_year == Snapshot.fiscal_year,
            ),
        )
        .where(
            Snapshot.kpi == kpi,
            Snapshot.period == snapshots.SIGNED_OFF,
            sa.or_(
                Snapshot.revision < Round.revision,
                sa.and_(Snapshot.revision == Round.revision, Round.state == State.CLOSED.value),
            ),
        )
        .order_by(Snapshot.revision)
    )
    return query if fiscal_year is None else query.where(Snapshot.fiscal_year == fiscal_year)


def _result(session: AlchemySession, agency: AgencyNode, kept: Snapshot) -> Result:
    card = snapshots.kept_card(kept)
    outcome = _outcome(session, kept)
    return Result(
        agency=agency,
        kpi=kept.kpi,
        fiscal_year=kept.fiscal_year,
        target=card.target,
        machine=card.result,
        decided=outcome.decided if outcome else card.result,
        parts=tuple((part.id, part.result) for part in card.parts),
        signed_off_at=kept.taken_at,
        revision=kept.revision,
        rule_version=kept.rule_version,
        digest=kept.digest,
    )


def _without_numbers(agency: AgencyNode, kept: Snapshot) -> Result:
    return Result(
        agency=agency,
        kpi=kept.kpi,
        fiscal_year=kept.fiscal_year,
        target=None,
        machine=None,
        decided=None,
        parts=(),
        signed_off_at=kept.taken_at,
        revision=kept.revision,
        rule_version=kept.rule_version,
        digest=kept.digest,
        sound=False,
    )


def _outcome(session: AlchemySession, kept: Snapshot) -> Outcome | None:
    """Return what the auditors' words make of it; None where nobody put a word in the machine's place."""
    if all(override["confirms"] for override in kept.overrides):
        return None
    rules = rules_by(session, kept)
    return snapshots.kept_outcome(kept, rules) if rules else None


def rules_by(session: AlchemySession, kept: Snapshot) -> RuleSet | None:
    """Return the rules by which was judged; None where no rule set is known any more."""
    known = rule_service.find(session, kept.kpi, kept.fiscal_year, kept.rule_version)
    if known and known.rules.digest == kept.rule_digest:
        return known.rules
    return snapshots.rules_of(session, kept)
