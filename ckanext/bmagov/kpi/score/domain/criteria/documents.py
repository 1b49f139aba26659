"""Part 2, step 1: the order, the plan, the catalog list and the proposed database (2.1.1-2.1.4)."""

from __future__ import annotations

from fractions import Fraction

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.score.domain.criteria.registry import check
from ckanext.bmagov.kpi.score.domain.facts import Document, Facts, Origin, Proposal
from ckanext.bmagov.kpi.score.domain.findings import (
    ONE,
    ZERO,
    Assessment,
    Evidence,
    Question,
    SubjectKind,
    combine,
)


@check("document")
def document(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.1.1, 2.1.2: the document of the kind has come, in time, and is still there with its bytes."""
    return (
        combine([_absent(facts, question), *(_received(one, question) for one in _of_kind(facts, question))]),
    )


@check("catalog_list")
def catalog_list(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.1.3: the list has come in time and names all that the agency has in the catalog."""
    found = [_complete(one, facts, question) for one in _of_kind(facts, question)]
    return (combine([_absent(facts, question), *found]),)


def _of_kind(facts: Facts, question: Question) -> list[Document]:
    return [
        one for one in facts.documents if one.kind == question.kind() and one.received_at <= question.as_of
    ]


def _absent(facts: Facts, question: Question) -> Assessment:
    late = question.worth() < ONE
    return Assessment(
        SubjectKind.AGENCY,
        facts.agency_id,
        "DOCUMENT-OVERDUE" if late else "DOCUMENT-MISSING",
        ZERO,
        reachable=question.worth(),
        params={"kind": question.kind()},
    )


def _received(one: Document, question: Question) -> Assessment:
    worth = question.worth(one.received_at)
    if one.readable is None:
        reason, earned, unknown = "DOCUMENT-NOT-SEEN", ZERO, worth
    elif one.readable is False:
        reason, earned, unknown = "DOCUMENT-GONE", ZERO, ZERO
    else:
        reason, earned, unknown = "DOCUMENT-RECEIVED" if worth == ONE else "DOCUMENT-LATE", worth, ZERO
    return Assessment(
        SubjectKind.DOCUMENT,
        one.id,
        reason,
        earned,
        unknown,
        max(earned + unknown, question.worth()),
        {"kind": one.kind, "received": in_bangkok(one.received_at).date().isoformat()},
        (Evidence(one.url, one.kind, one.sha256, one.received_at),),
    )


def _complete(one: Document, facts: Facts, question: Question) -> Assessment:
    got = _received(one, question)
    if facts.published is None:
        return Assessment(
            got.subject, got.subject_id, "CATALOG-NOT-SEEN", ZERO, got.earned + got.unknown, got.reachable,
            got.params, got.evidence,
        )  # fmt: skip
    published = set(facts.published)
    left_out = tuple(sorted(published - set(one.listed_datasets)))
    share = Fraction(len(published) - len(left_out), len(published)) if published else ONE
    reason = "LIST-INCOMPLETE" if left_out and got.earned else got.reason
    return Assessment(
        got.subject,
        got.subject_id,
        reason,
        got.earned * share,
        got.unknown * share,
        max((got.earned + got.unknown) * share, question.worth()),
        {**got.params, "listed": len(published) - len(left_out), "published": len(published)},
        got.evidence,
    )


@check("new_database")
def new_database(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.1.4: one new or widened database, important, not one of Part 1 again, proposed in time.

    The machine only hints at a repetition; then the judgement is the auditor's, and until it is spoken the
    finding is unknown and costs nothing.
    """
    proposal = facts.proposal
    if proposal is None or proposal.proposed_at > question.as_of:
        reason = "PROPOSAL-OVERDUE" if question.worth() < ONE else "PROPOSAL-MISSING"
        return (Assessment(SubjectKind.AGENCY, facts.agency_id, reason, ZERO, reachable=question.worth()),)
    worth = question.worth(proposal.proposed_at)
    reason, earned, unknown = _judge(proposal, worth)
    params: dict[str, str | int | tuple[str, ...]] = {
        "origin": proposal.origin.value,
        "proposed": in_bangkok(proposal.proposed_at).date().isoformat(),
        "overlaps": proposal.overlaps,
    }
    return (
        Assessment(
            SubjectKind.PROPOSAL,
            proposal.id,
            reason,
            earned,
            unknown,
            max(earned + unknown, question.worth()),
            params,
            (Evidence(proposal.dataset_id, proposal.origin.value, seen_at=proposal.proposed_at),),
        ),
    )


def _judge(proposal: Proposal, worth: Fraction) -> tuple[str, Fraction, Fraction]:
    if proposal.accepted is False:
        return "PROPOSAL-REFUSED", ZERO, ZERO
    if proposal.accepted:
        return "PROPOSAL-ACCEPTED" if worth == ONE else "PROPOSAL-LATE", worth, ZERO
    if not proposal.importance.strip():
        return "IMPORTANCE-MISSING", worth / 2, ZERO
    if proposal.origin is Origin.WIDENED and not proposal.widened_by.strip():
        return "WIDENING-MISSING", worth / 2, ZERO
    if proposal.overlaps:
        return "NEEDS-JUDGEMENT", ZERO, worth
    return "PROPOSAL-COMPLETE" if worth == ONE else "PROPOSAL-LATE", worth, ZERO
