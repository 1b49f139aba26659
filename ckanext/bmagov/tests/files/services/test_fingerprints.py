"""What uploads bring: events say how many rows are new, and the same content makes nothing current."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests.factories import Sysadmin
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.files import jobs
from ckanext.bmagov.files.domain import last_new_data
from ckanext.bmagov.files.model import ContentFingerprint, DataEvent
from ckanext.bmagov.files.readers.data_history import data_events as read_events
from ckanext.bmagov.files.services import fingerprints, measure_work
from ckanext.bmagov.files.words import rows_text
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file

if TYPE_CHECKING:
    import datetime as dt

ROWS = [["เขต", "ประชากร"], *([f"เขต {n}", str(1000 + n)] for n in range(40))]


def csv_bytes(
    rows: list[list[str]] = ROWS, encoding: str = "utf-8", end: str = "\n", **options: Any
) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator=end, **options).writerows(rows)
    return target.getvalue().encode(encoding)


PLAIN = csv_bytes()
SAME = {
    "trailing newline": PLAIN + b"\n",
    "shuffled rows": csv_bytes([ROWS[0], *reversed(ROWS[1:])]),
    "byte-order mark": csv_bytes(encoding="utf-8-sig"),
    "windows": csv_bytes(encoding="cp874"),
    "quoting": csv_bytes(quoting=csv.QUOTE_ALL),
    "carriage returns": csv_bytes(end="\r\n"),
    "delimiter": csv_bytes(delimiter=";"),
    "trailing blanks": csv_bytes([[f"{cell}  " for cell in row] for row in ROWS]),
    "workbook": xlsx_file(a=[ROWS[0], *([name, int(count)] for name, count in ROWS[1:])]).getvalue(),
}


@pytest.fixture
def dataset(clean_db, clean_index):
    return factories.Dataset(resources=[], user=Sysadmin())


@pytest.fixture
def upload(dataset, create_with_upload):
    user = Sysadmin()

    def run(
        data: bytes, name: str = "population.csv", into: dict[str, Any] | None = None, **more: Any
    ) -> Any:
        kind = name.rpartition(".")[2]
        if "id" in more:
            more = {**call_action("resource_show", id=more["id"]), "format": kind, **more}
            action = "resource_update"
        else:
            more = {"package_id": (into or dataset)["id"], "name": name, "format": kind, **more}
            action = "resource_create"
        return create_with_upload(data, name, {"user": user["name"]}, action=action, **more)

    return run


def newest(resource: dict[str, Any]) -> tuple[int | None, int | None]:
    model.Session.expire_all()
    event = call_action("bmagov_data_event_list", resource_id=resource["id"])[0]
    return event["new_rows"], event["gone_rows"]


def counted(dataset: dict[str, Any], new_rows: int = 1) -> list[dt.datetime]:
    """The moments at which the dataset became current, one after the other."""
    model.Session.expire_all()
    events = read_events(model.Session, [dataset["id"]])[dataset["id"]]
    moments = [last_new_data(events[:count], events[-1].at, new_rows) for count in range(1, len(events) + 1)]
    return sorted({moment for moment in moments if moment})


class TestEvents:
    @pytest.mark.parametrize("way", SAME)
    def test_the_same_rows_in_another_form_are_no_new_data(self, upload, dataset, way):
        """K-G9, each way by itself."""
        resource = upload(PLAIN)
        assert newest(resource) == (40, 0)
        upload(SAME[way], "population.xlsx" if way == "workbook" else "population.csv", id=resource["id"])
        assert newest(resource) == (0, 0)
        assert len(counted(dataset)) == 1
        assert len(counted(dataset, 0)) == 2, "without the threshold any bytes do"

    def test_real_new_rows_are_counted(self, upload, dataset):
        resource = upload(PLAIN)
        upload(csv_bytes([*ROWS[:-2], ["เขต ก", "1"], ["เขต ข", "2"], ["เขต ค", "3"]]), id=resource["id"])
        assert newest(resource) == (3, 2)
        assert len(counted(dataset)) == 2
        assert len(counted(dataset, 3)) == 2
        assert len(counted(dataset, 4)) == 1

    def test_rows_that_the_dataset_has_had_before_are_not_new(self, upload, dataset):
        """To and fro between two files, and a file that was deleted and made again."""
        resource = upload(PLAIN)
        upload(csv_bytes([*ROWS, ["เขต ก", "1"]]), id=resource["id"])
        upload(PLAIN + b"\n", id=resource["id"])
        assert newest(resource) == (0, 0)
        call_action("resource_delete", {"user": Sysadmin()["name"]}, id=resource["id"])
        again = upload(csv_bytes(end="\r\n"))
        assert newest(again) == (0, 0)
        assert len(counted(dataset)) == 2

    def test_a_new_file_is_compared_with_the_others_of_its_dataset(self, upload):
        upload(PLAIN)
        assert newest(upload(csv_bytes([*ROWS, ["เขต ก", "1"]]), "more.csv")) == (1, 0)
        assert newest(upload(csv_bytes([["a"], ["1"], ["2"]]), "other.csv")) == (2, 0)

    def test_what_has_no_rows_has_its_bytes(self, upload, dataset):
        resource = upload(b"%PDF-1.7 a", "plan.pdf")
        assert newest(resource) == (None, None)
        upload(b"%PDF-1.7 b", "plan.pdf", id=resource["id"])
        assert newest(resource) == (None, None)
        assert len(counted(dataset)) == 2

    def test_a_worker_says_it_as_well(self, upload, dataset, monkeypatch):
        resource = upload(PLAIN)
        monkeypatch.setattr(table, "is_quick", lambda *_: False)
        upload(PLAIN + b"\n", id=resource["id"])
        assert newest(resource) == (None, None)
        assert len(counted(dataset)) == 2, "until it was measured it counts"
        assert jobs.read() == 1
        assert newest(resource) == (0, 0)
        assert len(counted(dataset)) == 1


@pytest.mark.usefixtures("with_request_context")
@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((12, 0, 0, 340), "12 of 340 rows are new"),
        ((12, 2, 0, 1340), "12 of 1,340 rows are new; 2 rows are gone"),
        ((0, 1200, 90, 5000), "About 1,200 rows are gone"),
        ((0, 0, 0, 340), "Same content as before"),
        ((0, 0, 0, 0), ""),
        ((None, None, None, 340), ""),
    ],
)
def test_a_change_in_words(numbers, sentence, read_in):
    names = ("new_rows", "gone_rows", "rows_margin", "rows")
    with read_in("en"):
        assert rows_text(dict(zip(names, numbers, strict=True))) == sentence


class TestOldFiles:
    def test_they_are_measured_at_night(self, upload):
        resource = upload(PLAIN)
        forget()
        assert newest(resource) == (None, None)
        assert measure_work.unmeasured() == [resource["id"]]
        assert measure_work.measure_all(0) == 0
        assert measure_work.measure_all() == 1
        assert newest(resource) == (40, 0)
        assert measure_work.unmeasured() == []
        upload(PLAIN + b"\n", id=resource["id"])
        assert newest(resource) == (0, 0)

    def test_nothing_is_claimed_where_the_data_before_were_never_measured(self, upload, dataset):
        resource = upload(PLAIN)
        forget()
        upload(PLAIN + b"\n", id=resource["id"])
        assert newest(resource) == (None, None)
        assert len(counted(dataset)) == 2


def forget() -> None:
    """Make it a site of before."""
    model.Session.execute(sa.text("ALTER TABLE bmagov_data_event DISABLE TRIGGER USER"))
    model.Session.execute(sa.update(DataEvent).values(new_rows=None, gone_rows=None, rows_margin=None))
    model.Session.execute(sa.text("ALTER TABLE bmagov_data_event ENABLE TRIGGER USER"))
    model.Session.execute(sa.delete(ContentFingerprint))
    model.Session.commit()


class TestClosest:
    def test_near_copies_in_other_datasets(self, upload):
        mine = upload(PLAIN)
        other = factories.Dataset(resources=[], user=Sysadmin())
        copy = upload(csv_bytes([*ROWS, ["เขต ก", "1"]]), into=other)
        upload(csv_bytes([["a"], ["1"], ["2"]]), "other.csv", into=other)
        assert fingerprints.closest(model.Session, mine["id"]) == {copy["id"]: 1.0}
        assert fingerprints.closest(model.Session, "nothing") == {}
