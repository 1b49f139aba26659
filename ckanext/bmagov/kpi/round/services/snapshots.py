"""What stood at a moment, kept for good: facts, score card, the agency's words and the auditor's."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.domain.plain import digest, from_plain, to_plain
from ckanext.bmagov.kpi.evidence.services.record import record_of
from ckanext.bmagov.kpi.round.domain.decisions import Outcome, Override as Word, apply_overrides
from ckanext.bmagov.kpi.round.model import Override, Snapshot
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, PartScore, Points, ScoreCard
from ckanext.bmagov.kpi.score.domain.findings import Evidence, State, SubjectKind
from ckanext.bmagov.kpi.score.services.score import score_agency

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import Facts

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


def kept_outcome(kept: Snapshot, rules: RuleSet) -> Outcome:
    """Return the result after the auditors' words, as it was when it was kept."""
    puts = [
        Word(
            override["criterion"],
            Decimal(override["share"]),
            override["created_by"],
            dt.datetime.fromisoformat(override["created_at"]),
            override["reason"],
        )
        for override in kept.overrides
        if not override["confirms"] and override["share"] is not None
    ]
    return apply_overrides(kept_card(kept), rules, puts)


def kept_card(kept: Snapshot) -> ScoreCard:
    """Return the numbers of a score card as they were kept, without its findings: never made anew."""
    plain: dict[str, Any] = kept.card
    numbers: dict[str, Any] = {name: _number(plain[name]) for name in ("result", "highest", "stated")}
    return ScoreCard(
        **{name: plain[name] for name in _AS_THEY_ARE},
        **numbers,
        as_of=dt.datetime.fromisoformat(plain["as_of"]),
        target=Decimal(plain["target"]),
        points=_points(plain["points"]),
        parts=tuple(
            PartScore(part["id"], State(part["state"]), _points(part["points"]), _number(part["result"]))
            for part in plain["parts"]
        ),
        criteria=tuple(
            CriterionScore(
                criterion["id"],
                criterion["part"],
                State(criterion["state"]),
                _points(criterion["points"]),
                dt.date.fromisoformat(criterion["deadline"]) if criterion["deadline"] else None,
            )
            for criterion in plain["criteria"]
        ),
        findings=(),
        gains=(),
    )


def kept_findings(kept: Snapshot) -> tuple[Finding, ...]:
    """Return the findings of a score card as they were kept."""
    return tuple(
        Finding(
            finding["criterion"],
            SubjectKind(finding["subject"]),
            finding["subject_id"],
            State(finding["state"]),
            _points(finding["points"]),
            finding["reason"],
            {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in finding["params"].items()
            },
            tuple(from_plain(Evidence, piece) for piece in finding["evidence"]),
            finding["rule_digest"],
        )
        for finding in kept.card["findings"]
    )


def of_locked(session: AlchemySession, agency_id: str, rules: RuleSet) -> Snapshot | None:
    """Return what was kept of a round that is signed off: it stands, whatever changes later."""
    round_ = rounds.load(session, agency_id, rules)
    return find(session, agency_id, rules, SIGNED_OFF, round_.revision) if round_.is_locked else None


_AS_THEY_ARE = ("agency_id", "agency_kind", "fiscal_year", "kpi", "rule_version", "rule_digest", "counts")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _points(plain: dict[str, Any]) -> Points:
    exact = plain["exact"]
    return Points(*(Fraction(exact[name]) for name in ("earned", "lost", "unknown", "reachable")))


def rules_of(session: AlchemySession, kept: Snapshot) -> RuleSet | None:
    """Return the rules by which something was kept, with the deadlines as they stood then."""
    known = rule_service.find(session, kept.kpi, kept.fiscal_year, kept.rule_version)
    if known is None:
        return None
    return rule_service.for_agency(session, known.rules, kept.agency_id, until=kept.taken_at)


def take(
    session: AlchemySession, agency: Scored, rules: RuleSet, period: str, revision: int, as_of: dt.datetime
) -> str:
    """Score an agency and keep everything the score was made of; return the digest of it.

    A period of a revision is kept once: a second call changes nothing.

    :param rules: with the deadlines as they were moved for this agency
    """
    facts, card = score_agency(session, agency, rules, as_of)
    return keep(session, agency, rules, period, revision, facts, card)


def keep(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    period: str,
    revision: int,
    facts: Facts,
    card: ScoreCard,
) -> str:
    """Keep a score card with all that it was made of; return the digest of it."""
    known = rule_service.find(session, rules.kpi, rules.fiscal_year, rules.version)
    if known is not None:
        rule_service.pin(session, known, "system")
    said = words(session, agency.node.id, rules, revision)
    content: dict[str, Any] = {
        "facts": facts.to_dict(),
        "card": card.to_dict(),
        "record": record_of(session, agency, rules, card.as_of).to_dict(),
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


def find(
    session: AlchemySession, agency_id: str, rules: RuleSet, periods: str, revision: int | None = None
) -> Snapshot | None:
    """Return what was kept last of a period, or of several: `submitted-` stands for all that begin so.

    :param revision: of this one only
    """
    query = (
        sa.select(Snapshot)
        .where(
            Snapshot.agency_id == agency_id,
            Snapshot.kpi == rules.kpi,
            Snapshot.fiscal_year == rules.fiscal_year,
            Snapshot.period.startswith(periods, autoescape=True)
            if periods.endswith("-")
            else Snapshot.period == periods,
        )
        .order_by(Snapshot.revision.desc(), Snapshot.taken_at.desc())
        .limit(1)
    )
    if revision is not None:
        query = query.where(Snapshot.revision == revision)
    return session.scalars(query).first()


def _word(row: Override) -> dict[str, Any]:
    names = ("criterion", "confirms", "share", "machine_state", "reason", "created_by", "created_at")
    return to_plain({name: getattr(row, name) for name in names})
