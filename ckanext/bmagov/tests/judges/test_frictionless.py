"""Frictionless takes our table schemas and data packages, and then the data that they speak of."""

from __future__ import annotations

import json
from typing import Any

import frictionless
import pytest

from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.formats import write_dictionary
from ckanext.bmagov.tests.judges.dictionaries import CITY, COLUMNS


def written(dictionary: Dictionary) -> dict[str, Any]:
    return json.loads(write_dictionary("json", dictionary).content)


def faults(descriptor: dict[str, Any]) -> list[str]:
    judged = frictionless.Package if "resources" in descriptor else frictionless.Schema
    try:
        report = judged.validate_descriptor(descriptor)
        if report.valid and "resources" in descriptor:
            report = judged.from_descriptor(descriptor).validate()
    except frictionless.FrictionlessException as error:
        return [str(error), *map(str, error.reasons)]
    return [str(message) for (message,) in report.flatten(["message"])]


@pytest.mark.parametrize("column", [c for _, c in COLUMNS], ids=[name for name, _ in COLUMNS])
def test_a_schema_of_any_column_is_one(column: Column):
    assert faults(written(Dictionary((Table("ตาราง", columns=(column,)),)))) == []


def test_a_package_of_several_tables_is_one():
    package = written(CITY)
    assert faults(package) == []
    assert [resource["name"] for resource in package["resources"]] == ["table-2", "districts", "table-1"]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (Column("a", type="boolean"), ["ใช่", "ไม่มี", "Y", "no", "TRUE", "0"]),
        (Column("a", type="geopoint"), ["13.7563, 100.5018"]),
        (Column("a", type="date", era="be", date_format="วว/ดด/ปปปป"), ["31/12/2567", "01/02/2568"]),
        (Column("a", type="date", date_format="ปปปป-ดด-วว"), ["2024-12-31"]),
        (Column("a", type="date"), ["2024-02-29"]),
        (Column("a", type="year", era="be"), ["พ.ศ. 2567"]),
        (Column("a", type="code", missing=("-",), required=True), ["007"]),
        (Column("a", type="integer", missing=("-",), minimum="1", maximum="9"), ["1", "9", "-", ""]),
        (Column("a", type="url"), ["https://example.org/a"]),
    ],
)
def test_data_that_the_dictionary_allows_are_valid(column: Column, cells: list[str]):
    schema = frictionless.Schema.from_descriptor(written(Dictionary((Table("t", columns=(column,)),))))
    rows = [["a", "b"], *([cell, "x"] for cell in cells)]
    schema.add_field(frictionless.Field.from_descriptor({"name": "b", "type": "string"}))
    report = frictionless.Resource(data=rows, schema=schema).validate()
    assert report.valid, report.flatten(["message"])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Column("a", type="integer", maximum="9"), "10"),
        (Column("a", type="code", size=3), "1234"),
        (Column("a", type="boolean"), "อาจจะ"),
        (Column("a", type="date"), "31/12/2567"),
        (Column("a", required=True), ""),
    ],
)
def test_data_that_the_dictionary_forbids_are_not(column: Column, cell: str):
    schema = frictionless.Schema.from_descriptor(written(Dictionary((Table("t", columns=(column,)),))))
    schema.add_field(frictionless.Field.from_descriptor({"name": "b", "type": "string"}))
    assert not frictionless.Resource(data=[["a", "b"], [cell, "x"]], schema=schema).validate().valid
