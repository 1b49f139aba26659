"""Names of files in any script, kept and mended."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.file_name import is_broken, mended_name, name_of_address, stored_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("นักเรียน เขตบางรัก (๒๕๖๙).csv", "นักเรียน เขตบางรัก (๒๕๖๙).csv"),
        ("Ärzte & 50%.XLSX", "Ärzte & 50%.XLSX"),
        ("C:\\ข้อมูล\\ก.csv", "ก.csv"),
        ("../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ต\u0e4d\u0e32บล.csv", "ต\u0e4d\u0e32บล.csv"),
        ("...", "file"),
        ("", "file"),
        ("ก".encode(), "ก"),
    ],
)
def test_a_name_is_kept_and_kept_again(name, kept):
    assert stored_name(name) == stored_name(kept) == kept


def test_an_address_gives_the_name_back_that_it_was_made_of():
    assert name_of_address("http://x/dataset/a/resource/b/download/%E0%B8%81%2050%25.csv") == "ก 50%.csv"
    assert name_of_address("50%25.csv") == "50%25.csv"


def test_a_name_without_a_letter_is_broken():
    assert all(map(is_broken, ("-.csv", "_-.xlsx", "-")))
    assert not any(map(is_broken, ("ก.csv", "2569.csv", "README")))


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("นักเรียน เขตบางรัก", "นักเรียน เขตบางรัก.csv"),
        ("นักเรียน.CSV", "นักเรียน.csv"),
        ("ปี 2568/2569", "ปี 2568-2569.csv"),
        ("", ""),
        ("- -", ""),
    ],
)
def test_the_title_gives_a_name_back(title, mended):
    assert mended_name("-.csv", title) == mended
