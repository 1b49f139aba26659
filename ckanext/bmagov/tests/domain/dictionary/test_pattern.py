from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.bmagov.domain.dictionary.pattern import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "sound", "wrong"),
    [
        (r"[A-Z]{2}\d{6}", ["AB123456", "AB๑๒๓๔๕๖"], ["AB12345", "ab123456", "AB1234567"]),
        (r"^\d{5}$", ["10200"], ["1020", " 10200"]),
        (r"^a|b$", ["a", "b"], ["ab", ""]),
        (r"(?:เขต|แขวง).+", ["เขตพระนคร", "แขวงบวรนิเวศ"], ["เขต", "ตำบล"]),
        (r"[^0-9]*", ["", "กขค"], ["ก1"]),
        (r"a{2,}", ["aa", "aaaa"], ["a"]),
        (r"[]a-]+", ["]a-"], ["b"]),
        (r"\.\-\\", [".-\\"], ["a-\\"]),
        (r"x?y*z+", ["z", "xyyz"], ["xy"]),
        (r"[\d\-]+", ["1-2"], ["a"]),
        ("", [""], ["a"]),
        (r"(a|)(b)", ["ab", "b"], ["a"]),
    ],
)
def test_a_pattern_means_the_whole_value(pattern: str, sound: list[str], wrong: list[str]):
    compiled = compile_pattern(pattern)
    assert [text for text in sound if not compiled.matches(text)] == []
    assert [text for text in wrong if compiled.matches(text)] == []


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a?){50}a{50}", r"(\w+\s?)*"])
def test_patterns_that_hang_other_engines_are_quick(pattern: str):
    start = time.process_time()
    assert compile_pattern(pattern).matches("a" * 5000 + "!") is False
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("pattern", "code", "position"),
    [
        ("(", "PATTERN-SYNTAX", 2),
        ("a)", "PATTERN-SYNTAX", 2),
        ("[a", "PATTERN-SYNTAX", 3),
        ("*a", "PATTERN-SYNTAX", 1),
        ("a{2,1}", "PATTERN-SYNTAX", 2),
        ("a{x}", "PATTERN-SYNTAX", 2),
        ("[z-a]", "PATTERN-SYNTAX", 5),
        ("\\", "PATTERN-SYNTAX", 2),
        ("(?=a)", "REGEX-UNSAFE", 3),
        (r"(a)\1", "REGEX-UNSAFE", 5),
        ("a{1001}", "REGEX-UNSAFE", 2),
        ("(a{100}){100}", "REGEX-UNSAFE", 14),
        ("a++", "REGEX-UNSAFE", 3),
        ("a^b", "REGEX-UNSAFE", 2),
        ("a" * 501, "REGEX-UNSAFE", 501),
        ("(" * 40, "REGEX-UNSAFE", 32),
    ],
)
def test_what_is_not_taken_is_named_with_its_place(pattern: str, code: str, position: int):
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert (caught.value.code, caught.value.params["position"]) == (code, position)


PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", r"\d", "[ab]", "[^a]", "[0-9]", "ก"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        inner.map(lambda piece: f"(?:{piece})*"),
        inner.map(lambda piece: f"({piece})?"),
        inner.map(lambda piece: f"(?:{piece}){{1,2}}"),
        st.tuples(inner, inner).map(lambda both: f"(?:{both[0]}|{both[1]})"),
    ),
    max_leaves=5,
)


@settings(max_examples=40, deadline=None)
@given(PIECES, st.text("ab1ก\n", max_size=8))
def test_what_it_takes_is_what_python_takes(pattern: str, text: str):
    assert compile_pattern(pattern).matches(text) == bool(re.fullmatch(pattern, text))
