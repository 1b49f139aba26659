"""Dates as officials type them, those of a real yearly report among them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.calendar import (
    ECHOED,
    NSO_WORKBOOK,
    STRICT,
    DateError,
    DateProblem,
    Era,
    FiscalYear,
    Language,
    Note,
    Policy,
    Quarter,
    Reading,
    YearReading,
    format_date,
    format_datetime,
    parse_date,
    parse_year,
    to_buddhist_year,
)
from ckanext.bmagov.base.domain.calendar.names import MONTH_BY_KEY, THAI_WEEKDAYS
from ckanext.bmagov.base.domain.text import to_thai_digits

DAYS = st.dates(date(1858, 1, 1), date(2057, 12, 31))


def refusal(typed, policy=STRICT) -> DateError:
    with pytest.raises(DateError) as caught:
        parse_date(typed, policy)
    return caught.value


def attempt(typed, policy=STRICT) -> Reading | DateError:
    try:
        return parse_date(typed, policy)
    except DateError as error:
        return error


class TestFormsPeopleType:
    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("28/10/2563", "2020-10-28"),
            ("31/03/2564", "2021-03-31"),
            ("30/5/2564", "2021-05-30"),
            ("29/2/2567", "2024-02-29"),
            ("๓๑/๑/๒๕๖๔", "2021-01-31"),
            ("28-10-2563", "2020-10-28"),
            ("28.10.2563", "2020-10-28"),
            ("28 10 2563", "2020-10-28"),
            ("28 / 10 / 2563", "2020-10-28"),
            ("31/1/พ.ศ. 2564", "2021-01-31"),
            ("31/1/2564 พ.ศ.", "2021-01-31"),
            ("31/1/ค.ศ. 2021", "2021-01-31"),
            ("3/3/2564", "2021-03-03"),
            ("31/1/2021", "2021-01-31"),
        ],
    )
    def test_numbers_day_first(self, typed, day):
        reading = parse_date(typed)
        assert (reading.day.isoformat(), reading.notes, reading.moment) == (day, (), None)

    @pytest.mark.parametrize(
        "typed", ["\u00a031/1/2564", "\u200b31/1/2564\ufeff", " 31/1/2564\t", "31/\u200b1/2564"]
    )
    def test_stray_and_invisible_spaces_do_no_harm(self, typed):
        assert parse_date(typed).day == date(2021, 1, 31)

    @pytest.mark.parametrize(
        "typed",
        [
            "31 ม.ค. 2564",
            "31 มค. 2564",
            "31 มค 2564",
            "31ม.ค.2564",
            "31 มกราคม 2564",
            "31 มกราคม พ.ศ. ๒๕๖๔",
            "31 มกราคมพ.ศ.2564",
            "31 มกราคม พศ 2564",
            "31 มกรา 2564",
            "วันที่ 31 มกราคม 2564",
            "ณ วันที่ ๓๑ มกราคม ๒๕๖๔",
            "วันอาทิตย์ที่ 31 มกราคม พ.ศ. 2564",
            "อาทิตย์ 31 ม.ค. 2564",
            "31/ม.ค./2564",
            "31-ม.ค.-2564",
            "31 ม.ค. ค.ศ. 2021",
            "31 Jan 2021",
            "31-Jan-2021",
            "31st January 2021",
            "31 JAN 2021 CE",
            "31 January 2564 BE",
            "January 31, 2021",
            "Jan. 31 2021",
            "Sun, 31 Jan 2021",
            "Sunday 31 January 2021",
            "2021-01-31",
            "2021-1-31",
            "2021/01/31",
        ],
    )
    def test_names_eras_and_iso(self, typed):
        assert parse_date(typed).day == date(2021, 1, 31)

    @pytest.mark.parametrize(
        ("typed", "month"),
        [
            ("30 กรกฏาคม 2564", 7),
            ("30 มิ.ย. 2564", 6),
            ("30 มีนา 2564", 3),
            ("30 พ.ค. 2564", 5),
            ("30 พ.ย. 2564", 11),
            ("30 Sept 2021", 9),
            ("30 May 2021", 5),
        ],
    )
    def test_months_that_look_alike(self, typed, month):
        assert parse_date(typed).day == date(2021, month, 30)

    @pytest.mark.parametrize("typed", ["1/31/2021", "6/30/2021", "2/27/2021", "10/28/2020"])
    def test_month_first_with_a_gregorian_year_is_taken_and_remarked(self, typed):
        month, day, year = (int(part) for part in typed.split("/"))
        reading = parse_date(typed)
        assert (reading.day, reading.notes) == (date(year, month, day), (Note.MONTH_FIRST,))

    @pytest.mark.parametrize(
        ("typed", "moment"),
        [
            ("31/1/2564 14.30 น.", "2021-01-31T14:30:00+07:00"),
            ("31 ม.ค. 2564 เวลา 14:30 น.", "2021-01-31T14:30:00+07:00"),
            ("31 ม.ค. 2564 เวลา 8.05 นาฬิกา", "2021-01-31T08:05:00+07:00"),
            ("1/31/2021 2:30:00 PM", "2021-01-31T14:30:00+07:00"),
            ("1/31/2021 12:00:00 AM", "2021-01-31T00:00:00+07:00"),
            ("31/1/2564 0:00:00", "2021-01-31T00:00:00+07:00"),
            ("2021-01-31T23:30", "2021-01-31T23:30:00+07:00"),
            ("2021-01-31 23:30:15.123", "2021-01-31T23:30:15+07:00"),
            ("2021-01-31T23:30:00+07:00", "2021-01-31T23:30:00+07:00"),
            ("2021-01-31T23:30:00-0500", "2021-02-01T11:30:00+07:00"),
        ],
    )
    def test_with_a_time_of_day(self, typed, moment):
        reading = parse_date(typed)
        assert reading.moment
        assert reading.moment.isoformat() == moment
        assert reading.day == reading.moment.date()

    def test_a_moment_in_utc_is_the_day_it_is_in_bangkok(self):
        reading = parse_date("2021-01-31T23:30:00Z")
        assert reading.day == date(2021, 2, 1)
        assert reading.utc == datetime(2021, 1, 31, 23, 30, tzinfo=UTC)
        assert reading.moment
        assert format_datetime(reading.moment) == "1 ก.พ. 2564 06.30 น."

    def test_every_date_of_a_real_yearly_report_falls_in_the_quarter_it_was_written_under(self):
        report = {
            1: ["28/10/2563", "30/11/2563", "31/12/2563"],
            2: ["1/31/2021", "2/27/2021", "31/03/2564"],
            3: ["29/04/2564", "30/5/2564", "6/30/2021"],
            4: ["30/07/2564", "30/08/2564", "30/09/2564"],
        }
        for number, typed in report.items():
            quarter = Quarter(FiscalYear(2564), number)
            assert [Quarter.of(parse_date(each).day) for each in typed] == [quarter] * 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "problem", "candidates"),
        [
            ("29/2/2564", DateProblem.NOT_EXIST, []),
            ("31/4/2564", DateProblem.NOT_EXIST, []),
            ("13/13/2564", DateProblem.NOT_EXIST, []),
            ("2021-02-30", DateProblem.NOT_EXIST, []),
            ("2021-13-01", DateProblem.NOT_EXIST, []),
            ("0/1/2564", DateProblem.NOT_EXIST, []),
            ("29 ก.พ. 2564", DateProblem.NOT_EXIST, []),
            ("1/31/2564", DateProblem.MONTH_FIRST, ["2021-01-31"]),
            ("2564-01-31", DateProblem.ISO_BUDDHIST, ["2021-01-31"]),
            ("2564-01-31T10:00:00Z", DateProblem.ISO_BUDDHIST, ["2021-01-31"]),
            ("15/08/68", DateProblem.TWO_DIGIT_YEAR, ["2025-08-15"]),
            ("31 มค 64", DateProblem.TWO_DIGIT_YEAR, ["2021-01-31"]),
            ("28 Feb 21", DateProblem.TWO_DIGIT_YEAR, ["2021-02-28"]),
            ("10/28/68", DateProblem.TWO_DIGIT_YEAR, []),
            ("2564", DateProblem.INCOMPLETE, []),
            ("พ.ศ. 2564", DateProblem.INCOMPLETE, []),
            ("ม.ค. 2564", DateProblem.INCOMPLETE, []),
            ("1/2564", DateProblem.INCOMPLETE, []),
            ("2021-01", DateProblem.INCOMPLETE, []),
            ("31/1", DateProblem.INCOMPLETE, []),
            ("31 ม.ค.", DateProblem.INCOMPLETE, []),
            ("15/2/2483", DateProblem.BUDDHIST_GAP, ["1940-02-15", "1941-02-15"]),
            ("31/1/2199", DateProblem.OUT_OF_RANGE, []),
            ("31/1/0564", DateProblem.OUT_OF_RANGE, []),
            ("31/1/25644", DateProblem.OUT_OF_RANGE, []),
            ("31 ม.ค. ค.ศ. 2564", DateProblem.OUT_OF_RANGE, []),
            ("31 ม.ค. พ.ศ. 2021", DateProblem.OUT_OF_RANGE, []),
            ("44227", DateProblem.FORMAT, ["2021-01-31"]),
            ("31012564", DateProblem.FORMAT, []),
            ("วันนี้", DateProblem.FORMAT, []),
            ("ทุกวันที่ 3 ของเดือน", DateProblem.FORMAT, []),
            ("31/1-2564", DateProblem.FORMAT, []),
            ("31/1/2564\x00", DateProblem.FORMAT, []),
            ("", DateProblem.FORMAT, []),
            (" \u200b", DateProblem.FORMAT, []),
            ("1" * 10_000, DateProblem.FORMAT, []),
            ("วันจันทร์ที่ 31 มกราคม 2564", DateProblem.WEEKDAY, ["2021-01-31"]),
            ("31/1/2564 25.00 น.", DateProblem.TIME, []),
            ("31/1/2564 13:00 PM", DateProblem.TIME, []),
            ("2021-01-31T10:00:00+99:00", DateProblem.TIME, []),
        ],
    )
    def test_reason_and_what_may_have_been_meant(self, typed, problem, candidates):
        error = refusal(typed)
        assert error.problem is problem
        assert [day.isoformat() for day in error.candidates] == candidates

    def test_a_leap_day_is_judged_in_the_gregorian_year(self):
        assert refusal("29/2/2564").params == {
            "day": 29,
            "month": 2,
            "year": 2564,
            "era": "be",
            "gregorian_year": 2021,
            "last_day": 28,
        }

    def test_there_is_no_thirteenth_month(self):
        assert refusal("13/13/2564").params["last_day"] == 0

    @pytest.mark.parametrize(
        ("typed", "missing"),
        [
            ("2564", "day-month"),
            ("ม.ค. 2564", "day"),
            ("1/2564", "day"),
            ("31 ม.ค.", "year"),
            ("31/1", "year"),
        ],
    )
    def test_an_incomplete_date_tells_what_is_missing(self, typed, missing):
        assert refusal(typed).params["missing"] == missing

    def test_the_message_of_the_exception_carries_the_code(self):
        assert str(refusal("2564-01-31")) == "DATE-ISO-BE {'year': 2564}"

    @given(st.text(max_size=40))
    def test_anything_else_is_a_date_error_and_nothing_worse(self, typed):
        assert isinstance(attempt(typed), Reading | DateError)

    @given(st.from_regex(r"[0-9๐-๙/. \-:TZ+]{1,24}", fullmatch=True))
    def test_digits_in_any_disorder_are_a_date_error_and_nothing_worse(self, typed):
        outcome = attempt(typed, ECHOED)
        assert isinstance(outcome, DateError) or 1857 <= outcome.day.year <= 2100


class TestTwoReadings:
    """`3/4/2564` is asked back; forms that echo may take it."""

    @pytest.mark.parametrize("typed", ["3/4/2564", "3/4/2021", "03-04-2564"])
    def test_strict_asks_back_with_both(self, typed):
        error = refusal(typed)
        assert error.problem is DateProblem.AMBIGUOUS
        assert error.candidates == (date(2021, 4, 3), date(2021, 3, 4))

    def test_a_form_that_echoes_takes_a_buddhist_one_day_first_and_says_so(self):
        reading = parse_date("01/02/2564", ECHOED)
        assert (reading.day, reading.notes) == (date(2021, 2, 1), (Note.ASSUMED_DAY_FIRST,))

    def test_even_then_a_gregorian_one_is_asked_back(self):
        assert refusal("3/4/2021", ECHOED).problem is DateProblem.AMBIGUOUS

    @pytest.mark.parametrize(
        ("typed", "day", "note"),
        [
            ("5/11/2569", date(2026, 11, 5), Note.ASSUMED_DAY_FIRST),
            ("1/10/2569", date(2026, 10, 1), Note.ASSUMED_DAY_FIRST),
            ("3/4/2570", date(2027, 4, 3), Note.ASSUMED_DAY_FIRST),
            ("5/11/2026", date(2026, 11, 5), Note.ASSUMED_DAY_FIRST),
            ("11/5/2026", date(2026, 11, 5), Note.MONTH_FIRST),
        ],
    )
    def test_a_fiscal_year_leaves_one_reading(self, typed, day, note):
        reading = parse_date(typed, STRICT, FiscalYear(2570))
        assert (reading.day, reading.notes) == (day, (note,))

    @pytest.mark.parametrize("typed", ["3/4/2027", "3/4/2021"])
    def test_two_readings_in_the_year_or_none_are_asked_back(self, typed):
        with pytest.raises(DateError) as refused:
            parse_date(typed, STRICT, FiscalYear(2570))
        assert refused.value.problem is DateProblem.AMBIGUOUS
        assert len(refused.value.candidates) == 2

    @given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(2563, 2573))
    def test_what_officials_type_is_always_the_day_that_they_mean(self, day, year):
        typed = f"{day.day}/{day.month}/{day.year + 543}"
        assert parse_date(typed, STRICT, FiscalYear(year)).day == day

    def test_what_has_one_reading_is_read_alike_in_any_year(self):
        for typed in ("31/1/2564", "1/31/2021", "2021-01-31", "31 ม.ค. 2564"):
            assert parse_date(typed, STRICT, FiscalYear(2570)) == parse_date(typed)

    def test_the_gap_leaves_one_reading(self):
        assert parse_date("3/4/2483").day == date(1940, 4, 3)

    def test_month_first_can_be_refused(self):
        error = refusal("1/31/2021", Policy(take_month_first=False))
        assert (error.problem, error.candidates) == (DateProblem.MONTH_FIRST, (date(2021, 1, 31),))

    def test_the_workbook_may_hold_buddhist_iso(self):
        assert parse_date("2564-01-31", NSO_WORKBOOK).day == date(2021, 1, 31)
        assert parse_date("2021-01-31", NSO_WORKBOOK).day == date(2021, 1, 31)


class TestRoundTrip:
    """What we show can be typed back, whatever the day."""

    @given(DAYS, st.booleans(), st.booleans())
    def test_thai(self, day, long, thai_digits):
        shown = format_date(day, long=long)
        reading = parse_date(to_thai_digits(shown) if thai_digits else shown)
        assert (reading.day, reading.era) == (day, Era.BUDDHIST)

    @given(DAYS, st.booleans())
    def test_english(self, day, long):
        reading = parse_date(format_date(day, Language.ENGLISH, long=long))
        assert (reading.day, reading.era) == (day, Era.GREGORIAN)

    @given(DAYS)
    def test_iso(self, day):
        assert parse_date(day.isoformat()).day == day

    @given(st.from_regex(r"[0-9]{1,2}/[0-9]{1,2}/(24|25|26|18|19|20|21)[0-9]{2}", fullmatch=True))
    def test_whatever_is_taken_can_be_stored_as_iso_and_read_again(self, typed):
        outcome = attempt(typed, ECHOED)
        if isinstance(outcome, Reading):
            assert parse_date(outcome.day.isoformat()).day == outcome.day

    @given(st.integers(2400, 2600))
    def test_years_too(self, year):
        stored = parse_year(str(year)).year
        assert parse_year(str(stored)) == YearReading(stored, Era.GREGORIAN)

    @given(DAYS)
    def test_numbers_where_the_form_echoes(self, day):
        assert parse_date(f"{day.day}/{day.month}/{to_buddhist_year(day)}", ECHOED).day == day

    @given(DAYS)
    def test_with_its_weekday(self, day):
        assert parse_date(f"วัน{THAI_WEEKDAYS[day.weekday()]}ที่ {format_date(day, long=True)}").day == day

    @given(DAYS, st.times())
    def test_with_a_time(self, day, clock):
        shown = format_datetime(datetime.combine(day, clock), seconds=True)
        reading = parse_date(shown)
        assert reading.moment
        assert reading.moment.replace(tzinfo=None) == datetime.combine(day, clock).replace(microsecond=0)

    @given(DAYS, st.sampled_from(sorted(MONTH_BY_KEY)))
    def test_every_known_month_name_is_read(self, day, name):
        typed = f"{min(day.day, 28)} {name} {day.year}"
        assert parse_date(typed).day == date(day.year, MONTH_BY_KEY[name], min(day.day, 28))

    @given(DAYS)
    def test_a_gregorian_month_first_date_is_read_right_or_asked_back(self, day):
        outcome = attempt(f"{day.month}/{day.day}/{day.year}")
        if isinstance(outcome, DateError):
            assert outcome.problem is DateProblem.AMBIGUOUS
            assert day in outcome.candidates
        else:
            assert outcome.day == day


class TestYears:
    @pytest.mark.parametrize(
        ("typed", "reading"),
        [
            ("2564", YearReading(2021, Era.BUDDHIST)),
            ("๒๕๖๔", YearReading(2021, Era.BUDDHIST)),
            ("พ.ศ. 2564", YearReading(2021, Era.BUDDHIST)),
            ("ปี พ.ศ. ๒๕๖๔", YearReading(2021, Era.BUDDHIST)),
            ("2564 BE", YearReading(2021, Era.BUDDHIST)),
            (" 2021\u200b", YearReading(2021, Era.GREGORIAN)),
            ("ค.ศ. 2021", YearReading(2021, Era.GREGORIAN)),
        ],
    )
    def test_either_era(self, typed, reading):
        assert parse_year(typed) == reading

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ("64", DateProblem.TWO_DIGIT_YEAR),
            ("2200", DateProblem.OUT_OF_RANGE),
            ("256", DateProblem.OUT_OF_RANGE),
            ("ค.ศ. 2564", DateProblem.OUT_OF_RANGE),
            ("31/1/2564", DateProblem.YEAR_FORMAT),
            ("ปีงบประมาณ 2564", DateProblem.YEAR_FORMAT),
            ("2564-2565", DateProblem.YEAR_FORMAT),
            ("สองพัน", DateProblem.YEAR_FORMAT),
        ],
    )
    def test_refused_with_the_reason(self, typed, problem):
        with pytest.raises(DateError) as caught:
            parse_year(typed)
        assert caught.value.problem is problem
