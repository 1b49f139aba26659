"""Criterion 2.1.3: the list of the agency's catalog is complete."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import check
from ckanext.bmagov.kpi.score.domain.criteria.document import DocumentReceived
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

    def judge_document(self, document: Document, facts: Facts, question: Question) -> Assessment:
        """Judge a list by the day on which it came and by what it names."""
        receipt = super().judge_document(document, facts, question)
        if facts.published is None:
            unknown = receipt.earned + receipt.unknown
            return replace(receipt, reason=self.catalog_not_seen, earned=ZERO, unknown=unknown)
        published = set(facts.published)
        left_out = published - set(document.listed_datasets)
        listed = len(published) - len(left_out)
        share = Fraction(listed, len(published)) if published else FULL
        return replace(
            receipt,
            reason=self.incomplete if left_out and receipt.earned else receipt.reason,
            earned=receipt.earned * share,
            unknown=receipt.unknown * share,
            reachable=max((receipt.earned + receipt.unknown) * share, question.worth()),
            params={**receipt.params, "listed": listed, "published": len(published)},
        )
