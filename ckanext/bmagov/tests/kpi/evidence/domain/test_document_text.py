"""What the text of a document says of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.kpi.evidence.domain.document_text import (
    MOST_HASHES,
    Title,
    characters,
    language,
    likeness,
    listed_ids,
    skeleton,
    sketch,
)
from ckanext.bmagov.tests.kpi.papers import ORDER, PLAN

TITLES = (
    Title("1", "media", "ทะเบียนสื่อประชาสัมพันธ์"),
    Title("2", "flood", "ระดับน้ำในคลอง"),
    Title("3", "flood-hourly", "ระดับน้ำในคลองรายชั่วโมง"),
    Title("4", "x", "x"),
    Title("5", "signs", "ป้าย"),
)


def listed(*lines: str, **more: bool) -> tuple[str, ...]:
    return listed_ids(lines, TITLES, **more)


class TestAmount:
    @pytest.mark.parametrize(("text", "count"), [("", 0), (" \n\t ", 0), ("x", 1), ("ก ข\u200b\n", 2)])
    def test_blanks_do_not_count(self, text, count):
        assert characters(text) == count

    @pytest.mark.parametrize(
        ("text", "code"), [(ORDER, "th"), ("An order of the office", "en"), ("๑๒ 34 ...", "th"), ("12", "")]
    )
    def test_language_is_that_of_most_letters(self, text, code):
        assert language(text) == code


class TestLikeness:
    def test_what_programs_make_of_a_text_does_not_matter(self):
        wrapped = "\n".join(ORDER[at : at + 40] for at in range(0, len(ORDER), 40))
        assert likeness(sketch(ORDER), sketch(f"{wrapped.replace('ำ', chr(0xE4D) + 'า')} . - ")) == 1

    def test_other_texts_are_not_alike(self):
        assert likeness(sketch(ORDER), sketch(PLAN)) < Decimal("0.1")

    def test_a_byte_more_changes_next_to_nothing(self):
        assert likeness(sketch(ORDER), sketch(f"{ORDER}ก")) >= Decimal("0.95")

    def test_without_text_nothing_is_alike(self):
        assert likeness(sketch(" "), sketch(" ")) == 0
        assert likeness(sketch("x"), sketch("x")) == 1

    @settings(max_examples=50)
    @given(st.text(max_size=400), st.text(max_size=400))
    def test_holds_for_every_text(self, text_a, text_b):
        a, b = sketch(text_a), sketch(text_b)
        assert len(a) <= MOST_HASHES
        assert list(a) == sorted(set(a))
        assert all(0 <= mark < 2**53 for mark in a)
        assert 0 <= likeness(a, b) == likeness(b, a) <= 1
        assert likeness(a, a) == (1 if skeleton(text_a) else 0)


class TestListed:
    def test_rows_name_datasets_by_title_name_id_or_address(self):
        assert listed("1. ทะเบียนสื่อประชาสัมพันธ์ (รายปี)") == ("1",)
        assert listed("ดู media", "https://data.go.th/dataset/flood") == ("1", "2")

    def test_a_title_within_a_longer_one_is_not_named_by_it(self):
        assert listed("ระดับน้ำในคลองรายชั่วโมง") == ("3",)
        assert listed("ระดับน้ำในคลองรายชั่วโมง", "ระดับน้ำในคลอง") == ("2", "3")

    def test_a_short_title_must_stand_alone(self):
        assert listed("ป้ายรถเมล์ แผ่นป้าย") == ()
        assert listed("ป้าย") == ("5",)
        assert listed("xylophone") == ()

    def test_a_title_may_go_on_in_the_next_line_of_a_pdf_only(self):
        assert listed("ทะเบียนสื่อ", "ประชาสัมพันธ์", wraps=True) == ("1",)
        assert listed("ทะเบียนสื่อ", "ประชาสัมพันธ์") == ()

    def test_two_datasets_of_a_title_need_two_rows(self):
        twice = [Title("a", "n1", "สถิติประชากรรายเขต"), Title("b", "n2", "สถิติประชากรรายเขต")]
        assert listed_ids(["สถิติประชากรรายเขต"], twice) == ("a",)
        assert listed_ids(["สถิติประชากรรายเขต"] * 2, twice) == ("a", "b")

    def test_thai_letters_of_older_fonts_are_known(self):
        assert listed("ระดับน\uf70b\u0e4dาในคลอง") == ("2",)
