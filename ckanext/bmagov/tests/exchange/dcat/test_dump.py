"""The whole catalog as files: the same as pages of it, made of what changed, without what was closed."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.exchange.dcat.domain.describing import Describer
from ckanext.bmagov.exchange.dcat.readers.open_records import open_datasets
from ckanext.bmagov.exchange.dcat.readers.surroundings import records_of
from ckanext.bmagov.exchange.dcat.services import dump
from ckanext.bmagov.exchange.dcat.services.graphs import Graphs
from ckanext.bmagov.tests.factories import Agency, Dataset, resource

if TYPE_CHECKING:
    from pathlib import Path

    from ckan.tests.helpers import CKANTestApp

SITE = "http://test.ckan.net"
SET = URIRef("http://www.w3.org/ns/dcat#Dataset")

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_plugins: None) -> Path:
    folder = tmp_path / dump.FOLDER
    monkeypatch.setattr(dump, "_folder", lambda: folder)
    return folder


def whole(app: CKANTestApp, ending: str = "nt") -> Graph:
    answer = app.get(f"/catalog-all.{ending}.gz")
    assert (answer.status_code, answer.content_type) == (200, "application/gzip")
    text = gzip.decompress(answer.get_data()).decode()
    return Graph().parse(data=text, format={"nt": "nt", "ttl": "turtle"}[ending])


def sets(graph: Graph) -> set[str]:
    return {str(subject).rpartition("/")[2] for subject in graph.subjects(RDF.type, SET)}


def act(action: str, **params: Any) -> None:
    """Do something as an administrator."""
    call_action(action, context={"ignore_auth": True, "user": core.Sysadmin()["name"]}, **params)


def test_both_files_hold_every_open_dataset_with_the_catalog(app: CKANTestApp):
    made = [Dataset() for _ in range(3)]
    Dataset(state="draft")
    assert dump.make().datasets == 3
    plain, turtle = whole(app), whole(app, "ttl")
    assert sets(plain) == {one["id"] for one in made}
    assert isomorphic(plain, turtle)
    listed = plain.objects(URIRef(f"{SITE}/catalog"), URIRef("http://www.w3.org/ns/dcat#dataset"))
    assert {str(said).rpartition("/")[2] for said in listed} == {one["id"] for one in made}


def test_what_is_read_at_once_is_what_package_show_gives(app: CKANTestApp):
    agency, topic = Agency(), core.Group(name="environment")
    closer = resource(name="ลับ", resource_data_classification="confidential", url="https://x.th/b.csv")
    made = Dataset(
        owner_org=agency["id"],
        groups=[{"name": topic["name"]}],
        tag_string="ฝุ่น, PM2.5",
        resources=[resource(), resource(name="ข", url="https://x.th/a b.csv"), closer],
        data_type="statistics",
        disaggregate=["sex"],
        first_year_of_data="2018",
    )
    graphs = Graphs()
    shown = tk.get_action("package_show")({"user": "", "auth_user_obj": None}, {"id": made["id"]})
    assert len(shown["resources"]) == 2
    [apart] = records_of(model.Session, graphs.table.site, [shown])
    [at_once] = records_of(model.Session, graphs.table.site, open_datasets(model.Session, SITE, [made["id"]]))
    describer = Describer(graphs.table, graphs.around)
    assert sorted(describer.describe(at_once).triples) == sorted(describer.describe(apart).triples)
    assert describer.describe(at_once).shared == describer.describe(apart).shared


def test_only_what_changed_is_written_anew(app: CKANTestApp):
    first, second = Dataset(), Dataset()
    assert dump.make().described == 2
    before = whole(app)
    assert dump.make().described == 0
    assert isomorphic(whole(app), before)
    act("package_patch", id=first["id"], title="ชื่อใหม่")
    assert dump.make().described == 1
    assert sets(whole(app)) == {first["id"], second["id"]}
    assert "ชื่อใหม่" in str(list(whole(app).objects(URIRef(f"{SITE}/dataset/{first['id']}"))))


class TestWhatWasClosedSince:
    def test_a_dataset_is_left_out_at_once(self, app: CKANTestApp):
        stays, goes, last = Dataset(), Dataset(), Dataset()
        dump.make()
        act(
            "package_patch",
            id=goes["id"],
            data_classification="internal",
            data_category="internal",
            private=True,
        )
        assert sets(whole(app)) == sets(whole(app, "ttl")) == {stays["id"], last["id"]}
        assert goes["id"] not in whole(app).serialize(format="nt")

    def test_a_dataset_of_which_a_file_is_more_closed_is_left_out(self, app: CKANTestApp):
        stays = Dataset()
        less: Any = Dataset(resources=[resource(), resource(name="ข", url="https://x.th/b.csv")])
        dump.make()
        files = [{**file} for file in less["resources"]]
        files[1]["resource_data_classification"] = "confidential"
        act("package_patch", id=less["id"], resources=files)
        assert sets(whole(app)) == {stays["id"]}
        dump.make()
        assert sets(whole(app)) == {stays["id"], less["id"]}
        assert files[1]["id"] not in whole(app).serialize(format="nt")

    def test_a_deleted_dataset_is_left_out(self, app: CKANTestApp):
        stays, goes = Dataset(), Dataset()
        dump.make()
        act("package_delete", id=goes["id"])
        assert sets(whole(app)) == {stays["id"]}


class TestFaults:
    def test_before_the_first_night_there_is_nothing(self, app: CKANTestApp):
        assert app.get("/catalog-all.ttl.gz").status_code == 404

    def test_a_run_that_fails_leaves_the_files_of_before(
        self, app: CKANTestApp, storage: Path, monkeypatch: pytest.MonkeyPatch
    ):
        made = Dataset()
        dump.make()
        kept = sorted(path.name for path in storage.iterdir())
        monkeypatch.setattr(dump, "records_of", lambda *_: 1 / 0)
        dump.make_at_night()
        assert sorted(path.name for path in storage.iterdir()) == kept
        assert sets(whole(app)) == {made["id"]}

    def test_files_of_earlier_nights_are_taken_away(self, app: CKANTestApp, storage: Path):
        Dataset()
        for _ in range(2):
            dump.make()
        assert len(list(storage.iterdir())) == len(dump.FORMATS) + 2

    def test_an_index_that_somebody_took_away_is_written_anew(self, app: CKANTestApp, storage: Path):
        made = Dataset()
        dump.make()
        next(storage.glob("*.index")).unlink()
        assert dump.make().described == 1
        assert sets(whole(app)) == {made["id"]}

    def test_an_empty_catalog_is_one(self, app: CKANTestApp):
        assert dump.make().datasets == 0
        assert sets(whole(app)) == set()
