"""icalendar reads our calendars: what comes out is what went in."""

from __future__ import annotations

import datetime as dt

import icalendar
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.kpi.oversight.formats import Event, write

CHANGED = dt.datetime(2026, 10, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
TEXTS = st.text('abกขคงำ่้;,:\\"n \n\t()😀', min_size=1, max_size=120).map(lambda text: f"ก{text}ข")


def events(content: bytes):
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    return calendar, calendar.walk("VEVENT")


def test_a_calendar_is_read_whole():
    summary = "คำสั่งแต่งตั้งคณะทำงานกำกับดูแลข้อมูล; ระดับหน่วยงาน, ข้อ 5\\1 " * 4
    address = "https://data.example/kpi?year=2569&agency=1,2;3"
    event = Event("deadline,1@data.example", dt.date(2028, 2, 29), summary, CHANGED, 3, "หนึ่ง\r\nสอง", address)
    calendar, (read,) = events(write("ปฏิทิน KPI", [event]))
    assert (calendar.calendar_name, calendar["VERSION"]) == ("ปฏิทิน KPI", "2.0")
    assert (read["DTSTART"].dt, read["DTEND"].dt) == (event.day, dt.date(2028, 3, 1))
    assert (read["DTSTAMP"].dt, read["SEQUENCE"]) == (CHANGED, 3)
    assert (read["SUMMARY"], read["DESCRIPTION"]) == (summary, "หนึ่ง\nสอง")
    assert (read["UID"], read["URL"]) == (event.uid, address)
    assert not read.errors


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_comes_back(summary: str, description: str):
    event = Event("a@b", dt.date(2027, 2, 28), summary, CHANGED, description=description)
    _, (read,) = events(write("ก", [event]))
    assert (read["SUMMARY"], read["DESCRIPTION"]) == (summary, description)


def test_characters_that_the_standard_forbids_are_left_out():
    content = write("ก\x00", [Event("a@b", dt.date(2027, 2, 28), "ก\x0bข\x07ค\x7f", CHANGED)])
    assert not set(content) & ({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
    _, (read,) = events(content)
    assert read["SUMMARY"] == "กขค"
