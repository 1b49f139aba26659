"""Criteria 2.1.1 and 2.1.2: the order and the plan have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import DOCUMENTS_PAGE, Check, check
from ckanext.bmagov.kpi.score.domain.document_content import Content, content_of
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
    not_seen_long = Reason(
        "DOCUMENT-NOT-SEEN-LONG",
        N_("{document}: its address has not answered for too long."),
        N_("Hand in the file itself: {document}."),
    )
    without_content = Reason(
        "DOCUMENT-WITHOUT-CONTENT",
        N_("{document}: the file holds {characters} characters of text, fewer than {least}."),
        N_("Hand in the document with its full text: {document}."),
    )
    repeated = Reason(
        "DOCUMENT-REPEATED",
        N_("{document}: its text is that of a document of another kind, which counts already."),
        N_("Hand in the right document; take back what was handed in as the wrong kind."),
    )
    not_read = Reason("DOCUMENT-NOT-READ", N_("{document}: the file waits to be read. This costs no points."))
    unreadable = Reason(
        "DOCUMENT-UNREADABLE",
        N_(
            "{document}: the file could not be read. An auditor looks at it; until then this costs no points."
        ),
        N_("Save the file anew and hand it in again: {document}."),
    )
    unreadable_long = Reason(
        "DOCUMENT-UNREADABLE-LONG",
        N_("{document}: the file could not be read, and nothing readable has come since."),
        N_("Save the file anew and hand it in again: {document}."),
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
        """Judge a document by the day on which it came, and by what it holds."""
        worth = question.worth(document.received_at)
        reason, known = self._judge_file(document, question)
        reason = self.late if reason is self.received and worth < FULL else reason
        earned, unknown = worth if known else ZERO, worth if known is None else ZERO
        return Assessment(
            SubjectKind.DOCUMENT,
            document.id,
            reason,
            earned,
            unknown,
            max(earned + unknown, question.worth()),
            {
                "kind": document.kind,
                "received": in_bangkok(document.received_at).date().isoformat(),
                **self._amount(reason, document, question),
            },
            (Evidence(document.url, document.kind, document.sha256, document.received_at),),
        )

    def content(self, document: Document, question: Question) -> Content:
        """Return what is known of what the file holds."""
        return content_of(document.sha256, document.reading, question.rules.substance)

    def _judge_file(self, document: Document, question: Question) -> tuple[Reason, bool | None]:
        """Return why a file or address counts, and whether it does; None for what nobody could see."""
        if document.readable is False:
            return self.gone, False
        if document.readable is None:
            lapsed = question.has_lapsed(document.unknown_since)
            return (self.not_seen_long, False) if lapsed else (self.not_seen, None)
        content = self.content(document, question)
        if content is Content.UNREADABLE:
            lapsed = question.has_lapsed(document.received_at)
            return (self.unreadable_long, False) if lapsed else (self.unreadable, None)
        reasons = {
            Content.ENOUGH: (self.received, True),
            Content.EMPTY: (self.without_content, False),
            Content.REPEATED: (self.repeated, False),
            Content.NOT_READ: (self.not_read, None),
        }
        return reasons[content]

    def _amount(self, reason: Reason, document: Document, question: Question) -> dict[str, int]:
        if reason is not self.without_content or document.reading is None:
            return {}
        least = question.rules.substance.document_characters
        return {"characters": document.reading.characters or 0, "least": least}

    def _without_document(self, facts: Facts, question: Question) -> Assessment:
        return Assessment(
            SubjectKind.AGENCY,
            facts.agency_id,
            self.overdue if question.worth() < FULL else self.missing,
            ZERO,
            reachable=question.worth(),
            params={"kind": question.kind()},
        )
