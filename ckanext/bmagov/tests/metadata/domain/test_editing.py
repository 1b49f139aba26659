"""What differs between two versions of a record."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.editing import changed_fields, keywords, moved, same_keywords


def test_changed_fields_come_in_the_order_of_the_form(facts):
    before = {"title": "ก", "notes": "เดิม", "data_source": "x"}
    after = {"title": "ข", "notes": "เดิม", "data_source": ""}
    changed = changed_fields(before, after, facts.dataset)
    assert [(one.name, one.before, one.after) for one in changed] == [
        ("title", "ก", "ข"),
        ("data_source", "x", ""),
    ]


def test_keywords_count_as_changed_by_their_words_alone(facts):
    one = {"tags": [{"name": "ข"}, {"name": "ก"}]}
    other = {"tags": [{"name": "ก", "id": "1"}, {"name": "ข"}]}
    assert changed_fields(one, other, facts.dataset) == ()
    assert keywords(one) == "ก, ข"
    assert same_keywords("ข,ก", " ก , ข")
    assert not same_keywords("ก", "ก, ข")


def test_files_are_one_change_by_name_and_times_of_saving_are_none(facts):
    before = {"resources": [{"id": "1", "name": "ก", "metadata_modified": "2026-01-01"}]}
    same = {"resources": [{"id": "1", "name": "ก", "metadata_modified": "2026-02-01", "description": ""}]}
    more = {"resources": [*same["resources"], {"id": "2", "name": "ข"}]}
    assert changed_fields(before, same, facts.dataset) == ()
    (changed,) = changed_fields(before, more, facts.dataset)
    assert (changed.name, changed.before, changed.after) == ("resources", ["ก"], ["ก", "ข"])


@pytest.mark.parametrize(
    ("which", "way", "order"),
    [("b", "up", "bac"), ("b", "down", "acb"), ("a", "up", "abc"), ("c", "down", "abc"), ("x", "up", None)],
)
def test_a_file_goes_one_place_and_never_beyond_the_end(which, way, order):
    assert moved("abc", which, way) == (list(order) if order else None)
