"""What stood at a moment, kept for good: facts, score card, the agency's words and the auditor's."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.domain.plain import digest, from_plain, to_plain
from ckanext.bmagov.kpi.evidence.services.record import record_of
from ckanext.bmagov.kpi.round.domain.changes import changes
from ckanext.bmagov.kpi.round.domain.decisions import Outcome, Override as Word, apply_overrides
from ckanext.bmagov.kpi.round.domain.round import Event
from ckanext.bmagov.kpi.round.model import Override, Snapshot
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, PartScore, Points, ScoreCard
from ckanext.bmagov.kpi.score.domain.findings import Evidence, State, SubjectKind
from ckanext.bmagov.kpi.score.services.score import score_agency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import Facts

SIGNED_OFF = "signed_off"
FROZEN: Final = {Event.SUBMIT: "submitted", Event.OBJECT: "objected", Event.TAKE_FACTS: "retaken"}
"""Period of what is kept with an event, followed by the version of the round."""

CONTENT: Final = ("facts", "card", "record", "overrides")
"""The columns of which the digest is."""


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of what is kept.

    :param content: what the columns of `CONTENT` hold, by name
    """
    return digest({name: content[name] for name in CONTENT})


def words(session: AlchemySession, agency_id: str, rules: RuleSet, revision: int) -> list[Override]:
    """Return what auditors said on criteria in a revision, the last on each."""
    said = session.scalars(_words(agency_id, rules, revision))
    return list({row.criterion: row for row in said}.values())


def _words(agency_id: str, rules: RuleSet, revision: int) -> sa.Select[tuple[Override]]:
    return (
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


def whole_card(kept: Snapshot) -> ScoreCard:
    """Return a score card with its findings, as it was kept. Nothing can be won any more: it has no gains."""
    return replace(kept_card(kept), findings=_findings(kept))


def _findings(kept: Snapshot) -> tuple[Finding, ...]:
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


def judged(session: AlchemySession, round_: Round) -> Snapshot | None:
    """Return what is judged of a round: what was kept when it was handed in, or signed off, last.

    None while the agency prepares or mends its report: then the catalog of today counts.
    """
    return of_revision(session, round_, round_.revision) if round_.is_judged else None


def of_revision(session: AlchemySession, round_: Round, revision: int) -> Snapshot | None:
    """Return what was kept last of a revision of a round: its sign-off, else its last facts."""
    return _find(session, round_, (SIGNED_OFF,), revision) or _frozen(session, round_, revision)


def _frozen(session: AlchemySession, round_: Round, revision: int) -> Snapshot | None:
    return _find(session, round_, tuple(f"{period}-" for period in FROZEN.values()), revision)


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
    return rule_service.for_agency(
        session, known.rules, kept.agency_id, until=kept.frozen_at or kept.taken_at
    )


def freeze(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    round_: Round,
    as_of: dt.datetime,
) -> tuple[str, tuple[str, ...]]:
    """Score an agency and keep everything the score was made of: from now on, this is what is judged.

    The auditors' words on criteria that are judged otherwise than before no longer count: their review is
    open again.

    :param rules: with the deadlines as they were moved for this agency
    :param round_: after the event that takes the facts
    :returns: the digest of what is kept, and the criteria that are open again
    """
    last = round_.decisions[-1]
    before = _frozen(session, round_, round_.revision)
    facts, card = score_agency(session, agency, rules, as_of)
    differing = {change.criterion for change in changes(whole_card(before), card)} if before else set()
    said = session.scalars(_words(agency.node.id, rules, round_.revision))
    reopened = [row for row in said if row.criterion in differing]
    for row in reopened:
        row.withdrawn_by, row.withdrawn_at = last.by, last.at
    session.flush()
    period = f"{FROZEN[last.event]}-{round_.version}"
    content_digest = keep(session, agency, rules, period, round_.revision, facts, card)
    return content_digest, tuple(sorted({row.criterion for row in reopened}))


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
    content = {
        "facts": facts.to_dict(),
        "card": card.to_dict(),
        "record": record_of(session, agency, rules, card.as_of).to_dict(),
        "overrides": [_word(row) for row in said],
    }
    made_by = {"rule_version": rules.version, "rule_digest": rules.digest}
    return _insert(session, agency.node.id, rules, period, revision, content, made_by)


def sign(session: AlchemySession, kept: Snapshot, rules: RuleSet) -> str:
    """Keep what was verified as what is signed off; return the digest of it: the seal of the verification."""
    made_by = {
        "rule_version": kept.rule_version,
        "rule_digest": kept.rule_digest,
        "frozen_at": kept.frozen_at or kept.taken_at,
    }
    content = _with_words(session, kept, rules)
    return _insert(session, kept.agency_id, rules, SIGNED_OFF, kept.revision, content, made_by)


def seal(session: AlchemySession, kept: Snapshot, rules: RuleSet) -> str:
    """Return the SHA-256 of what a verification is about: facts, card and record, and the auditors' words.

    It is made of what is stored now, not of the digest that stands beside it.
    """
    return digest_of(_with_words(session, kept, rules))


def _with_words(session: AlchemySession, kept: Snapshot, rules: RuleSet) -> dict[str, Any]:
    """Return the facts, card and record that were kept, with the auditors' words of now."""
    said = words(session, kept.agency_id, rules, kept.revision)
    stored = {"facts": kept.facts, "card": kept.card, "record": kept.record}
    return {**stored, "overrides": [_word(row) for row in said]}


def _insert(
    session: AlchemySession,
    agency_id: str,
    rules: RuleSet,
    period: str,
    revision: int,
    content: dict[str, Any],
    made_by: dict[str, Any],
) -> str:
    content_digest = digest_of(content)
    row = insert(Snapshot).values(
        id=str(uuid.uuid4()),
        agency_id=agency_id,
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        period=period,
        revision=revision,
        digest=content_digest,
        **made_by,
        **content,
    )
    session.execute(row.on_conflict_do_nothing(constraint="uq_bmagov_snapshot_period"))
    return content_digest


def is_whole(kept: Snapshot) -> bool:
    """Tell whether what is kept has the digest that was made of it."""
    return digest_of({name: getattr(kept, name) for name in CONTENT}) == kept.digest


def of_year(session: AlchemySession, agency_id: str, rules: RuleSet) -> list[Snapshot]:
    """Return what was kept of an agency's year, the oldest first."""
    query = (
        sa.select(Snapshot)
        .where(
            Snapshot.agency_id == agency_id,
            Snapshot.kpi == rules.kpi,
            Snapshot.fiscal_year == rules.fiscal_year,
        )
        .order_by(Snapshot.taken_at, Snapshot.period)
    )
    return list(session.scalars(query))


def has_period(session: AlchemySession, agency_id: str, rules: RuleSet, period: str, revision: int) -> bool:
    """Tell whether a period of a revision is kept."""
    query = sa.select(Snapshot.id).where(
        Snapshot.agency_id == agency_id,
        Snapshot.kpi == rules.kpi,
        Snapshot.fiscal_year == rules.fiscal_year,
        Snapshot.period == period,
        Snapshot.revision == revision,
    )
    return session.scalar(query) is not None


def _find(session: AlchemySession, round_: Round, periods: tuple[str, ...], revision: int) -> Snapshot | None:
    """Return what was kept last of one of several periods: `submitted-` stands for all that begin so."""
    of_period = (
        Snapshot.period.startswith(period, autoescape=True)
        if period.endswith("-")
        else Snapshot.period == period
        for period in periods
    )
    query = (
        sa.select(Snapshot)
        .where(
            Snapshot.agency_id == round_.agency_id,
            Snapshot.kpi == round_.kpi,
            Snapshot.fiscal_year == round_.fiscal_year,
            Snapshot.revision == revision,
            sa.or_(*of_period),
        )
        .order_by(Snapshot.taken_at.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _word(row: Override) -> dict[str, Any]:
    names = ("criterion", "confirms", "share", "machine_state", "reason", "created_by", "created_at")
    return to_plain({name: getattr(row, name) for name in names})
