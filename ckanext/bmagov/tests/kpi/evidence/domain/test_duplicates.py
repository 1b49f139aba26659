"""The hint that a proposed database repeats one of Part 1."""

from __future__ import annotations

import pytest

from ckanext.bmagov.kpi.evidence.domain.duplicates import find_overlaps, title_key
from ckanext.bmagov.kpi.score.domain.facts import Column
from ckanext.bmagov.tests.kpi.make import dataset


def columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, True, True) for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ฐานข้อมูลศูนย์บริการสาธารณสุข ปี 2563", "ศูนย์บริการสาธารณสุข"),
        ("ข้อมูลชุมชน กรุงเทพมหานคร พ.ศ. ๒๕๖๔", "ชุมชน"),
        ("จํานวนต้นไม้", "จำนวน ต้นไม้"),
    ],
)
def test_titles_that_mean_the_same(one, other):
    assert title_key(one) == title_key(other)


def test_a_title_of_common_words_only_keeps_them():
    assert title_key("ฐานข้อมูล") == "ฐานข้อมูล"


def test_overlaps_most_alike_first():
    proposed = dataset("new", title="สื่อออนไลน์", columns=columns("ก", "ข", "ค", "ง"), file_hashes=("h1", ""))
    kept = [
        dataset("a", title="อื่น", columns=columns("ก", "ข", "ค"), file_hashes=("",)),
        dataset("b", title="ฐานข้อมูลสื่อออนไลน์ ปี 2563", columns=()),
        dataset("c", title="อื่นอีก", columns=(), file_hashes=("h1",)),
        dataset("d", title="ไม่เกี่ยว", columns=columns("ก", "ข", "x", "y", "z")),
        proposed,
    ]
    found = find_overlaps(proposed, kept)
    assert [one.dataset_id for one in found] == ["c", "b", "a"]
    assert found[2].columns == ("ก", "ข", "ค")
