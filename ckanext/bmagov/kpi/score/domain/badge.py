"""One dataset at a glance, by the measures that the criteria use: current, described, with a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria import measures
from ckanext.bmagov.kpi.score.domain.findings import ONE, State, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from fractions import Fraction

    from ckanext.bmagov.files import FreshnessRule
    from ckanext.bmagov.kpi.register.domain.obligations import Agreement
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


@dataclass(frozen=True)
class Mark:
    """``freshness``, ``metadata`` or ``dictionary`` with its state, reason code and parameters."""

    name: str
    state: State
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)


def marks(
    dataset: DatasetFacts, agreed: Agreement | None, rule: FreshnessRule, as_of: datetime
) -> tuple[Mark, ...]:
    """Judge a dataset; the frequency that both sides agreed goes before the one that it declares."""
    described = [_measured(measures.metadata(dataset), "METADATA")]
    if dataset.tabular:
        described.append(_measured(measures.dictionary(dataset), "DICTIONARY"))
    return (_freshness(dataset, agreed, rule, as_of), *described)


def _freshness(dataset: DatasetFacts, agreed: Agreement | None, rule: FreshnessRule, as_of: datetime) -> Mark:
    result = currency.freshness_of(dataset, agreed, rule, as_of)
    return Mark("freshness", _state(*currency.share(result, rule)), result.reason, result.params)


def _measured(found: measures.Measure, word: str) -> Mark:
    if found.earned == ONE:
        reason = "COMPLETE"
    elif found.unknown:
        reason = f"{word}-NOT-SEEN"
    else:
        reason = f"{word}-INCOMPLETE" if found.earned else f"{word}-MISSING"
    params = {"missing": found.missing, "columns": found.columns}
    return Mark(found.name, _state(found.earned, found.unknown), reason, params)


def _state(earned: Fraction, unknown: Fraction) -> State:
    return state_of(earned, unknown, ONE)
