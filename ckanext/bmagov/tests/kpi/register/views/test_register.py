"""Register, linked systems and governance on pages: without scripts, and nothing typed is lost."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.register.model import GovernanceItem, Obligation, SystemLink
from ckanext.bmagov.tests import factories

OWN = "/organization/bang-rak/kpi/2570"
LIST = "หน่วยงาน,ประเภท,ชื่อชุดข้อมูล,ความถี่\nbang-rak,เชิงพื้นที่,แนวเขตชุมชน,ปี\n"


class Visitors:
    """The people of an agency and of the audit, with the headers of their tokens."""

    def __init__(self, app, names) -> None:
        self.app, self.names = app, names
        self._headers: dict[str, dict[str, str]] = {"": {}}

    def headers(self, role: str) -> dict[str, str]:
        if role not in self._headers:
            name = self.names[role]
            made = call_action("api_token_create", {"user": name, "ignore_auth": True}, user=name, name="t")
            self._headers[role] = {"Authorization": made["token"]}
        return self._headers[role]

    def get(self, role: str, path: str, status: int = 200):
        answer = self.app.get(path, headers=self.headers(role), follow_redirects=False)
        assert answer.status_code == status, answer.get_data(as_text=True)[-1500:]
        return answer

    def post(self, role: str, path: str, status: int = 302, **form):
        answer = self.app.post(path, data=form, headers=self.headers(role), follow_redirects=False)
        assert answer.status_code == status, answer.get_data(as_text=True)[-1500:]
        return answer.get_data(as_text=True)


@pytest.fixture
def site(app, with_plugins, clean_db, clean_index):
    names = {role: core.User()["name"] for role in ("member", "editor", "stranger", "auditor", "supervisor")}

    def agency(name, kind, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, title=name, kind=kind, users=users)["id"]

    names["agency"] = agency("bang-rak", "district", member="member", editor="editor")
    agency("health-department", "bureau", stranger="editor")
    agency("strategy-and-evaluation-department", "bureau", auditor="editor", supervisor="admin")
    return Visitors(app, names)


@pytest.fixture
def duty(site):
    context = {"user": site.names["auditor"]}
    given = {"agency": "bang-rak", "kind": "spatial", "title": "แผนที่แนวเขต", "added_year": 2569}
    return tk.get_action("bmagov_obligation_create")(context, {**given, "frequency_unit": "year"})


def stored(duty):
    model.Session.expire_all()
    return model.Session.get(Obligation, duty["id"])


class TestWhoComes:
    def test_the_whole_register_is_for_who_audits(self, site, duty):
        assert "แผนที่แนวเขต" in site.get("auditor", "/kpi/register").get_data(as_text=True)
        for path in (
            "/kpi/register",
            f"/kpi/register/{duty['id']}",
            "/kpi/register.csv",
            "/kpi/register/new",
        ):
            site.get("editor", path, 404)
            site.get("", path, 302)

    def test_the_agencys_pages_are_for_its_people_and_auditors(self, site, duty):
        for page in ("register", f"register/{duty['id']}", "systems", "governance"):
            for who in ("member", "editor", "auditor"):
                site.get(who, f"{OWN}/{page}")
            site.get("stranger", f"{OWN}/{page}", 404)
            site.get("", f"{OWN}/{page}", 302)

    def test_a_duty_of_another_agency_is_not_there(self, site, duty):
        path = f"/organization/health-department/kpi/2570/register/{duty['id']}"
        site.get("stranger", path, 404)
        site.get("auditor", path, 404)


class TestAgreement:
    def test_the_agency_confirms_what_auditors_proposed(self, site, duty):
        page = site.get("editor", f"{OWN}/register/{duty['id']}").get_data(as_text=True)
        assert "ยืนยัน" in page
        assert "/confirm" not in site.get("auditor", f"/kpi/register/{duty['id']}").get_data(as_text=True)
        site.post("editor", f"{OWN}/register/{duty['id']}/confirm", version=duty["version"])
        assert stored(duty).agreements[-1]["confirmed_on"]

    def test_who_comes_second_sees_the_present_state_and_what_was_typed(self, site, duty):
        site.post("editor", f"{OWN}/register/{duty['id']}/confirm", version=duty["version"])
        form = {"version": duty["version"], "frequency_unit": "month", "extent": "ทุกแขวงในเขต"}
        page = site.post("auditor", f"/kpi/register/{duty['id']}/propose", 409, **form)
        assert "ทุกแขวงในเขต" in page

    def test_a_wrong_frequency_is_told_at_its_field(self, site, duty):
        form = {"version": duty["version"], "frequency_unit": "", "extent": "ทุกแขวง"}
        page = site.post("editor", f"{OWN}/register/{duty['id']}/propose", 200, **form)
        assert 'id="field-frequency_unit-error"' in page
        assert "ทุกแขวง" in page


class TestLink:
    def test_a_suggested_dataset_is_linked_by_a_person(self, site, duty):
        dataset = factories.Dataset(owner_org=site.names["agency"], title="แผนที่แนวเขต")
        page = site.get("editor", f"{OWN}/register/{duty['id']}").get_data(as_text=True)
        assert f'value="{dataset["name"]}"' in page
        form = {"version": duty["version"], "dataset": dataset["name"]}
        site.post("editor", f"{OWN}/register/{duty['id']}/link", **form)
        assert stored(duty).dataset_id == dataset["id"]

    def test_the_address_of_another_dataset_does_too(self, site, duty):
        dataset = factories.Dataset(owner_org=site.names["agency"])
        form = {"version": duty["version"], "other": f"https://data.go.th/th/dataset/{dataset['name']}/"}
        site.post("auditor", f"/kpi/register/{duty['id']}/link", **form)
        assert stored(duty).dataset_id == dataset["id"]

    def test_what_is_not_the_agencys_is_refused_and_kept_in_the_form(self, site, duty):
        form = {"version": duty["version"], "other": "there-is-none"}
        page = site.post("editor", f"{OWN}/register/{duty['id']}/link", 200, **form)
        assert 'value="there-is-none"' in page
        assert 'id="field-dataset-error"' in page


class TestAuditors:
    def test_one_is_entered(self, site):
        form = {"agency": "bang-rak", "kind": "spatial", "title": "ตำแหน่งกล้อง CCTV", "added_year": "2570"}
        site.post("auditor", "/kpi/register/new", **form)
        assert model.Session.query(Obligation).one().title == "ตำแหน่งกล้อง CCTV"
        page = site.post("auditor", "/kpi/register/new", 200, **{**form, "agency": "nowhere"})
        assert "ตำแหน่งกล้อง CCTV" in page
        assert 'id="field-agency-error"' in page

    def test_a_list_is_looked_at_then_entered_as_it_was(self, site):
        upload = (io.BytesIO(LIST.encode()), "list.csv")
        page = site.post("auditor", "/kpi/register/import", 200, fiscal_year="2570", upload=upload)
        assert "แนวเขตชุมชน" in page
        assert model.Session.query(Obligation).count() == 0
        hidden = dict(re.findall(r'name="(hash|packed|fiscal_year)" value="([^"]+)"', page))
        site.post("auditor", "/kpi/register/import", 200, **{**hidden, "hash": "0" * 64})
        site.post("auditor", "/kpi/register/import", **hidden)
        assert model.Session.query(Obligation).one().title == "แนวเขตชุมชน"

    def test_bad_cells_are_told_by_row_and_column(self, site):
        upload = (io.BytesIO(LIST.replace("bang-rak", "ไม่มีหน่วยงานนี้").encode()), "list.csv")
        page = site.post("auditor", "/kpi/register/import", 200, fiscal_year="2570", upload=upload)
        assert "แถว 2 คอลัมน์" in page

    def test_what_is_given_out_can_be_taken_in(self, site, duty):
        table = site.get("auditor", "/kpi/register.csv?kind=spatial").get_data()
        upload = (io.BytesIO(table), "register.csv")
        page = site.post("auditor", "/kpi/register/import", 200, fiscal_year="2570", upload=upload)
        assert "ไม่มีรายการใหม่" in page
        assert site.get("auditor", "/kpi/register.xlsx").get_data()[:2] == b"PK"

    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_the_register_goes_back_in_as_it_is_and_changes_nothing(self, site, duty, extension, language):
        for kind, title in (
            ("new_database", "=SUM(A1)"), ("city_indicator", "'=1"), ("spatial", 'ก, "ข"'),
            ("spatial", "-5 องศา"),
        ):  # fmt: skip
            site.post(
                "auditor", "/kpi/register/new", agency="bang-rak", kind=kind, title=title, added_year="2569",
                frequency_unit="month", level="open",
            )  # fmt: skip
        before = [(row.id, row.version) for row in model.Session.scalars(sa.select(Obligation))]
        table = site.get("auditor", f"{language}/kpi/register.{extension}").get_data()
        upload = FileStorage(io.BytesIO(table), f"register.{extension}")
        given = {"upload": upload, "dry_run": False}
        done = tk.get_action("bmagov_obligation_import")({"user": site.names["auditor"]}, given)
        assert (done["created"], len(done["unchanged"])) == ([], len(before))
        assert [(row.id, row.version) for row in model.Session.scalars(sa.select(Obligation))] == before

    def test_a_supervisor_takes_off_with_a_reason(self, site, duty):
        path = f"/kpi/register/{duty['id']}/remove"
        assert "/remove" not in site.get("auditor", f"/kpi/register/{duty['id']}").get_data(as_text=True)
        page = site.post("supervisor", path, 200, version=duty["version"], removal_reason="")
        assert 'id="field-removal_reason-error"' in page
        site.post("supervisor", path, version=duty["version"], removal_reason="ยกเลิกตัวชี้วัดเมืองนี้แล้ว")
        assert stored(duty).removal["reason"] == "ยกเลิกตัวชี้วัดเมืองนี้แล้ว"

    def test_filters_and_wrong_filters(self, site, duty):
        assert "แผนที่แนวเขต" not in site.get("auditor", "/kpi/register?state=removed").get_data(as_text=True)
        site.get("auditor", "/kpi/register?fiscal_year=abc&kind=strange")


class TestSystems:
    def test_declared_by_the_agency_confirmed_by_an_auditor(self, site):
        dataset = factories.Dataset(owner_org=site.names["agency"])
        form = {"dataset": dataset["name"], "system": "indicator", "url": "https://example.go.th/1"}
        page = site.post("editor", f"{OWN}/systems", 200, **{**form, "url": "ไม่ใช่ที่อยู่"})
        assert "ไม่ใช่ที่อยู่" in page
        site.post("editor", f"{OWN}/systems", **form)
        link = model.Session.query(SystemLink).one()
        assert "/confirm" not in site.get("editor", f"{OWN}/systems").get_data(as_text=True)
        site.post("editor", f"{OWN}/systems/{link.id}/confirm", 403)
        site.post("auditor", f"{OWN}/systems/{link.id}/confirm")
        site.post("auditor", f"{OWN}/systems/{link.id}/confirm", 409)
        page = site.post("auditor", f"{OWN}/systems/{link.id}/withdraw", 200, reason="-")
        assert f'id="reason-{link.id}-error"' in page


class TestGovernance:
    def test_an_entry_is_asked_for_what_its_kind_needs(self, site):
        page = site.get("editor", f"{OWN}/governance").get_data(as_text=True)
        assert "การจำแนกหมวดหมู่ของข้อมูล" in page
        form = {"kind": "quality_assessment", "title": "ประเมินคุณภาพ 2569", "day": "30/9/2569"}
        page = site.post("editor", f"{OWN}/governance", 200, **form)
        assert 'id="field-result-error"' in page
        assert "ประเมินคุณภาพ 2569" in page
        shown = {"result": "ร้อยละ 92", "url": "https://example.go.th/q.pdf"}
        site.post("editor", f"{OWN}/governance", **form, **shown)
        page = site.get("auditor", f"/en{OWN}/governance").get_data(as_text=True)
        assert "ร้อยละ 92" in page
        assert "Assessment of data quality" in page
        item = model.Session.query(GovernanceItem).one()
        site.post("editor", f"{OWN}/governance/{item.id}/withdraw", reason="บันทึกผิดหน่วยงาน")
        assert "ร้อยละ 92" not in site.get("editor", f"{OWN}/governance").get_data(as_text=True)
