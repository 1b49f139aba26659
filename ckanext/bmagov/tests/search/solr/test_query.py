"""What a typed query becomes. No service is needed."""

from __future__ import annotations

import re

import pytest

from ckanext.bmagov.search.solr import query

PHRASES = re.compile(r"(?<!\S)(?:Lat\s+Phrao)(?!\S)", re.IGNORECASE)


@pytest.mark.parametrize(
    "q",
    ["title:น้ำ", "*:*",
     "title:a OR notes:b", "+title:a -tags:b", "(name:x)", 'tags:"a:b"', r"a\:b", "extras_x-y:1",
     "metadata_modified:[2026-01-01T00\\:00\\:00Z TO NOW]"],
)  # fmt: skip
def test_solrs_language_is_left_alone(q):
    assert query.is_fielded(q)
    assert query.prepare(q, PHRASES) == q


@pytest.mark.parametrize(
    ("q", "becomes"),
    [
        ("เวลา: 08:30", "เวลา 08 30"),
        ("http://x.example/a", "http //x.example/a"),
        ("a:b:c", "a b c"),
        ("น้ำ:ท่วม", "น้ำ ท่วม"),
        ('"10:00" น. เวลา:', '"10 00" น. เวลา'),
        ("น้\u200bํา", "น้ำ"),
        ("lat phrao น้ำ", '"lat phrao" น้ำ'),
        ('"lat phrao น้ำ"', '"lat phrao น้ำ"'),
    ],
)
def test_anything_else_is_words(q, becomes):
    assert query.prepare(q, PHRASES) == becomes


@pytest.mark.parametrize("q", ["", "   ", "{!edismax}x"])
def test_nothing_and_local_parsers_are_left_alone(q):
    assert query.prepare(q, PHRASES) == q


def test_as_text_has_no_sign_left():
    assert query.as_text('foo:bar)( "AND" [x TO y] -z ~^\\') == "foo bar and x TO y z"


@pytest.mark.parametrize("q", ["", "title:x", '"a b"', "a -b", "+a", "{!x}", ")("])
def test_exact_queries_are_not_widened(q):
    assert query.relaxed(q) is None


def test_widening_keeps_short_parts_as_words_and_joins_thai():
    assert query.relaxed("น้ำท่วม วัด") == (
        'bmagov_words:(น้ำท่วม วัด) OR (+bmagov_trigram:"น้ำท่วม" +text:"วัด") OR text:"น้ำท่วมวัด"'
    )


def test_widening_never_lets_an_operator_through():
    wider = query.relaxed("a OR b) AND c*")
    assert wider == 'bmagov_words:(a or b and c) OR (+text:"a" +text:"or" +text:"b" +text:"and" +text:"c")'
