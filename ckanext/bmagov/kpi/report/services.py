"""The report of an agency's year: from what was kept when it was handed in or signed off, else from now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.domain.record import DeclaredUse, Record
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.services.record import record_of
from ckanext.bmagov.kpi.report.domain.report import Report, build_report
from ckanext.bmagov.kpi.round.services import snapshots
from ckanext.bmagov.kpi.round.services.standing import Standing
from ckanext.bmagov.kpi.score.services.facts import last_proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from decimal import Decimal

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.round.model import Snapshot
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard

DOCUMENT = re.compile(r"^/kpi/document/(?P<id>[^/]+)$")


@dataclass(frozen=True)
class ReportSources:
    """Everything that a report is made of. ``kept`` is None while it is made from now."""

    card: ScoreCard
    rules: RuleSet
    record: Record
    decided: Decimal | None
    dataset_id: str
    """Of the year's database; empty while it has none."""
    kept: Snapshot | None = None

    def report(self, record: Record | None = None) -> Report:
        """Return the report, or the part of it that another record leaves."""
        return build_report(self.card, self.rules, record or self.record, decided=self.decided)


def kept_of(session: AlchemySession, round_: Round, revision: int | None) -> Snapshot | None:
    """Return what was kept of a round: of its sign-off, else what is judged.

    While the agency prepares or mends its report there is none, unless an earlier revision is asked for.
    """
    if revision is None:
        return snapshots.judged(session, round_)
    return snapshots.of_revision(session, round_, revision)


def of_kept(session: AlchemySession, kept: Snapshot) -> ReportSources:
    """Return what was kept, by the rules as they were then.

    :raises ProblemError: RULESET-OTHER when its rules are no longer there
    """
    rules = snapshots.rules_of(session, kept)
    if rules is None:
        raise ProblemError("RULESET-OTHER", card=kept.rule_digest, rules="")
    stands = Standing(snapshots.kept_card(kept), rules, kept, stored=True)
    is_signed = kept.period == snapshots.SIGNED_OFF
    has_words = (
        kept.overrides if is_signed else snapshots.words(session, kept.agency_id, rules, kept.revision)
    )
    return ReportSources(
        card=stands.card,
        rules=rules,
        record=Record.from_dict(kept.record),
        decided=stands.outcome(session, kept.revision).decided if has_words else None,
        dataset_id=(kept.facts.get("proposal") or {}).get("dataset_id", ""),
        kept=kept,
    )


def of_now(
    session: AlchemySession, agency: Scored, rules: RuleSet, revision: int, card: ScoreCard
) -> ReportSources:
    """Return what is known now, with a score card of the moment that is meant."""
    said = snapshots.words(session, agency.node.id, rules, revision)
    proposal = last_proposal(session, agency.node.id, rules)
    return ReportSources(
        card=card,
        rules=rules,
        record=record_of(session, agency, rules, card.as_of),
        decided=snapshots.outcome(card, rules, said).decided if said else None,
        dataset_id=proposal.dataset_id if proposal else "",
    )


def shown(
    record: Record,
    *,
    database: bool,
    document: Callable[[Deliverable], bool],
    wholly: Callable[[Collection[str]], Collection[str]],
    session: AlchemySession,
) -> tuple[Record, int]:
    """Return the record without what a reader may not know, and how many things that were.

    :param database: whether the reader may know the year's database
    :param document: whether the reader may know a document
    :param wholly: of some datasets, those of which nothing is hidden from the reader
    """
    known: dict[str, bool] = {}

    def may(address: str) -> bool:
        match = DOCUMENT.match(address)
        if match is None:
            return True
        if match["id"] not in known:
            row = session.get(Deliverable, match["id"])
            known[match["id"]] = row is not None and document(row)
        return known[match["id"]]

    uses = tuple(_with_pieces(use, [piece for piece in use.pieces() if may(piece[0])]) for use in record.uses)
    references = tuple(reference for reference in record.references if may(reference.url))
    hides = bool(record.database) and not database
    measured = {
        dataset_id for part in record.governance for count in part.counts for dataset_id in count.seen
    }
    closed = measured - set(wholly(measured))
    governance = tuple(
        replace(
            part,
            entries=tuple(entry for entry in part.entries if may(entry.address)),
            counts=tuple(counted.without(closed) for counted in part.counts),
        )
        for part in record.governance
    )
    cut = replace(
        record,
        uses=uses,
        references=references,
        database="" if hides else record.database,
        governance=governance,
    )
    return cut, list(known.values()).count(False) + (hides or bool(closed))


def _with_pieces(use: DeclaredUse, pieces: list[tuple[str, str]]) -> DeclaredUse:
    return replace(
        use,
        evidence=tuple(address for address, _ in pieces),
        titles=tuple(title for _, title in pieces),
    )
