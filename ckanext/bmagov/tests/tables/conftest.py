"""What tests of tables share: an uploaded file of an open dataset, and a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tables.services import store, work
from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def dataset() -> dict[str, Any]:
    return factories.Dataset(resources=[])


@pytest.fixture
def upload(dataset: dict[str, Any], create_with_upload: Any) -> Callable[..., dict[str, Any]]:
    user = core.Sysadmin()

    def run(data: str | bytes, name: str = "table.csv", **kwargs: Any) -> dict[str, Any]:
        data = data.encode() if isinstance(data, str) else data
        action = "resource_update" if "id" in kwargs else "resource_create"
        if "id" in kwargs:
            kwargs = {**call_action("resource_show", id=kwargs["id"]), **kwargs}
        else:
            kwargs = {"package_id": dataset["id"], "name": name, "format": "CSV", **kwargs}
        return create_with_upload(data, name, {"user": user["name"]}, action=action, **kwargs)

    return run


def load() -> int:
    """Do what a worker does."""
    done = work.work_all()
    model.Session.expire_all()
    return done


def state(resource_id: str) -> dict[str, Any]:
    model.Session.expire_all()
    return call_action("bmagov_table_load_show", id=resource_id)


def rows(resource_id: str, **more: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a table as the DataStore gives them, without their numbers."""
    result = call_action("datastore_search", resource_id=resource_id, **{"limit": 1000, **more})
    return [tuple(value for key, value in row.items() if key != "_id") for row in result["records"]]


def types(resource_id: str) -> dict[str, str]:
    result = call_action("datastore_search", resource_id=resource_id, limit=0)
    return {field["id"]: field["type"] for field in result["fields"] if field["id"] != "_id"}


def tables() -> set[str]:
    """Return all tables of the DataStore's database, also those that are being made."""
    with store.writing_engine().connect() as connection:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        return set(connection.execute(sa.text(query)).scalars())
