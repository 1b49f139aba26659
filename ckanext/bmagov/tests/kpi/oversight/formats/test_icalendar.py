"""Calendars: whole days, lines of at most 75 bytes that tear no Thai letter, signs that are escaped."""

from __future__ import annotations

import datetime as dt

from ckanext.bmagov.kpi.oversight.formats import Event, write

CHANGED = dt.datetime(2026, 10, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def test_a_day_ends_where_the_next_begins():
    text = write("ปฏิทิน", [Event("a@b", dt.date(2027, 2, 28), "ส่งแผน", CHANGED, 2)]).decode()
    assert "DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301\r\n" in text
    assert "DTSTAMP:20261001T000000Z\r\nDTSTART" in text
    assert "SEQUENCE:2\r\n" in text


def test_long_lines_are_folded_between_letters():
    summary = "คำสั่งแต่งตั้งคณะทำงานกำกับดูแลข้อมูลระดับหน่วยงาน " * 3
    content = write("ก", [Event("a@b", dt.date(2027, 2, 28), summary, CHANGED)])
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert f"SUMMARY:{summary}" in content.decode().replace("\r\n ", "")


def test_signs_of_the_format_are_escaped():
    text = write("ก", [Event("a@b", dt.date(2027, 2, 28), "ก, ข; ค\\ง\nจ", CHANGED)]).decode()
    assert "SUMMARY:ก\\, ข\\; ค\\\\ง\\nจ\r\n" in text
