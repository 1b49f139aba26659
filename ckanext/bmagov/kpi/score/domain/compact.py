"""The facts of a dataset in few characters, to be read back in little time.

Snapshots and the history keep facts in the form of `base/domain/plain.py`, which says what each value is and
refuses what does not fit. This form is for one reader, who wrote it.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.files import DataEvent, EventKind
from ckanext.bmagov.kpi.score.domain.facts import Column, DatasetFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

LEFT_OUT: Final = frozenset({"declared", "imported"})
"""What is asked for each time: how often it declared to be updated over time, and the rows of a database."""

_COLUMN: Final = tuple(item.name for item in fields(Column))
_EVENT: Final = tuple(item.name for item in fields(DataEvent))
_column_values, _event_values = attrgetter(*_COLUMN), attrgetter(*_EVENT)
_KINDS: Final = {kind.value: kind for kind in EventKind}
_column = lru_cache(maxsize=10_000)(Column)
_decode: Final = json.JSONDecoder().decode
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(facts: DatasetFacts) -> str:
    """Return facts as a text; without what is :data:`LEFT_OUT`, and without what is as by default."""
    plain = {
        item.name: to_plain(value)
        for item in fields(DatasetFacts)
        if item.name not in LEFT_OUT
        and item.name not in ("columns", "events")
        and ((value := getattr(facts, item.name)) != item.default)
        and (value or item.default_factory is MISSING)
    }
    if facts.columns is None or facts.columns:
        plain["columns"] = facts.columns and [_column_values(column) for column in facts.columns]
    if facts.events:
        plain["events"] = [to_plain(list(_event_values(event))) for event in facts.events]
    return _encode(plain)


def read(text: str) -> DatasetFacts:
    """Return the facts that :func:`write` wrote."""
    raw = _decode(text)
    for name in ("mandatory_missing", "file_hashes"):
        if name in raw:
            raw[name] = tuple(raw[name])
    for name in ("systems_since", "milestones"):
        if name in raw:
            raw[name] = _moments(raw[name])
    if raw.get("columns"):
        raw["columns"] = tuple([_column(*values) for values in raw["columns"]])
    if "events" in raw:
        raw["events"] = tuple([_event(*values) for values in raw["events"]])
    if raw.get("api_unknown_since"):
        raw["api_unknown_since"] = datetime.fromisoformat(raw["api_unknown_since"])
    if raw.get("seen_since"):
        raw["seen_since"] = date.fromisoformat(raw["seen_since"])
    return DatasetFacts(**raw)


def _moments(raw: Mapping[str, str | None]) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(at) if at else None for name, at in raw.items()}


def _event(at: str, kind: str, *others: Any) -> DataEvent:
    return DataEvent(datetime.fromisoformat(at), _KINDS[kind], *others)
