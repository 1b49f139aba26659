"""What is written of facts is read back as it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

from hypothesis import given, settings, strategies as st

from ckanext.bmagov.files import DataEvent, EventKind
from ckanext.bmagov.kpi.score.domain import compact
from ckanext.bmagov.kpi.score.domain.facts import Column, DatasetFacts

TEXTS = st.text(max_size=8)
NUMBERS = st.integers(0, 1000)
UNKNOWN = st.sampled_from([True, False, None])
MOMENTS = st.datetimes(
    dt.datetime(2020, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    dt.datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
COLUMNS = st.builds(Column, TEXTS, st.booleans(), st.booleans(), st.none() | NUMBERS, NUMBERS, NUMBERS)
EVENTS = st.builds(DataEvent, MOMENTS, st.sampled_from(EventKind), TEXTS, TEXTS, st.none() | NUMBERS)
FACTS = st.builds(
    DatasetFacts,
    id=TEXTS,
    url=TEXTS,
    title=TEXTS,
    in_catalog=st.booleans(),
    frequency_unit=TEXTS,
    frequency_interval=NUMBERS,
    mandatory_total=NUMBERS,
    mandatory_missing=st.lists(TEXTS).map(tuple),
    has_category=st.booleans(),
    has_classification=st.booleans(),
    has_owner=st.booleans(),
    tabular=st.booleans(),
    columns=st.none() | st.lists(COLUMNS).map(tuple),
    dictionary_agrees=UNKNOWN,
    events=st.lists(EVENTS).map(tuple),
    events_known=st.booleans(),
    file_hashes=st.lists(TEXTS).map(tuple),
    in_datastore=UNKNOWN,
    has_working_api=UNKNOWN,
    import_known=st.booleans(),
    systems=st.dictionaries(TEXTS, UNKNOWN),
    systems_since=st.dictionaries(TEXTS, st.none() | MOMENTS),
    api_unknown_since=st.none() | MOMENTS,
    milestones=st.dictionaries(TEXTS, st.none() | MOMENTS),
    data_type=TEXTS,
    machine_readable=UNKNOWN,
    characters=st.none() | st.dictionaries(TEXTS, NUMBERS),
    seen_since=st.none() | st.dates(),
)


@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_what_is_written_is_read_as_it_was(facts: DatasetFacts):
    assert compact.read(compact.write(facts)) == facts


def test_every_fact_is_written_or_left_out_on_purpose():
    """A new fact belongs into the strategy above, or it is asked for each time."""
    drawn = FACTS.wrapped_strategy.kwargs if hasattr(FACTS, "wrapped_strategy") else FACTS.kwargs
    assert {item.name for item in fields(DatasetFacts)} == set(drawn) | compact.LEFT_OUT
