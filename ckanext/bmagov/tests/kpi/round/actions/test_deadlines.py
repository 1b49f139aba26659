"""A supervisor moves a deadline backwards only while nobody has handed in, after reading who loses what."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.tests.kpi.office import NAME, YEAR, Office

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

REASON = "สำนักงานปิดเพราะน้ำท่วม"


@pytest.fixture
def office(with_plugins) -> Office:
    return Office()


def day_of(office: Office, step: str) -> str:
    listed = office.call("supervisor", "deadline_list")["deadlines"]
    return next(deadline["day"] for deadline in listed if deadline["step"] == step)


def move(office: Office, step: str, after: str, **more: Any) -> dict[str, Any]:
    given = {"step": step, "before": day_of(office, step), "after": after, "reason": REASON, **more}
    return office.call("supervisor", "deadline_move", **given)


def hand_in(office: Office) -> None:
    office.call(
        "admin", "deliverable_create", kind="development_plan", title="แผน", url="https://example.com/plan"
    )


def test_forward_always(office: Office):
    hand_in(office)
    move(office, "1", "2027-02-28")
    assert day_of(office, "1") == "2027-02-28"


def test_backwards_only_before_anybody_handed_in(office: Office):
    hand_in(office)
    before = day_of(office, "1")
    for confirmed in (False, True):
        with pytest.raises(tk.ValidationError, match="DEADLINE-HANDED-IN"):
            move(office, "1", "2026-11-01", confirmed=confirmed)
    assert day_of(office, "1") == before
    tried = office.call("supervisor", "deadline_try", step="1", after="2026-11-01")
    assert [agency["name"] for agency in tried["handed_in"]] == [NAME]


def test_who_loses_what_is_read_and_confirmed(office: Office):
    tried = office.call("supervisor", "deadline_try", step="1", after="1/11/2569")
    assert (tried["backwards"], tried["agencies"], tried["handed_in"]) == (True, 1, [])
    assert {loss["criterion"] for loss in tried["losses"]} >= {"2.1.1", "2.1.4"}
    assert {loss["agency"]["name"] for loss in tried["losses"]} == {NAME}
    with pytest.raises(tk.ValidationError, match="DEADLINE-UNCONFIRMED"):
        move(office, "1", "2026-11-01")
    move(office, "1", "2026-11-01", confirmed=True)
    assert day_of(office, "1") == "2026-11-01"


def test_the_report_is_never_due_in_the_past(office: Office):
    with pytest.raises(tk.ValidationError, match="DEADLINE-PAST"):
        move(office, "report", "2026-10-01", confirmed=True)
    office.come_to("submit")
    with pytest.raises(tk.ValidationError, match="DEADLINE-HANDED-IN"):
        move(office, "report", "2027-10-01", confirmed=True)


def test_only_supervisors_ask_who_would_lose(office: Office):
    for who in ("auditor", "admin"):
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("bmagov_deadline_try")(
                {"user": office.names[who]}, {"fiscal_year": YEAR, "step": "1", "after": "2026-11-01"}
            )
