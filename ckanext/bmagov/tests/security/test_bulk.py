"""Many datasets at once, as each of the cast: what may not be edited is as unknown as what there is not."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckanext.bmagov.metadata.bulk.formats import workbook
from ckanext.bmagov.tests.metadata.bulk.sheets import Book
from ckanext.bmagov.tests.security.readers import ROLES, may_edit
from ckanext.bmagov.tests.security.surface import Administration, Changes, ListOf, Quiet, Surface

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

EDITORS = ("editor", "admin", "sysadmin")


def of_what_may_be_edited(city: City, role: str, text: str) -> None:
    """Nothing else is there, and something is there for who edits."""
    found = city.found(text)
    assert {key for key in found if not may_edit(role, key)} == set()
    assert (found == set()) == (role not in EDITORS)


class _Listed(ListOf):
    roles = EDITORS
    lists, others = frozenset(), None

    @pytest.mark.parametrize("role", ROLES)
    def test_it_is_of_what_the_reader_may_change(self, city: City, role: str):
        of_what_may_be_edited(city, role, self.ask(city, role).get_data(as_text=True))


class TestBulkList(_Listed):
    action, params = "bmagov_dataset_bulk_list", {"organization": "{owner_id}"}


class TestBulkPage(_Listed):
    route, path = "bmagov_bulk.index", "/organization/{owner}/bulk"


class TestBulkExport(Surface):
    action, params = "bmagov_dataset_bulk_export", {"organization": "{owner_id}"}

    @pytest.mark.parametrize("role", ROLES)
    def test_it_holds_what_the_reader_may_change(self, city: City, role: str):
        answer = self.ask(city, role)
        assert (answer.status_code == 200) == (role in EDITORS)
        content = base64.b64decode(answer.json["result"]["content"]) if role in EDITORS else b""
        of_what_may_be_edited(city, role, words_of(content))


class TestBulkWorkbook(Surface):
    route, path = "bmagov_bulk.workbook", "/organization/{owner}/bulk/workbook"

    @pytest.mark.parametrize("role", ROLES)
    def test_it_holds_what_the_reader_may_change(self, city: City, role: str):
        answer = self.ask(city, role)
        assert (answer.status_code == 200) == (role in EDITORS)
        of_what_may_be_edited(city, role, words_of(answer.get_data() if role in EDITORS else b""))


def words_of(content: bytes) -> str:
    return str(workbook.read(content)) if content else ""


class TestBulkChosen(Administration):
    route, path = "bmagov_bulk.workbook", "/organization/{owner}/bulk/workbook"
    form: ClassVar = {"ids": "{id}"}
    allowed = EDITORS


class _EachByItself(Changes):
    """The call is answered, each dataset in it for itself."""

    absent_status: ClassVar = (200, 302, 400, 401, 403, 404, 409)
    refused_status: ClassVar = absent_status


class TestBulkAct(_EachByItself):
    action: ClassVar = "bmagov_dataset_bulk_act"
    params: ClassVar = {"ids": ["{id}"], "act": "trash", "dry_run": False}


class TestBulkActForm(_EachByItself):
    route, path = "bmagov_bulk.act", "/organization/{owner}/bulk/act"
    form: ClassVar = {"ids": "{id}", "act": "trash", "confirmed": "yes"}


class TestBulkImport(_EachByItself):
    action: ClassVar = "bmagov_dataset_bulk_import"

    def ask(self, city: City, role: str, **gaps: str) -> Any:
        book = Book({"Records": [["labels"], ["id", "metadata_modified", "title"]]})
        book.add("Records", id=gaps.get("id", ""), title="x", metadata_modified="x")
        content = base64.b64encode(book.bytes()).decode()
        answer = city.call(role, self.action, content=content, dry_run=False)
        # The digest is of what was sent, which names another dataset each time.
        answer.set_data(re.sub(r'"hash": "[0-9a-f]{64}"', "", answer.get_data(as_text=True)))
        return answer


class TestBulkImportForm(Administration):
    route, path = "bmagov_bulk.take_in", "/organization/{owner}/bulk/import"
    form: ClassVar = {"packed": "", "hash": ""}
    allowed = EDITORS


class TestBulkImportPage(Quiet):
    route, path = "bmagov_bulk.take_in", "/organization/{owner}/bulk/import"


class TestBulkJob(Quiet):
    """Those of others: `tests/metadata/bulk/actions/test_act.py`."""

    action, params = "bmagov_bulk_job_show", {"id": "{owner_id}"}


class TestBulkJobs(Quiet):
    action = "bmagov_bulk_job_list"


class TestBulkJobPage(Quiet):
    route, path = "bmagov_bulk.job", "/dashboard/bulk/{owner_id}"


class TestBulkJobFile(Quiet):
    route, path = "bmagov_bulk.findings", "/dashboard/bulk/{owner_id}.xlsx"


class TestBulkUndo(Administration):
    action, params, allowed = "bmagov_bulk_undo", {"id": "{id}"}, ()


class TestBulkUndoForm(Administration):
    route, path, allowed = "bmagov_bulk.undo", "/dashboard/bulk/{id}/undo", ()
    form: ClassVar = {}
