"""One dataset at a glance, by the measures that the criteria use: current, described, with a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..calendar import in_bangkok
from . import freshness
from .criteria import measures
from .findings import ONE, State, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from fractions import Fraction

    from .facts import DatasetFacts
    from .obligations import Agreement
    from .ruleset import FreshnessRule


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
    unit = agreed.frequency_unit if agreed else dataset.frequency_unit
    interval = agreed.frequency_interval if agreed else dataset.frequency_interval
    result = freshness.judge(dataset.events, unit, interval, as_of, rule, history_known=dataset.events_known)
    earned, unknown = freshness.share(result, rule)
    reason = f"DATA-{result.state.value.upper()}" if result.last else "DATA-NEVER"
    if result.undeclared:
        reason = "FREQUENCY-NOT-DECLARED"
    elif not result.last and unknown:
        reason = "DATA-UNKNOWN"
    params = {
        "unit": unit,
        "interval": interval,
        "last": in_bangkok(result.last).date().isoformat() if result.last else "",
        "due": result.due.isoformat() if result.due else "",
    }
    return Mark("freshness", _state(earned, unknown), reason, params)


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
