"""The register: who agreed to what, from when, and what takes a duty off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.register.domain.obligations import Agreement, confirm, propose, remove
from ckanext.bmagov.tests.kpi.make import day, duty


def agreed(unit: str, on: str) -> Agreement:
    return Agreement(unit, 1, "agency", day(on), confirmed_by="office", confirmed_on=day(on))


def test_an_agreement_binds_when_both_stand_there():
    proposed = propose(duty(), "month", 1, "agency", day("2020-11-01"))
    assert proposed.agreement(day("2021-01-01")) is None
    both = confirm(proposed, "office", day("2020-11-20"))
    assert both.agreement(day("2020-11-19")) is None
    assert both.agreement(day("2020-11-20")) == both.agreements[0]


def test_a_change_is_a_new_agreement_and_the_old_one_stays():
    old = replace(duty(), agreements=(agreed("year", "2020-10-01"),))
    new = confirm(propose(old, "month", 1, "agency", day("2021-01-01")), "office", day("2021-02-01"))
    units = [one.frequency_unit for one in map(new.agreement, (day("2021-01-31"), day("2021-02-01"))) if one]
    assert units == ["year", "month"]


def test_a_proposal_nobody_confirmed_is_replaced():
    twice = propose(
        propose(duty(), "month", 1, "agency", day("2021-01-01")), "year", 1, "a", day("2021-01-02")
    )
    assert [one.frequency_unit for one in twice.agreements] == ["year"]


@pytest.mark.parametrize(
    ("by", "on", "code"),
    [("agency", "2021-02-01", "AGREEMENT-SELF"), ("office", "2020-12-31", "DATE-ORDER")],
)
def test_who_may_not_confirm(by, on, code):
    with pytest.raises(ProblemError, match=code):
        confirm(propose(duty(), "month", 1, "agency", day("2021-01-01")), by, day(on))


def test_there_must_be_something_to_confirm():
    with pytest.raises(ProblemError, match="AGREEMENT-NONE"):
        confirm(duty(), "office", day("2021-01-01"))


@pytest.mark.parametrize(("unit", "interval"), [("fortnight", 1), ("unknown", 1), ("month", 0)])
def test_a_frequency_that_is_none_is_refused(unit, interval):
    with pytest.raises(ProblemError, match="FREQUENCY"):
        propose(duty(), unit, interval, "agency", day("2021-01-01"))


@pytest.mark.parametrize(
    ("reason", "supervisor", "code"),
    [
        ("  ", "s", "REASON-REQUIRED"),
        ("abc", "s", "REASON-REQUIRED"),
        ("ย้าย\x00หน่วยงาน", "s", "TEXT-CONTROL-CHAR"),
        ("ย้ายหน่วยงาน", "", "SUPERVISOR-REQUIRED"),
    ],
)
def test_taking_a_duty_off_needs_reason_and_supervisor(reason, supervisor, code):
    with pytest.raises(ProblemError, match=code):
        remove(duty(), reason, supervisor, day("2021-03-01"))


def test_a_duty_binds_until_the_day_it_is_taken_off():
    gone = remove(duty(), "ย้ายไปสำนักอื่น", "boss", day("2021-03-01"))
    assert gone.binds(2564, day("2021-02-28"))
    assert not gone.binds(2564, day("2021-03-01"))
    with pytest.raises(ProblemError, match="OBLIGATION-REMOVED"):
        remove(gone, "อีกครั้งหนึ่ง", "boss", day("2021-03-02"))


def test_a_duty_of_a_later_year_does_not_bind_yet():
    assert not duty(added_year=2565).binds(2564, day("2021-01-01"))
