"""The data dictionary of a resource: saved whole or not at all, version by version, seen by level."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

DISTRICT = {"name": "district", "label_th": "เขต", "type": "text", "description": "ชื่อเขต"}
INCOME = {
    "name": "income",
    "label_th": "รายได้ครัวเรือน",
    "type": "number",
    "unit": "บาท",
    "description": "รายได้เฉลี่ยต่อเดือน",
}


@pytest.fixture
def agency() -> dict[str, Any]:
    people = {role: core.User() for role in ("member", "editor", "admin")}
    users = [{"name": user["name"], "capacity": role} for role, user in people.items()]
    return {"people": people, **factories.Agency(users=users)}


@pytest.fixture
def dataset(agency: dict[str, Any]) -> dict[str, Any]:
    return factories.Dataset(owner_org=agency["id"])


@pytest.fixture
def file(dataset: dict[str, Any]) -> str:
    return dataset["resources"][0]["id"]


def as_user(user: dict[str, Any] | None, action: str, **params: Any) -> Any:
    name = user["name"] if user else ""
    return call_action(action, {"user": name, "ignore_auth": False}, **params)


def save(file: str, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return call_action("bmagov_dictionary_update", id=file, columns=list(columns), **more)


def problems_of(error: tk.ValidationError) -> list[Any]:
    found: Any = error.error_dict["problems"]
    return found


class TestUpdate:
    def test_the_first_save_is_version_one(self, file: str):
        saved = save(file, DISTRICT, INCOME, note="เริ่มต้น")
        assert (saved["version"], saved["note"], saved["hidden_columns"]) == (1, "เริ่มต้น", 0)
        assert saved["tables"] == [{"columns": [DISTRICT, INCOME]}]
        assert saved["completeness"]["share"] == 1

    def test_each_save_is_a_new_version_and_the_old_ones_stay(self, file: str):
        save(file, DISTRICT)
        save(file, DISTRICT, INCOME, version=1)
        shown = call_action("bmagov_dictionary_show", id=file, version=1)
        assert (shown["version"], shown["current_version"]) == (1, 2)
        assert shown["tables"] == [{"columns": [DISTRICT]}]

    def test_saving_the_same_again_makes_no_version(self, file: str):
        save(file, DISTRICT)
        assert save(file, DISTRICT, version=1)["version"] == 1

    def test_several_tables(self, file: str):
        tables = [
            {"name": "person", "columns": [{"name": "house", "references": "house.id"}]},
            {"name": "house", "label_th": "บ้าน", "columns": [{"name": "id", "primary_key": True}]},
        ]
        saved = call_action("bmagov_dictionary_update", id=file, tables=tables)
        assert saved["tables"] == tables
        rows = model.Session.query(DictionaryColumn).order_by(DictionaryColumn.position).all()
        assert [(row.table_name, row.name) for row in rows] == [("person", "house"), ("house", "id")]

    def test_every_problem_is_told_at_once_and_nothing_is_saved(self, file: str):
        with pytest.raises(tk.ValidationError) as caught:
            save(file, {"name": "a"}, {"name": "b", "type": "ตัวหนังสื"}, {"name": "B"}, {"nam": "c"})
        codes = [problem["code"] for problem in problems_of(caught.value)]
        assert set(codes) == {
            "TYPE-UNKNOWN",
            "FIELD-DUPLICATE",
            "KEY-UNKNOWN",
            "FIELD-NAME-REQUIRED",
        }
        places = {(one["row"], one["column"], one["field"]) for one in problems_of(caught.value)}
        assert (2, "b", "type") in places
        assert model.Session.query(DictionaryVersion).count() == 0

    def test_problems_are_sentences_in_the_reader_s_language(self, file: str, read_in):
        for language, start in (
            ("th", "TYPE-UNKNOWN: แถว 1 “a”, ชนิดข้อมูล: "),
            ("en", 'TYPE-UNKNOWN: row 1 "a", Type: '),
        ):
            with read_in(language), pytest.raises(tk.ValidationError) as caught:
                save(file, {"name": "a", "type": "ผผผ"})
            assert caught.value.error_dict["dictionary"][0].startswith(start)

    def test_personal_data_is_not_open(self, file: str):
        with pytest.raises(tk.ValidationError) as caught:
            save(file, {"name": "pid", "type": "citizen_id", "personal": "yes"})
        assert [one["code"] for one in problems_of(caught.value)] == ["CATEGORY-LEVEL"]

    def test_a_stale_version_is_refused_with_the_difference(self, file: str):
        save(file, DISTRICT)
        save(file, DISTRICT, INCOME, version=1)
        for version in ({"version": 1}, {}):
            with pytest.raises(tk.ValidationError) as caught:
                save(file, INCOME, **version)
            error = caught.value.error_dict
            assert error["version"][0].startswith("STALE-VERSION: ")
            assert error["current_version"] == 2
        save(file, DISTRICT, INCOME, version=2)

    def test_the_difference_is_what_the_other_changed(self, file: str):
        save(file, DISTRICT)
        save(file, DISTRICT, INCOME, version=1)
        with pytest.raises(tk.ValidationError) as caught:
            save(file, version=1)
        changes = caught.value.error_dict["difference"]["changes"]
        assert [(change["reason"], change["column"]) for change in changes] == [("column-added", "income")]

    def test_of_two_who_save_at_once_one_is_refused(self, file: str):
        save(file, DISTRICT)
        save(file, INCOME, version=1)
        with pytest.raises(tk.ValidationError):
            save(file, DISTRICT, INCOME, version=1)
        assert call_action("bmagov_dictionary_show", id=file)["version"] == 2

    def test_only_who_may_change_the_file_writes(self, file: str, agency: dict[str, Any]):
        with pytest.raises(tk.NotAuthorized):
            as_user(agency["people"]["member"], "bmagov_dictionary_update", id=file, columns=[DISTRICT])
        saved = as_user(agency["people"]["editor"], "bmagov_dictionary_update", id=file, columns=[DISTRICT])
        assert saved["user_id"] == agency["people"]["editor"]["id"]

    def test_a_file_of_any_format_has_one(self):
        pdf = factories.Dataset(
            resources=[factories.resource(format="PDF", url="https://example.go.th/a.pdf")]
        )
        assert save(pdf["resources"][0]["id"], DISTRICT)["version"] == 1

    @pytest.mark.parametrize("sent", [None, 5, "x", [[]], [None], {"tables": 1}])
    def test_what_is_no_dictionary_is_refused(self, file: str, sent: Any):
        with pytest.raises(tk.ValidationError):
            call_action("bmagov_dictionary_update", id=file, columns=sent)


class TestInterruption:
    """F17: raised at any statement, all of a save is there or nothing."""

    def test_at_any_statement_the_whole_is_there_or_nothing(self, file: str):
        save(file, DISTRICT)
        before = self.rows()
        engine, n = model.meta.engine, 0
        for n in range(1, 200):
            left = [n]

            def fail(*_: Any, left: list[int] = left) -> None:
                left[0] -= 1
                if not left[0]:
                    raise SystemExit

            sa.event.listen(engine, "before_cursor_execute", fail)
            try:
                save(file, DISTRICT, INCOME, version=1)
            except SystemExit:
                pass
            finally:
                sa.event.remove(engine, "before_cursor_execute", fail)
            model.Session.rollback()
            if self.rows() != before:
                break
        assert n > 5
        assert self.rows() == (2, 2, 2, 3)

    def rows(self) -> tuple[int, ...]:
        """Version, versions, columns, files of the dictionary."""
        present = model.Session.query(ResourceDictionary.version).scalar()
        files = model.Session.query(model.Resource).filter_by(url_type="bmagov-dictionary", state="active")
        versions = model.Session.query(DictionaryVersion).count()
        return present, versions, model.Session.query(DictionaryColumn).count(), files.count()


class TestDelete:
    def test_the_versions_stay_and_one_is_restored_by_saving_it(self, file: str):
        save(file, DISTRICT)
        gone = call_action("bmagov_dictionary_delete", id=file, version=1, note="ผิดแฟ้ม")
        assert gone["version"] == 2
        with pytest.raises(tk.ObjectNotFound):
            call_action("bmagov_dictionary_show", id=file)
        listed = call_action("bmagov_dictionary_version_list", id=file)
        assert [(one["version"], one["deleted"], one["note"]) for one in listed] == [
            (2, True, "ผิดแฟ้ม"),
            (1, False, ""),
        ]
        old = call_action("bmagov_dictionary_show", id=file, version=1)
        restored = call_action("bmagov_dictionary_update", id=file, tables=old["tables"], version=2)
        assert (restored["version"], restored["tables"]) == (3, old["tables"])

    def test_its_columns_are_searched_no_more(self, file: str):
        save(file, DISTRICT)
        call_action("bmagov_dictionary_delete", id=file, version=1)
        assert model.Session.query(DictionaryColumn).count() == 0

    def test_not_when_somebody_saved_since(self, file: str):
        save(file, DISTRICT)
        save(file, INCOME, version=1)
        with pytest.raises(tk.ValidationError):
            call_action("bmagov_dictionary_delete", id=file, version=1)


class TestDiff:
    def test_two_versions(self, file: str):
        save(file, DISTRICT)
        save(file, {**DISTRICT, "type": "integer"}, INCOME, version=1)
        found = call_action("bmagov_dictionary_diff", id=file)
        assert (found["old"], found["new"], found["breaking"]) == (1, 2, True)
        assert [change["reason"] for change in found["changes"]] == ["type-changed", "column-added"]

    def test_in_words(self, file: str, read_in):
        save(file, DISTRICT)
        save(file, {**DISTRICT, "type": "integer"}, version=1)
        with read_in("th"):
            found = call_action("bmagov_dictionary_diff", id=file)
        assert found["changes"][0]["message"] == '"district": ชนิดข้อมูล เดิม "ข้อความ" ปัจจุบัน "จำนวนเต็ม"'

    def test_against_one_that_is_not_saved(self, file: str):
        save(file, DISTRICT)
        found = call_action("bmagov_dictionary_diff", id=file, columns=[INCOME])
        assert {change["reason"] for change in found["changes"]} == {"column-added", "column-removed"}
        assert (found["old"], found["new"]) == (1, None)

    def test_the_first_version_is_all_new(self, file: str):
        save(file, DISTRICT)
        found = call_action("bmagov_dictionary_diff", id=file)
        assert (found["old"], [change["reason"] for change in found["changes"]]) == (None, ["table-added"])


class TestLevels:
    """An editor may keep a column that only administrators of the agency, or named people, may know."""

    SECRET: ClassVar = {
        "name": "camera",
        "label_th": "ตำแหน่งกล้องลับ",
        "type": "text",
        "classification": "secret",
    }

    def test_a_column_above_the_reader_s_level_is_left_out_and_counted(
        self, file: str, agency: dict[str, Any]
    ):
        save(file, DISTRICT, self.SECRET, note="เพิ่มกล้อง")
        for reader in (None, agency["people"]["editor"]):
            shown = as_user(reader, "bmagov_dictionary_show", id=file)
            assert (shown["tables"], shown["hidden_columns"], shown["note"]) == (
                [{"columns": [DISTRICT]}],
                1,
                "",
            )
        shown = as_user(agency["people"]["admin"], "bmagov_dictionary_show", id=file)
        assert (shown["hidden_columns"], shown["note"]) == (0, "เพิ่มกล้อง")

    def test_neither_list_nor_difference_tells_of_it(self, file: str):
        save(file, DISTRICT)
        save(file, DISTRICT, self.SECRET, version=1, note="กล้อง")
        listed = as_user(None, "bmagov_dictionary_version_list", id=file)
        assert [(one["columns"], one["hidden_columns"], one["note"]) for one in listed] == [
            (1, 1, ""),
            (1, 0, ""),
        ]
        found = as_user(None, "bmagov_dictionary_diff", id=file)
        assert (found["changes"], found["hidden_columns"]) == ([], 1)

    def test_what_was_raised_is_closed_in_the_old_versions_too(self, file: str):
        save(file, DISTRICT, {**self.SECRET, "classification": ""})
        save(file, DISTRICT, self.SECRET, version=1)
        shown = as_user(None, "bmagov_dictionary_show", id=file, version=1)
        assert (shown["tables"], shown["hidden_columns"]) == ([{"columns": [DISTRICT]}], 1)

    def test_who_cannot_see_all_cannot_write_over_it(self, file: str, agency: dict[str, Any]):
        save(file, DISTRICT, self.SECRET)
        with pytest.raises(tk.NotAuthorized):
            as_user(
                agency["people"]["editor"], "bmagov_dictionary_update", id=file, columns=[DISTRICT], version=1
            )
        with pytest.raises(tk.NotAuthorized):
            as_user(agency["people"]["editor"], "bmagov_dictionary_delete", id=file, version=1)

    def test_a_stale_writer_learns_nothing_of_it(self, file: str, agency: dict[str, Any]):
        save(file, DISTRICT)
        save(file, DISTRICT, self.SECRET, version=1)
        with pytest.raises(tk.NotAuthorized) as caught:
            as_user(agency["people"]["editor"], "bmagov_dictionary_update", id=file, columns=[], version=1)
        assert "camera" not in str(caught.value)

    def test_nobody_lowers_a_column_alone(self, file: str, agency: dict[str, Any]):
        first, second = agency["people"]["admin"], core.User()
        call_action("organization_member_create", id=agency["id"], username=second["name"], role="admin")
        open_again = [DISTRICT, {**self.SECRET, "classification": ""}]
        for version, columns in enumerate(([DISTRICT], [DISTRICT, self.SECRET])):
            more = {"version": version} if version else {}
            as_user(first, "bmagov_dictionary_update", id=file, columns=columns, **more)
        with pytest.raises(tk.ValidationError) as caught:
            as_user(first, "bmagov_dictionary_update", id=file, columns=open_again, version=2)
        assert [one["code"] for one in problems_of(caught.value)] == ["COLUMN-LEVEL-DOWN"]
        assert [one["row"] for one in problems_of(caught.value)] == [2]
        saved = as_user(second, "bmagov_dictionary_update", id=file, columns=open_again, version=2)
        assert saved["version"] == 3

    def test_hidden_file_is_absent(self):
        closed = factories.Dataset(
            data_category="security", data_classification="secret", license_id="notspecified"
        )
        file = closed["resources"][0]["id"]
        save(file, DISTRICT)
        said = set()
        for asked in (file, "there-is-none"):
            with pytest.raises(tk.ObjectNotFound) as caught:
                as_user(None, "bmagov_dictionary_show", id=asked)
            said.add(str(caught.value))
        assert len(said) == 1
