"""What people type never breaks a graph."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from rdflib import Graph, Literal, URIRef

from ckanext.bmagov.exchange.dcat.domain.terms import address_of, iri, literal, text_of, typed
from ckanext.bmagov.exchange.dcat.domain.values import DATE, day, moment

PREDICATE = "<https://example.go.th/p>"


def parsed(said: str):
    graph = Graph().parse(data=f"<https://example.go.th/s> {PREDICATE} {said} .", format="nt")
    return next(graph.objects())


@given(st.text())
def test_a_text_comes_back_without_what_xml_cannot_hold(text: str):
    gone = {*map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])}
    kept = "".join(letter for letter in text if letter not in gone and not "\ud800" <= letter <= "\udfff")
    assert parsed(literal(text, "th")) == Literal(kept, lang="th")
    assert text_of(literal(text, "th")) == (kept, "th")


@given(st.text(min_size=1))
def test_an_address_is_one_whatever_is_in_it(text: str):
    said = parsed(iri(f"https://example.go.th/{text}"))
    assert isinstance(said, URIRef)
    assert not set('<>"{}|\\^` \n\t\x00') & set(said)


@pytest.mark.parametrize(
    ("typed_in", "written"),
    [
        ("https://x.th/a b.csv", "https://x.th/a%20b.csv"),
        ('https://x.th/"{a}"', "https://x.th/%22%7Ba%7D%22"),
        ("https://x.th/a%20b", "https://x.th/a%20b"),
        ("https://x.th/ข้อมูล", "https://x.th/ข้อมูล"),
        ("https://x.th/a\u00a0b", "https://x.th/a%C2%A0b"),
    ],
)
def test_what_an_address_cannot_hold_is_percent_encoded(typed_in: str, written: str):
    assert address_of(iri(typed_in)) == written


def test_values_have_their_datatype():
    assert day("2026-03-31T10:00:00") == typed("2026-03-31", DATE)
    assert day("เมื่อวาน") == day("") == day("2569-02-29") == ""
    assert moment("2026-11-29T17:28:47.365216").startswith('"2026-11-29T17:28:47Z"')
    assert moment("") == moment("ไม่ใช่เวลา") == ""
