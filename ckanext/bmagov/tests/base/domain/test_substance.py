"""What is words, and what only stands where words should."""

import pytest
from hypothesis import assume, given, strategies as st

from ckanext.bmagov.base.domain.substance import FILLERS, letters, says_something, substance

LETTERS = "กขคงจฉชดตนบปพมยรลวสหอาแโabcdefghijklmnop"
WORDS = st.text(alphabet=st.sampled_from(LETTERS), min_size=1, max_size=12)
BLANKS = st.text(alphabet=" \t\n-_.,;:/()…•", min_size=1, max_size=4)
HONEST = (
    "จำนวนผู้ป่วยนอกของศูนย์บริการสาธารณสุขรายเดือน",
    "รหัสเขต",
    "วันที่บันทึก",
    "ระดับน้ำ (เมตร รทก.)",
    "ข้อมูลผู้สูงอายุ",
    "ไม่มีค่าเมื่อเครื่องวัดเสีย",
    "ชื่อผู้ประกอบการ",
    "ค่า PM2.5 เฉลี่ย 24 ชั่วโมง",
    "District",
    "Latitude (WGS 84)",
)


@pytest.mark.parametrize("text", HONEST)
def test_honest_words_say_something(text):
    assert says_something(text, 6, "column", "ข้อมูล")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "...", "x", "xx", "xxxx", "x x x x x x", "xxxxxxxxxxxxxxxxxxxxxxxxxx", "ababbaabba"),
        *("test", "Test 123", "test2", "n/a", "N.A.", "TBD", "asdf asdf", "asdfasdfasdfas", "lorem ipsum"),
        *("ทดสอบ", "ทดสอบ ทดสอบ ทดสอบ", "ทดสอบทดสอบ", "ทดสอบข้อมูล", "ข้อมูลทดสอบ ๑๒", "ไม่มี", "ไม่มีข้อมูล", "อื่น ๆ"),
        *("12345678", "๑๒๓๔๕๖๗๘", "2569/2570", "🙂🙂🙂🙂🙂🙂🙂🙂", "กรุงเทพ กรุงเทพ กรุงเทพ"),
        *("คอลัมน์ 1", "column 12", "รายละเอียดข้อมูล"),
    ],
)
def test_junk_says_nothing(text):
    assert substance(text) == 0
    assert not says_something(text, 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("patient_count", "patient_count"),
        ("Patient count.", "patient_count"),
        ("จำนวน ผู้ป่วย", "จำนวนผู้ป่วย"),
        ("patient count / patient count", "patient_count"),
    ],
)
def test_a_name_said_again_says_nothing(text, name):
    assert substance(text, "ชื่ออื่น", name) == 0


def test_a_sentence_that_holds_the_name_says_something():
    assert says_something("รหัสเขตตามกรมการปกครอง", 6, "รหัสเขต")


@given(st.text(), st.lists(st.text(), max_size=2))
def test_what_asks_for_nothing_takes_anything(text, names):
    assert says_something(text, 0, *names)


@given(st.text(max_size=200))
def test_it_never_counts_more_than_its_letters(text):
    assert 0 <= substance(text) <= len(letters(text))


@given(WORDS, BLANKS, st.integers(2, 8))
def test_repetition_says_nothing_however_it_is_set(word, blank, times):
    assume(letters(word))
    assert substance(blank.join([word] * times)) == 0
    assert substance((word * times)[: len(word) * 2 + 1] if len(word) > 1 else word * 9) == 0


@given(st.lists(st.sampled_from(FILLERS), min_size=1, max_size=6), BLANKS)
def test_fillers_in_any_order_say_nothing(fillers, blank):
    assert substance(blank.join(fillers)) == 0


@given(st.sampled_from(HONEST), st.lists(BLANKS, min_size=1, max_size=4))
def test_blanks_and_punctuation_weigh_nothing(text, blanks):
    assert substance(text + "".join(blanks)) == substance(text)


@given(st.text(max_size=60), st.integers(1, 40), st.integers(1, 40))
def test_who_asks_for_less_is_content_with_more(text, least, more):
    low, high = sorted((least, more))
    assert says_something(text, low) or not says_something(text, high)


def test_a_long_text_is_judged_at_once():
    assert substance("ก" * 100_000) == 0
    assert substance("".join(map(chr, range(0x4E00, 0x9FFF))) * 5) > 0
