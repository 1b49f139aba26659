"""What the checks of step 5 share: a use of the database is declared, and can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import USES_PAGE, Check
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    ZERO,
    Assessment,
    Evidence,
    Question,
    Reason,
    SubjectKind,
    combine,
)

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import Facts, Use, UseKind


class UseCheck(Check):
    """Judges the best of the declared uses of some kinds."""

    page = USES_PAGE
    day = "declared"

    kinds: ClassVar[frozenset[UseKind]]

    missing = Reason("USE-MISSING", N_("No such use is declared yet."), N_("Declare a use, with evidence."))
    shown = Reason("USE-SHOWN", N_("{use}: shown, declared on {declared}."))
    late = Reason("USE-LATE", N_("{use}: shown, declared on {declared}, after the deadline."), late=True)
    without_evidence = Reason(
        "USE-WITHOUT-EVIDENCE",
        N_("{use}: declared without evidence."),
        N_("Add a file or address that shows the use."),
    )
    evidence_gone = Reason(
        "USE-EVIDENCE-GONE",
        N_("{use}: the evidence is no longer there."),
        N_("Hand in the evidence again."),
    )
    evidence_not_seen = Reason(
        "USE-EVIDENCE-NOT-SEEN",
        N_("{use}: the evidence could not be opened by the catalog. This costs no points."),
    )

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge by the best of the uses that were declared by then."""
        worth = question.worth()
        without = Assessment(SubjectKind.AGENCY, facts.agency_id, self.missing, ZERO, reachable=worth)
        declared = [use for use in facts.uses if use.kind in self.kinds and use.declared_at <= question.as_of]
        return (combine([without, *(self._judge_use(use, question) for use in declared)]),)

    def _judge_use(self, use: Use, question: Question) -> Assessment:
        """Judge a use: counted by the catalog, or shown by a file or address that is there."""
        worth = question.worth(use.declared_at)
        readable = {piece.readable for piece in use.evidence}
        if use.counted > 0 or True in readable:
            reason, earned, unknown = self.shown if worth == FULL else self.late, worth, ZERO
        elif None in readable:
            reason, earned, unknown = self.evidence_not_seen, ZERO, worth
        else:
            reason = self.evidence_gone if use.evidence else self.without_evidence
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
            tuple(
                Evidence(piece.ref, use.kind.value, piece.sha256, use.declared_at) for piece in use.evidence
            ),
        )
