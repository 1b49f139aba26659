"""Colours are the theme's: `stack/lint` keeps them out of other style sheets, these tests keep them whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext import bmagov

PACKAGE = Path(bmagov.__file__).parent
SHEETS = sorted((PACKAGE / "assets" / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b")
COPIES = ["public/bmagov/outage.css", "public/bmagov/images/mark.svg", "templates/base.html"]
"""Files that cannot ask the theme: they are shown without style sheets, or by the browser itself."""


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def defined() -> dict[str, str]:
    """Return the theme's variables with their values."""
    return dict(re.findall(r"(--bmagov-[\w-]+):\s*([^;]+);", text(PACKAGE / "assets/css/theme.css")))


def test_every_variable_that_is_used_is_the_themes_and_every_one_of_it_is_used():
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--bmagov-[\w-]+)", text(sheet))}
    local = {"--bmagov-grid-columns"}  # of grid.js: how wide the columns are

    assert used - local == set(defined())


@pytest.mark.parametrize("name", COPIES)
def test_what_cannot_ask_the_theme_has_its_colours(name: str):
    found = set(COLOUR.findall(text(PACKAGE / name)))

    assert found
    assert found <= set(defined().values())
