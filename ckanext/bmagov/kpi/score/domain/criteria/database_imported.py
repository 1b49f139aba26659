"""Criterion 2.2.4: the data of the database are imported."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.check import DICTIONARY_FORM, FILES_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import FEW_ROWS, Measure, few_rows
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Imported
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_imported")
class DatabaseImported(MeasuredCheck):
    """What was imported is correct, complete and current, as the plan says; a third each.

    Where rules count as correct only what was checked, correct are data of which a check against the
    dictionary came to its end: these very bytes, every row and every column. Without a plan, whatever is
    there is complete.
    """

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
    few_rows = FEW_ROWS
    not_checked = Reason(
        "IMPORTED-NOT-CHECKED",
        N_("The data as they are now were not checked against a data dictionary. Lacking: {missing}."),
        N_("Add a data dictionary and check the data against it again."),
        DICTIONARY_FORM,
    )
    partly_checked = Reason(
        "IMPORTED-PARTLY-CHECKED",
        N_("The check against the data dictionary left out rows or columns. Lacking: {missing}."),
        N_("Describe every column of the data under its own name, and check the data again."),
        DICTIONARY_FORM,
    )

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by cells that are wrong, rows that are planned, and the age of the data."""
        if not dataset.import_known:
            return Measure("imported", ZERO, FULL, "?")
        rows = dataset.imported
        if rows is None or not rows.rows:
            return Measure("imported", ZERO, value="rows 0")
        substance = question.rules.substance
        if few := few_rows(dataset, substance):
            return few
        correct, unchecked = _correct(rows, checked_only=substance.checked_only)
        complete = min(FULL, Fraction(rows.rows, rows.planned_rows)) if rows.planned_rows else FULL
        age = currency.freshness_of(dataset, None, question.rules.freshness, question.as_of)
        current, unknown = currency.share(age, question.rules.freshness)
        plan = "" if rows.planned_rows or not substance.checked_only else " (no plan)"
        shares = (("correct", correct + unchecked), ("complete", complete), ("current", current + unknown))
        return Measure(
            "imported",
            (correct + complete + current) / 3,
            (unchecked + unknown) / 3,
            "; ".join(
                (
                    f"rows {rows.rows}/{rows.planned_rows or rows.rows}{plan}",
                    f"errors {rows.bad_cells}/{rows.checked_cells}",
                    age.state.value,
                )
            ),
            tuple(name for name, share in shares if share < FULL),
            because=self._unchecked.get(rows.checked) if substance.checked_only else None,
        )

    _unchecked: ClassVar = {Extent.NOT: not_checked, Extent.PARTLY: partly_checked}


def _correct(rows: Imported, *, checked_only: bool) -> tuple[Fraction, Fraction]:
    """Return the share that is correct, and the share that only a worker of ours has yet to check."""
    if checked_only and rows.checked is not Extent.WHOLE:
        return ZERO, FULL if rows.checked is Extent.WAITING else ZERO
    return FULL - Fraction(rows.bad_cells, rows.checked_cells) if rows.checked_cells else FULL, ZERO
