"""Date cells of spreadsheets, and rules between dates."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.calendar import (
    DateError,
    DateProblem,
    check_not_future,
    check_order,
    check_same_era,
    from_excel_serial,
    parse_date,
    read_cell_date,
)


class TestExcelSerial:
    def test_the_number_is_the_day_whatever_era_the_cell_shows(self):
        assert from_excel_serial(44227).day == date(2021, 1, 31)

    def test_a_workbook_that_counts_from_1904(self):
        assert from_excel_serial(44227 - 1462, date1904=True).day == date(2021, 1, 31)

    def test_a_fraction_is_a_time_of_day_in_bangkok(self):
        moment = from_excel_serial(44227.604166666664).moment
        assert moment
        assert moment.isoformat() == "2021-01-31T14:30:00+07:00"

    def test_days_before_the_leap_day_that_never_was(self):
        assert from_excel_serial(59).day == date(1900, 2, 28)
        assert from_excel_serial(61).day == date(1900, 3, 1)

    @pytest.mark.parametrize("serial", [60, -1, 1e12])
    def test_numbers_that_are_no_day(self, serial):
        with pytest.raises(DateError) as caught:
            from_excel_serial(serial)
        assert caught.value.problem is DateProblem.FORMAT

    def test_a_buddhist_year_typed_into_a_gregorian_cell_is_named_with_the_likely_day(self):
        serial = (date(2564, 1, 31) - date(1899, 12, 30)).days
        with pytest.raises(DateError) as caught:
            from_excel_serial(serial)
        assert (caught.value.problem, caught.value.params["year"]) == (DateProblem.OUT_OF_RANGE, 2564)
        assert caught.value.candidates == (date(2021, 1, 31),)

    def test_its_leap_day_has_no_likely_day(self):
        with pytest.raises(DateError) as caught:
            read_cell_date(datetime.fromisoformat("2564-02-29"))
        assert caught.value.candidates == ()

    @given(st.integers(61, 73_000))
    def test_one_serial_more_is_one_day_more(self, serial):
        assert from_excel_serial(serial + 1).day - from_excel_serial(serial).day == timedelta(days=1)

    @given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
    def test_a_cell_already_turned_into_a_date_reads_the_same(self, day):
        serial = (day - date(1899, 12, 30)).days
        midnight = datetime.fromisoformat(day.isoformat())
        assert from_excel_serial(serial) == read_cell_date(midnight) == read_cell_date(day)


class TestRulesBetweenDates:
    def test_the_end_may_be_the_start_but_not_before_it(self):
        check_order(date(2021, 1, 1), date(2021, 1, 1))
        with pytest.raises(DateError) as caught:
            check_order(date(2021, 1, 2), date(2021, 1, 1))
        assert caught.value.code == "DATE-ORDER"

    def test_today_is_not_the_future(self):
        check_not_future(date(2021, 1, 1), today=date(2021, 1, 1))
        with pytest.raises(DateError) as caught:
            check_not_future(date(2021, 1, 2), today=date(2021, 1, 1))
        assert caught.value.code == "DATE-FUTURE"

    def test_a_column_in_two_eras_lists_the_rows_of_each(self):
        column = [(2, "31/1/2564"), (3, "28 ก.พ. 2564"), (4, "31/1/2021")]
        with pytest.raises(DateError) as caught:
            check_same_era((row, parse_date(typed)) for row, typed in column)
        assert caught.value.code == "DATE-ERA-MIXED"
        assert caught.value.params == {"buddhist_rows": (2, 3), "gregorian_rows": (4,)}

    def test_a_column_in_one_era_passes(self):
        check_same_era((row, parse_date("31/1/2021")) for row in range(3))
        check_same_era([])
