"""The count of mandatory fields for many datasets agrees with the count for one."""

from __future__ import annotations

from itertools import product

import pytest

from ckanext.bmagov.base.domain.schema_facts import Facts, Field
from ckanext.bmagov.metadata.domain.completeness import Mandatory, completeness


def field(name: str, **more) -> Field:
    return Field(name, {"en": name}, "g", **more)


FACTS = Facts(
    dataset=(
        field("data_type", required=True),
        field("title", required=True),
        field("scale", required_for_publish=True, types=frozenset(("geo",))),
        field("reason", required_if={"level": ("secret",)}),
        field("licence", required_unless={"level": ("secret",)}),
        field("open", required=True, forbidden_if={"level": ("secret",)}),
        field("kind", required_for_publish=True),
        field("kind_other", other_of="kind"),
        field("url", required=True, counted=False),
        field("note"),
    ),
    resource=(field("format", required=True), field("why", required_if={"level": ("secret",)})),
    groups=(("g", {"en": "G"}), ("none", {"en": "None"})),
)


@pytest.mark.parametrize(("data_type", "level"), product(["geo", "table", ""], ["open", "secret", ""]))
@pytest.mark.parametrize("kind", ["a", "other", ""])
def test_both_counts_agree(data_type: str, level: str, kind: str):
    record = {
        "data_type": data_type,
        "title": " ",
        "level": level,
        "kind": kind,
        "resources": [{"id": "1", "format": "CSV"}, {"id": "2"}],
    }
    found = completeness(record, FACTS)
    parts = (found.total, *found.resources)
    missing = [name for part in parts for name in part.mandatory_missing]
    filled = [name for part in parts for name in part.mandatory_filled]
    total, named = Mandatory(FACTS).count(record)
    assert (total, sorted(named)) == (len(missing) + len(filled), sorted(missing))
    assert not found.is_complete


def test_what_is_asked_once_a_type_holds_for_every_record():
    counted = Mandatory(FACTS)
    geo = {"data_type": "geo", "title": "t", "level": "open", "open": "o", "kind": "k", "licence": "l"}
    assert counted.count(geo) == (6, ("scale",))
    assert counted.count({**geo, "scale": "1"}) == (6, ())
    assert counted.count({**geo, "data_type": "table"}) == (5, ())
    assert counted.count({**geo, "data_type": "table", "kind": "other"}) == (6, ("kind_other",))
    assert counted.count({**geo, "level": "secret"}) == (5, ("scale", "reason"))


def test_a_resource_is_asked_by_what_the_dataset_says():
    record = {"data_type": "table", "level": "secret", "resources": [{}, {"format": "CSV"}]}
    total, missing = Mandatory(FACTS).count(record)
    assert (total, missing.count("format"), missing.count("why")) == (8, 1, 2)


def test_percent_is_of_mandatory_fields_and_full_without_any():
    nothing = completeness({}, Facts((field("note"),), (), (("g", {"en": "G"}),)))
    assert (nothing.total.percent, nothing.is_complete) == (100, True)
    assert completeness({"data_type": "table", "title": "t"}, FACTS).total.percent == 40
