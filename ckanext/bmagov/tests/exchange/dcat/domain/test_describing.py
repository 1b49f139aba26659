"""A dataset in the terms of DCAT-AP, without a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ckanext.bmagov.exchange.dcat.domain.facts import Record
from ckanext.bmagov.exchange.dcat.domain.reading import read_agency, read_dataset
from ckanext.bmagov.exchange.dcat.domain.shared import Vocabulary, telephone
from ckanext.bmagov.exchange.dcat.domain.terms import iri, text_of
from ckanext.bmagov.tests.exchange.dcat.make import (
    AGENCY,
    DATASET,
    FILE,
    SITE,
    agency,
    around,
    dataset,
    record,
    resource,
    schema,
    table,
    triples,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

SUBJECT = iri(f"{SITE}/dataset/{DATASET}")
PARTS = {
    "dataset": schema()["dataset_fields"],
    "file": schema()["resource_fields"],
    "agency": schema("organization")["fields"],
}


def objects(graph: Iterable[Triple], subject: str, name: str) -> list[str]:
    predicate = table().term(name)
    return [said for s, p, said in graph if (s, p) == (subject, predicate)]


def reader(graph: Iterable[Triple]):
    known = list(graph)
    return lambda subject, predicate: [said for s, p, said in known if (s, p) == (subject, predicate)]


class TestTheTable:
    @pytest.mark.parametrize("part", PARTS)
    def test_every_field_of_a_schema_has_a_term(self, part: str):
        known = {term.field for term in getattr(table(), part)}
        missing = {field["field_name"] for field in PARTS[part]} - known
        assert not missing, "give each a term in schemas/dcat.yaml"

    @pytest.mark.parametrize("part", PARTS)
    def test_every_choice_knows_its_code_list(self, part: str):
        lists = {field["field_name"]: field.get("codelist", "") for field in PARTS[part]}
        assert {t.field: t.codelist for t in getattr(table(), part) if t.field in lists} == lists

    def test_what_is_said_to_be_made_from_a_field_is_in_the_graph(self):
        graph = triples(record())
        used = {predicate for _, predicate, _ in graph}
        for term in (*table().dataset, *table().file):
            assert {table().term(name) for name in term.also} <= used, term.field

    def test_what_is_always_there_is_there(self):
        used = {predicate for _, predicate, _ in triples(record())}
        for kind in (
            "dcat:Dataset",
            "dcat:Distribution",
            "dcat:CatalogRecord",
            "dcat:DataService",
            "foaf:Agent",
        ):
            assert {table().term(name) for name in table().always[kind]} <= used, kind

    def test_each_frequency_of_the_eu_has_a_label(self):
        codes = {code for known in table().frequencies.values() for code in known.values()}
        codes |= {*table().themes.values(), *table().dataset_types.values()}
        assert codes <= set(table().labels)


class TestRoundTrip:
    def test_every_field_of_a_dataset_and_its_file_comes_back(self):
        sent = dataset()
        back = read_dataset(table(), SUBJECT, reader(triples(record(sent))))
        expected = {term.field: sent[term.field] for term in table().dataset if term.field in sent}
        given = {name: back[name] for name in expected}
        assert given == {name: _clean(value) for name, value in expected.items()}
        assert sorted(tag["name"] for tag in back["tags"]) == ["PM2.5", "ประชากร"]
        assert back["groups"] == [{"name": "education"}, {"name": "environment"}]
        file = sent["resources"][0]
        expected = {term.field: str(file[term.field]) for term in table().file if _is_text(file[term.field])}
        assert {name: back["resources"][0][name] for name in expected} == {
            name: _clean(value) for name, value in expected.items()
        }
        assert back["resources"][0]["hash"] == "ab" * 32

    def test_every_field_of_an_agency_comes_back(self):
        graph, _ = Vocabulary(table(), around()).whole_agency(AGENCY)
        back = read_agency(table(), iri(f"{SITE}/organization/{AGENCY}"), reader(graph))
        sent = agency().fields
        assert back == {term.field: _clean(sent[term.field]) for term in table().agency}

    def test_empty_fields_are_not_there(self):
        bare = {"id": DATASET, "name": "a", "title": "", "notes": None, "objective": [], "resources": []}
        back = read_dataset(table(), SUBJECT, reader(triples(Record(bare))))
        assert back == {"id": DATASET, "name": "a", "tags": [], "groups": [], "resources": []}

    @pytest.mark.parametrize(
        ("title", "english"),
        [("ฝุ่น", ""), ("ฝุ่น", "Dust"), ("Dust", ""), ("Dust", "Dust of 2026"), ("2569", "")],
    )
    def test_a_title_comes_back_in_its_field(self, title: str, english: str):
        sent = dataset(title=title, title_en=english)
        back = read_dataset(table(), SUBJECT, reader(triples(record(sent))))
        assert (back["title"], back.get("title_en", "")) == (title, english)

    def test_values_older_than_their_rule_are_kept_as_texts(self):
        odd = {
            "allow_harvest": "maybe", "first_year_of_data": "ปีก่อน", "west_bound_longitude": "ตะวันตก",
            "update_frequency_interval": "สาม", "data_release_date": "พรุ่งนี้", "license_id": "no such/code",
        }  # fmt: skip
        back = read_dataset(table(), SUBJECT, reader(triples(record(**odd))))
        assert {name: back[name] for name in odd} == odd

    def test_a_file_without_a_description_has_none_when_read_back(self):
        sent = dataset(resources=[resource(description="")])
        graph = triples(record(sent))
        assert objects(graph, iri(f"{SITE}/dataset/{DATASET}/resource/{FILE}"), "dct:description")
        assert "description" not in read_dataset(table(), SUBJECT, reader(graph))["resources"][0]


def _clean(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _is_text(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


class TestLists:
    @pytest.mark.parametrize(
        ("unit", "interval", "code"),
        [
            ("month", "1", "MONTHLY"), ("month", "3", "QUARTERLY"), ("year", "2", "BIENNIAL"),
            ("day", "1", "DAILY"),
            ("month", "7", "OTHER"), ("real_time", "", "UPDATE_CONT"), ("never", None, "NEVER"),
            ("unknown", "", "UNKNOWN"), ("other", "5", "OTHER"), ("no_such", "1", "OTHER"),
            ("month", "x", "OTHER"),
        ],
    )  # fmt: skip
    def test_unit_and_interval_are_one_frequency(self, unit: str, interval: str | None, code: str):
        graph = triples(record(update_frequency_unit=unit, update_frequency_interval=interval))
        assert objects(graph, SUBJECT, "dct:accrualPeriodicity") == [table().term(f"eu:frequency/{code}")]

    @pytest.mark.parametrize(
        ("level", "right"),
        [
            ("open", "PUBLIC"),
            ("internal", "NON_PUBLIC"),
            ("confidential", "RESTRICTED"),
            ("secret", "NON_PUBLIC"),
        ],
    )
    def test_a_level_is_one_access_right(self, level: str, right: str):
        graph = triples(record(data_classification=level))
        assert objects(graph, SUBJECT, "dct:accessRights") == [table().term(f"eu:access-right/{right}")]

    def test_a_licence_of_ours_is_a_concept_of_ours(self):
        file = iri(f"{SITE}/dataset/{DATASET}/resource/{FILE}")
        assert objects(triples(record(license_id="cc-by")), file, "dct:license") == [
            table().term("eu:licence/CC_BY_4_0")
        ]
        graph = triples(record(license_id="open-data-common"))
        assert objects(graph, file, "dct:license") == [iri(f"{SITE}/codelists/license#open-data-common")]

    def test_what_a_list_has_no_more_is_a_concept_without_a_label_of_ours(self):
        graph = triples(record(geo_coverage="moon"))
        said = objects(graph, SUBJECT, "bma:geographicGranularity")
        assert [text_of(label)[0] for label in objects(graph, said[0], "skos:prefLabel")] == ["moon"]


class TestFiles:
    FILE = iri(f"{SITE}/dataset/{DATASET}/resource/{FILE}")

    def graph(self, **changes: object) -> list[Triple]:
        return triples(record(resources=[resource(**changes)]))

    def test_an_upload_has_its_page_and_its_bytes(self):
        url = f"{SITE}/dataset/{DATASET}/resource/{FILE}/download/a.csv"
        graph = self.graph(url=url, url_type="upload")
        assert objects(graph, self.FILE, "dcat:accessURL") == [self.FILE]
        assert objects(graph, self.FILE, "dcat:downloadURL") == [iri(url)]

    @pytest.mark.parametrize(
        ("url", "is_file"),
        [
            ("https://x.th/a.csv", True), ("https://x.th/a.zip?x=1", True), ("https://x.th/page", False),
            ("https://x.th/a.html", False), ("https://[x/a.csv", False),
        ],
    )  # fmt: skip
    def test_a_link_is_where_it_leads(self, url: str, is_file: bool):
        graph = self.graph(url=url, url_type="")
        assert objects(graph, self.FILE, "dcat:accessURL") == [iri(url)]
        assert bool(objects(graph, self.FILE, "dcat:downloadURL")) is is_file

    @pytest.mark.parametrize("url", ["", "javascript:alert(1)", "แฟ้มในเครื่อง", "http://", None])
    def test_what_is_no_address_leads_to_the_page_of_the_file(self, url: str | None):
        graph = self.graph(url=url, url_type="")
        assert objects(graph, self.FILE, "dcat:accessURL") == [self.FILE]
        assert not objects(graph, self.FILE, "dcat:downloadURL")

    def test_a_dictionary_is_no_distribution(self):
        made = resource(
            resource_type="data-dictionary", id="x", url=f"{SITE}/dataset/{DATASET}/data-dictionary.csv"
        )
        graph = triples(record(resources=[made]))
        assert not objects(graph, SUBJECT, "dcat:distribution")
        assert iri(made["url"]) in objects(graph, SUBJECT, "foaf:page")

    def test_a_format_that_no_list_has_is_told_as_text_alone(self):
        graph = self.graph(format="ฟอร์แมตใหม่")
        assert not objects(graph, self.FILE, "dct:format") + objects(graph, self.FILE, "dcat:mediaType")
        assert objects(graph, self.FILE, "bma:format")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0 2224 2956", "+6622242956"), ("0 2224 2956 ต่อ 12, 0 2224 2957", "+6622242956;ext=12"),
     ("081-234-5678", "+66812345678"), ("+66 2 224 2956", "+6622242956"),
     ("1555", ""), ("ต่อ 12", ""), ("", "")],
)  # fmt: skip
def test_a_number_that_can_be_dialled(text: str, number: str):
    assert telephone(text) == (iri(f"tel:{number}") if number else "")
