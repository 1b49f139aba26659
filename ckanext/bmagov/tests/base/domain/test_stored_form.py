"""The stored form of Thai: every glyph variant, the order of every two marks, runs of marks without end."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import Final

import pytest

from ckanext.bmagov.base.domain.text import normalize_line

VARIANTS: Final = {
    "\uf700": "ฐ",
    **dict(zip("\uf701\uf702\uf703\uf704", "ิีึื", strict=True)),
    **dict(zip("\uf705\uf706\uf707\uf708\uf709", "่้๊๋์", strict=True)),
    **dict(zip("\uf70a\uf70b\uf70c\uf70d\uf70e", "่้๊๋์", strict=True)),
    **dict(zip("\uf70f\uf710\uf711\uf712", "ญัํ็", strict=True)),
    **dict(zip("\uf713\uf714\uf715\uf716\uf717", "่้๊๋์", strict=True)),
    **dict(zip("\uf718\uf719\uf71a", "ฺุู", strict=True)),
}
"""Glyphs of Windows' Thai fonts, and the letters they mean (Windows column of libthai's table)."""
ORDER: Final = ("ฺ", "ุู", "ัิีึื็", "่้๊๋", "์ํ๎")
"""Below, above, tone, then the silencers: one of each at most stands on a letter."""


@pytest.mark.parametrize(("glyph", "letter"), VARIANTS.items(), ids=lambda char: f"U+{ord(char):04X}")
def test_a_glyph_of_a_font_is_its_letter(glyph: str, letter: str):
    assert normalize_line(f"ก{glyph}") == f"ก{letter}"


def test_what_stands_beside_the_glyphs_is_kept():
    assert normalize_line("\uf6ff\uf71b") == "\uf6ff\uf71b"


@pytest.mark.parametrize(("first", "second"), combinations(ORDER, 2))
def test_marks_stand_in_the_order_of_the_keyboard(first: str, second: str):
    for one in first:
        for other in second:
            assert normalize_line(f"ก{other}{one}") == normalize_line(f"ก{one}{other}") == f"ก{one}{other}"


@pytest.mark.parametrize(("marks", "kept"), [(29, 29), (30, 30), (31, 30), (90, 30)])
def test_no_letter_has_more_than_thirty_marks(marks: int, kept: int):
    line = normalize_line("q" + ("\u0323\u0302" * marks)[:marks] + "z")
    assert sum(map(bool, map(unicodedata.combining, line))) == kept
    assert (line[0], line[-1]) == ("q", "z")


def test_marks_are_counted_anew_for_each_letter():
    line = ("q" + "\u0302" * 20) * 5
    assert normalize_line(line) == line
