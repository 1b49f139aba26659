"""Facts as they come, good and bad, for the properties that hold for all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ckanext.bmagov.files.domain import EventKind
from ckanext.bmagov.kpi.rules.domain.ruleset import Unknown
from ckanext.bmagov.kpi.score.domain.facts import Column, UseEvidence
from ckanext.bmagov.tests.kpi.make import MEASURES, at, dataset, document, event, perfect, use

NAMES = st.sampled_from(["d1", "d2", "new"])
MOMENTS = st.sampled_from(
    [at(one) for one in ("2020-11-01", "2021-01-31T23:59:59", "2021-02-03", "2021-05-01", "2021-09-10")]
)
SEEN = st.sampled_from([True, False, None])
DOCUMENTS = st.builds(
    lambda kind, moment, seen, n, listed: document(
        kind, name=f"{kind}-{n}", received_at=moment, readable=seen, listed_datasets=tuple(listed)
    ),
    st.sampled_from(["working_group_order", "development_plan", "data_catalog_list"]),
    MOMENTS,
    SEEN,
    st.integers(0, 99),
    st.sets(NAMES),
)
USES = st.builds(
    lambda kind, moment, seen, n, counted: use(
        kind, name=f"u-{n}", declared_at=moment, counted=counted,
        evidence=tuple(UseEvidence(str(i), readable=one) for i, one in enumerate(seen)),
    ),
    st.sampled_from(["inside", "between", "outside", "public"]),
    MOMENTS,
    st.lists(SEEN, max_size=2),
    st.integers(0, 99),
    st.integers(0, 2),
)  # fmt: skip
EVENTS = st.builds(
    lambda moment, sha, kind: replace(event("2021-01-01", sha, kind), at=moment),
    MOMENTS,
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from(EventKind),
)
DATASETS = st.builds(
    lambda name, there, missing, described, agrees, events, known, stored, systems, milestone, unit: dataset(
        name,
        in_catalog=there,
        mandatory_missing=tuple(missing),
        columns=described and tuple(Column(f"c{i}", True, one) for i, one in enumerate(described)),
        dictionary_agrees=agrees,
        events=tuple(events),
        events_known=known,
        in_datastore=stored,
        systems=systems,
        milestones=dict.fromkeys(MEASURES, milestone),
        frequency_unit=unit,
    ),
    NAMES,
    st.booleans(),
    st.sets(st.sampled_from(["notes", "objective", "data_source"])),
    st.none() | st.lists(st.booleans(), max_size=3),
    SEEN,
    st.lists(EVENTS, max_size=3),
    st.booleans(),
    SEEN,
    st.dictionaries(st.sampled_from(["indicator", "district_catalog"]), SEEN),
    st.none() | MOMENTS,
    st.sampled_from(["month", "quarter", "year", "never", "unknown", "real_time", "working_day"]),
)  # fmt: skip
FACTS = st.builds(
    lambda kind, datasets, documents, uses, seen: replace(
        perfect(kind), datasets=tuple(datasets), documents=tuple(documents), uses=tuple(uses),
        published=("d1", "d2") if seen else None,
    ),
    st.sampled_from(["bureau", "district_office"]),
    st.lists(DATASETS, max_size=3, unique_by=lambda one: one.id),
    st.lists(DOCUMENTS, max_size=3),
    st.lists(USES, max_size=3),
    st.booleans(),
)  # fmt: skip
COSTS = st.sampled_from(Unknown)
