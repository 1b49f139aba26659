"""The hint that a proposed database repeats one of Part 1."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.content import Builder, Fingerprint, row_text
from ckanext.bmagov.kpi.evidence.domain.duplicates import find_overlaps, title_key, title_likeness
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
    assert [one.dataset_id for one in found] == ["new", "c", "b", "a"]
    assert [one.itself for one in found] == [True, False, False, False], "K-D4: the one certain repetition"
    assert found[3].columns == ("ก", "ข", "ค")


def rows(*values: object) -> tuple[Fingerprint]:
    builder = Builder(["a"])
    builder.add("".join(row_text([str(value), "x"]) for value in values))
    return (builder.fingerprint(),)


@pytest.mark.parametrize(
    ("copy", "share"),
    [
        (rows(*range(99, -1, -1)), 1.0),
        (rows(*range(300)), 1.0),
        (rows(*range(40)), 1.0),
        (rows(*range(30, 200)), 0.7),
        (rows(*range(80, 250)), None),
        (rows(*range(500, 600)), None),
        ((), None),
    ],
    ids=["the same", "more rows", "fewer rows", "most rows", "few rows", "others", "not measured"],
)
def test_near_copies_are_flagged_by_their_rows(copy, share):
    """K-D4: without a dictionary, and whatever the bytes."""
    proposed = dataset("new", title="ระดับน้ำ", columns=(), file_hashes=("h1",))
    other = dataset("kept", title="อื่น", columns=(), file_hashes=("h2",))
    overlaps = find_overlaps(proposed, [other], {"new": rows(*range(100)), "kept": copy})
    assert [one.rows for one in overlaps] == ([share] if share else [])


def test_one_row_in_common_tells_nothing():
    proposed, other = (dataset(name, title=name, columns=()) for name in ("new", "kept"))
    assert find_overlaps(proposed, [other], {"new": rows(1), "kept": rows(1, 2, 3)}) == ()
    assert find_overlaps(proposed, [other], {"new": rows(1, 2), "kept": rows(2, 1)})[0].rows == 1


@pytest.mark.parametrize(
    ("title", "other"),
    [("ทะเบียนสื่อ", "ชุดข้อมูลทะเบียนสื่อ ปี 2569"), ("ระดับน้ำ", "ฐานข้อมูล ระดับน้ำ"), ("ก", "ก")],
)
def test_titles_that_the_register_calls_the_same_are_the_same_to_the_hint(title, other):
    """One question, one answer: what suggests a dataset for a duty, and what finds a repetition."""
    assert title_likeness(title, other) == 1
    assert title_key(title) == title_key(other)


def test_titles_that_share_little_are_not_suggested():
    assert title_likeness("ทะเบียนสื่อ", "ระดับน้ำในคลอง") == 0
    assert 0 < title_likeness("ทะเบียนสื่อประชาสัมพันธ์", "ทะเบียนสื่อออนไลน์") < 1
