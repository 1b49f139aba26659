"""One dataset at a glance, by the measures that the criteria use: current, described, with a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria import measures
from ckanext.bmagov.kpi.score.domain.criteria.database_dictionary import DatabaseDictionary
from ckanext.bmagov.kpi.score.domain.criteria.database_metadata import DatabaseMetadata
from ckanext.bmagov.kpi.score.domain.criteria.measured import thin_params
from ckanext.bmagov.kpi.score.domain.criteria.register_current import REASONS_OF_AGE
from ckanext.bmagov.kpi.score.domain.findings import FULL, Reason, State, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ckanext.bmagov.files import Frequency, FreshnessRule
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


COMPLETE = Reason("COMPLETE", N_("Complete."))
"""A badge does not say since when."""


@dataclass(frozen=True)
class Mark:
    """``freshness``, ``metadata`` or ``dictionary`` with its state, reason and parameters."""

    name: str
    state: State
    reason: Reason
    params: Mapping[str, Any] = field(default_factory=dict)


def marks(
    dataset: DatasetFacts, agreed: Frequency | None, rules: RuleSet, as_of: datetime
) -> tuple[Mark, ...]:
    """Judge a dataset; the frequency of its duty goes before the one that it declares."""
    substance = rules.substance
    described = [_measured(measures.metadata(dataset, substance), DatabaseMetadata)]
    if measures.asks_dictionary(dataset, substance):
        described.append(_measured(measures.dictionary(dataset, substance), DatabaseDictionary))
    return (_freshness(dataset, agreed, rules.freshness, as_of), *described)


def _freshness(dataset: DatasetFacts, agreed: Frequency | None, rule: FreshnessRule, as_of: datetime) -> Mark:
    result = currency.freshness_of(dataset, agreed, rule, as_of)
    state = state_of(*currency.share(result, rule), FULL)
    return Mark("freshness", state, REASONS_OF_AGE[result.reason], result.params)


def _measured(measure: measures.Measure, check: type[MeasuredCheck]) -> Mark:
    if measure.earned == FULL:
        reason = COMPLETE
    elif measure.unknown:
        reason = check.not_seen
    else:
        reason = check.incomplete if measure.earned else check.missing
    params = {"missing": measure.missing, "columns": measure.columns, **thin_params(measure)}
    return Mark(measure.name, state_of(measure.earned, measure.unknown, FULL), reason, params)
