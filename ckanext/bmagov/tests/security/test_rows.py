"""Each row of the design's tables 4.1, 4.2 and 4.6 is somewhere in the tests of bad input."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent

# A number stands as `row-23-...`, `row_31`, `Row112`, as the first part of a case `(24, "..."`, or is named
# in the docstring that tells where else it is held.
_ROW = re.compile(r"(?:row[-_s ]*|Row|\()(\d{1,3})(?=\D)|(?<=, )(\d{1,2})(?=,| and )|(?<=and )(\d{1,2})\b")


def test_every_row_is_held():
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_bad_*.py"))
    held = {int(number) for found in _ROW.findall(text) for number in found if number}
    assert {*range(1, 51), *range(112, 119)} - held == set()
