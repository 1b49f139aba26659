"""The demo's own data dictionaries: sound, complete, and true to the files they describe."""

from __future__ import annotations

import io
from typing import Any

import pytest

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.dictionary.domain.checks import check_dictionary
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import completeness
from ckanext.bmagov.dictionary.validation.domain.validate import validate
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.loader import id_of
from ckanext.bmagov.site.model import DATASET, RESOURCE
from ckanext.bmagov.tests.site.demo.conftest import TODAY

DESCRIBED = [(dataset, number) for dataset in content.datasets(TODAY) for number in dataset.dictionaries()]


def test_a_dozen_datasets_are_described():
    assert len({dataset.name for dataset, _ in DESCRIBED}) >= 12


@pytest.mark.parametrize(("dataset", "number"), DESCRIBED, ids=lambda one: getattr(one, "name", one))
def test_each_is_sound_and_its_file_keeps_to_it(dataset: Any, number: int):
    parsed = parse_dictionary({"columns": dataset.dictionaries()[number]})
    assert [*parsed.findings, *check_dictionary(parsed.dictionary)] == []
    assert completeness(parsed.dictionary).share == 1
    resource = dataset.resources()[number]
    if resource.payload["format"] not in ("CSV", "TSV", "TXT", "XLSX"):
        return
    stream = io.BytesIO(resource.content or b"")
    found = table.describe(stream, None)
    rows = [[str(cell) for cell in row] for row in table.iter_rows(stream, found.layout)]
    report = validate(parsed.dictionary.tables[0], found.columns, rows)
    assert report.coverage.undescribed == report.coverage.absent == ()
    assert [(one.column, one.rule, one.count, one.kept[0].value) for one in report.groups] == []


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_they_are_loaded_once_and_go_with_their_dataset(
    monkeypatch: pytest.MonkeyPatch, small: None, load: Any
):
    monkeypatch.setattr(
        content.DemoDataset, "dictionaries", lambda self: {0: [{"name": "เขต", "type": "text"}]}
    )
    created = load().created
    assert created["dictionary"] == created["dataset"] == 3
    assert not load().created
    name = "demo-markets"
    shown = call_action("bmagov_dictionary_show", id=id_of(RESOURCE, name, "0"))
    assert shown["tables"] == [{"columns": [{"name": "เขต", "type": "text"}]}]
    for row in call_action("bmagov_demo_object_list"):
        assert row["added"] == []
        call_action("bmagov_demo_object_purge", id=row["id"])
    assert model.Package.get(id_of(DATASET, name)) is None
    for kept in (ResourceDictionary, DictionaryVersion, DictionaryColumn):
        assert model.Session.query(kept).count() == 0
