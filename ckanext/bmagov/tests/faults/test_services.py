"""Each service in turn goes and comes back: pages say so, nothing is half saved, nobody restarts the site."""

from __future__ import annotations

import pytest
import requests

from ckan import model
from ckan.lib import jobs
from ckan.tests.factories import SysadminWithToken

pytestmark = pytest.mark.faults

PAGES = (
    "/",
    "/dataset/",
    "/organization/",
    "/group/",
    "/user/login",
    "/about",
    "/feeds/dataset.atom",
    "/catalog.ttl",
)


def statuses(app, paths) -> dict[str, int]:
    return {path: app.get(path, expect_errors=True).status_code for path in paths}


def test_solr_goes_and_comes_back(app, dataset, service):
    with service("solr"):
        assert set(statuses(app, PAGES).values()) <= {200, 503}
        assert "ค้นหาไม่ได้ชั่วคราว" in app.get("/dataset/", status=503).body
        assert dataset["title"] in app.get(f"/dataset/{dataset['name']}", status=200).body
    assert dataset["title"] in app.get("/dataset/", status=200).body


def test_redis_goes_and_comes_back(app, dataset, service):
    with service("redis"):
        assert set(statuses(app, PAGES).values()) == {200}
    assert app.get("/health", status=200).json["healthy"] is True


def test_postgresql_goes_and_comes_back(app, dataset, service):
    model.Session.remove()
    with service("postgres"):
        for path in ("/", "/dataset/", f"/dataset/{dataset['name']}", "/api/3/action/package_list"):
            answer = app.get(path, expect_errors=True)
            assert answer.status_code == 503, path
            assert "Traceback" not in answer.body
        assert "ฐานข้อมูลไม่ตอบสนอง" in app.get("/", expect_errors=True).body
        model.Session.remove()
    assert dataset["title"] in app.get(f"/dataset/{dataset['name']}", status=200).body


def test_a_solr_that_hangs_costs_seconds_not_a_minute(app, dataset, service, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "solr_timeout", 3)
    """One question of three seconds to a Solr that never answers, and no second one."""
    asked = []
    send = requests.Session.request

    def count(session, method, url, *given, **more):
        if "/solr/" in url:
            asked.append((url, more.get("timeout")))
        return send(session, method, url, *given, **more)

    monkeypatch.setattr(requests.Session, "request", count)
    with service("solr", "pause"):
        app.get("/dataset/", status=503)
    assert asked, "Solr was asked"
    assert all(timeout and timeout <= 3 for _, timeout in asked)
    assert len(asked) <= 4
    app.get("/dataset/", status=200)


def test_saving_without_solr_stores_nothing_and_says_so(app, dataset, service):
    editor = SysadminWithToken()
    model.Session.remove()
    with service("solr"):
        answer = app.post(
            "/api/3/action/package_patch",
            json={"id": dataset["id"], "notes": "ข้อความที่ไม่ควรถูกบันทึก"},
            headers={"Authorization": editor["token"]},
            expect_errors=True,
        )
        assert answer.status_code == 503
        assert answer.json["error"]["__type"] == "Service Unavailable"
    model.Session.remove()
    assert "ข้อความที่ไม่ควรถูกบันทึก" not in app.get(f"/dataset/{dataset['name']}", status=200).body


def test_raising_a_level_without_solr_is_refused_as_a_whole(app, dataset, service, with_test_worker):
    """Never "saved, and hidden later": the level stays what it was, in the database and for readers.

    Searches find the dataset again when a worker has looked at what the index says.
    """
    editor = SysadminWithToken()
    model.Session.remove()
    raised = {"data_category": "security", "data_classification": "secret", "license_id": "notspecified"}
    with service("solr"):
        answer = app.post(
            "/api/3/action/package_patch",
            json={"id": dataset["id"], **raised},
            headers={"Authorization": editor["token"]},
            expect_errors=True,
        )
        assert answer.status_code == 503
    model.Session.remove()
    assert model.Package.get(dataset["id"]).extras["data_classification"] == "open"
    app.get(f"/dataset/{dataset['name']}", status=200)
    jobs.Worker().work(burst=True)
    assert dataset["title"] in app.get("/dataset/", status=200).body
