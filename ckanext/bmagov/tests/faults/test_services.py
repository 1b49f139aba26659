"""Each service in turn goes and comes back: pages say so, nothing is half saved, nobody restarts the site."""

from __future__ import annotations

import time

import pytest
import requests

from ckan import model
from ckan.lib import jobs
from ckan.tests.factories import SysadminWithToken, User

from ckanext.bmagov.site.readers import breakers

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
    token = {"Authorization": SysadminWithToken()["token"]}
    signed_in = app.flask_app.test_client()
    with signed_in.session_transaction() as session:
        session["_user_id"] = User()["id"]
    model.Session.remove()
    with service("postgres"):
        for path in ("/", "/dataset/", f"/dataset/{dataset['name']}", "/api/3/action/package_list"):
            answer = app.get(path, expect_errors=True)
            assert answer.status_code == 503, path
            assert "Traceback" not in answer.body
            assert app.get(path, headers=token, expect_errors=True).status_code == 503, path
            assert signed_in.get(path).status_code == 503, path
        assert app.get("/health/live", status=200).json == {"live": True}
        assert app.get("/health/ready", status=503).json == {"ready": False}
        assert "ฐานข้อมูลไม่ตอบสนอง" in app.get("/", expect_errors=True).body
        model.Session.remove()
    assert dataset["title"] in app.get(f"/dataset/{dataset['name']}", status=200).body


@pytest.fixture
def asked_of_solr(monkeypatch) -> list[float]:
    """The time limits of the questions that Solr was asked."""
    asked: list[float] = []
    send = requests.Session.request

    def count(session, method, url, *given, **more):
        if "/solr/" in url:
            asked.append(more["timeout"])
        return send(session, method, url, *given, **more)

    monkeypatch.setattr(requests.Session, "request", count)
    return asked


@pytest.fixture
def after_the_pause(monkeypatch):
    """Let the pause after a silent service be over."""

    def skip() -> None:
        monkeypatch.setattr(breakers, "clock", lambda: time.monotonic() + breakers.PAUSE)

    return skip


def test_a_solr_that_hangs_lets_one_reader_wait(
    app, dataset, service, ckan_config, monkeypatch, asked_of_solr, after_the_pause
):
    """One question of three seconds and one to make sure; then nobody asks, and each answer comes at once."""
    monkeypatch.setitem(ckan_config, "solr_timeout", 3)
    with service("solr", "pause"):
        app.get("/dataset/", status=503)
        assert asked_of_solr, "Solr was asked"
        assert len(asked_of_solr) <= 4
        assert all(timeout <= 3 for timeout in asked_of_solr)
        before = len(asked_of_solr)
        for path in ("/dataset/", "/", "/feeds/dataset.atom", "/api/3/action/package_search"):
            app.get(path, status=503)
        assert dataset["title"] in app.get(f"/dataset/{dataset['name']}", status=200).body
        assert app.get("/health", status=503).json["services"]["search"] is False
        assert len(asked_of_solr) == before
    after_the_pause()
    app.get("/dataset/", status=200)


def test_one_slow_question_does_not_close_the_search(app, dataset, ckan_config, monkeypatch):
    """Solr answers others: only the question that took too long fails."""
    monkeypatch.setitem(ckan_config, "solr_timeout", 3)
    send = requests.Session.request

    def slow(session, method, url, *given, **more):
        if "slowquestion" in url + str(more.get("data")):
            raise requests.ReadTimeout("took too long")
        return send(session, method, url, *given, **more)

    monkeypatch.setattr(requests.Session, "request", slow)
    app.get("/dataset/?q=slowquestion", expect_errors=True)

    assert dataset["title"] in app.get("/dataset/", status=200).body


def test_a_redis_that_hangs_lets_one_reader_wait(app, dataset, service, caplog, after_the_pause):
    with service("redis", "pause"):
        assert set(statuses(app, PAGES).values()) == {200}
    silences = [record for record in caplog.records if "Redis does not answer" in record.message]
    assert 1 <= len(silences) <= 2
    after_the_pause()
    assert app.get("/health", status=200).json["healthy"] is True


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
