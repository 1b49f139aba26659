"""Dictionaries as a browser without JavaScript sees them: read, edited, compared."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.factories import Agency, Dataset, resource
from ckanext.bmagov.tests.metadata.views.test_dataset_form import filled

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db_once")

COLUMNS = [
    {"name": "id", "type": "integer", "primary_key": True, "description": "เลขลำดับ"},
    {
        "name": "income",
        "label_th": "รายได้ครัวเรือน",
        "type": "number",
        "allowed": [{"value": "1", "label_th": "ต่ำ", "label_en": "Low"}, {"value": "2"}],
        "missing": ["-", "ไม่มีข้อมูล"],
    },
]


CITIZENS = ("1101700200001", "1101700200370", "1101700200744", "1101700201112")
"""Numbers with a valid check digit, of nobody."""


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    """What is made once for all tests of the file."""
    return {}


@pytest.fixture
def clean_db_once(request, done):
    if "db" not in done:
        request.getfixturevalue("clean_db")
        done["db"] = True


@pytest.fixture
def place(done) -> tuple[str, str]:
    """A fresh dataset with one file, of an agency in which `somchai` is an editor."""
    if "agency" not in done:
        users = [factories.User(name=name) for name in ("somchai", "somying")]
        members = [{"name": user["name"], "capacity": "editor"} for user in users]
        done["agency"] = Agency(users=members)["id"]
    dataset = Dataset(owner_org=done["agency"], resources=[resource()], user={"name": "somchai"})
    return dataset["name"], dataset["resources"][0]["id"]


@pytest.fixture
def browse(app, place):
    """Follows links and sends forms as a browser does, without running scripts."""

    class Browser:
        def __init__(self) -> None:
            self.address = f"/dataset/{place[0]}/dictionary/{place[1]}"
            self.headers = {
                "Authorization": call_action("api_token_create", user="somchai", name="t")["token"]
            }

        def get(self, path: str = "", status: int = 200, **headers: str) -> BeautifulSoup:
            address = path if path.startswith("/") and path.count("/") > 2 else self.address + path
            response = app.get(address, headers={**self.headers, **headers}, follow_redirects=False)
            assert response.status_code == status, response.get_data(as_text=True)[-2000:]
            return BeautifulSoup(response.get_data(as_text=True), "html.parser")

        def send(self, page: BeautifulSoup, do: str, status: int = 200, **typed: Any) -> BeautifulSoup:
            form = page.select_one("#dictionary-edit, form:has(input[name=draft])")
            sent = {**filled(form), **typed, "do": do}
            sent = {name: value for name, value in sent.items() if value is not None}
            response = app.post(form["action"], data=sent, headers=self.headers, follow_redirects=False)
            assert response.status_code == status, response.get_data(as_text=True)[-2000:]
            return BeautifulSoup(response.get_data(as_text=True), "html.parser")

        def post(self, sent: Any, status: int = 200) -> Any:
            response = app.post(f"{self.address}/edit", json=sent, headers=self.headers)
            assert response.status_code == status, response.get_data(as_text=True)[:2000]
            return response.json

    return Browser()


def save(place: tuple[str, str], columns: list[dict[str, Any]], version: int | None = None, user="somchai"):
    sent = {"id": place[1], "columns": columns, **({"version": version} if version else {})}
    return call_action("bmagov_dictionary_update", {"user": user, "ignore_auth": False}, **sent)


def stored(place: tuple[str, str]) -> list[dict[str, Any]]:
    return call_action("bmagov_dictionary_show", id=place[1])["tables"][0]["columns"]


def names(page: BeautifulSoup) -> list[str]:
    return [one["value"] for one in page.select("input[name^=c-][name$=-name]")]


class TestPlainForm:
    def test_a_dictionary_is_typed_and_saved(self, browse, place):
        page = browse.get("/edit?blank=1")
        assert names(page) == [""] * 5
        page = browse.send(
            page,
            "open-0",
            **{"c-0-name": "income", "c-0-type": "number", "c-0-description": "รายได้", "c-2-name": "year"},
        )
        page = browse.send(
            page, "save", 302, **{"c-0-unit": "บาท", "c-0-allowed": "1 = ต่ำ | Low\n2", "c-0-unique": "true"}
        )
        assert stored(place) == [
            {
                "name": "income",
                "type": "number",
                "description": "รายได้",
                "unit": "บาท",
                "unique": True,
                "allowed": [{"value": "1", "label_th": "ต่ำ", "label_en": "Low"}, {"value": "2"}],
            },
            {"name": "year"},
        ]

    def test_what_was_stored_comes_back_as_it_was(self, browse, place):
        before = save(place, COLUMNS)["tables"]
        page = browse.send(browse.get("/edit"), "open-1")
        browse.send(page, "save", 302)
        assert call_action("bmagov_dictionary_show", id=place[1])["tables"] == before

    def test_buttons_keep_what_was_typed(self, browse, place):
        save(place, COLUMNS)
        page = browse.send(browse.get("/edit"), "down-0", **{"c-0-name": "number"})
        assert names(page) == ["income", "number"]
        page = browse.send(page, "add")
        assert names(page) == ["income", "number", *[""] * 5]
        page = browse.send(page, "remove-0")
        page = browse.send(page, "up-0")
        assert names(page)[0] == "number"
        assert [one["name"] for one in stored(place)] == ["id", "income"]

    def test_many_columns_come_in_pages(self, browse, place):
        save(place, [{"name": f"c{n}"} for n in range(60)])
        page = browse.get("/edit")
        assert len(names(page)) == 25
        page = browse.send(page, "page-25", **{"c-3-name": "changed"})
        assert names(page)[0] == "c25"
        browse.send(page, "save", 302, **{"c-25-name": "also"})
        found = [one["name"] for one in stored(place)]
        assert (len(found), found[3], found[25]) == (60, "changed", "also")

    def test_several_tables(self, browse, place):
        save(place, COLUMNS)
        page = browse.send(browse.get("/edit"), "newtable")
        page = browse.send(page, "table-0", **{"table-name": "second", "c-0-name": "id"})
        browse.send(page, "save", 302, **{"table-name": "first"})
        tables = call_action("bmagov_dictionary_show", id=place[1])["tables"]
        assert [table["name"] for table in tables] == ["first", "second"]

    def test_what_is_wrong_stands_at_its_row_and_nothing_is_saved(self, browse, place):
        save(place, COLUMNS)
        page = browse.send(browse.get("/edit"), "save", **{"c-1-name": "ID", "c-0-label_th": "ลำดับ"})
        error = page.select_one("#c-1-name-error")
        assert error
        assert page.select_one("#c-1-name")["aria-describedby"] == "c-1-name-error"
        assert page.select_one(".bmagov-errors a[href='#c-1-name']")
        assert page.select_one("#c-0-label_th")["value"] == "ลำดับ"
        assert stored(place)[1]["name"] == "income"

    @pytest.mark.parametrize("draft", ["", "x", "AAAA", "e30="])
    def test_a_broken_form_is_told(self, browse, app, draft):
        page = browse.get("/edit?blank=1")
        browse.send(page, "save", 302, draft=draft)


class TestTwoPeople:
    def test_the_conflict_shows_both_and_joins_them(self, browse, place):
        save(place, COLUMNS)
        page = browse.get("/edit")
        theirs = [{**COLUMNS[0], "description": "ของเธอ"}, {**COLUMNS[1], "unit": "บาท"}]
        save(place, theirs, version=1, user="somying")
        page = browse.send(page, "save", **{"c-0-description": "ของฉัน", "c-1-description": "รายได้ต่อเดือน"})
        text = page.get_text()
        assert "ของเธอ" in text
        assert "ของฉัน" in text
        joined = browse.send(page, "merge")
        browse.send(joined, "save", 302)
        found = stored(place)
        assert found[0]["description"] == "ของฉัน"
        assert (found[1]["unit"], found[1]["description"]) == ("บาท", "รายได้ต่อเดือน")

    def test_mine_alone_may_replace_theirs(self, browse, place):
        save(place, COLUMNS)
        page = browse.get("/edit")
        save(place, [COLUMNS[0]], version=1, user="somying")
        page = browse.send(page, "save", **{"c-0-label_th": "แถว"})
        browse.send(browse.send(page, "mine"), "save", 302)
        assert [one.get("label_th") for one in stored(place)] == ["แถว", "รายได้ครัวเรือน"]

    def test_the_script_gets_the_same_as_data(self, browse, place):
        save(place, COLUMNS)
        save(place, [{**COLUMNS[0], "unit": "แถว"}, COLUMNS[1]], version=1, user="somying")
        sent = {
            "version": 1,
            "tables": [{"columns": [{"name": "id", "type": "integer", "primary_key": True}]}],
        }
        answer = browse.post(sent, 409)
        assert answer["current_version"] == 2
        assert answer["merge"][0]["columns"][0]["unit"] == "แถว"
        assert "data-bmagov-take" in answer["conflict"]


class TestScripted:
    def test_it_saves_and_says_where_to_go(self, browse, place):
        sent = {
            "tables": [{"columns": [{"name": "a", "type": "varchar(20)", "_guessed": ["type"]}, {}]}],
            "version": None,
        }
        assert browse.post(sent)["location"].endswith(place[1])
        assert stored(place) == [{"name": "a", "type": "text", "size": 20}]

    def test_problems_name_table_and_row_as_the_grid_counts_them(self, browse):
        columns = [{"name": "a"}, {}, {"name": "b", "type": "wolke"}]
        answer = browse.post({"tables": [{"columns": columns}], "version": None}, 409)
        assert [(one["table"], one["row"], one["field"]) for one in answer["problems"]] == [(0, 3, "type")]
        assert answer["tables"][0]["columns"][2]["_errors"]["type"]

    @pytest.mark.parametrize("sent", ["x", [], {"tables": "x"}, {"tables": [{"columns": [1]}]}])
    def test_what_is_no_dictionary_is_refused(self, browse, sent):
        assert browse.post(sent, 400)["problems"]


class TestPages:
    def test_the_pages_of_a_file_and_of_its_dataset_show_it(self, browse, place):
        save(place, COLUMNS)
        for path in ("", f"/dataset/{place[0]}/dictionary", f"/dataset/{place[0]}/resource/{place[1]}"):
            page = browse.get(path)
            table = page.select_one(".bmagov-columns")
            assert "รายได้ครัวเรือน" in table.get_text()
            assert table.select_one(".is-key")
            assert "ไม่มีข้อมูล" in table.get_text()

    def test_without_one_the_way_to_begin_is_shown_to_editors_only(self, browse, app, place):
        assert browse.get("").select_one(".bmagov-dictionary-tools a.btn-primary")
        anonymous = app.get(browse.address)
        assert anonymous.status_code == 200
        assert "/edit" not in anonymous.get_data(as_text=True)
        assert browse.get("/edit").select_one(".bmagov-starts")

    def test_versions_and_what_changed(self, browse, place):
        save(place, COLUMNS)
        save(place, [{**COLUMNS[0], "name": "number"}], version=1)
        page = browse.get("/versions")
        assert len(page.select("tbody tr")) == 2
        page = browse.get(page.select_one("tbody td a[href*=diff]")["href"])
        assert page.select_one(".bmagov-diff-verdict.is-breaking")
        assert "income" in page.select_one(".bmagov-changes.is-breaking").get_text()
        assert browse.get("?version=1").select_one(".alert-warning")
        browse.get("?version=7", 404)
        browse.get("/diff?old=1&new=9", 404)
        browse.get("/diff?old=x", 404)

    def test_references_are_drawn_and_listed(self, browse, place):
        tables = [
            {"name": "visit", "columns": [{"name": "person", "references": "person.id"}]},
            {
                "name": "person",
                "columns": [
                    {"name": "id", "primary_key": True},
                    {"name": "up", "references": "visit.person"},
                ],
            },
        ]
        call_action("bmagov_dictionary_update", id=place[1], tables=tables)
        page = browse.get()
        assert page.select_one("svg.bmagov-diagram[role=img] title")
        assert len(page.select(".bmagov-dictionary-references tbody tr")) == 2

    def test_deleting_asks_first_and_a_new_one_can_be_made(self, browse, app, place):
        save(place, COLUMNS)
        page = browse.get("/delete")
        form = page.select_one("form:has(input[name=version])")
        app.post(form["action"], data=filled(form), headers=browse.headers, follow_redirects=False)
        assert browse.get("").select_one(".bmagov-columns") is None
        page = browse.get("/edit?blank=1")
        browse.send(page, "save", 302, **{"c-0-name": "anew"})
        assert stored(place) == [{"name": "anew"}]

    def test_others_may_not_edit(self, app, place):
        for path in ("edit", "delete"):
            answer = app.get(f"/dataset/{place[0]}/dictionary/{place[1]}/{path}", follow_redirects=False)
            assert answer.status_code in (302, 403)

    def test_columns_above_the_readers_level_are_counted_and_not_named(self, browse, app, place):
        save(place, [*COLUMNS, {"name": "secret_word", "classification": "confidential"}])
        page = browse.get("")
        assert "secret_word" in page.get_text()
        for path in ("", "/versions", "/diff"):
            text = app.get(browse.address + path).get_data(as_text=True)
            assert "secret_word" not in text
        page = BeautifulSoup(app.get(browse.address).get_data(as_text=True), "html.parser")
        assert "ไม่แสดง 1 คอลัมน์ เพราะระดับชั้นสูงกว่าสิทธิ์ของท่าน" in page.get_text()


class TestStart:
    @pytest.fixture
    def file(self, browse, place, create_with_upload) -> str:
        rows = "เลขบัตร,เขต,จำนวน\n" + "".join(f"{number},บางรัก,{n}\n" for n, number in enumerate(CITIZENS))
        return create_with_upload(
            rows.encode(), "people.csv", {"user": "somchai"}, package_id=place[0], name="รายชื่อ", format="CSV"
        )["id"]

    def test_a_proposal_is_a_draft_whose_guesses_are_answered_one_by_one(self, app, browse, place, file):
        browse.address = f"/dataset/{place[0]}/dictionary/{file}"
        page = browse.get("/edit")
        assert page.select_one("button[name=start][value=file]")
        answer = app.post(f"{browse.address}/edit", data={"start": "file"}, headers=browse.headers)
        page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert names(page) == ["เลขบัตร", "เขต", "จำนวน"]
        assert page.select_one(".bmagov-panel-warning")
        assert len(page.select(".bmagov-plain-guess")) == 1
        page = browse.send(page, "yes-0-0")
        assert page.select(".bmagov-plain-guess") == []
        # Personal data may not be open to everybody: the server says so, and the draft stays.
        page = browse.send(page, "save")
        assert page.select_one(".bmagov-errors")
        page = browse.send(page, "save", 302, **{"c-0-classification": "confidential"})
        kept = call_action("bmagov_dictionary_show", id=file)["tables"][0]["columns"]
        assert [one["name"] for one in kept] == ["เลขบัตร", "เขต", "จำนวน"]
        assert kept[0]["personal_kind"] == "citizen_id"

    def test_what_cannot_be_read_is_said_on_the_page(self, app, browse):
        answer = app.post(f"{browse.address}/edit", data={"start": "file"}, headers=browse.headers)
        assert 'role="alert"' in answer.get_data(as_text=True)


class TestSearch:
    def test_columns_are_found_by_dataset_with_the_words_marked(self, app, place):
        save(place, [{"name": "household_income", "label_th": "รายได้ครัวเรือน"}])
        page = BeautifulSoup(app.get("/dictionaries?q=รายได้").get_data(as_text=True), "html.parser")
        found = page.select_one(f".bmagov-found:has(a[href*='{place[0]}'])")
        assert found.select_one("mark").get_text() == "รายได้"
        assert page.select_one(".nav-facet a[href*='organization=']")
        narrowed = app.get("/dictionaries?q=รายได้&type=integer").get_data(as_text=True)
        assert "household_income" not in narrowed

    def test_nothing_found_says_what_to_try(self, app):
        text = app.get("/dictionaries?q=ไม่มีคำนี้เลย&type=date").get_data(as_text=True)
        assert "bmagov-nothing" in text

    @pytest.mark.parametrize(
        "query", ["?q=" + "ก" * 3000, "?type=wolke", "?page=x", "?organization=none", "?q=%00"]
    )
    def test_odd_questions_are_answered(self, app, query):
        assert app.get(f"/dictionaries{query}").status_code in (200, 400)

    def test_the_search_of_datasets_points_to_it(self, app, place):
        save(place, [{"name": "waterlevel_xyz"}])
        assert "/dictionaries?q=waterlevel_xyz" in app.get("/dataset/?q=waterlevel_xyz").get_data(
            as_text=True
        )
