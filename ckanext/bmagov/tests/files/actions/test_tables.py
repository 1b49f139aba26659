"""Uploads: what is understood of a file, and the events that changes of its bytes leave."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import files, uploader
from ckan.tests import helpers
from ckan.tests.factories import Sysadmin, User

from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.readers.resource_file import open_file
from ckanext.bmagov.tests import factories

OLD = "เขต,ประชากร\nพระนคร,38010\nดุสิต,71841\n"
NEW = OLD + "บางรัก,39780\n"


@pytest.fixture
def editor(clean_db):
    return Sysadmin()


@pytest.fixture
def dataset(editor, clean_index):
    return factories.Dataset(resources=[], user=editor)


@pytest.fixture
def act(editor):
    """Call an action as the editor."""

    def run(action: str, **kwargs):
        return helpers.call_action(action, {"user": editor["name"]}, **kwargs)

    return run


@pytest.fixture
def upload(dataset, create_with_upload, editor):
    """Upload bytes as a resource of the dataset, or as the new file of one."""

    def run(data: str | bytes, name: str = "population.csv", **kwargs):
        data = data.encode() if isinstance(data, str) else data
        if "id" in kwargs:
            kwargs = {**helpers.call_action("resource_show", id=kwargs["id"]), **kwargs}
            action = "resource_update"
        else:
            kwargs = {
                "package_id": dataset["id"],
                "name": name,
                "format": name.rsplit(".")[-1].upper(),
                **kwargs,
            }
            action = "resource_create"
        return create_with_upload(data, name, {"user": editor["name"]}, action=action, **kwargs)

    return run


def keep_in_folder(monkeypatch, tmp_path: Path, kind: str) -> None:
    """Keep uploads of resources in a folder: by a storage of files, or without a kind as CKAN always did."""
    monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
    monkeypatch.setitem(tk.config, "ckan.files.default_storages.resource", "folder")
    if kind:
        settings = {"type": kind, "path": str(tmp_path), "initialize": True, "overwrite_existing": True}
        monkeypatch.setitem(files.storages.members, "folder", files.make_storage("folder", settings))


def fill_disk(monkeypatch, kind: str) -> list[bool]:
    """The disk gets full at the next upload for each member of the list that is returned."""
    full: list[bool] = []
    write = uploader._copy_file
    storage = files.get_storage("folder") if kind else None
    store: Any = storage.uploader.upload if storage else None

    def check(part: Any) -> None:
        if full:
            full.pop()
            part.write(b"part")
            raise OSError(errno.ENOSPC, "No space left on device")

    def copy(source, target, size):
        check(target)
        write(source, target, size)

    def upload(location, *args):
        if full:
            path = Path(storage.full_path(location))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                check(target)
        return store(location, *args)

    monkeypatch.setattr(uploader, "_copy_file", copy)
    if storage:
        monkeypatch.setattr(storage.uploader, "upload", upload)
    return full


def stored(resource) -> str:
    with open_file({"id": resource["id"]}) as file:
        return file.stream.read().decode()


def events(**ids):
    return helpers.call_action("bmagov_data_event_list", **ids)


class TestEvents:
    def test_an_upload_leaves_an_event(self, upload):
        resource = upload(OLD)
        (event,) = events(resource_id=resource["id"])

        assert event["change"] == "new_data"
        assert event["rows"] == 2
        assert event["size"] == len(OLD.encode())
        assert len(event["sha256"]) == 64
        assert event["filename"] == "population.csv"
        assert event["user_id"]

    def test_the_same_bytes_again_leave_none(self, upload):
        resource = upload(OLD)
        upload(OLD, id=resource["id"])
        assert len(events(resource_id=resource["id"])) == 1

    def test_saving_the_form_again_leaves_none(self, act, upload):
        resource = upload(OLD)
        act("resource_patch", id=resource["id"], description="ปรับคำอธิบาย")
        assert len(events(resource_id=resource["id"])) == 1

    def test_other_bytes_leave_one_with_the_publishers_word(self, upload):
        resource = upload(OLD)
        upload(NEW, id=resource["id"], data_change="correction")
        newest, oldest = events(resource_id=resource["id"])

        assert (newest["change"], newest["rows"]) == ("correction", 3)
        assert oldest["change"] == "new_data"

    def test_the_word_is_not_kept_for_the_next_time(self, upload):
        resource = upload(OLD)
        upload(NEW, id=resource["id"], data_change="correction")
        upload(OLD, id=resource["id"])
        assert events(resource_id=resource["id"])[0]["change"] == "new_data"

    def test_an_unknown_word_is_refused_and_nothing_is_saved(self, upload, dataset):
        with pytest.raises(tk.ValidationError) as caught:
            upload(OLD, data_change="maybe")
        assert "data_change" in caught.value.error_dict
        assert helpers.call_action("package_show", id=dataset["id"])["resources"] == []

    def test_a_save_that_fails_leaves_no_event(self, upload, dataset, monkeypatch):
        from ckan.lib import search

        def index_is_away(*args, **kwargs):
            raise search.SearchIndexError("away")

        monkeypatch.setattr("ckan.logic.index_update_package_dicts", index_is_away)
        with pytest.raises(search.SearchIndexError):
            upload(OLD)
        model.Session.rollback()
        monkeypatch.undo()
        assert events(id=dataset["id"]) == []

    @pytest.mark.parametrize("stores", ["memory", "folder"])
    def test_a_save_that_fails_leaves_the_old_bytes(self, upload, monkeypatch, tmp_path, stores):
        """F21: the core writes the new file over the old one, and then the commit fails."""
        if stores == "folder":
            monkeypatch.setitem(tk.config, "ckan.files.default_storages.resource", "none of them")
            monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
        resource = upload(OLD)
        seen: list[str] = []

        def commit_fails():
            seen.append(stored(resource))
            raise SQLAlchemyError("away")

        monkeypatch.setattr(model.repo, "commit", commit_fails)
        with pytest.raises(SQLAlchemyError):
            upload(NEW, id=resource["id"])
        model.Session.rollback()

        assert seen == [NEW]
        assert stored(resource) == OLD
        known = model.Session.get_one(ResourceContent, resource["id"])
        assert known.sha256 == hashlib.sha256(OLD.encode()).hexdigest()

    @pytest.mark.parametrize("kind", ["ckan:fs", ""])
    def test_a_full_disk_is_told_and_leaves_the_old_bytes(self, upload, monkeypatch, tmp_path, kind):
        """F18: the storage of files writes over the old file, the older one beside it."""
        keep_in_folder(monkeypatch, tmp_path, kind)
        resource = upload(OLD)
        full = fill_disk(monkeypatch, kind)
        for about in ({"id": resource["id"]}, {"name": "another.csv"}):
            full.append(True)
            with pytest.raises(tk.ValidationError, match="could not store"):
                upload(NEW, **about)
            model.Session.rollback()
        assert stored(resource) == OLD
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

    def test_a_file_that_is_too_large_leaves_the_old_bytes(self, upload, monkeypatch, tmp_path):
        """F19, by counted bytes; a length that is told is refused before anything is read."""
        monkeypatch.setitem(tk.config, "ckan.files.default_storages.resource", "none of them")
        monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
        monkeypatch.setitem(tk.config, "ckan.max_resource_size", 1)
        resource = upload(OLD)
        with pytest.raises(tk.ValidationError, match="too large"):
            upload(b"x" * 3_000_000, id=resource["id"])
        model.Session.rollback()
        assert stored(resource) == OLD
        assert [path.name for path in tmp_path.rglob("*~")] == []

    def test_a_dataset_lists_the_events_of_all_its_files(self, upload, dataset):
        upload(OLD, "a.csv")
        upload(NEW, "b.csv")
        assert len(events(id=dataset["id"])) == 2

    def test_a_link_has_no_bytes_of_ours(self, act, dataset):
        resource = act("resource_create", package_id=dataset["id"], **factories.resource())
        assert events(resource_id=resource["id"]) == []

    @pytest.mark.parametrize("ids", [{}, {"id": "a", "resource_id": "b"}])
    def test_exactly_one_id_is_asked_for(self, dataset, ids):
        with pytest.raises(tk.ValidationError):
            events(**ids)


class TestTable:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
    def test_any_thai_encoding_is_understood(self, upload, encoding):
        resource = upload(OLD.encode(encoding))
        table = helpers.call_action("bmagov_table_show", id=resource["id"])

        assert table["layout"]["encoding"] == encoding
        assert table["columns"] == ["เขต", "ประชากร"]
        assert table["rows"] == [["พระนคร", "38010"], ["ดุสิต", "71841"]]
        assert table["row_count"] == 2

    def test_the_original_bytes_are_kept(self, app, upload, dataset):
        original = OLD.encode("cp874")
        resource = upload(original)
        url = tk.url_for(
            "resource.download", id=dataset["id"], resource_id=resource["id"], package_type="dataset"
        )
        assert app.get(url).get_data() == original

    def test_a_wrong_guess_is_corrected_and_the_correction_outlives_the_next_upload(self, act, upload):
        resource = upload("สถิติประชากร\n" + OLD)
        act("bmagov_table_update", id=resource["id"], header_row=1)
        assert helpers.call_action("bmagov_table_show", id=resource["id"])["columns"] == [
            "สถิติประชากร",
            "column_2",
        ]

        upload("สถิติประชากร ปีใหม่\n" + OLD, id=resource["id"])
        table = helpers.call_action("bmagov_table_show", id=resource["id"])
        assert (table["corrected"], table["columns"]) == (True, ["สถิติประชากร ปีใหม่", "column_2"])

    def test_the_guess_can_be_restored(self, act, upload):
        resource = upload("สถิติประชากร\n" + OLD)
        act("bmagov_table_update", id=resource["id"], header_row=1)
        table = act("bmagov_table_update", id=resource["id"])
        assert (table["corrected"], table["columns"]) == (False, ["เขต", "ประชากร"])

    def test_a_correction_that_cannot_be_read_changes_nothing(self, act, upload):
        resource = upload(OLD.encode("cp874"))
        with pytest.raises(tk.ValidationError) as caught:
            act("bmagov_table_update", id=resource["id"], encoding="utf-8")
        assert caught.value.error_dict["layout"][0].startswith("FILE-ENCODING")
        assert helpers.call_action("bmagov_table_show", id=resource["id"])["layout"]["encoding"] == "cp874"

    def test_an_unreadable_file_is_kept_and_says_why(self, upload):
        resource = upload(b"PK\3\4" + b"\0" * 600, "cut.xlsx")
        table = helpers.call_action("bmagov_table_show", id=resource["id"])
        assert table["row_count"] is None
        assert table["problems"][0].startswith("FILE-BROKEN")

    def test_a_file_that_is_no_table_has_none(self, upload):
        resource = upload(b"%PDF-1.4", "a.pdf")
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("bmagov_table_show", id=resource["id"])


class TestAccess:
    @pytest.fixture
    def hidden(self, act, upload, dataset):
        resource = upload(OLD)
        act(
            "package_patch",
            id=dataset["id"],
            data_category="internal",
            data_classification="internal",
            license_id="other",
            license_id_other="ใช้ภายในกรุงเทพมหานคร",
        )
        return resource

    @pytest.mark.parametrize("user", ["", "stranger"])
    def test_who_may_not_see_the_resource_sees_nothing_of_its_file(self, hidden, dataset, user):
        context = {"user": User()["name"] if user else "", "ignore_auth": False}
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("bmagov_table_show", dict(context), id=hidden["id"])
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("bmagov_data_event_list", dict(context), resource_id=hidden["id"])
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("bmagov_data_event_list", dict(context), id=dataset["id"])

    def test_a_reader_may_look_but_not_correct(self, upload):
        resource = upload(OLD)
        context = {"user": User()["name"], "ignore_auth": False}
        assert helpers.call_action("bmagov_table_show", dict(context), id=resource["id"])
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("bmagov_table_update", dict(context), id=resource["id"], header_row=1)


class TestPage:
    def test_the_resource_page_shows_a_windows_874_table(self, act, app, upload, dataset):
        resource = upload(OLD.encode("cp874"))
        act("resource_view_create", resource_id=resource["id"], view_type="bmagov_table", title="ตาราง")
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}").body

        assert "<td>พระนคร</td>" in page
        assert "Windows-874" in page
        assert "อ่านไฟล์ตามนี้" not in page

    def test_an_editor_corrects_it_on_the_page(self, app, upload, dataset, sysadmin_with_token):
        resource = upload("สถิติ\n" + OLD)
        answer = app.post(
            f"/dataset/{dataset['name']}/resource/{resource['id']}/table",
            data={"header_row": "1"},
            headers={"Authorization": sysadmin_with_token["token"]},
            follow_redirects=False,
        )
        assert answer.status_code == 302
        assert helpers.call_action("bmagov_table_show", id=resource["id"])["columns"] == ["สถิติ", "column_2"]

    def test_totals_are_left_out_with_a_click_and_in_the_next_file_too(
        self, app, upload, dataset, sysadmin_with_token
    ):
        resource = upload(OLD + "รวม,3\n")
        headers = {"Authorization": sysadmin_with_token["token"]}
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}", headers=headers).body
        form = BeautifulSoup(page, "html.parser").select_one("form:has(input[type=hidden][name=rows_below])")
        assert form
        fields = form.select("input[name]")
        sent = {field["name"]: field.get("value", "") for field in fields if field["name"] != "_csrf_token"}
        assert sent == {"rows_below": "left_out"}
        before = helpers.call_action("bmagov_table_show", id=resource["id"])["row_count"]
        app.post(form["action"], data=sent, headers=headers, follow_redirects=False)
        assert helpers.call_action("bmagov_table_show", id=resource["id"])["row_count"] == before - 1
        upload(OLD.replace(",", ";") + "บางรัก;5\nรวม;8\n", id=resource["id"])
        assert helpers.call_action("bmagov_table_show", id=resource["id"])["row_count"] == before

    def test_a_stranger_may_not(self, app, upload, dataset, user_with_token):
        resource = upload(OLD)
        app.post(
            f"/dataset/{dataset['name']}/resource/{resource['id']}/table",
            data={"header_row": "0"},
            headers={"Authorization": user_with_token["token"]},
            status=404,
        )

    def test_script_in_a_cell_is_shown_as_text(self, act, app, upload, dataset):
        resource = upload("ก,ข\n<script>alert(1)</script>,1\n")
        act("resource_view_create", resource_id=resource["id"], view_type="bmagov_table", title="t")
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}").body
        assert "<script>alert(1)</script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
