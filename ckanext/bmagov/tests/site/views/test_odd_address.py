"""Addresses and calls of machines that CKAN answers with a page, or with an error of the server."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.tests.factories import Sysadmin
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


@pytest.mark.parametrize("address", ["/dataset/{name}.csv", "/dataset/{name}.foo", "/catalog.rss"])
def test_a_format_that_no_dataset_has_is_not_there(app, address):
    name = factories.Dataset()["name"]
    assert app.get(address.format(name=name)).status_code == 404


def test_json_of_a_dataset_is_where_one_looks_for_it(app):
    dataset = factories.Dataset(state="active")
    answer = app.get(f"/dataset/{dataset['name']}.json")
    assert answer.json["result"]["id"] == dataset["id"]
    assert app.get(f"/dataset/{dataset['name']}.ttl").status_code == 200


def test_what_is_too_large_is_refused_in_json(app, monkeypatch):
    from flask import Request

    monkeypatch.setattr(Request, "max_content_length", 1000)
    answer = app.post("/api/3/action/resource_create", data={"description": "x" * 5000})
    assert answer.status_code == 413
    assert answer.json["success"] is False
    assert answer.json["error"]["__type"] == "Request Entity Too Large"


class TestNightlyScripts:
    """They send all files of a dataset anew, by their names."""

    def test_files_that_are_replaced_do_not_stand_in_the_way(self):
        user = {"user": Sysadmin()["name"]}
        dataset = factories.Dataset(resources=[factories.resource(name="รายวัน")])
        fresh = [factories.resource(name="รายวัน", url="https://example.go.th/2.csv")]
        saved = call_action("package_patch", dict(user), id=dataset["id"], resources=fresh)
        assert [resource["url"] for resource in saved["resources"]] == ["https://example.go.th/2.csv"]

    def test_a_file_that_stays_still_has_its_name_to_itself(self):
        user = {"user": Sysadmin()["name"]}
        dataset: Any = factories.Dataset(resources=[factories.resource(name="รายวัน")])
        both = [*dataset["resources"], factories.resource(name="รายวัน")]
        with pytest.raises(Exception, match="RESOURCE-NAME-DUPLICATE"):
            call_action("package_patch", dict(user), id=dataset["id"], resources=both)
