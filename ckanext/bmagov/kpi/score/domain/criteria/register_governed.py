"""Criterion 1.3: the datasets of the register keep to the data governance framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import DICTIONARY_FORM, METADATA_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import MEASURES, Measure, once
from ckanext.bmagov.kpi.score.domain.findings import ZERO, Assessment, Evidence, Reason, SubjectKind

if TYPE_CHECKING:
    from fractions import Fraction

    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Params, Question

GOVERNANCE = ("metadata", "classification", "owner", "dictionary")


@check("register_governed")
class RegisterGoverned(DutyCheck):
    """Every dataset is described as the framework asks.

    Four things count alike: mandatory metadata, category and classification, owner, and the dictionary of
    what is tabular.
    """

    kept = Reason(
        "GOVERNANCE-KEPT",
        N_("Metadata, classification, responsible person and dictionary are complete."),
        form=METADATA_FORM,
    )
    lacking = Reason(
        "GOVERNANCE-LACKING", N_("Incomplete: {lacking}."), N_("Complete: {lacking}."), METADATA_FORM
    )
    not_seen = Reason(
        "GOVERNANCE-NOT-SEEN", N_("Could not be seen: {lacking}. This costs no points."), form=METADATA_FORM
    )

    def judge_dataset(self, duty: Obligation, dataset: DatasetFacts, question: Question) -> Assessment:  # noqa: ARG002
        """Judge by the measures of governance; the dictionary counts for what is tabular."""
        measures = tuple(
            MEASURES[name](dataset) for name in GOVERNANCE if name != "dictionary" or dataset.tabular
        )
        summary = _summarize(measures)
        return Assessment(
            SubjectKind.OBLIGATION,
            duty.id,
            summary.reason,
            summary.earned,
            summary.unknown,
            params={
                "dataset": dataset.id,
                "lacking": summary.lacking,
                "missing": summary.missing,
                "columns": summary.columns,
            },
            evidence=tuple(Evidence(dataset.url, measure.value) for measure in measures),
        )

    def form_of(self, reason: Reason, params: Params) -> str:
        """Return the form of the metadata; that of the dictionary where nothing else is lacking."""
        if params.get("lacking") == ("dictionary",):
            return DICTIONARY_FORM
        return super().form_of(reason, params)

    def steps(self, reason: Reason, params: Params) -> tuple[tuple[str, Params], ...]:
        """Return two steps where the dictionary is lacking beside other things: it has a form of its own."""
        lacking, missing = _words(params, "lacking"), _words(params, "missing")
        others = tuple(name for name in lacking if name != "dictionary")
        if not others or others == lacking:
            return super().steps(reason, params)
        fields = tuple(name for name in missing if name not in _OF_A_DICTIONARY)
        parts = tuple(name for name in missing if name in _OF_A_DICTIONARY)
        return (
            (METADATA_FORM, {**params, "lacking": others, "missing": fields, "columns": 0}),
            (DICTIONARY_FORM, {**params, "lacking": ("dictionary",), "missing": parts}),
        )


_OF_A_DICTIONARY = ("columns", "agreement")
"""What its measure names as missing."""


def _words(params: Params, name: str) -> tuple[str, ...]:
    words = params.get(name, ())
    return words if isinstance(words, tuple) else ()


@dataclass(frozen=True)
class _Summary:
    """What several measures that count alike say together."""

    reason: Reason
    earned: Fraction
    unknown: Fraction
    lacking: tuple[str, ...]
    missing: tuple[str, ...]
    columns: int


@once
def _summarize(measures: tuple[Measure, ...]) -> _Summary:
    lacking = [measure for measure in measures if measure.lost]
    unseen = [measure for measure in measures if measure.unknown]
    count = len(measures)
    reason = RegisterGoverned.kept
    if lacking or unseen:
        reason = RegisterGoverned.lacking if lacking else RegisterGoverned.not_seen
    return _Summary(
        reason,
        sum((measure.earned for measure in measures), ZERO) / count,
        sum((measure.unknown for measure in measures), ZERO) / count,
        tuple(measure.name for measure in lacking or unseen),
        tuple(item for measure in measures for item in measure.missing),
        sum(measure.columns for measure in measures),
    )
