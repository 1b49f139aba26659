"""Filters of harvesters: what they ask becomes ours, what is not understood is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.exchange.gdc.domain.contract import parse_contract
from ckanext.bmagov.exchange.gdc.domain.fields import translation
from ckanext.bmagov.exchange.gdc.domain.filters import FilterError, fields_of, parse, since, written
from ckanext.bmagov.tests.exchange.gdc.domain.test_contract import raw

__all__ = ["raw"]


@pytest.fixture
def translate(raw, facts, lists):
    return translation(parse_contract(raw, facts, lists, "2.2.4"))


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ("organization:a", 'organization:"a"'),
        ("organization:a OR organization:b", 'organization:"a" OR organization:"b"'),
        ("(organization:a OR organization:b)", '(organization:"a" OR organization:"b")'),
        ("-organization:a -organization:b", '*:* -organization:"a" -organization:"b"'),
        ("organization:a (-groups:x)", 'organization:"a" (*:* -groups:"x")'),
        ("NOT organization:a", '*:* -organization:"a"'),
        ("organization:(a OR b c)", 'organization:("a" OR "b" OR "c")'),
        ("data_type:ข้อมูลสถิติ", 'data_type:"statistics"'),
        ('data_type:"ข้อมูลสถิติ"', 'data_type:"statistics"'),
        ("data_type:statistics", "(-*:*)"),
        ("high_value_dataset:True", 'high_value_dataset:"yes"'),
        ("first_year_of_data:2561", 'first_year_of_data:"2018"'),
        ("data_format:CSV", r"data_format:(*\"csv\"*)"),
        ("data_format:(CSV OR XML)", r"data_format:(*\"csv\"* OR *\"xml\"*)"),
        ("private:false", 'capacity:"public"'),
        ("north_bound_longitude:13.9", 'north_bound_latitude:"13.9"'),
        ('tags:"a b"', 'tags:"a b"'),
        (r"tags:a\:b", 'tags:"a:b"'),
        (r'tags:"say \"hi\""', r'tags:"say \"hi\""'),
        ("notes:*", "notes:[* TO *]"),
        ("*:*", "*:*"),
        ("+state:active && +type:dataset", '+state:"active" AND +dataset_type:"dataset"'),
        (
            "metadata_modified:[2026-11-29T10:00:00.123456Z TO *]",
            "metadata_modified:[2026-11-29T10:00:00.123456Z TO *]",
        ),
        (
            "metadata_modified:[2026-11-29T10:00:00.123456 TO NOW]",
            "metadata_modified:[2026-11-29T10:00:00.123456Z TO NOW]",
        ),
    ],
)
def test_what_is_understood(translate, asked, made):
    assert written(parse(asked, translate)) == made


@pytest.mark.parametrize(
    "asked",
    [
        "", "OR", "organization:", "organization:a OR", "OR organization:a", "organization:a AND OR x:y",
        "(organization:a", "organization:a)", "permission_labels:public", "data_dict:x", "capacity:private",
        "{!terms f=id}x", "organization:a _query_:x", "organization:[a TO b]", "notes:a~2^3 )",
        "metadata_modified:[yesterday TO *]", "--organization:a", "a plain word", "organization:(a AND b)",
        "((((((((((organization:a))))))))))", "x" * 5000, "organization:a\\", "data_format:(OR)",
    ],
)  # fmt: skip
def test_what_is_refused(translate, asked):
    with pytest.raises(FilterError):
        parse(asked, translate)


@given(st.text(max_size=80))
def test_whatever_is_sent_is_read_or_refused(text):
    def translate(field, value):
        return (field, (value,), False) if field == "name" else None

    try:
        made = written(parse(text, translate))
    except FilterError:
        return
    again = written(parse(made, translate)) if "(-*:*)" not in made and "TO *]" not in made else made
    assert again == made


def test_a_range_of_time_can_be_widened(translate):
    group = parse("organization:a metadata_modified:[2026-11-29T10:00:00Z TO *]", translate)
    assert written(group, lambda condition: f"({condition} OR id:x)").endswith(
        "(metadata_modified:[2026-11-29T10:00:00Z TO *] OR id:x)"
    )
    assert since("metadata_modified:[2026-11-29T10:00:00Z TO *]") == "2026-11-29T10:00:00Z"


def test_the_fields_of_a_filter_are_known(translate):
    asked = parse("organization:a OR (notes:x -private:true)", translate)
    assert fields_of(asked) == {"organization", "notes", "capacity"}
