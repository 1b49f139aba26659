"""How current datasets are, and by which terms: those of the register where it names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.files.domain import (
    WITHOUT_RULES,
    Frequency,
    Freshness,
    FreshnessRule,
    declared,
    judge,
    last_new_data,
    stated_day,
    unconfirmed,
)
from ckanext.bmagov.files.readers.data_history import data_events, histories

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession


@dataclass(frozen=True)
class Terms:
    """The thresholds of a day, and the frequency that both sides agreed, by dataset."""

    rule: FreshnessRule = WITHOUT_RULES
    agreed: Mapping[str, Frequency] = field(default_factory=dict)
    proposed: Mapping[str, tuple[Frequency, ...]] = field(default_factory=dict)
    """What was proposed for each dataset that somebody owes and of which nothing is agreed, where what a
    dataset declares counts only once it is agreed."""


@dataclass(frozen=True)
class Currency:
    """The judgement of one dataset with what stands beside it."""

    freshness: Freshness
    declared: Frequency
    agreed: Frequency | None = None
    stated: dt.date | None = None
    """The day that the agency states, where it is another than that of the last new data: a remark."""


def last_updates(
    session: AlchemySession, dataset_ids: Sequence[str], as_of: dt.datetime
) -> dict[str, dt.datetime | None]:
    """Return when new data of each dataset last came."""
    events, rule = data_events(session, dataset_ids), _terms(session, dataset_ids, as_of).rule
    return {
        dataset_id: last_new_data(events[dataset_id], as_of, rule.new_rows) if dataset_id in events else None
        for dataset_id in dataset_ids
    }


def currency(
    session: AlchemySession, records: Sequence[Mapping[str, Any]], as_of: dt.datetime
) -> dict[str, Currency]:
    """Judge datasets as they are now, by id; everything is read in sets."""
    ids = [record["id"] for record in records]
    terms = _terms(session, ids, as_of)
    known = histories(session, ids)
    day = in_bangkok(as_of).date()
    out = {}
    for record in records:
        own, agreed = declared(record), terms.agreed.get(record["id"])
        offers = terms.proposed.get(record["id"])
        asked = own if offers is None else unconfirmed(own, offers, day)
        freshness = judge(known[record["id"]], asked, agreed, terms.rule, as_of)
        stated = stated_day(record)
        out[record["id"]] = Currency(freshness, own, agreed, None if stated == freshness.last_day else stated)
    return out


def _terms(session: AlchemySession, dataset_ids: Sequence[str], as_of: dt.datetime) -> Terms:
    """Return by what datasets are judged; without somebody above who says it, by what holds everywhere."""
    said: list[Terms] = emit("terms_asked", session, dataset_ids, as_of) if dataset_ids else []
    return said[0] if said else Terms()
