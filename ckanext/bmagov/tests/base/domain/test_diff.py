from __future__ import annotations

import re

import pytest

from ckanext.bmagov.base.domain.diff import WIDTH, record_diff

OLD = {"title": "จำนวนประชากร", "notes": "ก" * 200}
NEW = {"title": "จำนวนประชากรรายเขต", "notes": "ก" * 200}


@pytest.mark.parametrize("kind", ["unified", "context", "html"])
def test_thai_is_shown_as_thai(kind):
    diff = record_diff(OLD, NEW, kind)
    assert "จำนวนประชากร" in diff
    assert "\\u0e" not in diff


def test_unified_names_both_versions_of_a_line():
    diff = record_diff(OLD, NEW, "unified").split("\n")
    assert '-  "title": "จำนวนประชากร"' in diff
    assert '+  "title": "จำนวนประชากรรายเขต"' in diff


def test_long_text_without_spaces_is_kept_whole_in_the_table():
    table = record_diff(OLD, NEW, "html")
    cells = re.findall(r'<td nowrap="nowrap">(.*?)</td>', table)
    assert sum(cell.count("ก") for cell in cells) >= 2 * 200
    assert max(len(re.sub("<[^>]+>|&[a-z]+;", "", cell)) for cell in cells) <= WIDTH


def test_other_kinds_are_refused():
    with pytest.raises(ValueError, match="picture"):
        record_diff(OLD, NEW, "picture")
