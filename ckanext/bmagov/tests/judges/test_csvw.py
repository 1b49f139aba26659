"""The CSVW validator of the csvw library takes our metadata, and reads the tables that they speak of."""

from __future__ import annotations

import csv
import json
import warnings
from typing import TYPE_CHECKING
from urllib.parse import quote

import csvw
import pytest

from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.formats import write_dictionary
from ckanext.bmagov.tests.judges.dictionaries import CITY, COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def judged(dictionary: Dictionary, folder: Path, rows: Mapping[str, Sequence[Sequence[str]]]):
    """The judge's verdict, its warnings and the tables as it read them."""
    content = write_dictionary("csvw", dictionary).content
    (folder / "metadata.json").write_bytes(content)
    described = json.loads(content)
    for table, about in zip(dictionary.tables, described.get("tables", [described]), strict=True):
        with (folder / about["url"]).open("w", encoding="utf-8", newline="") as file:
            lines = [[column.name for column in table.columns], *rows.get(table.name, ())]
            csv.writer(file).writerows(lines)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        group = csvw.CSVW(str(folder / "metadata.json"), validate=True)
        valid = group.is_valid
        plain = group.to_json() if valid else {}
    said = [str(warning.message) for warning in (*group.warnings, *told)]
    return valid, said, plain.get("tables", [])


@pytest.mark.parametrize("column", [c for _, c in COLUMNS], ids=[name for name, _ in COLUMNS])
def test_the_description_of_any_column_is_one(column: Column, tmp_path: Path):
    dictionary = Dictionary((Table("t", columns=(column, Column("b"))),))
    assert judged(dictionary, tmp_path, {})[:2] == (True, [])


def test_a_group_of_tables_with_keys_is_one(tmp_path: Path):
    rows = {
        "ต้นไม้": [["T1", "01", "T1", "2.5"], ["T2", "01", "T1", "3"]],
        "districts": [["01", "พระนคร"]],
        "table-1": [["7"]],
    }
    valid, told, tables = judged(CITY, tmp_path, rows)
    assert (valid, told) == (True, [])
    first = tables[0]["row"][0]["describes"][0]
    assert (first[quote("รหัส")], first["height"]) == ("T1", 2.5)


def test_a_key_that_leads_nowhere_is_seen(tmp_path: Path):
    rows = {"ต้นไม้": [["T1", "02", "T1", ""]], "districts": [["01", "พระนคร"]]}
    with pytest.raises(ValueError, match="`02` not found in table districts"):
        judged(CITY, tmp_path, rows)


@pytest.mark.parametrize(
    ("column", "cell", "valid"),
    [
        (Column("a", type="integer", minimum="1", maximum="9"), "9", True),
        (Column("a", type="integer", minimum="1", maximum="9"), "10", False),
        (Column("a", type="code", size=3), "007", True),
        (Column("a", type="code", size=3), "0070", False),
        (Column("a", type="code", pattern="[A-Z]{2}"), "ab", False),
        (Column("a", required=True), "", False),
        (Column("a", type="integer", missing=("-",)), "-", True),
        (Column("a", type="date", era="be", date_format="วว/ดด/ปปปป"), "31/12/2567", True),
        (Column("a", type="date"), "31/12/2567", False),
        (Column("a", type="year", era="be", minimum="2500"), "พ.ศ. 2567", True),
    ],
)
def test_cells_are_judged_as_the_dictionary_says(column: Column, cell: str, valid: bool, tmp_path: Path):
    dictionary = Dictionary((Table("t", columns=(column, Column("b"))),))
    assert (judged(dictionary, tmp_path, {"t": [[cell, "x"]]})[:2] == (True, [])) is valid
