"""The demo says something wherever the rules of the year ask for words: honest agencies lose nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
import yaml

import ckanext.bmagov
from ckanext.bmagov.base.domain.substance import letters, says_something, substance
from ckanext.bmagov.kpi.rules.formats import read_rule_file
from ckanext.bmagov.kpi.score.domain.criteria.measures import FEWEST_COLUMNS
from ckanext.bmagov.site.demo import content

HERE = Path(ckanext.bmagov.__file__).parent
ASKED = read_rule_file(HERE / "rules" / "kpi-2570-2.yaml").substance
DICTIONARIES = yaml.safe_load((HERE / "site/demo/dictionaries.yaml").read_text(encoding="utf-8"))
YEARS = yaml.safe_load((HERE / "site/demo/kpi.yaml").read_text(encoding="utf-8"))
PUBLISHED = [
    dataset for dataset in content.datasets(dt.date(2026, 11, 22)) if dataset.payload.get("state") != "draft"
]


@pytest.mark.parametrize("name", DICTIONARIES)
def test_every_column_is_described(name):
    for columns in DICTIONARIES[name].values():
        for column in columns:
            names = (column["name"], column.get("label_th", ""), column.get("label_en", ""))
            text = column.get("description", "")
            assert says_something(text, ASKED.words.description, *names), (column["name"], text)


@pytest.mark.parametrize("name", DICTIONARIES)
def test_no_description_stands_beside_many_columns(name):
    for columns in DICTIONARIES[name].values():
        alike = Counter(column.get("description", "") for column in columns)
        most = max(alike.values())
        assert most == 1 or len(columns) < FEWEST_COLUMNS or most <= ASKED.alike_share * len(columns)


@pytest.mark.parametrize("dataset", PUBLISHED, ids=lambda dataset: dataset.name)
def test_every_dataset_is_described(dataset):
    payload = dataset.payload
    assert says_something(payload["title"], ASKED.words.title)
    if payload.get("notes"):
        titles = payload["title"], payload.get("title_en", "")
        assert says_something(payload["notes"], ASKED.words.notes, *titles)
    for name in ("data_source", "maintainer"):
        assert not payload.get(name) or substance(payload[name])


@pytest.mark.parametrize(
    "year",
    [year for year in YEARS if year.get("proposal")],
    ids=lambda year: f"{year['agency']}-{year['fiscal_year']}",
)
def test_every_proposal_says_why_and_what_is_new(year):
    proposal = year["proposal"]
    names = (proposal["title"], proposal["importance"])
    assert says_something(proposal["importance"], ASKED.words.importance, proposal["title"])
    if proposal["origin"] == "widened":
        assert says_something(proposal["widened_by"], ASKED.words.importance, *names)


@pytest.mark.parametrize(
    "year",
    [year for year in YEARS if year.get("governance")],
    ids=lambda year: f"{year['agency']}-{year['fiscal_year']}",
)
def test_every_entry_of_governance_counts_in_words_of_its_own(year):
    texts = [
        " ".join(str(item.get(name, "")) for name in ("title", "text", "result"))
        for item in year["governance"]
    ]
    assert [text for text in texts if substance(text) < ASKED.words.governance] == []
    assert len({letters(text) for text in texts}) == len(texts)
