"""Criterion 2.2.4: the data of the database are imported."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.check import FILES_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_imported")
class DatabaseImported(MeasuredCheck):
    """What was imported is correct, complete and current, as the plan says; a third each."""

    form = FILES_FORM
    milestone = "imported"

    complete = Reason("IMPORTED-COMPLETE", N_("Data imported, correct, complete and current since {since}."))
    late = Reason("IMPORTED-LATE", N_("Data imported completely on {since}, after the deadline."), late=True)
    time_not_seen = Reason("IMPORTED-TIME-NOT-SEEN", N_("Data imported completely; since when is not known."))
    not_seen = Reason(
        "IMPORTED-NOT-SEEN", N_("The imported data could not be checked. This costs no points.")
    )
    incomplete = Reason(
        "IMPORTED-INCOMPLETE",
        N_("The imported data lack: {missing}."),
        N_("Mend the imported data: {missing}."),
    )
    missing = Reason("IMPORTED-MISSING", N_("No data are imported yet."), N_("Import the data."))

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by cells that are wrong, rows that are planned, and the age of the data."""
        if not dataset.import_known:
            return Measure("imported", ZERO, FULL, "?")
        rows = dataset.imported
        if rows is None or not rows.rows:
            return Measure("imported", ZERO, value="rows 0")
        correct = FULL - Fraction(rows.bad_cells, rows.checked_cells) if rows.checked_cells else FULL
        complete = min(FULL, Fraction(rows.rows, rows.planned_rows)) if rows.planned_rows else FULL
        age = currency.freshness_of(dataset, None, question.rules.freshness, question.as_of)
        current, unknown = currency.share(age, question.rules.freshness)
        shares = (("correct", correct), ("complete", complete), ("current", current + unknown))
        return Measure(
            "imported",
            (correct + complete + current) / 3,
            unknown / 3,
            "; ".join(
                (
                    f"rows {rows.rows}/{rows.planned_rows or rows.rows}",
                    f"errors {rows.bad_cells}/{rows.checked_cells}",
                    age.state.value,
                )
            ),
            tuple(name for name, share in shares if share < FULL),
        )
