"""What is not said to matter does not: with subscribers in any order a save leaves the same behind."""

from __future__ import annotations

import io
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import make_connection
from ckan.tests import factories as core

from ckanext.bmagov import subscriptions
from ckanext.bmagov.base.domain.order import Ordered
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^'\", ]*")
CHANGING = {"_version_", "index_id", "data_dict", "validated_data_dict", "name", "title", "bmagov_seal"}
"""Fields of a document that differ between two datasets, or hold what the others hold."""

CLOSED = {
    "data_category": "official_secret",
    "data_classification": "confidential",
    "license_id": "notspecified",
}
TABLES = ("bmagov_score_change", "bmagov_validation_run", "bmagov_data_event", "bmagov_resource_content")


def shuffled(listed: Ordered, seed: int) -> Ordered:
    """Return the names in another order that keeps what is said to matter."""
    dice = random.Random(seed)
    names = list(listed.names)
    while True:
        dice.shuffle(names)
        places = {name: place for place, name in enumerate(names)}
        if all(places[earlier] < places[later] for earlier, later in listed.before):
            return Ordered(tuple(names), listed.before)


@pytest.fixture
def in_another_order(monkeypatch: pytest.MonkeyPatch) -> Any:
    def shuffle(seed: int) -> None:
        other = {event: shuffled(listed, seed) for event, listed in subscriptions.SUBSCRIBERS.items()}
        for event, listed in other.items():
            monkeypatch.setitem(subscriptions.SUBSCRIBERS, event, listed)

    return shuffle


def table(content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), "a.csv", content_type="text/csv")


class Desk:
    """One who saves datasets of one agency, and what is left behind after each save."""

    def __init__(self) -> None:
        self.user = core.Sysadmin()["name"]
        self.agency = factories.Agency(kind="bureau")["id"]

    def act(self, action: str, **data: Any) -> Any:
        return tk.get_action(action)({"user": self.user}, data)

    def saves(self, name: str) -> Iterator[str]:
        """Make, fill, describe, close, mend and delete a dataset; yield what each leaves behind."""
        dataset = factories.Dataset(
            name=name, title="ทะเบียน", owner_org=self.agency, user={"name": self.user}
        )
        yield self.left(name)
        file = self.act(
            "resource_create",
            package_id=dataset["id"],
            name="ตาราง",
            format="CSV",
            upload=table(b"a,b\n1,2\n"),
        )
        yield self.left(name)
        columns = [{"name": "a", "type": "integer"}, {"name": "b", "type": "text"}]
        self.act("bmagov_dictionary_update", id=file["id"], columns=columns)
        yield self.left(name)
        self.act("package_patch", id=dataset["id"], **CLOSED)
        yield self.left(name)
        self.act("resource_patch", id=file["id"], upload=table(b"a,b\n3,4\n"))
        yield self.left(name)
        self.act("package_delete", id=dataset["id"])
        yield self.left(name)

    def left(self, name: str) -> str:
        """Return the document of the index and what stands in tables, without ids and moments."""
        documents = make_connection().search(f"name:{name}", rows=1).docs
        parts = [
            sorted((key, str(value)) for key, value in document.items() if key not in CHANGING)
            for document in documents
        ]
        package: Any = model.Package.get(name)
        ids = [package.id, *(resource.id for resource in package.resources_all)]
        kinds = sa.select(AuditLog.kind).where(AuditLog.payload.op("->>")("title").is_not(None))
        rows: list[Any] = sorted(model.Session.scalars(kinds))
        for table in TABLES:
            columns = model.meta.metadata.tables[table].c
            own = columns.dataset_id if "dataset_id" in columns else columns.resource_id
            shown = [column for column in columns if column.name not in ("id", "created_by", "number")]
            found = model.Session.execute(sa.select(*shown).where(own.in_(ids))).all()
            rows.append((table, sorted(" ".join(map(str, row)) for row in found)))
        return MOMENT.sub("<moment>", ID.sub("<id>", str((parts, rows)))).replace(name, "<name>")


@pytest.mark.parametrize("seed", range(3))
def test_a_save_leaves_the_same_behind_in_any_order(with_plugins, in_another_order, seed: int):
    desk = Desk()
    expected = list(desk.saves("in-the-order-of-the-list"))
    in_another_order(seed)
    found = list(desk.saves(f"in-another-order-{seed}"))
    assert len(set(expected)) == len(expected), "each save leaves something else behind"
    for before, after in zip(expected, found, strict=True):
        assert after == before
