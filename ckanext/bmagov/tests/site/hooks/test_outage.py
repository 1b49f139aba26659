"""A service that does not answer costs a page, never a traceback; the next request tries anew."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core

from ckanext.bmagov.tests import factories

PAGES = "documents progress uses database words submit systems governance register report"
WORKSPACE = ("", *(f"/{page}" for page in PAGES.split()))
NOBODY_LISTENS = "http://127.0.0.1:9/solr/nothing"


@pytest.fixture
def dataset(clean_db, clean_index):
    return factories.Dataset(owner_org=factories.Agency(kind="bureau")["id"])


@pytest.fixture
def solr_away(dataset, app, ckan_config, monkeypatch):
    """A site whose Solr went away after it was filled."""
    monkeypatch.setitem(ckan_config, "solr_url", NOBODY_LISTENS)


@pytest.mark.usefixtures("solr_away")
class TestSolrAway:
    @pytest.mark.parametrize("path", ["/", "/dataset/", "/organization/", "/group/", "/feeds/dataset.atom"])
    def test_pages_that_search_say_so_in_thai(self, app, path):
        answer = app.get(path, expect_errors=True)

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "ค้นหาไม่ได้ชั่วคราว" in answer.body
        assert "Traceback" not in answer.body

    def test_pages_that_search_say_so_in_english(self, app):
        answer = app.get("/en/dataset/", expect_errors=True)

        assert answer.status_code == 503
        assert "Search is unavailable for the moment" in answer.body

    def test_a_single_dataset_still_opens_with_a_notice(self, app, dataset):
        answer = app.get(f"/dataset/{dataset['name']}")

        assert dataset["title"] in answer.body
        assert "ค้นหาไม่ได้ชั่วคราว" in answer.body

    def test_api_answers_json(self, app):
        answer = app.get("/api/3/action/package_search", expect_errors=True)

        assert answer.status_code == 503
        assert answer.json["error"]["__type"] == "Service Unavailable"

    def test_health_names_the_service(self, app):
        answer = app.get("/health", expect_errors=True)

        assert answer.status_code == 503
        assert answer.json["services"] == {"database": True, "search": False, "queue": True}

    def test_a_load_balancer_keeps_a_site_whose_pages_mostly_open(self, app):
        assert app.get("/health/ready").json == {"ready": True}
        assert app.get("/health/live").json == {"live": True}

    def test_its_administrator_is_told_what_to_do(self, app):
        token = {"Authorization": core.SysadminWithToken()["token"]}

        page = app.get("/ckan-admin/state", headers=token).body

        assert "Solr ไม่ตอบสนอง" in page
        assert "ดัชนี" not in page.split("<h1>")[1]

    def test_none_of_our_own_pages_fails(self, app, dataset):
        """F1: the pages of the KPI, and ours that need no more than an address, as who reads all of them."""
        headers = {"Authorization": core.SysadminWithToken()["token"]}
        agency = dataset["organization"]["name"]
        known = {"fiscal_year": 2570, "agency": agency, "extension": "csv"}
        with app.flask_app.test_request_context("/"):
            paths = {
                tk.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
                for rule in app.flask_app.url_map.iter_rules()
                if rule.endpoint.startswith("bmagov")
                and rule.methods >= {"GET"}
                and rule.arguments <= set(known)
            }
        paths |= {f"/organization/{agency}/kpi/2570{end}" for end in WORKSPACE}
        assert len(paths) >= 30
        found = {
            path: app.get(path, headers=headers, expect_errors=True, follow_redirects=False).status_code
            for path in sorted(paths)
        }
        searching = {"/dashboard/work", f"/organization/{agency}/kpi/2570/database"}
        assert {path for path, status in found.items() if status >= 500} == {"/health", *searching}
        assert {found[path] for path in searching} == {503}
        for path in ("/kpi", "/kpi/2570", f"/kpi/2570/{agency}", f"/organization/{agency}/kpi/2570"):
            assert found[path] == 200

    def test_search_is_back_with_solr(self, app, dataset, ckan_config, monkeypatch):
        monkeypatch.undo()

        assert dataset["title"] in app.get("/dataset/").body


@pytest.mark.usefixtures("dataset")
class TestRedisAway:
    @pytest.fixture(autouse=True)
    def redis_away(self, dataset, app, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, "ckan.redis.url", "redis://127.0.0.1:9/0")

    def test_reading_goes_on(self, app, dataset):
        assert app.get("/").status_code == 200
        assert app.get(f"/dataset/{dataset['name']}").status_code == 200

    def test_health_names_the_service(self, app):
        assert app.get("/health", expect_errors=True).json["services"]["queue"] is False


@pytest.mark.usefixtures("dataset")
class TestAllIsWell:
    def test_health_is_good(self, app):
        assert app.get("/health").json["healthy"] is True

    def test_a_bug_is_not_passed_off_as_an_outage(self, app, dataset, monkeypatch):
        """An operational error while PostgreSQL answers (here: a time-out) must surface."""
        import sqlalchemy as sa

        from ckan import model

        def statement_cancelled(*args, **kwargs):
            raise sa.exc.OperationalError("SELECT", {}, Exception("canceling statement"))

        monkeypatch.setattr(model.Package, "get", statement_cancelled)
        with pytest.raises(sa.exc.OperationalError):
            app.get(f"/dataset/{dataset['name']}")
