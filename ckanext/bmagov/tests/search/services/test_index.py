from __future__ import annotations

import json
import time

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture(autouse=True)
def _no_doubts():
    """Redis keeps what other tests have left."""
    connect_to_redis().delete(services._doubts())


@pytest.fixture
def jobs(monkeypatch):
    """Collect what is handed to the workers."""
    found: list[set[str]] = []
    monkeypatch.setattr(tk, "enqueue_job", lambda _function, args, **_: found.append(set(args[0])))
    return found


def close(dataset_id: str) -> None:
    """Raise a level where the index does not notice it."""
    package = model.Package.get(dataset_id)
    package.extras = {**package.extras, "data_classification": "secret"}
    model.Session.commit()


def titles() -> list[str]:
    found = call_action("package_search", {"ignore_auth": True}, include_private=True)
    return [one["title"] for one in found["results"]]


class TestDifference:
    def test_there_is_none_after_ordinary_saves(self):
        dataset = factories.Dataset()
        call_action("package_patch", {"user": core.Sysadmin()["name"]}, id=dataset["id"], notes="ใหม่")
        factories.Draft()
        assert services.difference(model.Session).all == frozenset()

    def test_another_level_another_time_and_a_lost_or_left_document_are_told_apart(self):
        closed, touched, lost, gone = (factories.Dataset() for _ in range(4))
        close(closed["id"])
        model.Package.get(touched["id"]).metadata_modified = tk.h.date_str_to_datetime("2020-01-01T00:00:00")
        search.clear(lost["id"])
        model.Package.get(gone["id"]).purge()
        model.Session.commit()
        found = services.difference(model.Session)
        assert found.stale == {closed["id"], touched["id"]}
        assert (found.missing, found.ghosts) == ({lost["id"]}, {gone["id"]})
        assert services.mend(found.all) == []
        assert services.difference(model.Session).all == frozenset()

    def test_one_dataset_that_cannot_be_indexed_does_not_stop_the_others(self, monkeypatch):
        bad, good = factories.Dataset(), factories.Dataset()
        for one in (bad, good):
            close(one["id"])
        mend_dataset = services._mend_dataset

        def fail(dataset_id):
            if dataset_id == bad["id"]:
                raise search.SearchIndexError("no")
            mend_dataset(dataset_id)

        monkeypatch.setattr(services, "_mend_dataset", fail)
        assert services.mend([bad["id"], good["id"]]) == [bad["id"]]
        assert services.difference(model.Session).stale == {bad["id"]}


class TestTransactions:
    def failing(self, monkeypatch) -> None:
        def fail(*_):
            raise RuntimeError("the database went away")

        monkeypatch.setattr(model.Session.registry(), "commit", fail)

    def test_a_commit_that_fails_after_indexing_is_put_right(self, monkeypatch, jobs):
        dataset, user = factories.Dataset(title="ก่อน"), core.Sysadmin()["name"]
        with monkeypatch.context() as patch:
            self.failing(patch)
            with pytest.raises(RuntimeError):
                call_action("package_patch", {"user": user}, id=dataset["id"], title="หลัง")
        model.Session.remove()
        assert titles() == ["หลัง"]
        assert jobs == [{dataset["id"]}]
        services.mend(jobs[0])
        assert titles() == ["ก่อน"]

    def test_a_new_dataset_whose_commit_fails_leaves_no_ghost(self, monkeypatch, jobs):
        user = core.Sysadmin()["name"]
        record = factories.Dataset.stub(owner_org=factories.Agency()["id"], user=None).__dict__
        record.pop("user")
        with monkeypatch.context() as patch:
            self.failing(patch)
            with pytest.raises(RuntimeError):
                call_action("package_create", {"user": user}, **record)
        model.Session.remove()
        assert len(jobs) == 1
        services.mend(jobs[0])
        assert services.difference(model.Session).all == frozenset()

    def test_a_save_that_succeeds_needs_no_worker(self, jobs):
        dataset = factories.Dataset()
        call_action("package_delete", {"user": core.Sysadmin()["name"]}, id=dataset["id"])
        model.Session.remove()
        assert jobs == []

    def test_a_hit_that_should_not_be_one_is_handed_to_a_worker(self, jobs):
        dataset = factories.Dataset()
        close(dataset["id"])
        found = call_action("package_search", {"user": "", "ignore_auth": False})
        assert found["results"] == []
        assert jobs == [{dataset["id"]}]
        services.mend(jobs[0])
        assert services.difference(model.Session).all == frozenset()

    def test_while_solr_is_away_no_search_looks_and_the_first_after_it_does(self, monkeypatch, jobs):
        """Nobody restarts anything: the worker has looked in vain, when Solr was not back yet."""
        dataset, user = factories.Dataset(), core.Sysadmin()["name"]
        update, anybody = "ckan.lib.search.index.PackageSearchIndex.index_package", {"ignore_auth": False}

        def away(*_, **__):
            raise search.SearchIndexError("Could not connect to Solr")

        with monkeypatch.context() as patch:
            patch.setattr(update, away)
            with pytest.raises(search.SearchIndexError):
                call_action("package_patch", {"user": user}, id=dataset["id"], title="ใหม่")
            model.Session.remove()
            assert jobs == [{dataset["id"]}]
            assert call_action("package_search", {"user": "", **anybody})["count"] == 0
            assert services.doubtful() == {dataset["id"]}
        assert call_action("package_search", {"user": "", **anybody})["count"] == 0, "not yet again"
        monkeypatch.setattr(services, "_milliseconds", lambda: time.time_ns() // 1_000_000 + 10_000)
        assert call_action("package_search", {"user": "", **anybody})["count"] == 1
        assert services.doubtful() == set()

    def test_what_another_save_has_noted_meanwhile_stays(self, jobs):
        dataset = factories.Dataset()
        services.mend_later([dataset["id"]])
        services.written(dataset["id"])
        assert services.mend_due() is False, "a save is at work on it"
        assert services.doubtful() == {dataset["id"]}
        model.Session.commit()
        assert services.doubtful() == set()

    def test_raising_a_level_while_solr_is_away_changes_nothing(self, monkeypatch):
        dataset, user = factories.Dataset(), core.Sysadmin()["name"]

        def away(*_, **__):
            raise search.SearchIndexError("Could not connect to Solr")

        monkeypatch.setattr("ckan.lib.search.index.PackageSearchIndex.index_package", away)
        with pytest.raises(search.SearchIndexError):
            call_action(
                "package_patch",
                {"user": user},
                id=dataset["id"],
                data_category="internal",
                data_classification="internal",
                license_id="notspecified",
            )
        model.Session.remove()
        assert model.Package.get(dataset["id"]).extras["data_classification"] == "open"


def test_the_document_keeps_the_whole_dataset_for_those_who_may_read_it():
    dataset = factories.Dataset(
        resources=[factories.resource(), factories.resource(name="ลับ", resource_data_classification="secret")]
    )
    document = search.show(dataset["id"])
    assert len(json.loads(document["validated_data_dict"])["resources"]) == 2
    assert document["res_name"] == ["ประชากรรายเขต 2569"]
