"""A person's list: from the facts of the other capabilities, each line to whom it concerns."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core, helpers

from ckanext.bmagov.kpi import Deadline
from ckanext.bmagov.notices import hooks
from ckanext.bmagov.notices.services import accounts
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import frozen
from ckanext.bmagov.tests.kpi.office import NAME, WHY, YEAR

BACK = {"note": "ยังขาดเอกสารแผนงาน", "due": "2026-12-15"}


def moved(step: str, after: dt.date) -> None:
    row = Deadline(
        kpi="database", fiscal_year=YEAR, step=step, before=dt.date(2027, 1, 31), after=after,
        reason=WHY, created_by="supervisor",
    )  # fmt: skip
    model.Session.add(row)
    model.Session.commit()


class TestTheYear:
    def test_what_the_kpi_asks_for_comes_near_with_its_points_and_its_form(self, office, notices):
        assert notices("editor", "act") == []
        with frozen("2027-01-25T03:00:00Z"):
            lines = notices("editor", "act")
        plan = next(line for line in lines if line["link"] == f"/organization/{NAME}/kpi/{YEAR}/documents")
        assert plan["due"] == "2027-01-31"
        assert plan["stage"] == "before-7"
        assert plan["points"].startswith("+")

    def test_what_is_returned_is_told_with_the_day_and_the_note(self, office, notices):
        office.come_to("start_review")
        office.decide("auditor", "return", **BACK)
        (line,) = notices("editor", "returned")
        assert (line["due"], line["stage"], line["section"]) == ("2026-12-15", "new", "due")
        assert BACK["note"] in line["text"]
        with frozen("2026-12-21T03:00:00Z"):
            (line,) = notices("admin", "returned")
        assert (line["stage"], line["section"]) == ("after-3", "overdue")

    def test_what_is_mended_and_handed_in_again_is_told_no_more(self, office, notices):
        office.come_to("start_review")
        office.decide("auditor", "return", **BACK)
        office.decide("admin", "submit", signed_by="ก", position="ข")
        assert notices("editor", "returned") == []

    def test_decisions_are_news_to_the_agency_and_not_to_who_decided(self, office, notices):
        office.come_to("verify")
        assert {line["kind"] for line in notices("editor")} >= {"decided", "objection"}
        (objection,) = notices("admin", "objection")
        assert objection["due"] == "2026-12-16"
        assert notices("auditor", "decided") == []

    def test_what_is_handed_in_waits_for_the_auditors(self, office, notices):
        office.come_to("submit")
        (line,) = notices("auditor", "handed_in")
        assert (line["section"], line["link"]) == ("asked", f"/kpi/{YEAR}/{NAME}")
        assert notices("editor", "handed_in") == []

    def test_a_moved_day_is_news(self, office, notices):
        moved("1", dt.date(2027, 2, 15))
        (line,) = notices("editor", "moved")
        assert "31" in line["text"]
        assert "15" in line["text"]

    def test_an_agency_that_is_long_late_is_told_to_the_auditors(self, office, notices):
        assert notices("auditor", "late") == []
        site = {"ignore_auth": True, "user": ""}
        with frozen("2027-03-15T03:00:00Z"):
            tk.get_action("bmagov_scorecard_update")(site, {"fiscal_year": YEAR})
            (line,) = notices("auditor", "late")
            assert notices("editor", "late") == []
        assert line["link"] == f"/kpi/{YEAR}/{NAME}"

    def test_an_agency_that_ended_is_asked_for_nothing(self, office, notices):
        office.come_to("start_review")
        office.decide("auditor", "return", **BACK)
        group = model.Group.get(office.agency)
        assert group
        group.extras = {**group.extras, "agency_status": "historic", "ended_on": "2026-11-30"}
        model.Session.commit()
        assert {line["kind"] for line in notices("admin")} <= {"decided"}


class TestData:
    def test_data_that_are_overdue_are_told_to_their_agency_only(self, office, notices):
        dataset = factories.Dataset(owner_org=office.agency, resources=[])
        factories.new_data(dataset, "2020-01-31")
        (line,) = notices("editor", "data")
        assert (line["due"], line["stage"]) == ("2021-01-31", "after-24")
        assert line["link"] == f"/dataset/resources/{dataset['id']}"
        assert notices("auditor", "data") == []

    def test_an_administrator_of_the_site_is_told_of_the_site_only(self, office):
        dataset = factories.Dataset(owner_org=office.agency, resources=[])
        factories.new_data(dataset, "2020-01-31")
        root = core.Sysadmin()["name"]
        assert tk.get_action("bmagov_notice_list")({"user": root}, {})["lines"] == []
        with frozen("2027-10-02T03:00:00Z"):
            (line,) = tk.get_action("bmagov_notice_list")({"user": root}, {})["lines"]
        assert "rules/holidays.yaml" in line["text"]
        assert line["link"] == "/ckan-admin/state"


class TestAccess:
    def test_a_request_waits_for_the_owner_and_its_answer_is_news_to_who_asked(self, office, notices):
        closed = factories.Dataset(
            owner_org=office.agency, data_classification="confidential", data_category="personal",
            private=True, license_id="notspecified",
        )  # fmt: skip
        data = {"id": closed["id"], "reason": "ใช้วางแผนงานของหน่วยงาน", "until": "2027-01-31"}
        asker = {"user": office.names["auditor"]}
        request = tk.get_action("bmagov_access_request_create")(asker, data)
        (line,) = notices("admin", "asked")
        assert line["link"] == f"/access/request/{request['id']}"
        answer = {"id": request["id"], "answer": "refuse", "reason": "ไม่เกี่ยวกับภารกิจ"}
        tk.get_action("bmagov_access_request_answer")({"user": office.names["admin"]}, answer)
        assert notices("admin", "asked") == []
        (line,) = notices("auditor", "answered")
        assert closed["title"] in line["text"]


class TestTheBell:
    def test_what_was_seen_is_new_no_more(self, office, notices):
        office.come_to("submit")
        (line,) = notices("auditor", "handed_in")
        assert line["new"]
        context = {"user": office.names["auditor"]}
        tk.get_action("bmagov_notice_seen")(context, {"names": [line["name"]]})
        (line,) = notices("auditor", "handed_in")
        assert not line["new"]

    def test_it_is_counted_at_night_without_what_was_seen(self, office, notices):
        office.come_to("submit")
        auditor = model.User.get(office.names["auditor"])
        hooks.count_at_night()
        assert accounts.UNSEEN.kept(auditor.id) == len(notices("auditor"))
        names = [line["name"] for line in notices("auditor")]
        tk.get_action("bmagov_notice_seen")({"user": auditor.name}, {"names": names})
        hooks.count_at_night()
        assert accounts.UNSEEN.kept(auditor.id) == 0

    def test_one_whose_list_fails_keeps_no_other_from_being_counted(self, office, monkeypatch):
        office.come_to("submit")
        auditor = model.User.get(office.names["auditor"])
        counted = hooks.person_of

        def person_of(user):
            if user.name != auditor.name:
                raise RuntimeError(user.name)
            return counted(user)

        monkeypatch.setattr(hooks, "person_of", person_of)
        hooks.count_at_night()
        assert accounts.UNSEEN.kept(auditor.id) >= 1

    @pytest.mark.parametrize("names", [{"a": 1}, [1], ["x" * 501], ["x"] * 2001])
    def test_names_that_are_none_are_refused(self, office, names):
        with pytest.raises(tk.ValidationError):
            helpers.call_action("bmagov_notice_seen", {"user": office.names["editor"]}, names=names)

    def test_a_source_that_fails_keeps_no_other_from_being_told(self, office, monkeypatch):
        office.come_to("submit")
        monkeypatch.setattr("ckanext.bmagov.notices.actions.sources.year.lines", lambda asker: 1 / 0)
        listed = tk.get_action("bmagov_notice_list")({"user": office.names["auditor"]}, {})
        assert not listed["whole"]
        assert [line["kind"] for line in listed["lines"]] == ["handed_in"]
