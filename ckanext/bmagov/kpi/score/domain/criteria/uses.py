"""Part 2, step 5: the database is used, and the use can be shown (2.3.1, 2.3.2)."""

from __future__ import annotations

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.score.domain.criteria.registry import check
from ckanext.bmagov.kpi.score.domain.facts import Facts, Use, UseKind
from ckanext.bmagov.kpi.score.domain.findings import (
    ONE,
    ZERO,
    Assessment,
    Evidence,
    Question,
    SubjectKind,
    combine,
)

INSIDE = frozenset({UseKind.INSIDE})
BEYOND = frozenset({UseKind.BETWEEN, UseKind.OUTSIDE, UseKind.PUBLIC})


@check("used_inside")
def used_inside(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.3.1: used inside the agency."""
    return _judge(facts, question, INSIDE)


@check("used_beyond")
def used_beyond(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.3.2: used between agencies of the BMA, by agencies outside it, or by the public."""
    return _judge(facts, question, BEYOND)


def _judge(facts: Facts, question: Question, kinds: frozenset[UseKind]) -> tuple[Assessment, ...]:
    none = Assessment(SubjectKind.AGENCY, facts.agency_id, "USE-MISSING", ZERO, reachable=question.worth())
    declared = [one for one in facts.uses if one.kind in kinds and one.declared_at <= question.as_of]
    return (combine([none, *(_one(use, question) for use in declared)]),)


def _one(use: Use, question: Question) -> Assessment:
    """One use: counted by the catalog, or shown by a file or address that is there."""
    worth = question.worth(use.declared_at)
    readable = {piece.readable for piece in use.evidence}
    if use.counted > 0 or True in readable:
        reason, earned, unknown = "USE-SHOWN" if worth == ONE else "USE-LATE", worth, ZERO
    elif None in readable:
        reason, earned, unknown = "USE-EVIDENCE-NOT-SEEN", ZERO, worth
    else:
        reason = "USE-EVIDENCE-GONE" if use.evidence else "USE-WITHOUT-EVIDENCE"
        earned, unknown = ZERO, ZERO
    return Assessment(
        SubjectKind.USE,
        use.id,
        reason,
        earned,
        unknown,
        max(earned + unknown, worth, question.worth()),
        {
            "kind": use.kind.value,
            "declared": in_bangkok(use.declared_at).date().isoformat(),
            "people": use.counted,
            **({"bursts": use.bursts} if use.bursts else {}),
        },
        tuple(Evidence(piece.ref, use.kind.value, piece.sha256, use.declared_at) for piece in use.evidence),
    )
