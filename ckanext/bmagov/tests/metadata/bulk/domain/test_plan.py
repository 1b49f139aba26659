"""Rows of files and their datasets, rows that are there twice, words of cells."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.bulk.domain.columns import Agency, Column, Wording, cell_text, cell_value
from ckanext.bmagov.metadata.bulk.domain.plan import merged_files, repeated, rows_of_datasets
from ckanext.bmagov.metadata.bulk.domain.reading import Row


def row(kind: str = "record", **cells: str) -> Row:
    return Row("s", 3, kind, cells, {name: f"{name}3" for name in cells})


def test_a_file_finds_its_dataset_by_address_title_or_id_and_never_by_a_title_of_two():
    datasets = [row(title="a", name="first"), row(title="a", name="second"), row(title="b", id="x")]
    files = [row("files", dataset=word) for word in ("first", "a", "b", "x", "none", "")]
    by_place, strange = rows_of_datasets(datasets, files)
    assert {place: [file.text("dataset") for file in found] for place, found in by_place.items()} == {
        0: ["first"],
        2: ["b", "x"],
    }
    assert [file.text("dataset") for file in strange] == ["a", "none", ""]


def test_the_later_of_two_rows_of_one_dataset_is_told_with_the_earlier():
    rows = [row(id="x"), row(name="n"), row(id="x", name="m"), row(name="n"), row(title="t"), row(title="t")]
    assert repeated(rows) == {2: 0, 3: 1}


def test_uploaded_files_and_links_without_a_row_stay_as_they_are(facts, lists):
    stored = [{"id": "1", "url": "a.csv", "url_type": "upload"}, {"id": "2", "url": "u", "name": "n"}]
    rows = [row("files", id="1", name="mine"), row("files", id="", name="new", url="https://example.go.th/n")]
    columns = [Column(name, {"en": name}) for name in ("name", "url")]
    files, places, changes, strange = merged_files(rows, stored, columns, Wording("en", lists))
    assert files[:2] == stored
    assert files[2] == {"name": "new", "url": "https://example.go.th/n"}
    assert (places[2], strange) == (rows[1], [rows[0]])
    assert [change.file for change in changes] == ["new"]


def test_a_change_of_a_file_without_a_name_is_one_of_the_file(facts, lists):
    """It was taken for one of the dataset, whose field of the same name is as it was, and so for none."""
    stored = [{"id": "2", "url": "u"}]
    rows = [row("files", id="2", url="https://example.go.th/n")]
    _, _, changes, _ = merged_files(rows, stored, [Column("url", {"en": "url"})], Wording("en", lists))
    assert [(change.field, bool(change.file)) for change in changes] == [("url", True)]


@pytest.mark.parametrize(
    ("text", "agency"),
    [("bma-1", "1"), ("1", "1"), ("Health", "1"), ("สำนัก การแพทย์", "1"), ("สำนักช่าง", ""), ("none", "")],
)
def test_an_agency_is_known_by_all_its_words_but_those_of_two(lists, text: str, agency: str):
    agencies = (
        Agency("1", "bma-1", "สำนักการแพทย์", "Health"),
        Agency("2", "bma-2", "สำนักช่าง"),
        Agency("3", "bma-3", "สำนักช่าง"),
    )
    wording = Wording("th", lists, agencies)
    assert wording.agency_id(text) == agency
    assert [wording.agency_text(item.id) for item in agencies] == ["สำนักการแพทย์", "bma-2", "bma-3"]
    assert wording.nearest_agencies("สำนักการเเพทย")[0] == "สำนักการแพทย์"


def test_cells_hold_what_the_form_holds(facts, lists):
    def cell(name: str, value: object, lang: str) -> str:
        field = facts.dataset_field(name)
        return cell_text(Column(name, field.labels, field), value, Wording(lang, lists))

    assert cell("last_updated_date", "2026-03-31", "th") == "31 มี.ค. 2569"
    assert cell("last_updated_date", "2026-03-31", "en") == "2026-03-31"
    assert cell("first_year_of_data", "2017", "th") == "2560"
    assert cell("data_format", ["csv", "gone"], "en") == "CSV; gone"
    assert cell_value(Column("state", {}), "เผยแพร่", Wording("en", lists)) == "active"
