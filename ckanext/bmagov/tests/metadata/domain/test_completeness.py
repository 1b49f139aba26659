from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.completeness import completeness
from ckanext.bmagov.metadata.domain.rules import Situation, check_dataset


def test_a_publishable_record_is_complete(record, resource, facts):
    found = completeness({**record, "resources": [{**resource, "id": "r1"}]}, facts)
    assert found.is_complete
    assert found.total.percent == 100
    assert [part.name for part in found.resources] == ["r1"]


def test_the_count_and_the_rules_agree_on_what_is_missing(record, facts, policy):
    for name in list(record):
        without = {key: value for key, value in record.items() if key != name}
        if name in ("data_type", "name"):
            continue
        missing = completeness(without, facts).total.mandatory_missing
        problems = check_dataset(without, facts, policy, Situation(publishing=True))
        told = {one.field for one in problems if one.code.endswith("-REQUIRED")}
        assert set(missing) == told, name


def test_tags_count_as_keywords(record, facts):
    shown = {**record, "tag_string": "", "tags": [{"name": "ประชากร"}]}
    assert completeness(shown, facts).is_complete


def test_fields_of_other_types_and_of_other_choices_do_not_count(record, facts):
    total = completeness(record, facts).total
    counted = {
        *total.mandatory_filled,
        *total.mandatory_missing,
        *total.optional_filled,
        *total.optional_missing,
    }
    assert not counted & {"unit_of_measure", "equivalent_scale", "objective_other", "name"}


def test_groups_stand_in_the_order_of_the_form_and_add_up(record, facts):
    found = completeness(record, facts)
    order = [name for name, _label in facts.groups]
    assert [part.name for part in found.groups] == [
        name for name in order if name in {p.name for p in found.groups}
    ]
    filled = sum(len(part.mandatory_filled) for part in found.groups)
    assert filled == len(found.total.mandatory_filled) == 16


@pytest.mark.parametrize("absent", ["geospatial", "statistics"])
def test_a_group_without_fields_for_the_type_is_left_out(record, facts, absent):
    assert absent not in {part.name for part in completeness(record, facts).groups}
