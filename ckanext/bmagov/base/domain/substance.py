"""Whether words of people say something, or only stand where something should.

Nothing here understands a sentence. It counts what is left when blanks, punctuation, fillers and repetitions
are taken away: enough to keep "x", "ทดสอบ" and "asdf asdf" from counting as a description. All of it is ours;
how much must be left is said by who asks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ckanext.bmagov.base.domain.text import normalize_line, to_arabic_digits

FILLERS: Final = (
    *("abc", "abcd", "abcde", "asd", "asdf", "asdfgh", "asdfghjkl", "qwe", "qwer", "qwerty", "zxcv"),
    *("test", "tests", "testing", "tester", "demo", "dummy", "foo", "bar", "baz", "lorem", "ipsum"),
    *("na", "nil", "nan", "none", "null", "nothing", "unknown", "untitled", "tbd", "tba", "todo"),
    *("title", "name", "description", "notes", "text", "string", "data", "dataset", "column", "field"),
    *("ทดสอบ", "ทดลอง", "เทส", "เทสต์", "เทสท์", "ตัวอย่าง", "กกก", "ฟหก", "ฟหกด", "ฯลฯ", "hello", "etc"),
    *("ไม่มี", "ไม่ระบุ", "ไม่ทราบ", "ไม่พบ", "รอข้อมูล", "รอเพิ่ม", "อื่น", "เหมือนเดิม", "ว่าง"),
    *("ข้อมูล", "ชุดข้อมูล", "ชื่อ", "คำอธิบาย", "รายละเอียด", "หมายเหตุ", "คอลัมน์", "คอลัมภ์", "ฟิลด์", "ค่า"),
)
"""What stands in a field so that it is not empty. Alone, numbered or one after the other it says nothing;
within a sentence it is a word like others."""

_FEW_KINDS: Final = 3
"""Letters of so few kinds are no words where they are..."""
_LONG: Final = 8
"""... so many or more."""
_BEGINNING: Final = 400
"""Letters by which a repetition is known; nobody types more of one before something else."""


def says_something(text: str, least: int, *names: str) -> bool:
    """Tell whether a text says something beyond the names of the thing it stands beside.

    :param least: characters that must be left, blanks and punctuation apart; 0 asks for none
    :param names: names and titles of the thing; to repeat one says nothing

    >>> says_something("จำนวนผู้ป่วยรายเดือน", 6, "patients")
    True
    >>> says_something("ทดสอบ ทดสอบ ทดสอบ", 6)
    False
    """
    return least <= 0 or substance(text, *names) >= least


def substance(text: str, *names: str) -> int:
    """Return how many characters of a text say something: 0 for a letter, a filler, a repetition, or a name.

    Letters, their marks and digits count; blanks, punctuation and symbols do not.
    """
    words = _words(text)
    key = "".join(words)
    if len(key) < 2 or _is_filler(key) or _repeats_itself(key) or key in map(_letters_of_name, names):
        return 0
    said = set(words)
    if len(words) >= _FEW_KINDS * len(said) or all(map(_is_filler, said)):
        return 0
    return len(key)


def letters(text: str) -> str:
    """Return the letters, marks and digits of a text in the form in which texts are compared."""
    return "".join(_words(text))


_letters_of_name = lru_cache(maxsize=4096)(letters)
"""The same for names, which come again with each field: a long text is not kept."""


_WORD: Final = re.compile("(?:[^\\W_\u0e46]|[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")
"""A run of letters and digits, with the marks of Thai and Latin letters, which are no letters to `re`.
"ๆ" only says a word again."""


def _words(text: str) -> list[str]:
    return _WORD.findall(to_arabic_digits(normalize_line(text)).casefold())


_FILLER: Final = re.compile(
    rf"(?>{'|'.join(sorted({letters(word) for word in FILLERS}, key=len, reverse=True))}|\d)+"
)


def _is_filler(key: str) -> bool:
    """Tell whether only fillers and numbers stand in the letters of a text."""
    return _FILLER.fullmatch(key) is not None


def _repeats_itself(key: str) -> bool:
    """Tell whether the letters are one run of them again and again, whole or cut off at the end."""
    start = key[:_BEGINNING]
    if len(start) >= _LONG and len(set(start)) <= _FEW_KINDS:
        return True
    periods = range(1, len(start) // 2 + 1)
    return any(start[period] == start[0] and start.startswith(start[period:]) for period in periods)
