"""What stood at a moment, kept for good: facts, score card, the agency's words and the auditor's."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.domain.audit.decisions import Outcome, apply_overrides
from ckanext.bmagov.domain.audit.decisions import Override as Word
from ckanext.bmagov.domain.kpi.plain import digest, to_plain
from ckanext.bmagov.model.kpi import Override, Snapshot
from ckanext.bmagov.services.kpi import rules as rule_service
from ckanext.bmagov.services.kpi.record import record_of
from ckanext.bmagov.services.kpi.score import score_agency

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.domain.kpi.engine import ScoreCard
    from ckanext.bmagov.domain.kpi.ruleset import RuleSet
    from ckanext.bmagov.services.kpi.agencies import Scored

SUBMITTED, SIGNED_OFF = "submitted", "signed_off"


def words(session: AlchemySession, agency_id: str, rules: RuleSet, revision: int) -> list[Override]:
    """Return what auditors said on criteria in a revision, the last on each."""
    query = (
        sa.select(Override)
        .where(
            Override.agency_id == agency_id,
            Override.kpi == rules.kpi,
            Override.fiscal_year == rules.fiscal_year,
            Override.revision == revision,
            Override.withdrawn_at.is_(None),
        )
        .order_by(Override.created_at, Override.id)
    )
    return list({row.criterion: row for row in session.scalars(query)}.values())


def outcome(card: ScoreCard, rules: RuleSet, said: list[Override]) -> Outcome:
    """Return the result after the auditors' words, beside the machine's."""
    puts = [
        Word(row.criterion, row.share, row.created_by, row.created_at, row.reason)
        for row in said
        if not row.confirms and row.share is not None
    ]
    return apply_overrides(card, rules, puts)


def take(
    session: AlchemySession, agency: Scored, rules: RuleSet, period: str, revision: int, as_of: dt.datetime
) -> str:
    """Score an agency and keep everything the score was made of; return the digest of it.

    A period of a revision is kept once: a second call changes nothing.

    :param rules: with the deadlines as they were moved for this agency
    """
    known = rule_service.find(session, rules.kpi, rules.fiscal_year, rules.version)
    if known is not None:
        rule_service.pin(session, known, "system")
    facts, card = score_agency(session, agency, rules, as_of)
    said = words(session, agency.node.id, rules, revision)
    content: dict[str, Any] = {
        "facts": facts.to_dict(),
        "card": card.to_dict(),
        "record": record_of(session, agency.node, rules).to_dict(),
        "overrides": [_word(row) for row in said],
    }
    seal = digest(to_plain(content))
    row = insert(Snapshot).values(
        id=str(uuid.uuid4()),
        agency_id=agency.node.id,
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        period=period,
        revision=revision,
        rule_version=rules.version,
        rule_digest=rules.digest,
        digest=seal,
        **content,
    )
    session.execute(row.on_conflict_do_nothing(constraint="uq_bmagov_snapshot_period"))
    return seal


def last(session: AlchemySession, agency_id: str, rules: RuleSet, period: str) -> Snapshot | None:
    """Return what was kept of a period, of its last revision."""
    query = (
        sa.select(Snapshot)
        .where(
            Snapshot.agency_id == agency_id,
            Snapshot.kpi == rules.kpi,
            Snapshot.fiscal_year == rules.fiscal_year,
            Snapshot.period == period,
        )
        .order_by(Snapshot.revision.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _word(row: Override) -> dict[str, Any]:
    names = ("criterion", "confirms", "share", "machine_state", "reason", "created_by", "created_at")
    return to_plain({name: getattr(row, name) for name in names})
