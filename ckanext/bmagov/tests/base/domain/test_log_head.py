"""The line that is published of the log, and what a log that was cut off or rewritten shows against it."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.base.domain.log_chain import GENESIS, Entry, append
from ckanext.bmagov.base.domain.log_head import HeadCheck, LogHead, heads_in

DAY = dt.date(2026, 11, 30)
HEAD = "0123456789abcdef" * 4
MOMENT = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def chain(*kinds: str) -> list[Entry]:
    entries: list[Entry] = []
    for kind in kinds:
        entries.append(append(entries[-1] if entries else None, MOMENT, "system", kind, {}))
    return entries


def check(entries: list[Entry], *noted: LogHead) -> HeadCheck:
    heads = HeadCheck(list(noted))
    for entry in entries:
        heads.take(entry)
    return heads


def test_a_line_is_read_as_it_was_written():
    one = LogHead(DAY, 1024, HEAD)
    assert str(one) == f"2026-11-30 1024 {HEAD}"
    assert heads_in(f"{one}\n") == [one]


def test_a_line_may_hold_the_root_of_the_tree():
    one = LogHead(DAY, 1024, HEAD, bytes(range(32)))
    assert str(one) == f"2026-11-30 1024 {HEAD} AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert heads_in(f"{one}\n{LogHead(DAY, 1, GENESIS)}") == [one, LogHead(DAY, 1, GENESIS)]


def test_lines_are_found_in_words_and_over_line_breaks():
    other = LogHead(dt.date(2026, 12, 1), 7, GENESIS)
    assert heads_in(f"Log of decisions: 2026-11-30\n1024  {HEAD}.\n{other}") == [
        LogHead(DAY, 1024, HEAD),
        other,
    ]


@pytest.mark.parametrize(
    "text", ["", "2026-11-30 5", f"2026-13-41 5 {HEAD}", f"2026-11-30 -5 {HEAD}", f"2026-11-30 5 {HEAD}0"]
)
def test_what_is_no_line_is_passed_over(text: str):
    assert heads_in(text) == []


def test_a_log_that_grew_still_has_its_old_heads():
    entries = chain("a", "b", "c")
    heads = check(entries, LogHead(DAY, 0, GENESIS), LogHead(DAY, 2, entries[1].digest))
    assert (heads.cut_off(), heads.rewritten({})) == ([], [])


def test_a_cut_end_and_another_entry_are_told_apart():
    entries = chain("a", "b", "c")
    noted = LogHead(DAY, 3, entries[-1].digest)
    assert check(entries[:2], noted).cut_off() == [(noted, 2)]
    assert check(entries[:2], noted).rewritten({}) == []
    assert check(chain("a", "x", "c", "d"), noted).rewritten({}) == [noted]


def test_a_log_with_another_root_was_rewritten_though_its_last_digest_is_the_same():
    entries = chain("a", "b")
    noted = LogHead(DAY, 2, entries[-1].digest, b"r" * 32)
    heads = check(entries, noted)
    assert heads.rewritten({2: b"r" * 32}) == []
    assert heads.rewritten({2: b"s" * 32}) == heads.rewritten({}) == [noted]
