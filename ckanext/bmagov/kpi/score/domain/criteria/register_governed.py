"""Criterion 1.3: the datasets of the register keep to the data governance framework."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import (
    DICTIONARY_FORM,
    GOVERNANCE_PAGE,
    METADATA_FORM,
    check,
)
from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck
from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import PartShare, look, shares
from ckanext.bmagov.kpi.score.domain.criteria.measured import thin_params
from ckanext.bmagov.kpi.score.domain.criteria.measures import MEASURES, Measure, asks_dictionary, once
from ckanext.bmagov.kpi.score.domain.document_content import Content, content_of
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Assessment, Evidence, Reason, SubjectKind

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts, GovernancePart
    from ckanext.bmagov.kpi.score.domain.findings import Params, Question

GOVERNANCE = ("metadata", "classification", "owner", "dictionary")


@check("register_governed")
class RegisterGoverned(DutyCheck):
    """Every dataset is described as the framework asks, and the agency governs its data.

    Of a dataset four things count alike: mandatory metadata, category and classification, owner, and the
    dictionary of what is tabular. Where rules go by the type of the dataset, a dictionary is asked for
    whatever is a table by its type, and that machines can read it counts as a fifth. Where rules measure the
    six parts of governance, these are worth the share of the criterion that rules say, each part alike.
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

    part_kept = Reason("GOVERNANCE-PART-KEPT", N_("This part is in place."), form=GOVERNANCE_PAGE)
    part_lacking = Reason(
        "GOVERNANCE-PART-LACKING",
        N_("This part lacks: {governance}."),
        N_("Complete: {governance}. An entry needs {least} letters or more, in words of its own."),
        GOVERNANCE_PAGE,
    )
    part_not_seen = Reason(
        "GOVERNANCE-PART-NOT-SEEN",
        N_("This part could not be measured. This costs no points."),
        form=GOVERNANCE_PAGE,
    )

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge each dataset of the register, and each part of the agency's governance."""
        duties = super().judge(facts, question)
        if not question.rules.substance.governance or facts.governance is None:
            return duties
        if not question.partial and any(duty.reason is self.no_register for duty in duties):
            return duties
        parts = _part_shares(facts, facts.governance, question)
        applying = sum(part.applies for part in parts)
        whole = sum(duty.weight for duty in duties if duty.applies) or 1
        share = Fraction(question.rules.substance.governance_share)
        weight = whole * share / (1 - share) / applying if applying else ZERO
        least = question.rules.substance.words.governance
        return (*duties, *(self._judge_part(part, weight, least) for part in parts))

    def _judge_part(self, part: PartShare, weight: Fraction, least: int) -> Assessment:
        if part.earned == FULL:
            reason = self.part_kept
        else:
            reason = self.part_lacking if part.kinds or part.measures else self.part_not_seen
        return Assessment(
            SubjectKind.GOVERNANCE,
            str(part.number),
            reason,
            part.earned,
            part.unknown,
            params={"kinds": part.kinds, "measures": part.measures, "least": least},
            evidence=(Evidence(f"governance/{part.number}", str(part.earned)),),
            applies=part.applies,
            weight=weight,
        )

    def judge_dataset(self, duty: Obligation, dataset: DatasetFacts, question: Question) -> Assessment:
        """Judge by the measures of governance; the dictionary counts for what it is asked for."""
        substance = question.rules.substance
        names = (*GOVERNANCE, *(["machine_readable"] if substance.dictionary_by_type else []))
        asked = asks_dictionary(dataset, substance)
        measures = tuple(
            MEASURES[name](dataset, substance) for name in names if name != "dictionary" or asked
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
                **thin_params(*measures),
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


def _part_shares(
    facts: Facts, governance: tuple[GovernancePart, ...], question: Question
) -> tuple[PartShare, ...]:
    documents = {
        document.kind
        for document in facts.documents
        if document.received_at <= question.as_of
        and document.readable is not False
        and content_of(document.sha256, document.reading, question.rules.substance) is not Content.EMPTY
    }
    looked = question.looked or look(facts, question.rules, question.as_of)
    return shares(governance, documents, looked, question.rules)


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
