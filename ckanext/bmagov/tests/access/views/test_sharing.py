"""Access on pages: without scripts, in both languages, and with what was typed kept after errors."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import People, build, in_days

WHY = "ใช้วางแผนระบายน้ำร่วมกัน"


class Visitors:
    """The people of a dataset with the headers of their tokens."""

    def __init__(self, app, people: People) -> None:
        self.app, self.people = app, people
        self._tokens: dict[str, str] = {}

    def _headers(self, role: str) -> dict[str, str]:
        if not role:
            return {}
        if role not in self._tokens:
            name = self.people.name(role)
            made = call_action("api_token_create", {"user": name, "ignore_auth": True}, user=name, name="t")
            self._tokens[role] = made["token"]
        return {"Authorization": self._tokens[role]}

    def get(self, role: str, path: str, status: int = 200) -> str:
        answer = self.app.get(path, headers=self._headers(role), follow_redirects=False)
        assert answer.status_code == status, answer.get_data(as_text=True)[-1500:]
        return answer.get_data(as_text=True)

    def post(self, role: str, path: str, status: int = 302, **form: str):
        answer = self.app.post(path, data=form, headers=self._headers(role), follow_redirects=False)
        assert answer.status_code == status, answer.get_data(as_text=True)[-1500:]
        return answer


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    return build()


@pytest.fixture
def site(app, people) -> Visitors:
    return Visitors(app, people)


class TestBanner:
    def test_readers_without_the_data_are_told_why_and_whom_to_ask(self, site, people):
        dataset = people.dataset()
        page = site.get("auditor", f"/dataset/{dataset['name']}")
        assert "ไม่มีสิทธิ์ในตัวข้อมูล" in page
        assert "stat@example.go.th" in page
        assert f"/dataset/{dataset['name']}/access/request" in page
        file = site.get("auditor", f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}")
        assert "ขอสิทธิ์เข้าถึง" in file
        assert 'population-2569.csv" class' not in file

    def test_members_are_told_for_whom_it_is(self, site, people):
        dataset = people.dataset()
        page = site.get("member", f"/dataset/{dataset['name']}")
        assert "บุคลากรของหน่วยงานเจ้าของข้อมูล" in page
        assert "ไม่มีสิทธิ์ในตัวข้อมูล" not in page
        assert "Level “Confidential”" in site.get("member", f"/en/dataset/{dataset['name']}")

    def test_open_data_carry_none(self, site, people):
        dataset = people.dataset("open")
        assert "bmagov-closed" not in site.get("", f"/dataset/{dataset['name']}")

    def test_editors_see_who_sees_what(self, site, people):
        dataset = people.dataset()
        assert "ใครเห็นอะไร" in site.get("editor", f"/dataset/{dataset['name']}")
        assert "ใครเห็นอะไร" not in site.get("member", f"/dataset/{dataset['name']}")

    def test_of_each_more_closed_file_too(self, site, people):
        files = [
            factories.resource(name="แฟ้มเปิด"),
            factories.resource(name="แฟ้มปิด", resource_data_classification="secret"),
        ]
        dataset = people.dataset("open", resources=files)
        page = site.get("admin", f"/dataset/{dataset['name']}")
        panel = page.partition("bmagov-who-panel")[2].partition("</details>")[0]
        assert "แฟ้มปิด" in panel
        assert "แฟ้มเปิด" not in panel


class TestTab:
    def test_access_is_given_and_taken_back(self, site, people):
        dataset = people.dataset()
        address = f"/dataset/{dataset['name']}/access"
        form = {"user": people.name("outsider"), "until": in_days(30), "reason": WHY}
        site.post("editor", f"{address}/grant", **form)
        page = site.get("editor", address)
        assert WHY in page
        [grant] = people.call("editor", "bmagov_grant_list", id=dataset["id"])
        site.post("editor", f"{address}/grant/{grant['id']}/revoke", reason="งานเสร็จแล้ว")
        assert people.call("editor", "bmagov_grant_list", id=dataset["id"]) == []
        assert "เพิกถอนแล้ว" in site.get("editor", address)

    def test_an_error_keeps_what_was_typed(self, site, people):
        dataset = people.dataset()
        form = {"user": people.name("outsider"), "until": "31/2/2570", "reason": WHY}
        page = site.post("editor", f"/dataset/{dataset['name']}/access/grant", status=200, **form).get_data(
            as_text=True
        )
        assert WHY in page
        assert "31/2/2570" in page
        assert "has-error" in page

    def test_a_person_is_found_by_a_part_of_the_name(self, site, people):
        dataset = people.dataset()
        name = people.name("outsider")
        form = {"user": name[:5], "find": "1", "reason": WHY}
        page = site.post("editor", f"/dataset/{dataset['name']}/access/grant", status=200, **form).get_data(
            as_text=True
        )
        assert f'value="{name}"' in page
        assert WHY in page
        form = {"user": name[:5], "user_found": name, "until": in_days(3), "reason": WHY}
        site.post("editor", f"/dataset/{dataset['name']}/access/grant", **form)

    def test_members_have_no_tab(self, site, people):
        dataset = people.dataset()
        assert '/access"' not in site.get("member", f"/dataset/{dataset['name']}")
        site.get("member", f"/dataset/{dataset['name']}/access", status=403)
        site.get("outsider", f"/dataset/{dataset['name']}/access", status=404)


class TestRequests:
    def test_from_asking_to_the_answer(self, site, people):
        dataset = people.dataset()
        address = f"/dataset/{dataset['name']}/access/request"
        assert "ส่งคำขอ" in site.get("auditor", address)
        page = site.post("auditor", address, status=200, reason="x", until=in_days(9)).get_data(as_text=True)
        assert "ระบุเหตุผล" in page
        sent = site.post("auditor", address, reason=WHY, until=in_days(9))
        request_page = sent.headers["Location"]
        assert "ถอนคำขอ" in site.get("auditor", request_page)
        waiting = site.get("admin", "/dashboard/requests")
        assert WHY in waiting
        assert "(1)" in waiting
        site.post("admin", request_page, answer="grant", reason="ตามภารกิจ", until=in_days(5))
        assert "ตามภารกิจ" in site.get("auditor", request_page)
        assert "ท่านมีสิทธิ์เข้าถึงถึงวันที่" in site.get("auditor", f"/dataset/{dataset['name']}")
        late = site.post("editor", request_page, status=409, answer="refuse", reason="ไม่เห็นชอบ")
        assert "มีผู้พิจารณาก่อนแล้ว" in late.get_data(as_text=True)

    def test_nobody_elses_is_there(self, site, people):
        dataset = people.dataset()
        request = people.call(
            "auditor", "bmagov_access_request_create", id=dataset["id"], reason=WHY, until=in_days(9)
        )
        hidden = site.get("outsider", f"/access/request/{request['id']}", status=404)
        absent = site.get("outsider", "/access/request/there-is-none", status=404)
        assert hidden.replace(request["id"], "ID").count("ไม่พบคำขอ") == absent.count("ไม่พบคำขอ")
        site.get("outsider", f"/dataset/{dataset['name']}/access/request", status=404)
        site.get("", f"/access/request/{request['id']}", status=302)


class TestLoweringOnTheForm:
    def form(self, people, dataset, **more) -> dict[str, str]:
        shown = people.call("editor", "package_show", id=dataset["id"])
        names = (
            "title",
            "name",
            "notes",
            "owner_org",
            "data_type",
            "maintainer",
            "maintainer_email",
            "geo_coverage",
            "update_frequency_unit",
            "update_frequency_interval",
            "data_source",
        )
        sent = {name: shown.get(name) or "" for name in names}
        return {
            **sent,
            "objective": "agency_mission",
            "data_format": "csv",
            "tag_string": "น้ำ",
            "data_category": "public",
            "data_classification": "open",
            "license_id": "cc-by",
            "save": "save",
            **more,
        }

    def test_a_lower_level_becomes_a_proposal_and_loses_no_input(self, site, people):
        dataset = people.dataset()
        address = f"/dataset/edit/{dataset['name']}"
        page = site.post(
            "editor", address, status=200, **self.form(people, dataset, notes="ข้อความใหม่")
        ).get_data(as_text=True)
        assert 'value="propose-lowering"' in page
        assert "ข้อความใหม่" in page
        form = self.form(people, dataset, notes="ข้อความใหม่", save="propose-lowering", level_reason="x")
        page = site.post("editor", address, status=200, **form).get_data(as_text=True)
        assert "ระบุเหตุผล" in page
        form["level_reason"] = WHY
        sent = site.post("editor", address, **form)
        assert "/access/level-change/" in sent.headers["Location"]
        now = people.call("editor", "package_show", id=dataset["id"])
        assert (now["notes"], now["data_classification"], now["data_category"]) == (
            "ข้อความใหม่",
            "confidential",
            "security",
        )
        site.post("admin", sent.headers["Location"], answer="approve", reason="เห็นชอบ")
        now = people.call("outsider", "package_show", id=dataset["id"])
        assert (now["data_classification"], now["license_id"]) == ("open", "cc-by")

    def test_a_file_has_the_same_way(self, site, people):
        dataset = people.dataset(
            "open", resources=[factories.resource(resource_data_classification="confidential")]
        )
        file = dataset["resources"][0]
        address = f"/dataset/{dataset['name']}/resource/{file['id']}/edit"
        form = {
            "name": file["name"],
            "url": file["url"],
            "format": "CSV",
            "resource_data_classification": "",
            "save": "done",
        }
        page = site.post("editor", address, status=200, **form).get_data(as_text=True)
        assert 'value="propose-lowering"' in page
        sent = site.post("editor", address, **{**form, "save": "propose-lowering", "level_reason": WHY})
        assert "/access/level-change/" in sent.headers["Location"]


class TestQuestionsOnTheForm:
    def test_answers_propose_category_and_level_without_scripts(self, site, people):
        form = {
            "data_type": "record",
            "title": "รายชื่อผู้ป่วย",
            "question-law_secret": "no",
            "question-harm": "none",
            "question-personal": "yes",
            "question-deidentified": "no",
            "question-staff_only": "no",
            "save": "propose-level",
        }
        page = site.post("editor", "/dataset/new", status=200, **form).get_data(as_text=True)
        assert '<option value="personal" selected>' in page
        assert '<option value="confidential" selected>' in page
        assert "ระบุตัวบุคคลได้" in page
        assert "รายชื่อผู้ป่วย" in page

    def test_what_a_level_does_stands_below_it(self, site):
        page = site.get("editor", "/dataset/new?data_type=record")
        below = page.partition('name="data_classification"')[2]
        assert below.count('<div class="bmagov-who" data-bmagov-level=') == 5

    def test_what_is_not_answered_is_asked_for(self, site, people):
        form = {"data_type": "record", "title": "ก", "question-personal": "yes", "save": "propose-level"}
        page = site.post("editor", "/dataset/new", status=200, **form).get_data(as_text=True)
        assert "โปรดตอบ" in page


class TestLog:
    def test_owner_and_auditor_read_it_and_others_do_not(self, site, people):
        dataset = people.dataset()
        people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(3),
            reason=WHY,
        )
        for role in ("admin", "auditor", "sysadmin"):
            assert WHY in site.get(role, "/access/log"), role
            assert WHY in site.get(role, f"/access/log.csv?id={dataset['name']}")
        for role in ("editor", "member", "outsider"):
            site.get(role, "/access/log", status=403)
            site.get(role, "/access/log.csv", status=403)
        site.get("", "/access/log", status=302)
        assert "kind=level.change" not in site.get("admin", "/access/log?kind=grant.create&since=1/1/2569")

    def test_another_agencys_administrator_reads_nothing_of_it(self, site, people):
        people.dataset()
        people.call(
            "sysadmin",
            "organization_member_create",
            id=people.agencies["other"]["id"],
            username=people.name("outsider"),
            role="admin",
        )
        found = people.call("outsider", "bmagov_access_log_list")
        assert found == {"count": 0, "results": []}

    def test_a_wrong_day_is_told(self, site, people):
        assert "alert-danger" in site.get("admin", "/access/log?since=31/2/2570")


class TestReads:
    def test_downloads_of_confidential_files_are_logged_and_of_open_ones_not(
        self, site, people, create_with_upload
    ):
        closed, plain = people.dataset(resources=[]), people.dataset("open", resources=[])
        files = [
            create_with_upload(
                "a,b\n1,2\n",
                "a.csv",
                package_id=one["id"],
                name="ก",
                format="CSV",
                context={"user": people.name("admin")},
            )
            for one in (closed, plain)
        ]
        for dataset, file in zip((closed, plain), files, strict=True):
            site.get("member", f"/dataset/{dataset['id']}/resource/{file['id']}/download/a.csv")
        found = people.call("admin", "bmagov_access_log_list", log="reads")["results"]
        assert [(one["actor"]["id"], one["resource_id"], one["payload"]["how"]) for one in found] == [
            (people.id("member"), files[0]["id"], "download")
        ]

    def test_the_first_rows_on_a_page_are_a_read(self, site, people, create_with_upload):
        dataset = people.dataset(resources=[])
        file = create_with_upload(
            "a,b\n1,2\n",
            "a.csv",
            package_id=dataset["id"],
            name="ก",
            format="CSV",
            context={"user": people.name("admin")},
        )
        site.get("member", f"/dataset/{dataset['name']}/resource/{file['id']}")
        found = people.call("admin", "bmagov_access_log_list", log="reads")["results"]
        assert [one["payload"]["how"] for one in found] == ["view"]

    def test_whatever_is_above_open_when_a_system_administrator_reads(self, site, people, create_with_upload):
        dataset = people.dataset("internal", data_category="internal", resources=[])
        sent = {"package_id": dataset["id"], "name": "ก", "format": "CSV"}
        file = create_with_upload("a\n1\n", "a.csv", context={"user": people.name("admin")}, **sent)
        for role in ("member", "sysadmin"):
            site.get(role, f"/dataset/{dataset['id']}/resource/{file['id']}/download/a.csv")
        [read] = people.call("sysadmin", "bmagov_access_log_list", log="reads")["results"]
        assert read["actor"]["id"] == people.id("sysadmin")

    def test_a_refused_download_is_no_read(self, site, people, create_with_upload):
        dataset = people.dataset(resources=[])
        file = create_with_upload(
            "a\n1\n", "a.csv", package_id=dataset["id"], name="ก", context={"user": people.name("admin")}
        )
        site.get("auditor", f"/dataset/{dataset['id']}/resource/{file['id']}/download/a.csv", status=403)
        assert people.call("admin", "bmagov_access_log_list", log="reads")["count"] == 0

    def test_rows_are_logged_by_the_way_they_were_read(self, site, people):
        dataset = people.dataset()
        file = dataset["resources"][0]["id"]
        tk.get_action("datastore_create")(
            {"user": people.name("sysadmin"), "ignore_auth": True},
            {"resource_id": file, "force": True, "fields": [{"id": "a"}], "records": [{"a": "1"}]},
        )
        site.get("member", f"/api/3/action/datastore_search?resource_id={file}")
        site.get("member", f"/datastore/dump/{file}")
        found = people.call("admin", "bmagov_access_log_list", log="reads")["results"]
        assert [one["payload"]["how"] for one in found] == ["dump", "api"]

    def test_a_log_that_cannot_be_written_does_not_keep_anybody_from_reading(
        self, site, people, monkeypatch, create_with_upload
    ):
        from sqlalchemy.exc import OperationalError

        from ckanext.bmagov.access.services import log

        def fails(*_args, **_more):
            raise OperationalError("INSERT", {}, Exception("full"))

        dataset = people.dataset(resources=[])
        file = create_with_upload(
            "a\n1\n", "a.csv", package_id=dataset["id"], name="ก", context={"user": people.name("admin")}
        )
        monkeypatch.setattr(log, "append", fails)
        site.get("member", f"/dataset/{dataset['id']}/resource/{file['id']}/download/a.csv")


class TestPolicyPage:
    def test_the_footer_and_the_level_of_a_dataset_lead_to_it(self, site, people):
        page = site.get("", f"/dataset/{people.dataset('open')['name']}")
        before, _, footer = page.partition("<footer")
        assert all('href="/classification"' in part for part in (before, footer))

    @pytest.mark.parametrize(
        ("path", "words"), [("/classification", "ลับที่สุด"), ("/en/classification", "Top secret")]
    )
    def test_it_explains_every_level_and_category(self, app, path: str, words: str, with_plugins):
        page = app.get(path).get_data(as_text=True)
        assert words in page
        assert page.count("bmagov-badge bmagov-level-") == 5
