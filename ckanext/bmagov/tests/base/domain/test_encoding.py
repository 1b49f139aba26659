"""Encodings that Thai offices really send."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.table import EncodingGuess, WholeText, detect_encoding

ROWS = "เขต,ประชากร\nพระนคร,38010\nดุสิต,71841\n"


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (ROWS.encode("utf-8"), "utf-8"),
        (ROWS.encode("utf-8-sig"), "utf-8-sig"),
        (ROWS.encode("cp874"), "cp874"),
        ("district,people\nPhra Nakhon,1\n".encode("ascii"), "utf-8"),
        ("\ufeff" + ROWS, "utf-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\n1,2\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_names_the_encoding(data, codec):
    if isinstance(data, str):
        data = data.encode("utf-16-le")
    guess = detect_encoding(data, complete=True)
    assert (guess.codec, guess.problem) == (codec, "")


def test_windows_874_punctuation_is_no_control_character():
    data = "ชื่อ\n“ก–ข…”\n".encode("cp874")
    guess = detect_encoding(data, complete=True)
    assert guess.codec == "cp874"
    assert "“ก–ข…”" in data.decode(guess.codec)


def test_no_break_space_of_tis_620_is_accepted():
    assert detect_encoding("ก".encode("cp874") + b"\xa0\n", complete=True).codec == "cp874"


def test_a_character_cut_at_the_end_of_the_sample_is_no_error():
    data = ROWS.encode("utf-8")[:4]
    assert detect_encoding(data, complete=False).codec == "utf-8"
    assert detect_encoding(data, complete=True).codec != "utf-8"


def test_a_byte_that_no_thai_encoding_has_is_placed():
    data = "ก,ข\n".encode("cp874") * 6 + b"1,\xdb\n"
    guess = detect_encoding(data, complete=True)
    assert (guess.codec, guess.problem) == ("", "FILE-ENCODING")
    assert guess.params == {"byte": "0xDB", "line": 7, "column": 3}


def test_two_encodings_in_one_file_are_told_with_the_line():
    data = ROWS.encode("utf-8") + "บางรัก,39780\n".encode("cp874")
    guess = detect_encoding(data, complete=True)
    assert (guess.codec, guess.problem, guess.params["line"]) == ("", "FILE-ENCODING-MIXED", 4)


def test_thai_that_went_through_latin_1_is_recognised():
    spoiled = ROWS.encode("cp874").decode("latin-1").encode("utf-8")
    guess = detect_encoding(spoiled, complete=True)
    assert guess.problem == "FILE-MOJIBAKE"
    assert guess.params["meant"] == "เขต,ประชากร"


def test_accented_names_are_no_mojibake():
    assert detect_encoding("ville\nOrléans\nBézier\n".encode(), complete=True).problem == ""


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n \n", b"\xff\xfe"])
def test_nothing_is_said_to_be_empty(data):
    assert detect_encoding(data, complete=True).problem == "FILE-EMPTY"


def whole(data: bytes, size: int) -> EncodingGuess:
    text = WholeText()
    for at in range(0, len(data), size):
        text.feed(data[at : at + size])
    return text.guess()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
class TestWholeText:
    def test_the_last_letter_decides(self, size):
        rows = "".join(f"{n},road lamp ok\r\n" for n in range(100))
        assert whole(f"{rows}หลอดไฟ".encode("cp874"), size).codec == "cp874"
        assert whole(f"{rows}หลอดไฟ".encode(), size).codec == "utf-8"
        assert whole(rows.encode(), size).codec == "utf-8"

    def test_two_encodings_are_placed_where_the_second_begins(self, size):
        mixed = whole("เขต,1\r\nดุสิต,".encode() + "บางรัก\r\n".encode("cp874"), size)
        assert (mixed.problem, mixed.params) == (
            "FILE-ENCODING-MIXED",
            {"byte": "0xBA", "line": 2, "column": 17},
        )

    def test_a_letter_cut_at_the_end_says_that_the_file_is_broken(self, size):
        assert whole("เขต,ก".encode()[:-1], size).problem == "FILE-BROKEN"

    def test_only_a_byte_that_no_thai_letter_has_is_called_so(self, size):
        bad = whole("ก,1\nข,".encode("cp874") + b"\xdb\n", size)
        assert (bad.problem, bad.params) == ("FILE-ENCODING", {"byte": "0xDB", "line": 2, "column": 3})

    def test_letters_with_accents_among_latin_ones_are_no_thai(self, size):
        western = "code,name\n1,Café de Rama\n2,Hôtel à Bangkok\n".encode("cp1252")
        assert whole(western, size).codec == "cp1252"
        assert whole("id,ก\n1,ข\n".encode("cp874"), size).codec == "cp874"


@pytest.mark.parametrize("taken", ["cp874", "cp1252", "latin-1"])
def test_thai_text_whose_encoding_was_changed_twice_is_told_as_it_was_meant(taken):
    meant = "ชื่อเขต,จำนวนครัวเรือน\nบางรัก,5\n"
    spoiled = "".join(
        bytes((byte,)).decode(taken) if bytes((byte,)).decode(taken, "replace") != "\ufffd" else chr(byte)
        for byte in meant.encode()
    )
    guess = detect_encoding(spoiled.encode(), complete=True)
    assert guess.problem == "FILE-MOJIBAKE"
    assert meant.startswith(str(guess.params["meant"]))


def test_real_words_with_the_same_letters_are_not_spoiled():
    text = "เธอ,เนื้อที่,เนย,เธอ\nเธอ,เน้น,เนิน,เธอ\n"
    assert detect_encoding(text.encode(), complete=True).problem == ""
