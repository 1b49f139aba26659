"""Criteria 2.1.1 and 2.1.2: the order and the plan have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import DOCUMENTS_PAGE, Check, check
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
    from ckanext.bmagov.kpi.score.domain.facts import Document, Facts


@check("document")
class DocumentReceived(Check):
    """The document of the kind has come, in time, and is still there with its bytes."""

    page = DOCUMENTS_PAGE
    day = "received"
    timed = True

    missing = Reason("DOCUMENT-MISSING", N_("Not handed in yet: {document}."), N_("Hand in: {document}."))
    overdue = Reason(
        "DOCUMENT-OVERDUE",
        N_("Not handed in, and the deadline has passed: {document}."),
        N_("Hand in, even late: {document}."),
    )
    received = Reason("DOCUMENT-RECEIVED", N_("{document}: received on {received}."))
    late = Reason("DOCUMENT-LATE", N_("{document}: received on {received}, after the deadline."), late=True)
    gone = Reason(
        "DOCUMENT-GONE",
        N_("{document}: the file or link is no longer there."),
        N_("Hand in again: {document}."),
    )
    not_seen = Reason(
        "DOCUMENT-NOT-SEEN", N_("{document}: could not be opened by the catalog. This costs no points.")
    )

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge by the best of the documents of the kind."""
        documents = [
            document
            for document in facts.documents
            if document.kind == question.kind() and document.received_at <= question.as_of
        ]
        judged = [self.judge_document(document, facts, question) for document in documents]
        return (combine([self._without_document(facts, question), *judged]),)

    def judge_document(self, document: Document, facts: Facts, question: Question) -> Assessment:  # noqa: ARG002
        """Judge a document by the day on which it came."""
        worth = question.worth(document.received_at)
        if document.readable is None:
            reason, earned, unknown = self.not_seen, ZERO, worth
        elif document.readable is False:
            reason, earned, unknown = self.gone, ZERO, ZERO
        else:
            reason, earned, unknown = self.received if worth == FULL else self.late, worth, ZERO
        return Assessment(
            SubjectKind.DOCUMENT,
            document.id,
            reason,
            earned,
            unknown,
            max(earned + unknown, question.worth()),
            {"kind": document.kind, "received": in_bangkok(document.received_at).date().isoformat()},
            (Evidence(document.url, document.kind, document.sha256, document.received_at),),
        )

    def _without_document(self, facts: Facts, question: Question) -> Assessment:
        return Assessment(
            SubjectKind.AGENCY,
            facts.agency_id,
            self.overdue if question.worth() < FULL else self.missing,
            ZERO,
            reachable=question.worth(),
            params={"kind": question.kind()},
        )
