"""Templates can be read: their lines have an end."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
LONGEST: Final = 160
"""Letters of a line."""


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_lines_are_not_longer_than_a_screen(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST]
    assert not long, "break it inside of {{ }}, between attributes, or between elements that stand as blocks"
