"""Out and in again changes nothing, or the loss is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from ckanext.bmagov.base.domain.codelist import parse_codelist
from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Dictionary, Reference, Table
from ckanext.bmagov.dictionary.domain.words import ENGLISH, THAI, Words
from ckanext.bmagov.dictionary.formats import (
    FORMATS,
    DictionaryFileError,
    ReadOptions,
    WriteOptions,
    overlay,
    read_dictionary,
    sql,
    text,
    workbook,
    write_dictionary,
)
from ckanext.bmagov.dictionary.formats.sql import DIALECTS
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES

LOSSLESS = ("csv", "xlsx", "json", "csvw")
EXAMPLES = {"xlsx": 15}

TREES = Dictionary(
    (
        Table(
            "ต้นไม้",
            label_th="ต้นไม้ใหญ่",
            label_en="Trees",
            description="สำรวจปีละครั้ง\nโดยสำนักสิ่งแวดล้อม",
            columns=(
                Column("รหัส", type="code", size=8, primary_key=True, required=True, pattern="[A-Z]{2}[0-9]+"),
                Column("เขต", type="code", references=Reference("เขต", "รหัสเขต"), description="เขตที่ตั้ง"),
                Column("สูง", type="number", size=5, decimals=2, minimum="0", maximum="99.5", unit="เมตร"),
                Column("ชนิด", type="text", allowed=(Allowed("1", "จามจุรี", "Rain tree"), Allowed("2", "ปีบ"))),
                Column(
                    "เจ้าของ", type="text", personal="yes", personal_kind="name", classification="confidential"
                ),
                Column("วันที่", type="date", era="be", date_format="วว/ดด/ปปปป", missing=("-", "ไม่มีข้อมูล")),
            ),
        ),
        Table("เขต", columns=(Column("รหัสเขต", type="code", primary_key=True, description="=1+1"),)),
    )
)


@pytest.mark.parametrize("words", [THAI, ENGLISH], ids=lambda words: words.language)
@pytest.mark.parametrize("name", LOSSLESS)
def test_any_dictionary_comes_back_whole(name: str, words: Words):
    @settings(max_examples=EXAMPLES.get(name, 60), deadline=None, suppress_health_check=list(HealthCheck))
    @given(DICTIONARIES)
    def check(dictionary: Dictionary) -> None:
        assume(any(table.columns for table in dictionary.tables))
        assert write_dictionary(name, dictionary, WriteOptions(words=words)).losses == ()

    check()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_keeps_names_keys_and_what_is_required(dialect: str):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DICTIONARIES)
    def check(dictionary: Dictionary) -> None:
        assume(any(table.columns for table in dictionary.tables))
        lost = {
            attribute
            for _, _, attribute in write_dictionary("sql", dictionary, WriteOptions(dialect=dialect)).losses
        }
        assert not lost & {"name", "required", "primary_key", "unique"}

    check()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_holds_comments_references_and_values(dialect: str):
    written = write_dictionary("sql", TREES, WriteOptions("ต้นไม้", "https://data.example", dialect=dialect))
    back = read_dictionary(written.content, "sql")
    assert back.details["dialect"] == DIALECTS[dialect].title
    trees = back.dictionary.tables[0]
    assert (trees.label_th, trees.description) == ("ต้นไม้ใหญ่", "สำรวจปีละครั้ง\nโดยสำนักสิ่งแวดล้อม")
    by_name = {column.name: column for column in trees.columns}
    assert by_name["เขต"].references == Reference("เขต", "รหัสเขต")
    assert by_name["เขต"].description == "เขตที่ตั้ง"
    assert [item.value for item in by_name["ชนิด"].allowed] == ["1", "2"]
    assert (by_name["สูง"].size, by_name["สูง"].decimals, by_name["สูง"].maximum) == (5, 2, "99.5")


def test_what_sql_loses_is_told():
    losses = write_dictionary("sql", TREES).losses
    assert ("ต้นไม้", "สูง", "unit") in losses
    assert ("ต้นไม้", "เจ้าของ", "personal") in losses
    assert not any(attribute == "minimum" for _, _, attribute in losses)


def test_a_file_says_by_its_bytes_what_it_is():
    for name in FORMATS:
        content = write_dictionary(name, TREES).content
        assert read_dictionary(content).codec == name


def test_csv_is_never_calculated_and_comes_back():
    content = write_dictionary("csv", TREES).content.decode("utf-8-sig")
    assert "'=1+1" in content
    assert read_dictionary(content.encode()).dictionary == TREES


def test_xlsx_holds_text_and_no_formula():
    back = read_dictionary(write_dictionary("xlsx", TREES, WriteOptions(words=THAI)).content)
    assert back.dictionary == TREES
    assert back.findings == ()


def test_texts_too_long_for_a_cell_come_back():
    many = tuple(Allowed(f"{n:05}", "ก" * 400) for n in range(200))
    long = Dictionary((Table(columns=(Column("a", type="code", allowed=many),)),))
    assert write_dictionary("xlsx", long).losses == ()


def test_the_words_of_levels_are_those_of_the_site():
    code = {"value": "confidential", "label_th": "ลับ", "label_en": "Confidential"}
    title = {"th": "ชั้นข้อมูล", "en": "Level"}
    words = Words("th", parse_codelist({"name": "levels", "title": title, "codes": [code]}, "levels"))
    content = write_dictionary("csv", TREES, WriteOptions(words=words)).content
    assert "ลับ" in content.decode("utf-8-sig")
    assert read_dictionary(content, "", ReadOptions(words)).dictionary == TREES


def test_table_schema_says_what_the_standard_says():
    one = replace(TREES, tables=TREES.tables[:1])
    schema = json.loads(write_dictionary("json", one).content)
    height = next(field for field in schema["fields"] if field["name"] == "สูง")
    assert schema["primaryKey"] == ["รหัส"]
    assert (height["type"], height["constraints"]) == ("number", {"minimum": 0, "maximum": 99.5})
    kind = next(field for field in schema["fields"] if field["name"] == "ชนิด")
    assert kind["constraints"]["enum"] == ["1", "2"]
    package = json.loads(write_dictionary("json", TREES).content)
    assert [resource["name"] for resource in package["resources"]] == ["table-1", "table-2"]
    assert [resource["title"] for resource in package["resources"]] == ["ต้นไม้ใหญ่", "เขต"]


def test_csvw_names_the_header_and_labels_it():
    described = json.loads(write_dictionary("csvw", TREES).content)
    assert described["tables"][1]["tableSchema"]["columns"][0]["titles"] == "รหัสเขต"
    assert described["tables"][0]["dc:title"] == [
        {"@value": "ต้นไม้ใหญ่", "@language": "th"},
        {"@value": "Trees", "@language": "en"},
    ]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_is_too_large_to_be_taken_in_is_still_given_out(monkeypatch, name: str):
    plain = write_dictionary(name, TREES)
    for module, limit in ((text, "ROWS"), (workbook, "ROWS"), (overlay, "PARTS")):
        monkeypatch.setattr(module, f"MAX_{limit}", 1)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1)
    monkeypatch.setattr(sql, "MAX_TOKENS", 1)
    assert write_dictionary(name, TREES).losses == plain.losses
    with pytest.raises(DictionaryFileError):
        read_dictionary(plain.content)
