"""Buddhist years, fiscal years, and how dates are written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.calendar import (
    FiscalYear,
    Language,
    Quarter,
    era_of,
    format_date,
    format_datetime,
    format_month,
    format_range,
    format_time,
    in_bangkok,
    to_buddhist_year,
    to_gregorian_year,
    weekday_name,
)

DAYS = st.dates(date(1901, 1, 1), date(2200, 1, 1))


class TestEra:
    @pytest.mark.parametrize(
        ("day", "year"),
        [
            (date(2021, 1, 1), 2564),
            (date(1941, 1, 1), 2484),
            (date(1940, 12, 31), 2483),
            (date(1940, 4, 1), 2483),
            (date(1940, 3, 31), 2482),
            (date(1939, 4, 1), 2482),
            (date(1939, 3, 31), 2481),
        ],
    )
    def test_the_year_began_on_1_april_until_2483(self, day, year):
        assert to_buddhist_year(day) == year

    def test_january_to_march_2483_never_were(self):
        assert [to_gregorian_year(2483, month) for month in (1, 2, 3, 4)] == [None, None, None, 1940]

    @given(DAYS)
    def test_there_and_back(self, day):
        assert to_gregorian_year(to_buddhist_year(day), day.month) == day.year

    @given(st.integers(0, 9999))
    def test_a_year_is_plausible_in_one_era_at_most(self, year):
        assert (era_of(year) is None) == (not (2400 <= year <= 2600 or 1857 <= year <= 2100))


class TestFiscalYear:
    def test_2564_is_october_2020_to_september_2021(self):
        year = FiscalYear(2564)
        assert (year.start, year.end) == (date(2020, 10, 1), date(2021, 9, 30))

    def test_quarters_of_2564(self):
        assert [(q.start.isoformat(), q.end.isoformat()) for q in FiscalYear(2564).quarters] == [
            ("2020-10-01", "2020-12-31"),
            ("2021-01-01", "2021-03-31"),
            ("2021-04-01", "2021-06-30"),
            ("2021-07-01", "2021-09-30"),
        ]

    @pytest.mark.parametrize(
        ("day", "quarter"),
        [
            (date(2020, 10, 28), Quarter(FiscalYear(2564), 1)),
            (date(2021, 1, 31), Quarter(FiscalYear(2564), 2)),
            (date(2021, 6, 30), Quarter(FiscalYear(2564), 3)),
            (date(2021, 9, 30), Quarter(FiscalYear(2564), 4)),
            (date(2021, 10, 1), Quarter(FiscalYear(2565), 1)),
        ],
    )
    def test_of_a_day(self, day, quarter):
        assert Quarter.of(day) == quarter

    @given(DAYS)
    def test_every_day_is_in_exactly_one_quarter_of_its_year(self, day):
        year = FiscalYear.of(day)
        assert day in year
        assert [quarter for quarter in year.quarters if day in quarter] == [Quarter.of(day)]

    @given(DAYS)
    def test_quarters_follow_each_other_without_a_gap(self, day):
        quarter = Quarter.of(day)
        assert quarter.end + timedelta(days=1) == quarter.next().start
        assert quarter.next() > quarter

    def test_there_is_no_fifth_quarter(self):
        with pytest.raises(ValueError, match="1 to 4"):
            Quarter(FiscalYear(2564), 5)


class TestFormatting:
    DAY = date(2020, 10, 28)
    MOMENT = datetime.fromisoformat("2020-10-28T14:30:05")

    def test_thai(self):
        assert format_date(self.DAY) == "28 ต.ค. 2563"
        assert format_date(self.DAY, long=True) == "28 ตุลาคม 2563"
        assert format_month(self.DAY) == "ต.ค. 2563"
        assert format_time(time(9, 5)) == "09.05 น."
        assert format_datetime(self.MOMENT) == "28 ต.ค. 2563 14.30 น."
        assert format_datetime(self.MOMENT, long=True) == "28 ตุลาคม 2563 เวลา 14.30 น."
        assert format_datetime(self.MOMENT, seconds=True) == "28 ต.ค. 2563 14.30.05 น."
        assert weekday_name(self.DAY.weekday()) == "พุธ"

    def test_english(self):
        assert format_date(self.DAY, Language.ENGLISH) == "28 Oct 2020"
        assert format_date(self.DAY, Language.ENGLISH, long=True) == "28 October 2020"
        assert format_datetime(self.MOMENT, Language.ENGLISH) == "28 Oct 2020, 14:30"
        assert weekday_name(self.DAY.weekday(), Language.ENGLISH) == "Wednesday"

    @pytest.mark.parametrize(
        ("start", "end", "written"),
        [
            (date(2021, 9, 1), date(2021, 9, 30), "1–30 ก.ย. 2564"),
            (date(2020, 10, 1), date(2020, 12, 31), "1 ต.ค. – 31 ธ.ค. 2563"),
            (date(2020, 10, 1), date(2021, 9, 30), "1 ต.ค. 2563 – 30 ก.ย. 2564"),
            (date(2020, 9, 1), date(2021, 9, 30), "1 ก.ย. 2563 – 30 ก.ย. 2564"),
            (date(2021, 9, 1), date(2021, 9, 1), "1 ก.ย. 2564"),
            (date(1940, 3, 1), date(1940, 4, 1), "1 มี.ค. 2482 – 1 เม.ย. 2483"),
        ],
    )
    def test_a_range_writes_what_is_shared_once(self, start, end, written):
        assert format_range(start, end) == written

    def test_a_moment_near_midnight_is_the_next_day_in_bangkok(self):
        stored = datetime.fromisoformat("2021-01-31T23:30:00")
        assert format_datetime(in_bangkok(stored)) == "1 ก.พ. 2564 06.30 น."
        assert in_bangkok(stored.replace(tzinfo=UTC)) == in_bangkok(stored)
