"""A column with a level of its own closes bytes, tables and addresses of its file, not what describes it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.services import rights
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.dictionary.validation.services import work
from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

PLAIN, CLOSED = "district,income\n1001,18000\n", "district,secret_no\n1001,SECRETVAL777\n"
COLUMNS = [
    {"name": "district", "type": "text", "label_th": "เขต", "description": "รหัสเขต"},
    {"name": "secret_no", "type": "text", "label_th": "เลขลับ", "description": "เลขที่ไม่เปิดเผย"},
]


def upload(text: str) -> dict[str, Any]:
    return {"url": "", "upload": FileStorage(io.BytesIO(text.encode()), filename="data.csv"), "format": "CSV"}


class Place:
    """An open dataset of an agency with two administrators, an editor and a member."""

    def __init__(self) -> None:
        self.people = {role: core.User() for role in ("admin", "second", "editor", "member", "stranger")}
        roles = {"admin": "admin", "second": "admin", "editor": "editor", "member": "member"}
        users = [{"name": self.people[one]["name"], "capacity": role} for one, role in roles.items()]
        self.agency = factories.Agency(users=users)
        self.dataset = factories.Dataset(owner_org=self.agency["id"], resources=[])

    def add(self, text: str = "", **more: Any) -> str:
        content = upload(text) if text else {"url": "https://example.go.th/closed-path.csv"}
        given = {**factories.resource(name=f"แฟ้ม {uuid.uuid4()}"), **content, **more}
        return self.call("editor", "resource_create", package_id=self.dataset["id"], **given)["id"]

    def call(self, role: str, action: str, **params: Any) -> Any:
        user = self.people[role]["name"] if role else ""
        context: Any = {"user": user, "ignore_auth": False, "auth_user_obj": model.User.get(user) or None}
        try:
            return call_action(action, context, **params)
        finally:
            model.Session.rollback()

    def describe(self, file: str, level: str = "confidential", role: str = "editor", **more: Any) -> Any:
        columns = [COLUMNS[0], {**COLUMNS[1], "classification": level}]
        return self.call(role, "bmagov_dictionary_update", id=file, columns=columns, **more)

    def has_data(self, role: str, file: str) -> bool:
        try:
            return bool(self.call(role, "bmagov_table_show", id=file))
        except (tk.NotAuthorized, tk.ObjectNotFound):
            return False

    def refusal(self, role: str, action: str, **params: Any) -> dict[str, Any]:
        with pytest.raises(tk.ValidationError) as caught:
            self.call(role, action, **params)
        return caught.value.error_dict


@pytest.fixture
def place() -> Place:
    return Place()


class TestTheDataFollow:
    def test_at_once_when_the_dictionary_is_raised_and_the_description_stays(self, place: Place):
        file = place.add(CLOSED)
        assert place.has_data("stranger", file)
        place.describe(file)
        assert [place.has_data(role, file) for role in ("", "stranger", "member")] == [False, False, True]
        shown = place.call("", "resource_show", id=file)
        assert shown["name"]
        part = place.call("", "bmagov_dictionary_show", id=file)
        assert [one["name"] for one in part["tables"][0]["columns"]] == ["district"]

    def test_when_the_dictionary_was_there_first_and_the_file_says_itself_how_closed_it_is(
        self, place: Place
    ):
        file = place.add()
        place.describe(file)
        place.call(
            "editor", "resource_patch", id=file, resource_data_classification="confidential", **upload(CLOSED)
        )
        assert (place.has_data("stranger", file), place.has_data("member", file)) == (False, True)

    def test_whether_or_not_the_file_has_the_column(self, place: Place):
        file = place.add(PLAIN)
        place.describe(file)
        assert not place.has_data("stranger", file)

    def test_the_address_of_a_link_is_data(self, place: Place):
        file = place.add()
        place.describe(file)

        def told(role: str) -> str:
            return place.call(role, "package_show", id=place.dataset["id"])["resources"][0]["url"]

        assert [bool(told(role)) for role in ("", "stranger", "member", "editor")] == [
            False,
            False,
            True,
            True,
        ]
        assert not place.call("", "resource_show", id=file)["url"]
        assert place.call("", "resource_search", query="url:closed-path")["count"] == 0
        for query in ({"q": "res_url:*closed*"}, {"q": "closed-path"}):
            assert place.call("", "package_search", **query)["count"] == 0

    def test_rows_and_columns_of_the_table_are_data(self, place: Place):
        file = place.add(CLOSED)
        place.call("editor", "datastore_create", resource_id=file, force=True, records=[{"secret_no": "S"}])
        place.describe(file)
        for action in ("datastore_search", "datastore_info"):
            with pytest.raises(tk.NotAuthorized):
                place.call("stranger", action, resource_id=file, id=file)
            assert "secret_no" in str(place.call("member", action, resource_id=file, id=file))

    def test_access_that_is_given_reaches_the_data(self, place: Place):
        file = place.add(CLOSED)
        place.describe(file)
        given = {"resource_id": file, "user": place.people["stranger"]["name"], "reason": "งานวิจัยน้ำท่วม"}
        with pytest.raises(tk.ValidationError, match="ALREADY-READABLE"):
            place.call("member", "bmagov_access_request_create", resource_id=file, reason="งานวิจัยน้ำท่วม")
        soon = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=10)).isoformat()
        place.call("admin", "bmagov_grant_create", until=soon, **given)
        assert place.has_data("stranger", file)

    def test_so_does_access_that_is_asked_for(self, place: Place):
        file = place.add(CLOSED)
        place.describe(file)
        soon = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=10)).isoformat()
        asked = {"resource_id": file, "until": soon, "reason": "งานวิจัยน้ำท่วม"}
        made = place.call("stranger", "bmagov_access_request_create", **asked)
        place.call("admin", "bmagov_access_request_answer", id=made["id"], answer="grant", reason="ตามภารกิจ")
        assert place.has_data("stranger", file)


HIDDEN = ("SECRETVAL777", "secret_no", "เลขลับ", "closed-path")
"""A value, the name and the label of the column, and the address of a link."""

PAGES = (
    "/dataset/{name}",
    "/dataset/{name}/resource/{file}",
    "/dataset/{name}/resource/{link}",
    "/dataset/{name}/resource/{file}/download/data.csv",
    "/dataset/{name}/resource/{link}/download/closed-path.csv",
    "/dataset/{name}/resource/{file}/view/",
    "/dataset/{name}/dictionary",
    "/dataset/{name}/dictionary/{file}",
    "/dataset/{name}/dictionary/{file}/versions",
    "/dataset/{name}/data-dictionary.csv",
    "/dataset/{name}/data-dictionary.json",
    "/dataset/{name}/dictionary/{file}/validation",
    "/dataset/{name}/validation/{file}.xlsx",
    "/datastore/dump/{file}",
    "/datastore/dump/{file}?format=json",
    "/dataset/{name}.jsonld",
    "/dataset/{name}.ttl",
    "/dataset/{name}.xml",
    "/catalog.ttl",
    "/feeds/dataset.atom",
    "/dataset/?q=SECRETVAL777",
    "/dictionaries?q=secret_no",
    "/dataset/activity/{name}",
    "/api/3/action/package_show?id={name}",
    "/api/3/action/resource_show?id={link}",
    "/api/3/action/resource_search?query=url:path",
    "/api/3/action/datastore_search?resource_id={file}",
    "/api/3/action/datastore_info?id={file}",
    "/api/3/action/datastore_search?resource_id=_table_metadata",
    "/api/3/action/bmagov_table_show?id={file}",
    "/api/3/action/bmagov_dictionary_show?id={file}",
    "/api/3/action/bmagov_dictionary_list?id={name}",
    "/api/3/action/bmagov_dictionary_diff?id={file}",
    "/api/3/action/bmagov_dictionary_search?q=secret_no",
    "/api/3/action/bmagov_validation_show?id={file}",
    "/api/3/action/resource_view_list?id={file}",
)


class TestPagesAndCalls:
    def test_none_tells_the_data_to_who_may_only_read_the_description(self, place: Place, app: Any):
        file, link = place.add(CLOSED), place.add()
        place.call(
            "editor",
            "datastore_create",
            resource_id=file,
            force=True,
            records=[{"district": "1001", "secret_no": "SECRETVAL777"}],
        )
        for one in (file, link):
            place.describe(one)
        work.work_all()
        told, failed = [], []
        for path in PAGES:
            address = path.format(name=place.dataset["name"], file=file, link=link)
            answer = app.get(address, follow_redirects=False)
            text = answer.get_data(as_text=True) + str(answer.headers)
            found = [one for one in HIDDEN if one in text and one not in path]
            told += [(path, one) for one in found]
            failed += [path] * (answer.status_code >= 500)
        assert (told, failed) == ([], [])
        assert place.call("", "bmagov_validation_show", id=file)["run"]["rows_read"] == 1

    def test_the_page_says_why_and_to_editors_what_to_do(self, place: Place, app: Any):
        file = place.add(CLOSED)
        place.describe(file)
        address = f"/dataset/{place.dataset['name']}/resource/{file}"
        token = call_action(
            "api_token_create", {"ignore_auth": True}, user=place.people["editor"]["name"], name="t"
        )
        anybody = app.get(address)
        editor = app.get(address, headers={"Authorization": token["token"]})
        assert "มีคอลัมน์ที่อยู่ในชั้นนี้" in anybody.text or "has this level" in anybody.text
        assert "no-store" in anybody.headers["Cache-Control"]
        said = ("หากต้องการเปิดข้อมูล", "To open the data:")
        assert any(one in editor.text for one in said)
        assert not any(one in anybody.text for one in said)
        assert app.get(f"{address}/download/data.csv").status_code == 403
        assert (
            "SECRETVAL777"
            in app.get(f"{address}/download/data.csv", headers={"Authorization": token["token"]}).text
        )


class TestAnUpload:
    def test_with_the_column_into_an_opener_file_asks_for_one_of_two_ways(self, place: Place):
        file = place.add(PLAIN)
        place.describe(file)
        before = place.call("member", "bmagov_table_show", id=file)["sha256"]
        said = place.refusal("editor", "resource_patch", id=file, **upload(CLOSED))["url"][0]
        assert said.startswith("COLUMN-LEVEL-ABOVE: ")
        assert "secret_no" in said
        assert place.call("member", "bmagov_table_show", id=file)["sha256"] == before

    def test_without_the_column_is_taken_and_stays_closed(self, place: Place):
        file = place.add(PLAIN)
        place.describe(file)
        place.call("editor", "resource_patch", id=file, **upload(PLAIN.replace("18000", "19000")))
        assert not place.has_data("stranger", file)

    def test_that_a_worker_has_yet_to_read_is_known_by_its_beginning(self, place: Place, monkeypatch):
        file = place.add(PLAIN)
        place.describe(file)
        monkeypatch.setattr("ckanext.bmagov.base.formats.table.QUICK_CSV", 1)
        place.call("editor", "resource_patch", id=file, **upload(PLAIN.replace("18000", "19000")))
        said = place.refusal("editor", "resource_patch", id=file, **upload(CLOSED))["url"][0]
        assert said.startswith("COLUMN-LEVEL-ABOVE: ")

    def test_that_cannot_be_looked_into_is_taken_for_one_with_the_column(self, place: Place):
        file = place.add(PLAIN)
        place.describe(file)
        other = {**upload(PLAIN), "upload": FileStorage(io.BytesIO(b"%PDF-1.4 x"), filename="a.pdf")}
        said = place.refusal("editor", "resource_patch", id=file, **{**other, "format": "PDF"})["url"][0]
        assert said.startswith("COLUMN-LEVEL-UNSEEN: ")

    def test_of_bytes_that_may_not_be_here_at_all_is_refused(self, place: Place):
        file = place.add()
        place.describe(file, "secret", role="admin")
        more = {"resource_data_classification": "secret"}
        errors = place.refusal("admin", "resource_patch", id=file, **more, **upload(CLOSED))
        assert "STORAGE-LEVEL" in str(errors)

    def test_a_column_of_such_a_level_is_refused_while_the_bytes_are_here(self, place: Place):
        file = place.add(CLOSED)
        errors = place.refusal("admin", "bmagov_dictionary_update", id=file, columns=[
            COLUMNS[0], {**COLUMNS[1], "classification": "secret"},
        ])  # fmt: skip
        assert [one["code"] for one in errors["problems"] if not one["warning"]] == ["STORAGE-LEVEL"]


class TestALowerLevel:
    def ways(self, version: int) -> list[tuple[str, dict[str, Any]]]:
        return [
            ("bmagov_dictionary_update", {"columns": COLUMNS, "version": version}),
            ("bmagov_dictionary_update", {"columns": COLUMNS[:1], "version": version}),
            ("bmagov_dictionary_update", {"tables": [{"name": "x", "columns": []}], "version": version}),
            ("bmagov_dictionary_delete", {"version": version}),
        ]

    @pytest.mark.parametrize("way", range(4))
    def test_takes_two_by_whichever_way(self, place: Place, way: int):
        file = place.add(CLOSED)
        place.describe(file)
        action, params = self.ways(1)[way]
        for role in ("admin", "editor", "admin"):
            codes = {one["code"] for one in place.refusal(role, action, id=file, **params)["problems"]}
            assert codes <= {"COLUMN-LEVEL-DOWN", "COLUMN-LEVEL-GONE"}
            assert not place.has_data("stranger", file)
        place.call("second", action, id=file, **params)
        assert place.has_data("stranger", file)

    def test_is_not_for_who_may_not_approve(self, place: Place):
        file = place.add(CLOSED)
        place.describe(file)
        for role in ("admin", "editor"):
            place.refusal(role, "bmagov_dictionary_update", id=file, columns=COLUMNS, version=1)
        assert not place.has_data("stranger", file)

    def test_of_other_columns_than_was_asked_for_is_refused(self, place: Place):
        file = place.add(CLOSED)
        levels = [{**one, "classification": "confidential"} for one in COLUMNS]
        place.call("editor", "bmagov_dictionary_update", id=file, columns=levels)
        place.refusal(
            "editor", "bmagov_dictionary_update", id=file, columns=[levels[0], COLUMNS[1]], version=1
        )
        place.refusal("admin", "bmagov_dictionary_update", id=file, columns=COLUMNS, version=1)
        assert not place.has_data("stranger", file)

    def test_waits_as_a_proposal_that_a_second_person_answers(self, place: Place):
        file = place.add(CLOSED)
        place.describe(file)
        note = "ตัดเลขที่ออกแล้ว"
        place.refusal("editor", "bmagov_dictionary_update", id=file, columns=COLUMNS, version=1, note=note)
        waiting = place.call("admin", "bmagov_level_change_list", which="to_answer")["results"]
        assert [(one["from_level"], one["to_level"], one["reason"]) for one in waiting] == [
            ("confidential", "open", note)
        ]
        answer = {"id": waiting[0]["id"], "answer": "approve", "reason": "ตรวจแล้วไม่มีเลข"}
        for role in ("editor", "member"):
            with pytest.raises((tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)):
                place.call(role, "bmagov_level_change_answer", **answer)
        assert place.call("admin", "bmagov_level_change_answer", **answer)["state"] == "approved"
        assert place.has_data("stranger", file)
        entries = model.Session.query(AuditLog).order_by(AuditLog.number)
        kinds = [one.kind for one in entries if one.kind != "rows"]
        assert kinds[-4:] == ["level.change", "level.propose", "level.approve", "level.change"]

    def test_that_was_proposed_for_another_level_can_no_longer_be_approved(self, place: Place):
        file = place.add()
        place.describe(file)
        place.refusal("editor", "bmagov_dictionary_update", id=file, columns=COLUMNS, version=1)
        row = place.call("admin", "bmagov_level_change_list", which="to_answer")["results"][0]
        place.describe(file, "secret", role="admin", version=1)
        answer = {"id": row["id"], "answer": "approve", "reason": "ตรวจแล้วไม่มีเลข"}
        assert "PROPOSAL-STALE" in str(place.refusal("admin", "bmagov_level_change_answer", **answer))

    def test_of_a_draft_that_was_never_published_is_free(self, place: Place):
        place.dataset = factories.Draft(
            owner_org=place.agency["id"], user=place.people["editor"], resources=[]
        )
        file = place.add(CLOSED)
        place.describe(file)
        place.call("editor", "bmagov_dictionary_update", id=file, columns=COLUMNS, version=1)


class TestTheIndex:
    def test_says_what_a_rebuild_says(self, place: Place):
        file = place.add()
        place.describe(file)
        assert services.difference(model.Session).all == frozenset()
        assert services.doubtful() == frozenset()

    def test_is_left_out_of_searches_until_it_is_written(self, place: Place, monkeypatch: pytest.MonkeyPatch):
        file = place.add()
        monkeypatch.setattr(services, "_mend_dataset", lambda _: (_ for _ in ()).throw(tk.ObjectNotFound()))
        place.describe(file)
        assert place.call("", "package_search", q="*:*")["count"] == 0


def test_levels_of_a_page_of_datasets_are_one_question(place: Place):
    for _ in range(3):
        place.describe(place.add())
    found = rights.wholes(model.Session, [place.dataset["id"]])[place.dataset["id"]]
    data = [one for one in found.resources.values() if one.level_of_data == "confidential"]
    assert len(data) == 3
    assert {one.level for one in data} == {"open"}
