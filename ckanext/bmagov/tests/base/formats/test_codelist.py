from __future__ import annotations

import csv
import io
import json

import pytest
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from ckanext.bmagov.base.domain.codelist import parse_codelist
from ckanext.bmagov.base.formats.codelist import FORMATS


def scheme_of(name: str) -> str:
    return f"https://data.example/codelists/{name}"


@pytest.fixture
def lists():
    raw = {
        "name": "unit",
        "title": {"th": "หน่วย", "en": "Unit"},
        "codes": [
            {"value": "month", "label_th": "เดือน", "label_en": "Month", "standard_code": "M",
             "aliases": ["รายเดือน", "=1+1"], "uri": "http://vocabulary.example/MONTHLY"},
            {"value": "year", "label_th": "ปี", "label_en": "Year", "standard_code": "A",
             "standard_code_inferred": True, "close_match": "http://vocabulary.example/ANNUAL"},
        ],
    }  # fmt: skip
    return [parse_codelist(raw, "unit.yaml")]


def test_csv_has_one_row_a_code_and_opens_in_excel(lists):
    body = FORMATS["csv"].render(lists, scheme_of)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [(row["value"], row["standard_code"], row["standard_code_inferred"]) for row in rows] == [
        ("month", "M", ""),
        ("year", "A", "true"),
    ]
    assert rows[0]["concept"] == "https://data.example/codelists/unit#month"


def test_json_holds_everything(lists):
    found = json.loads(FORMATS["json"].render(lists, scheme_of))
    assert found["title"] == {"th": "หน่วย", "en": "Unit"}
    assert found["codes"][0]["aliases"] == ["รายเดือน", "=1+1"]
    assert found["codes"][1]["standard_code_inferred"] is True


def test_several_lists_are_a_json_array(lists):
    assert len(json.loads(FORMATS["json"].render(lists * 2, scheme_of))) == 2


def test_skos_names_concepts_in_both_languages_and_only_confirmed_codes(lists):
    graph = Graph().parse(data=FORMATS["ttl"].render(lists, scheme_of), format="turtle")
    scheme = URIRef("https://data.example/codelists/unit")
    month, year = URIRef(f"{scheme}#month"), URIRef(f"{scheme}#year")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert set(graph.objects(month, SKOS.prefLabel)) == {
        Literal("เดือน", lang="th"),
        Literal("Month", lang="en"),
    }
    assert (month, SKOS.notation, Literal("M")) in graph
    assert (year, SKOS.notation, None) not in graph
    assert (month, SKOS.exactMatch, URIRef("http://vocabulary.example/MONTHLY")) in graph
    assert (year, SKOS.closeMatch, URIRef("http://vocabulary.example/ANNUAL")) in graph
