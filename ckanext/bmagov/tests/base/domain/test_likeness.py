"""Suggestions for words that are not known."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.likeness import likeness, nearest

WORDS = ["columns", "rows", "ทะเบียน", "ทะเบียนสื่อ"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("colunms", ("columns",)), ("ทะเบีน", ("ทะเบียน",)), ("xyz", ()), ("", ())],
)
def test_the_word_that_resembles_most_is_suggested(written, expected):
    assert nearest(written, WORDS) == expected


def test_several_are_suggested_best_first():
    assert nearest("ทะเบียน", WORDS, 2) == ("ทะเบียน", "ทะเบียนสื่อ")
    assert nearest("ทะเบียน", WORDS, 2, least=0.9) == ("ทะเบียน",)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=10))
def test_what_is_suggested_is_known_and_resembles(written, known):
    for word in nearest(written, known, 3):
        assert word in known
        assert likeness(word, written) >= 0.5
