"""The catalog as RDF: addresses, pages, formats, profiles, and what other readers make of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import RDF, Graph, URIRef

import ckan.plugins.toolkit as tk
from ckanext.dcat.processors import RDFParser

from ckanext.bmagov.exchange.dcat.formats.registry import FORMATS
from ckanext.bmagov.tests.factories import Agency, Dataset, resource

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

SITE = "http://test.ckan.net"
DCAT = "http://www.w3.org/ns/dcat#"
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "xml": "xml", "rdf": "xml", "n3": "n3"}

pytestmark = [
    pytest.mark.ckan_config("ckanext.dcat.datasets_per_page", 2),
    pytest.mark.usefixtures("clean_db", "clean_index"),
]

NEVER = ["page=0", "page=-1", "page=ก", "page=1.5", "page=99999999999", "modified_since=เมื่อวาน"]


def graph(app: CKANTestApp, path: str, form: str = "turtle") -> Graph:
    answer = app.get(path)
    assert answer.status_code == 200
    return Graph().parse(data=answer.get_data(as_text=True), format=form)


def datasets(known: Graph) -> set[str]:
    return {str(subject) for subject in known.subjects(RDF.type, URIRef(f"{DCAT}Dataset"))}


@pytest.mark.parametrize("ending", PARSERS)
def test_a_dataset_has_an_address_in_each_format(app: CKANTestApp, ending: str):
    made = Dataset()
    answer = app.get(f"/dataset/{made['name']}.{ending}")
    assert answer.content_type.startswith(FORMATS[ending].media_type)
    known = Graph().parse(data=answer.get_data(as_text=True), format=PARSERS[ending])
    assert datasets(known) == {f"{SITE}/dataset/{made['id']}"}
    assert (None, URIRef("http://purl.org/dc/terms/accessRights"), None) in known


def test_pages_of_the_catalog_hold_every_dataset_once(app: CKANTestApp):
    made = [Dataset() for _ in range(5)]
    pages = [graph(app, f"/catalog.ttl?page={number}") for number in (1, 2, 3)]
    held = [datasets(page) for page in pages]
    assert [len(page) for page in held] == [2, 2, 1]
    assert set.union(*held) == {f"{SITE}/dataset/{one['id']}" for one in made}
    following = URIRef("http://www.w3.org/ns/hydra/core#next")
    assert [str(said) for said in pages[0].objects(None, following)] == [f"{SITE}/catalog.ttl?page=2"]
    assert not list(pages[2].objects(None, following))


def test_parameters_lead_from_page_to_page(app: CKANTestApp):
    for _ in range(3):
        Dataset()
    known = graph(app, "/catalog.xml?q=ประชากร&modified_since=2020-01-01", "xml")
    following = next(known.objects(None, URIRef("http://www.w3.org/ns/hydra/core#next")))
    assert "modified_since=2020-01-01" in str(following)
    assert len(datasets(graph(app, str(following).removeprefix(SITE), "xml"))) == 1


def test_an_empty_catalog_is_one(app: CKANTestApp):
    known = graph(app, "/catalog.ttl")
    assert (URIRef(f"{SITE}/catalog"), RDF.type, URIRef(f"{DCAT}Catalog")) in known
    assert not datasets(known)


@pytest.mark.parametrize("query", NEVER)
def test_a_page_that_there_cannot_be_is_refused(app: CKANTestApp, query: str):
    answer = app.get(f"/catalog.ttl?{query}", status=409)
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_page_behind_the_last_is_empty(app: CKANTestApp):
    Dataset()
    known = graph(app, "/catalog.ttl?page=7")
    assert not datasets(known)
    previous = next(known.objects(None, URIRef("http://www.w3.org/ns/hydra/core#previous")))
    assert str(previous) == f"{SITE}/catalog.ttl?page=1"


def test_a_format_that_there_is_not_is_refused():
    with pytest.raises(tk.ValidationError) as refused:
        tk.get_action("dcat_catalog_show")({}, {"format": "exe"})
    assert "VALUE-UNKNOWN" in refused.value.error_dict["format"][0]


def test_other_profiles_are_still_there(app: CKANTestApp):
    made = Dataset()
    known = graph(app, f"/dataset/{made['id']}.ttl?profiles=euro_dcat_ap_3")
    assert datasets(known) == {f"{SITE}/dataset/{made['id']}"}
    assert not [term for term in known.predicates() if "/def#" in str(term)]
    assert app.get(f"/dataset/{made['id']}.ttl?profiles=nothing").status_code == 409


def test_addresses_are_the_same_on_english_pages(app: CKANTestApp):
    made = Dataset(resources=[resource()])
    assert app.get(f"/en/dataset/{made['id']}.ttl").body == app.get(f"/dataset/{made['id']}.ttl").body


@pytest.mark.parametrize("profiles", [["bmagov_dcat_ap_3"], ["euro_dcat_ap_3"]])
def test_what_is_written_is_read_by_ckanext_dcat(app: CKANTestApp, profiles: list[str]):
    made: Any = Dataset(title_en="Population of districts")
    parser = RDFParser(profiles=profiles)
    parser.parse(app.get("/catalog.xml").get_data(as_text=True), "xml")
    back: dict[str, Any] = next(iter(parser.datasets()))
    assert back["title"] == made["title"]
    assert {tag["name"] for tag in back["tags"]} == {tag["name"] for tag in made["tags"]}
    assert len(back["resources"]) == 1


def test_our_own_profile_reads_back_what_it_wrote(app: CKANTestApp):
    made = Dataset(title_en="Population of districts", maintainer_phone="0 2224 2956")
    parser = RDFParser(profiles=["bmagov_dcat_ap_3"])
    parser.parse(app.get(f"/dataset/{made['id']}.jsonld").get_data(as_text=True), "json-ld")
    back: dict[str, Any] = next(iter(parser.datasets()))
    fields = [field["field_name"] for field in tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]]
    kept: dict[str, Any] = {name: made[name] for name in fields if made.get(name)}
    assert {name: back.get(name) for name in kept} == kept


def test_an_agency_of_a_dataset_is_told_with_its_code(app: CKANTestApp):
    agency = Agency(title="สำนักสิ่งแวดล้อม", title_en="Environment Department")
    made = Dataset(owner_org=agency["id"])
    known = graph(app, f"/dataset/{made['id']}.ttl")
    names: Any = known.objects(
        URIRef(f"{SITE}/organization/{agency['id']}"), URIRef("http://xmlns.com/foaf/0.1/name")
    )
    assert {(str(name), getattr(name, "language", None)) for name in names} == {
        ("สำนักสิ่งแวดล้อม", "th"), ("Environment Department", "en"),
    }  # fmt: skip


def test_json_ld_is_short(app: CKANTestApp):
    made = Dataset()
    said = json.loads(app.get(f"/dataset/{made['id']}.jsonld").get_data(as_text=True))
    [dataset] = [node for node in said["@graph"] if "dcat:Dataset" in node.get("@type", ())]
    assert dataset["dct:title"] == [{"@value": made["title"], "@language": "th"}]
