from __future__ import annotations

import gc
import random
import re
import tracemalloc

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.dictionary.domain import pattern as module
from ckanext.bmagov.dictionary.domain.pattern import Pattern, PatternError, compile_pattern, forget_patterns


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


@pytest.mark.parametrize("word", ["กรุงเทพ", "น้ำ", "ที่", "พื้นที่", "เขตพระนคร", "a_1", "๑๒", "ก็"])
def test_a_word_keeps_its_marks(word: str):
    assert compile_pattern(r"\w+").matches(word)
    assert not compile_pattern(r"\W*").matches(word)


@pytest.mark.parametrize("text", ["ก ข", "ก-ข", "(ก)", ""])
def test_no_word_is_no_word(text: str):
    assert not compile_pattern(r"\w+").matches(text)


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a?){50}a{50}", r"(\w+\s?)*"])
def test_patterns_that_hang_other_engines_take_a_step_a_character(pattern: str, monkeypatch):
    steps = 0
    step = Pattern._step

    def count(self, here, character):
        nonlocal steps
        steps += 1
        return step(self, here, character)

    monkeypatch.setattr(Pattern, "_step", count)
    forget_patterns()
    assert compile_pattern(pattern).matches("a" * 5000 + "!") is False
    assert steps <= 5001


GREEDY = "[ab]*a[ab]{900}"
"""Reaches other states with each letter."""


def letters(count: int) -> str:
    return "".join(random.Random(7).choices("ab", k=count))


def peak(patterns: list[str], text: str) -> tuple[int, int]:
    """Bytes that the patterns need at most, and what stays when they are done."""
    forget_patterns()
    tracemalloc.start()
    try:
        held = [compile_pattern(pattern) for pattern in patterns]
        assert not any(pattern.matches(text[:-1] + "!") for pattern in held)
        most = tracemalloc.get_traced_memory()[1]
        held.clear()
        forget_patterns()
        gc.collect()
        return most, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_what_a_pattern_remembers_has_an_end():
    alone, after = peak([GREEDY], letters(2000))
    assert alone < 40_000_000
    assert after < 1_000_000


def test_what_many_patterns_remember_has_the_same_end():
    several, after = peak([f"[ab]*a[ab]{{{size}}}" for size in range(890, 896)], letters(700))
    assert several < 60_000_000
    assert after < 1_000_000


def test_forgetting_changes_no_verdict(monkeypatch):
    text = letters(300)
    pattern = "[ab]*a[ab]{20}"
    wanted = [bool(re.fullmatch(pattern, text[:end])) for end in range(len(text))]
    monkeypatch.setattr(module, "MAX_HELD", 50)
    forget_patterns()
    assert [compile_pattern(pattern).matches(text[:end]) for end in range(len(text))] == wanted


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
        ("a{1001}", "PATTERN-TOO-LARGE", 2),
        ("(a{100}){100}", "PATTERN-TOO-LARGE", 14),
        ("a++", "REGEX-UNSAFE", 3),
        ("a^b", "REGEX-UNSAFE", 2),
        ("a" * 501, "PATTERN-TOO-LARGE", 501),
        ("(" * 40, "PATTERN-TOO-LARGE", 32),
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
