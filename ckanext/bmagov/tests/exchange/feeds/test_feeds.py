"""Feeds, OpenSearch, links, structured data: each read by what reads it outside."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from ckan.tests import factories as core

from ckanext.bmagov.exchange.feeds.domain import page_of
from ckanext.bmagov.tests.factories import Agency, Dataset, Draft

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

SITE = "http://test.ckan.net"
TURTLE = {"Accept": "text/turtle"}

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def feed(app: CKANTestApp, path: str) -> Any:
    answer = app.get(path)
    assert answer.status_code == 200
    read = feedparser.parse(answer.get_data())
    assert not read.bozo, read.bozo_exception
    return read


@pytest.mark.ckan_config("ckan.feeds.limit", 2)
def test_following_a_feed_to_its_end_finds_every_open_dataset(app: CKANTestApp):
    agency = Agency(title="สำนักสิ่งแวดล้อม")
    made = [Dataset(owner_org=agency["id"]) for _ in range(5)]
    Draft(owner_org=agency["id"])
    path, entries, ends = "/feeds/dataset.atom", [], set()
    for _ in range(3):
        read = feed(app, path)
        assert read.feed.language == "th"
        entries += read.entries
        ends |= {link.href for link in read.feed.links if link.rel == "last"}
        onward = [link.href for link in read.feed.links if link.rel == "next"]
        path = onward[0].removeprefix(SITE) if onward else ""
    assert (path, ends) == ("", {f"{SITE}/feeds/dataset.atom?page=3"})
    assert [entry.link for entry in entries] == [f"{SITE}/dataset/{one['name']}" for one in reversed(made)]
    assert len({entry.id for entry in entries}) == len(entries) == 5
    assert {entry.author for entry in entries} == {"สำนักสิ่งแวดล้อม"}
    assert app.get(entries[0].link.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/feeds/a.atom", 1), ("?page=2", 2), ("?query=page&query=3.5", 3),
        ("?query=q&query=x&query=page&query=4", 4),
        ("?page=0", 1), ("?page=-1", 1), ("?page=ก", 1), ("?query=page", 1), ("?page=1.2.3", 1),
    ],
)  # fmt: skip
def test_the_page_of_an_address(address: str, page: int):
    assert page_of(address) == page


@pytest.mark.parametrize("kind", ["organization", "group", "tag", "custom"])
def test_each_kind_of_feed_is_one(app: CKANTestApp, kind: str):
    agency, topic = Agency(), core.Group()
    made = Dataset(owner_org=agency["id"], groups=[{"name": topic["name"]}], notes="ก < ข & ค")
    path = {
        "organization": f"/feeds/organization/{agency['name']}.atom",
        "group": f"/feeds/group/{topic['name']}.atom",
        "tag": "/feeds/tag/ประชากร.atom",
        "custom": "/feeds/custom.atom?q=ประชากร",
    }[kind]
    assert [entry.link for entry in feed(app, path).entries] == [f"{SITE}/dataset/{made['name']}"]


def test_browsers_learn_how_to_search(app: CKANTestApp):
    assert 'rel="search" type="application/opensearchdescription+xml"' in app.get("/about").body
    answer = app.get("/opensearch.xml")
    assert answer.content_type.startswith("application/opensearchdescription+xml")
    root = ET.fromstring(answer.get_data(as_text=True))
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert 0 < len(root.findtext(f"{name}ShortName") or "") <= 16
    made = Dataset()
    for place in root.findall(f"{name}Url"):
        template = re.sub(r"\{\w+\?\}", "1", place.attrib["template"]).replace("{searchTerms}", "ประชากร")
        found = app.get(template.removeprefix(SITE))
        assert found.status_code == 200
        if place.attrib.get("rel") != "self":
            assert made["name"] in found.get_data(as_text=True)


def test_robots_may_read_what_is_for_all(app: CKANTestApp):
    robots = RobotFileParser()
    robots.parse(app.get("/robots.txt").get_data(as_text=True).splitlines())
    for path in (
        "/",
        "/dataset/a",
        "/catalog.ttl",
        "/catalog-all.ttl.gz",
        "/codelists",
        "/feeds/dataset.atom",
    ):
        assert robots.can_fetch("*", f"{SITE}{path}"), path
    assert not robots.can_fetch("*", f"{SITE}/api/3/action/package_search")


def test_the_home_page_says_how_to_search(app: CKANTestApp):
    script = r'<script type="application/ld\+json">(.*?)</script>'
    [said] = [json.loads(text) for text in re.findall(script, app.get("/").body, re.DOTALL)]
    assert said["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/dataset/?q={{search_term_string}}"
    said["@context"] = {"@vocab": "https://schema.org/"}  # theirs is fetched from the web
    graph = Graph().parse(data=json.dumps(said), format="json-ld")
    assert (URIRef(f"{SITE}/catalog"), RDF.type, URIRef("https://schema.org/DataCatalog")) in graph


class TestLinks:
    def test_a_page_names_what_belongs_to_it(self, app: CKANTestApp):
        made = Dataset()
        header = app.get(f"/dataset/{made['name']}").headers["Link"]
        links = dict(re.findall(r'<([^>]+)>; rel="([\w-]+)"', header))
        assert links[f"{SITE}/dataset/{made['id']}"] == "cite-as"
        assert links[f"{SITE}/dataset/{made['id']}.ttl"] == "describedby"
        assert links[made["resources"][0]["url"]] == "item"
        assert "license" in links.values()
        assert header.isascii()

    @pytest.mark.parametrize("place", ["id", "name"])
    def test_who_asks_for_rdf_is_led_to_it(self, app: CKANTestApp, place: str):
        made = Dataset()
        answer = app.get(f"/dataset/{made[place]}", headers=TURTLE)
        assert answer.content_type.startswith("text/turtle")
        assert f"{SITE}/dataset/{made['id']}" in answer.get_data(as_text=True)

    @pytest.mark.parametrize(
        "accept", ["", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "image/png"]
    )
    def test_browsers_get_the_page(self, app: CKANTestApp, accept: str):
        made = Dataset()
        answer = app.get(f"/dataset/{made['name']}", headers={"Accept": accept} if accept else {})
        assert answer.content_type.startswith("text/html")
        assert "Accept" in answer.headers["Vary"]

    def test_closed_data_name_nothing(self, app: CKANTestApp):
        made = Dataset(data_classification="internal", data_category="internal", private=True)
        answer = app.get(
            f"/dataset/{made['name']}", headers={"Authorization": core.SysadminWithToken()["token"]}
        )
        assert answer.status_code == 200
        assert "Link" not in answer.headers

    def test_absent_is_absent_in_rdf_too(self, app: CKANTestApp):
        assert app.get("/dataset/no-such-set", headers=TURTLE).status_code == 404

    def test_a_code_list_is_a_concept_scheme_at_its_address(self, app: CKANTestApp):
        answer = app.get("/codelists/data_classification", headers=TURTLE)
        graph = Graph().parse(data=answer.get_data(as_text=True), format="turtle")
        scheme = URIRef(f"{SITE}/codelists/data_classification")
        assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
        assert (URIRef(f"{scheme}#open"), SKOS.inScheme, scheme) in graph
        assert app.get("/codelists/data_classification").content_type.startswith("text/html")

    def test_terms_of_ours_are_told_at_their_address(self, app: CKANTestApp):
        graph = Graph().parse(data=app.get("/def", headers=TURTLE).get_data(as_text=True), format="turtle")
        assert (URIRef(f"{SITE}/def#datasetType"), RDF.type, RDF.Property) in graph
        assert "datasetType" in app.get("/def").body
        assert 'id="datasetType"' in app.get("/en/def").body

    def test_the_catalog_and_an_agency_are_told_at_their_addresses(self, app: CKANTestApp):
        agency = Agency(title="สำนักสิ่งแวดล้อม")
        assert app.get("/catalog", headers=TURTLE).content_type.startswith("text/turtle")
        assert app.get("/catalog").content_type.startswith("text/html")
        for place in ("id", "name"):
            text = app.get(f"/organization/{agency[place]}.ttl").get_data(as_text=True)
            assert "สำนักสิ่งแวดล้อม" in text
        assert app.get("/organization/no-such.ttl").status_code == 404


class TestOtherWebsites:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/3/action/package_list",
            "/catalog.ttl",
            "/feeds/dataset.atom",
            "/codelists/all.json",
            "/sitemap.xml",
        ],
    )
    def test_may_read_what_is_open(self, app: CKANTestApp, path: str):
        Dataset()
        assert app.get(path).headers["Access-Control-Allow-Origin"] == "*"

    def test_may_not_read_pages_or_what_somebody_is_signed_in_for(self, app: CKANTestApp):
        token = core.SysadminWithToken()["token"]
        assert "Access-Control-Allow-Origin" not in app.get("/").headers
        answer = app.get("/api/3/action/package_list", headers={"Authorization": token})
        assert "Access-Control-Allow-Origin" not in answer.headers
