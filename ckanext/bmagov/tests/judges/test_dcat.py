"""Our RDF read by rdflib, and judged by pySHACL with the shapes of DCAT-AP 3.0.1.

The shapes are SEMIC's (CC BY 4.0) and not part of this project: `BMAGOV_DCAT_SHAPES` names the folder with
the five files of the release. Without it what needs them is skipped.
"""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from pyshacl import validate
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.bmagov.exchange.dcat.domain.catalog import Page, describe_catalog, members, paging
from ckanext.bmagov.exchange.dcat.domain.describing import Describer
from ckanext.bmagov.exchange.dcat.domain.facts import Record
from ckanext.bmagov.exchange.dcat.domain.reading import read_dataset
from ckanext.bmagov.exchange.dcat.domain.shared import Vocabulary
from ckanext.bmagov.exchange.dcat.domain.terms import iri
from ckanext.bmagov.exchange.dcat.formats.registry import FORMATS
from ckanext.bmagov.exchange.dcat.hooks.profile import said_in
from ckanext.bmagov.tests.exchange.dcat.make import (
    AGENCY,
    DATASET,
    SITE,
    around,
    dataset,
    record,
    resource,
    schema,
    table,
    triples,
    value_for,
)
from ckanext.bmagov.tests.judges import mqa

SHAPES: Final = Path(
    os.environ.get("BMAGOV_DCAT_SHAPES") or Path(__file__).parents[5] / "shared/data/dcat-ap-3.0.1"
)
FILES: Final = (
    *("dcat-ap-SHACL.ttl", "mdr-vocabularies.shape.ttl", "range.ttl"),
    *("shapes.ttl", "shapes_recommended.ttl"),
)
PARSERS: Final = {"ttl": "turtle", "jsonld": "json-ld", "xml": "xml", "rdf": "xml", "nt": "nt", "n3": "n3"}
GENERATED: Final = 40


@cache
def shapes(name: str) -> Graph:
    """Return a file of shapes, without the two properties that the release names and defines nowhere."""
    graph = Graph().parse(SHAPES / name)
    for subject, predicate, shape in list(graph.triples((None, SH.property, None))):
        if (shape, SH.path, None) not in graph:
            graph.remove((subject, predicate, shape))
    return graph


def violations(graph: Graph, name: str) -> list[tuple[str, ...]]:
    """Return focus, path and value of each violation; warnings are left out."""
    _, found, _ = validate(graph, shacl_graph=shapes(name), allow_warnings=True)
    assert isinstance(found, Graph)
    return [
        tuple(
            str(found.value(result, part))
            for part in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
        )
        for result in found.objects(None, SH.result)
        if found.value(result, SH.resultSeverity) == SH.Violation
    ]


def generated(number: int) -> Record:
    """Return a dataset with some of its fields filled in, by chance with what makes trouble."""
    chance = random.Random(number)
    rough = ['ก"\\\n\x0bข', "<b>{x}</b>", " ", "", None, "ฝุ่น PM2.5", "https://x.th/a b{}.csv"]
    sent: dict[str, Any] = {"id": f"{DATASET[:-4]}{number:04}", "metadata_created": "2026-11-29T17:28:47"}
    for field in schema()["dataset_fields"]:
        if chance.random() < 0.6:
            sent[field["field_name"]] = value_for(field) if chance.random() < 0.7 else chance.choice(rough)
    sent |= {"name": f"set-{number}", "metadata_modified": "2026-11-30T01:00:00"}
    sent |= {"tags": [{"name": "ฝุ่น"}], "owner_org": AGENCY, "data_type": "statistics"}
    sent["resources"] = []
    for index in range(chance.randrange(4)):
        file = resource(id=f"{sent['id'][:-2]}{index:02}", url=chance.choice([*rough, "https://x.th/a.csv"]))
        for field in schema()["resource_fields"]:
            if field["field_name"] not in ("url",) and chance.random() < 0.3:
                file[field["field_name"]] = chance.choice(rough)
        sent["resources"].append(file)
    return Record(sent)


@cache
def catalog() -> Graph:
    """Return a page of a catalog, as it is written."""
    records = [record(), *map(generated, range(GENERATED))]
    describer, beside = Describer(table(), around()), around()
    head, shared = describe_catalog(
        table(), beside, {"th": "รายการ", "en": "List"}, "2026-11-01T00:00:00", "2026-11-30T00:00:00"
    )
    addresses = dict.fromkeys(("current", "first", "last"), f"{SITE}/catalog.ttl?page=1")
    whole = [*head, *members(table(), [sent.dataset["id"] for sent in records])]
    whole += paging(table(), Page(addresses, len(records), 100))
    for sent in records:
        description = describer.describe(sent)
        whole += description.triples
        shared |= description.shared
    whole += Vocabulary(table(), beside).triples(shared)
    return Graph().parse(data=FORMATS["ttl"].write(whole, table().prefixes), format="turtle")


@pytest.mark.skipif(
    not SHAPES.is_dir(), reason="BMAGOV_DCAT_SHAPES: the shapes of DCAT-AP 3.0.1 are not here"
)
@pytest.mark.parametrize("name", FILES)
def test_a_catalog_keeps_to_the_shapes(name: str):
    assert violations(catalog(), name) == []


@pytest.mark.skipif(
    not SHAPES.is_dir(), reason="BMAGOV_DCAT_SHAPES: the shapes of DCAT-AP 3.0.1 are not here"
)
def test_the_judge_sees_what_is_wrong():
    graph = Graph() + catalog()
    catalog_node = URIRef(f"{SITE}/catalog")
    graph.remove((catalog_node, URIRef("http://purl.org/dc/terms/title"), None))
    assert violations(graph, "shapes.ttl")


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_says_the_same(name: str):
    written = triples(record())
    plain = Graph().parse(data=FORMATS["nt"].write(written, table().prefixes), format="nt")
    other = Graph().parse(data=FORMATS[name].write(written, table().prefixes), format=PARSERS[name])
    assert isomorphic(other, plain)


@pytest.mark.parametrize("name", FORMATS)
def test_what_people_type_comes_through_each_format(name: str):
    typed = 'ก"\\\n\x07ข <b>&amp;</b> {x}'
    graph = Graph().parse(
        data=FORMATS[name].write(triples(record(notes=typed)), table().prefixes), format=PARSERS[name]
    )
    said = set(
        graph.objects(URIRef(f"{SITE}/dataset/{DATASET}"), URIRef("http://purl.org/dc/terms/description"))
    )
    assert Literal(typed.replace("\x07", ""), lang="th") in said


def test_nothing_is_lost_on_the_way_through_rdflib():
    sent = dataset()
    graph = Graph().parse(data=FORMATS["xml"].write(triples(record(sent)), table().prefixes), format="xml")
    back = read_dataset(
        table(), iri(f"{SITE}/dataset/{DATASET}"), lambda subject, term: list(said_in(graph, subject, term))
    )
    expected = {term.field: sent[term.field] for term in table().dataset if term.field in sent}
    assert {name: back[name] for name in expected} == {
        name: value.strip() if isinstance(value, str) else value for name, value in expected.items()
    }


def test_there_is_no_blank_node():
    """A harvester keeps addresses of nodes; a blank one is another each time."""
    assert all(isinstance(subject, URIRef) for subject in catalog().subjects())
    assert (URIRef(f"{SITE}/catalog"), RDF.type, URIRef("http://www.w3.org/ns/dcat#Catalog")) in catalog()


def test_a_well_described_catalog_is_worth_most_of_the_405_points_of_the_mqa():
    """With links that answer, and a licence that the EU knows."""
    whole = [triple for number in range(5) for triple in triples(record(license_id="cc-by", id=str(number)))]
    graph = Graph().parse(data=FORMATS["nt"].write(whole, table().prefixes), format="nt")
    score = mqa.points(graph, conforms=True, is_alive=lambda _: True)
    assert len(score) == 23
    assert sum(score.values()) == 405
