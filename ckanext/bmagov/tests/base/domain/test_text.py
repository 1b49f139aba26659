"""Thai text: one stored form, tolerant comparison, dictionary order."""

import sys
import unicodedata

import pytest
from hypothesis import example, given, strategies as st

from ckanext.bmagov.base.domain import text

THAI = st.text(alphabet=[chr(c) for c in range(0x0E01, 0x0E5C) if unicodedata.name(chr(c), "")], max_size=30)
ANY = st.text(max_size=60)
MIXED = st.text(
    alphabet=st.one_of(st.sampled_from("กนรัิีุู่้์ํ๎ำาเแๆฺ\u200b\u00a0\u0301\uf70a\uf711 \n\r\tA1๑"), st.characters()),
    max_size=40,
)


class TestOneForm:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("ก\u0e4d\u0e32", "กำ"),
            ("น\u0e49\u0e4d\u0e32", "น้ำ"),
            ("น\u0e4d\u0e49\u0e32", "น้ำ"),
            ("น\u0e33\u0e49", "น้ำ"),
            ("น\u0e4d\u200b\u0e49\u0e32", "น้ำ"),
        ],
    )
    def test_decomposed_sara_am_is_one_letter_and_its_tone_stands_before_it(self, typed, stored):
        assert text.normalize_line(typed) == stored

    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("ท\u0e48\u0e35", "ที่"),
            ("ผ\u0e49\u0e39", "ผู้"),
            ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
            ("ที\u0e48\u0e48", "ที่"),
            ("เเขวง", "แขวง"),
        ],
    )
    def test_marks_have_one_order_and_are_not_doubled(self, typed, stored):
        assert text.normalize_line(typed) == stored

    @pytest.mark.parametrize(
        "invisible", ["\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad"]
    )
    def test_what_nobody_can_see_is_not_stored(self, invisible):
        assert text.normalize_line(f"{invisible}ลับ{invisible}มาก") == "ลับมาก"

    @pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000", "\t", "  ", "\n"])
    def test_every_kind_of_space_is_one_blank(self, space):
        assert text.normalize_line(f"{space}สำนัก{space}การแพทย์ {space}") == "สำนัก การแพทย์"

    @pytest.mark.parametrize(
        ("glyphs", "stored"),
        [
            ("ผ\uf713", "ผ่"),
            ("ป\uf702\uf714", "ปี้"),
            ("ฝ\uf70a\uf711า", "ฝ่ำ"),
            ("\uf70f", "ญ"),
            ("\uf700", "ฐ"),
        ],
    )
    def test_glyph_variants_of_old_fonts_become_letters(self, glyphs, stored):
        assert text.normalize_line(glyphs) == stored

    def test_a_block_keeps_its_lines_and_indentation(self):
        assert text.normalize_block("\u200bหัวข้อ\r\n\r\n  - ข้อ\u00a01   \r- ข้อ 2 \n\n") == (
            "หัวข้อ\n\n  - ข้อ 1  \n- ข้อ 2"
        )

    @given(MIXED)
    @example("กํุ้า")
    @example("ก\u0301ิุ")
    @example("น้ำ้")
    def test_normalising_twice_changes_nothing(self, typed):
        assert text.normalize_line(text.normalize_line(typed)) == text.normalize_line(typed)
        assert text.normalize_block(text.normalize_block(typed)) == text.normalize_block(typed)

    @given(MIXED)
    def test_the_stored_form_is_nfc(self, typed):
        assert unicodedata.is_normalized("NFC", text.normalize_line(typed))

    @given(st.text(alphabet="abcXYZ0189 -_./กขคมยรล", max_size=40))
    def test_plain_text_is_left_alone(self, typed):
        assert text.normalize_line(typed) == " ".join(typed.split())


class TestDigits:
    def test_both_ways(self):
        assert text.to_arabic_digits("๒๘/๑๐/๒๕๖๓") == "28/10/2563"
        assert text.to_thai_digits("พ.ศ. 2563") == "พ.ศ. ๒๕๖๓"

    @given(st.text(alphabet="0123456789/ .", max_size=20))
    def test_round_trip(self, digits):
        assert text.to_arabic_digits(text.to_thai_digits(digits)) == digits


class TestControlCharacters:
    @pytest.mark.parametrize(
        ("char", "code"),
        [
            ("\x00", "U+0000"),
            ("\x1b", "U+001B"),
            ("\x7f", "U+007F"),
            ("\x85", "U+0085"),
            ("\u202e", "U+202E"),
            ("\u2066", "U+2066"),
            ("\ud800", "U+D800"),
            ("\ufffe", "U+FFFE"),
        ],
    )
    def test_named_with_its_position_counted_from_one(self, char, code):
        assert text.find_control_character(f"กข{char}ค") == text.ControlCharacter(3, code)

    def test_tabs_line_breaks_and_thai_are_fine(self):
        assert text.find_control_character("น้ำ\tประปา\r\nบรรทัดสอง 😀\u200b") is None

    @given(ANY)
    def test_what_passes_can_be_stored(self, typed):
        if text.find_control_character(typed) is None:
            assert "\x00" not in typed
            typed.encode("utf-8")


class TestMatchKey:
    @pytest.mark.parametrize(
        "other", ["ก\u0e4d\u0e32 หนด", "กำ\u200bหนด", "กำ หนด ", "\u00a0กำหนด", "ก\u0e33\u0e2bน\u0e14"]
    )
    def test_the_same_word_however_it_was_typed(self, other):
        assert text.match_key(other) == text.match_key("กำหนด")

    def test_case_and_digits_do_not_count(self):
        assert text.match_key("CSV ๒๕๖๔") == text.match_key("csv2564")

    def test_different_words_stay_different(self):
        assert len({text.match_key(word) for word in ["ลับ", "ลับมาก", "ลับที่สุด", "ใช้ภายใน"]}) == 4

    @given(MIXED)
    def test_stable(self, typed):
        assert text.match_key(text.match_key(typed)) == text.match_key(typed)
        assert text.match_key(text.normalize_line(typed)) == text.match_key(typed)


class TestCollation:
    @pytest.mark.parametrize(
        "ordered",
        [
            ["กก", "กา", "เก", "ขา"],
            ["กา", "ก่า", "ก้า", "กาก"],
            ["คลองเตย", "คลองสาน", "คลองสามวา"],
            ["บางกะปิ", "บางเขน", "บางแค", "บางซื่อ", "บางนา", "บางพลัด", "บางรัก"],
            ["เขต", "ไข่", "คน", "แคบ", "ใจ", "ดี", "โดม"],
            ["1 แถว", "๒ แถว", "ABC", "abd", "กข"],
            ["ดุสิต", "ดุสิต (เดิม)", "ดุสิตา"],
            ["ทราย", "ทรัพย์"][::-1],
            ["รถ", "ฤกษ์", "ฤๅษี", "ลม"],
        ],
    )
    def test_dictionary_order(self, ordered):
        backwards = ordered[::-1]
        assert sorted(backwards, key=text.collation_key) == ordered

    def test_however_typed_the_place_is_the_same(self):
        assert text.collation_key("น\u0e4d\u0e49\u0e32") == text.collation_key("น้ำ")

    @given(st.lists(THAI))
    def test_the_order_is_total_and_does_not_depend_on_the_input_order(self, words):
        backwards = words[::-1]
        once = sorted(words, key=text.collation_key)
        again = sorted(backwards, key=text.collation_key)
        assert [text.collation_key(w) for w in once] == [text.collation_key(w) for w in again]


def test_all_marks_that_combine_are_known():
    """A run of marks that nobody limits is put in order in the square of its length."""
    combining = [code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    assert min(combining) >= text.FIRST_MARK
    assert max(combining) <= text.LAST_MARK


@pytest.mark.parametrize("mark", ["\u0e49", "\u0301", "\U0001e94a"])
def test_no_letter_has_more_marks_than_are_ordered_quickly(mark):
    marks = [sign for sign in map(chr, range(0x300, 0x340)) if unicodedata.combining(sign)]
    typed = "ก" + mark + "".join(marks) + mark * 500 + "ข"
    assert sum(map(bool, map(unicodedata.combining, text.normalize_line(typed)))) <= 30
    assert text.normalize_line("น้ำ" * 40) == "น้ำ" * 40
