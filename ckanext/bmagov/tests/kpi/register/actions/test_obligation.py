"""The register: entered by auditors, agreed by both sides, never emptied by a deletion."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.accounts.services import standing
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.score.model import ScoreChange
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

LIST = """หน่วยงาน,ประเภท,ชื่อชุดข้อมูล,ปีงบประมาณ,ความถี่,จำนวนความถี่
public-relations-office,ชุดข้อมูลประกอบตัวชี้วัดเมือง,ทะเบียนสื่อประชาสัมพันธ์,2569,เดือน,๑
health-department,ตัวชี้วัดเมือง,ศูนย์บริการสาธารณสุข,,ปี,
"""


@pytest.fixture
def people(with_plugins):
    roles = ("member", "editor", "stranger", "auditor", "second_auditor", "supervisor")
    names = {role: core.User()["name"] for role in roles}

    def agency(name, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    names["agency"] = agency("public-relations-office", member="member", editor="editor")
    names["other"] = agency("health-department", stranger="editor")
    agency(
        "strategy-and-evaluation-department", auditor="editor", second_auditor="editor", supervisor="admin"
    )
    return names


@pytest.fixture
def act(people):
    def do(action, who="auditor", **data):
        return tk.get_action(f"bmagov_obligation_{action}")({"user": people[who]}, data)

    return do


def enter(act, **data):
    given = {
        "agency": "public-relations-office",
        "kind": "city_indicator",
        "title": "ทะเบียนสื่อ",
        "added_year": 2569,
    }
    return act("create", **{**given, **data})


MONTHLY = {"frequency_unit": "month", "frequency_interval": 1}


class TestAgreement:
    def test_one_side_proposes_the_other_confirms(self, act):
        duty = enter(act, **MONTHLY)
        assert (duty["agreement"], duty["proposed"]["side"]) == (None, "audit")
        agreed = act("confirm", "editor", id=duty["id"], version=duty["version"])
        assert agreed["agreement"]["frequency_unit"] == "month"
        assert agreed["proposed"] is None

    @pytest.mark.parametrize("who", ["auditor", "second_auditor"])
    def test_the_side_that_proposed_does_not_confirm(self, act, who):
        duty = enter(act, **MONTHLY)
        with pytest.raises(tk.ValidationError, match="AGREEMENT-SELF"):
            act("confirm", who, id=duty["id"], version=duty["version"])

    def test_an_account_that_was_invited_a_moment_ago_does_not_confirm(self, act, people):
        duty = enter(act, **MONTHLY)
        editor: Any = model.User.get(people["editor"])
        standing.note(model.Session, editor.id, "somebody", trusted=False)
        model.Session.commit()
        with pytest.raises(tk.NotAuthorized, match="ACCOUNT-NEW"):
            act("confirm", "editor", id=duty["id"], version=duty["version"])

    def test_a_change_is_a_new_agreement(self, act):
        duty = enter(act, **MONTHLY)
        duty = act("confirm", "editor", id=duty["id"], version=duty["version"])
        duty = act("propose", "editor", id=duty["id"], version=duty["version"], frequency_unit="quarter")
        assert duty["agreement"]["frequency_unit"] == "month"
        duty = act("confirm", id=duty["id"], version=duty["version"])
        assert duty["agreement"]["frequency_unit"] == "quarter"
        assert len(duty["agreements"]) == 2

    def test_of_two_at_once_one_is_told(self, act):
        duty = enter(act)
        act("propose", "editor", id=duty["id"], version=1, **MONTHLY)
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("propose", "auditor", id=duty["id"], version=1, **MONTHLY)

    def test_a_frequency_is_read_as_forms_read_it(self, act):
        duty = act("propose", id=enter(act)["id"], version=1, **{**MONTHLY, "frequency_unit": "M"})
        assert duty["proposed"]["frequency_unit"] == "month"

    def test_an_unknown_frequency_is_refused(self, act):
        with pytest.raises(tk.ValidationError, match="FREQUENCY-UNKNOWN"):
            enter(act, frequency_unit="ทุกๆปี")
        assert model.Session.query(Obligation).count() == 0


class TestRegister:
    @pytest.mark.parametrize("who", ["editor", "member"])
    def test_only_auditors_enter(self, act, who):
        with pytest.raises(tk.NotAuthorized):
            act("create", who, agency="public-relations-office", kind="spatial", title="ก", added_year=2569)

    def test_each_reads_their_own(self, act, people):
        enter(act)
        enter(act, agency="health-department")
        assert act("list")["count"] == 2
        assert [one["agency"]["name"] for one in act("list", "member")["results"]] == [
            "public-relations-office"
        ]

    def test_another_agencys_duty_is_not_there(self, act):
        duty = enter(act)
        said = set()
        for item in (duty["id"], "there-is-none"):
            for action, more in (("show", {}), ("confirm", {"version": 1}), ("update", {"version": 1})):
                with pytest.raises(tk.ObjectNotFound) as error:
                    act(action, "stranger", id=item, **more)
                said.add(str(error.value))
        assert len(said) == 1

    def test_the_agency_links_its_dataset_and_nothing_else(self, act, people):
        duty = enter(act)
        dataset = factories.Dataset(owner_org=people["agency"])
        linked = act("update", "editor", id=duty["id"], version=1, dataset=dataset["name"])
        assert linked["dataset"]["id"] == dataset["id"]
        with pytest.raises(tk.NotAuthorized):
            act("update", "editor", id=duty["id"], version=2, title="อื่น")
        with pytest.raises(tk.ValidationError, match="DATASET-UNKNOWN"):
            act("update", "editor", id=duty["id"], version=2, dataset=factories.Dataset()["id"])

    def test_deleting_the_dataset_keeps_the_duty(self, act, people):
        dataset = factories.Dataset(owner_org=people["agency"])
        duty = enter(act, dataset=dataset["id"])
        tk.get_action("package_delete")(
            {"ignore_auth": True, "user": people["editor"]}, {"id": dataset["id"]}
        )
        kept = act("show", id=duty["id"])
        assert kept["linked"]
        assert act("list", fiscal_year=2570)["count"] == 1
        assert people["agency"] in set(model.Session.scalars(sa.select(ScoreChange.agency_id)))

    def test_the_title_of_what_may_not_be_read_is_not_told(self, act, people):
        dataset = factories.Dataset(
            owner_org=people["agency"],
            data_category="official_secret",
            data_classification="secret",
            license_id="notspecified",
        )
        enter(act, title="เรื่องลับ", dataset=dataset["id"])
        enter(act, title="แผนลับ", level="secret")
        seen = act("list", "member")
        assert (seen["count"], seen["hidden"], seen["results"]) == (0, None, [])
        assert act("list")["count"] == 2

    def test_taking_off_takes_a_supervisor_and_a_reason(self, act):
        duty = enter(act)
        with pytest.raises(tk.NotAuthorized):
            act("remove", id=duty["id"], version=1, reason="ยกเลิกภารกิจ")
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("remove", "supervisor", id=duty["id"], version=1, reason="")
        gone = act("remove", "supervisor", id=duty["id"], version=1, reason="ยกเลิกภารกิจ")
        assert gone["removal"]["reason"] == "ยกเลิกภารกิจ"
        assert act("list")["count"] == 0
        assert act("list", state="removed")["count"] == 1

    def test_the_same_duty_is_not_entered_twice(self, act):
        enter(act)
        with pytest.raises(tk.ValidationError, match="OBLIGATION-TWICE"):
            enter(act)

    def test_datasets_with_a_title_like_it_are_suggested(self, act, people):
        duty = enter(act, title="ข้อมูลทะเบียนสื่อประชาสัมพันธ์ ปี 2569")
        like = factories.Dataset(owner_org=people["agency"], title="ทะเบียนสื่อประชาสัมพันธ์")
        factories.Dataset(owner_org=people["agency"], title="จำนวนประชากร")
        assert [one["id"] for one in act("suggest", "editor", id=duty["id"])] == [like["id"]]


class TestImport:
    def test_a_dry_run_keeps_nothing(self, act):
        told = act("import", content=LIST, fiscal_year=2570)
        assert (told["dry_run"], len(told["created"])) == (True, 2)
        assert model.Session.query(Obligation).count() == 0

    def test_the_list_is_entered_once(self, act):
        first = act("import", content=LIST, fiscal_year=2570)
        act("import", content=LIST, fiscal_year=2570, dry_run=False, hash=first["hash"])
        assert act("list")["count"] == 2
        again = act("import", content=LIST, fiscal_year=2570, dry_run=False)
        assert (len(again["created"]), len(again["unchanged"])) == (0, 2)
        years = {one["added_year"] for one in act("list")["results"]}
        assert years == {2569, 2570}

    def test_every_bad_cell_is_told_and_nothing_is_entered(self, act):
        bad = LIST + "no-such-agency,เชิงพื้นที่,ก,,ปี,\nhealth-department,อะไร,,31/1,ทุกๆปี,0\n"
        with pytest.raises(tk.ValidationError) as error:
            act("import", content=bad, fiscal_year=2570, dry_run=False)
        told: Any = error.value.error_dict
        rows = told["rows"]
        assert len(rows) >= 5
        assert "AGENCY-UNKNOWN" in rows[0], "bad cells of all rows come in one round, in their order"
        assert all("5" in row for row in rows[1:])
        assert {row.split(": ")[1].split(":")[0] for row in rows} >= {
            "VALUE-UNKNOWN", "TEXT-EMPTY", "FREQUENCY-INTERVAL",
        }  # fmt: skip
        assert model.Session.query(Obligation).count() == 0

    def test_the_year_is_the_present_one_where_none_is_given(self, act):
        act("import", content=LIST, dry_run=False)
        assert act("list")["count"] == 2

    def test_what_stands_twice_under_two_names_of_an_agency_is_entered_once(self, act, people):
        group = model.Group.get(people["agency"])
        assert group
        twice = f"หน่วยงาน,ประเภท,ชื่อชุดข้อมูล\n{group.name},spatial,ก\n{group.id},spatial,ก\n"
        told = act("import", content=twice, dry_run=False)
        assert (len(told["created"]), len(told["unchanged"])) == (1, 1)

    def test_an_unknown_agency_is_told(self, act):
        bad = LIST + "no-such-agency,เชิงพื้นที่,ก,,ปี,\n"
        with pytest.raises(tk.ValidationError, match="AGENCY-UNKNOWN"):
            act("import", content=bad, fiscal_year=2570)

    def test_a_missing_column_is_named(self, act):
        with pytest.raises(tk.ValidationError, match="HEADER-MISSING"):
            act("import", content="หน่วยงาน,ชื่อชุดข้อมูล\na,b\n", fiscal_year=2570)

    def test_another_file_than_the_one_looked_at_is_refused(self, act):
        with pytest.raises(tk.ValidationError, match="FILE-CHANGED"):
            act("import", content=LIST, fiscal_year=2570, dry_run=False, hash="0" * 64)
