"""Criterion 2.1.3: the list of the agency's catalog is complete."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import check
from ckanext.bmagov.kpi.score.domain.criteria.document import DocumentReceived
from ckanext.bmagov.kpi.score.domain.document_content import Content
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import Document, Facts
    from ckanext.bmagov.kpi.score.domain.findings import Assessment, Question


@check("catalog_list")
class CatalogList(DocumentReceived):
    """The list has come in time and names all that the agency has in the catalog."""

    catalog_not_seen = Reason(
        "CATALOG-NOT-SEEN", N_("The list could not be compared with the catalog. This costs no points.")
    )
    incomplete = Reason(
        "LIST-INCOMPLETE",
        N_("The list names {listed} of {published} published datasets."),
        N_("Hand in a list that names all published datasets."),
    )

    rows_not_read = Reason(
        "LIST-NOT-READ",
        N_("Which datasets the list names could not be read. An auditor looks at it."),
        N_("Hand in the list as a table (XLSX), with a row for each dataset."),
    )
    rows_missing = Reason(
        "LIST-ROWS-MISSING",
        N_("The list names {listed} of {published} datasets that were in the catalog on its day."),
        N_("Hand in a list with a row for each dataset: its title as in the catalog."),
    )

    def content(self, document: Document, question: Question) -> Content:
        """Return what is known of the file; a list is short where there is little to list."""
        content = super().content(document, question)
        by_rows = question.rules.substance.list_as_of_its_day and document.published
        return Content.ENOUGH if by_rows and content is Content.EMPTY else content

    def judge_document(self, document: Document, facts: Facts, question: Question) -> Assessment:
        """Judge a list by the day on which it came and by what it names."""
        receipt = super().judge_document(document, facts, question)
        if question.rules.substance.list_as_of_its_day:
            return self._judge_rows(receipt, document, question)
        if facts.published is None:
            unknown = receipt.earned + receipt.unknown
            return replace(receipt, reason=self.catalog_not_seen, earned=ZERO, unknown=unknown)
        return self._compare(receipt, set(facts.published), set(document.listed_datasets), question)

    def _judge_rows(self, receipt: Assessment, document: Document, question: Question) -> Assessment:
        """Compare what the list itself names with the catalog of its day."""
        if not receipt.earned:
            return receipt
        if document.published is None:
            return replace(receipt, reason=self.catalog_not_seen, earned=ZERO, unknown=receipt.earned)
        rows = document.reading.datasets if document.reading else None
        if rows is None and document.published:
            unknown = ZERO if question.has_lapsed(document.received_at) else receipt.earned
            return replace(receipt, reason=self.rows_not_read, earned=ZERO, unknown=unknown)
        return self._compare(receipt, set(document.published), set(rows or ()), question)

    def _compare(
        self, receipt: Assessment, published: set[str], listed_ids: set[str], question: Question
    ) -> Assessment:
        by_rows = question.rules.substance.list_as_of_its_day
        left_out = published - listed_ids
        listed = len(published) - len(left_out)
        share = Fraction(listed, len(published)) if published else FULL
        return replace(
            receipt,
            reason=(self.rows_missing if by_rows else self.incomplete)
            if left_out and receipt.earned
            else receipt.reason,
            earned=receipt.earned * share,
            unknown=receipt.unknown * share,
            reachable=max((receipt.earned + receipt.unknown) * share, question.worth()),
            params={**receipt.params, "listed": listed, "published": len(published)},
        )
