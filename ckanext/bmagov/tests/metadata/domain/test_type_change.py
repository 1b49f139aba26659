"""What goes with a type, told before it goes."""

from __future__ import annotations

from ckanext.bmagov.metadata.domain.type_change import fit_to_type, lost_by_type


def test_only_filled_fields_that_the_new_type_lacks_are_lost(facts):
    record = {
        "title": "ก",
        "unit_of_measure": "คน",
        "disaggregate": ["sex"],
        "standard": "  ",
        "data_collect": "",
    }
    lost = lost_by_type(record, [], facts, "record")
    assert [(one.field.name, one.values) for one in lost] == [
        ("disaggregate", ("sex",)),
        ("unit_of_measure", ("คน",)),
    ]


def test_fields_of_files_are_lost_with_the_name_of_the_file(facts):
    files = [{"name": "ก", "resource_unit_of_measure": "คน"}, {"name": "ข"}]
    (lost,) = lost_by_type({}, files, facts, "record")
    assert (lost.resource, lost.field.name) == ("ก", "resource_unit_of_measure")


def test_what_both_types_have_stays(facts):
    record = {"title": "ก", "data_support": "academic", "id": "1"}
    assert fit_to_type(record, facts.dataset, "mixed") == record
    assert fit_to_type(record, facts.dataset, "statistics") == {"title": "ก", "id": "1"}
