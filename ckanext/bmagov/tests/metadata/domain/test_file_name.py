"""Names that are proposed for files."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.file_name import last_part, proposed_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("นักเรียน เขตบางรัก (๒๕๖๙).csv", "นักเรียน เขตบางรัก (๒๕๖๙)"),
        ("complaints_utf8__2569.XLSX", "complaints utf8 2569"),
        ("roads.tar.gz", "roads"),
        ("points.geojson.gz", "points"),
        ("งบ 2.5 ล้าน.pdf", "งบ 2.5 ล้าน"),
        ("C:\\งาน\\ประชากร.csv", "ประชากร"),
        ("https://example.go.th/data/%E0%B8%84%E0%B8%A5%E0%B8%AD%E0%B8%87.csv?v=2", "คลอง"),
        ("https://example.go.th/", ""),
        (".csv", ".csv"),
        ("", ""),
    ],
)
def test_the_name_of_a_file_without_what_only_machines_read(address, name):
    assert proposed_name(address) == name


def test_a_name_that_another_file_has_gets_a_number():
    assert proposed_name("a.csv", {"a", "a (2)"}) == "a (3)"


def test_a_name_is_never_too_long():
    assert proposed_name("ก" * 300 + ".csv", {"ก" * 200}) == "ก" * 196 + " (2)"


def test_a_link_without_a_file_has_no_last_part():
    assert last_part("https://example.go.th") == ""
