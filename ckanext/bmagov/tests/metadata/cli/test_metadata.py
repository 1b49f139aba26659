from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ckan.tests.helpers import call_action

from ckanext.bmagov.capabilities import commands
from ckanext.bmagov.tests import factories

bmagov = commands()[0]

DATA = Path(__file__).parents[6] / "shared/data/datago-th"

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture
def run(cli):
    return lambda *arguments: cli.invoke(bmagov, ["metadata", "map", *map(str, arguments)])


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.jsonl"
    lines = [{"name": "one", "title": "หนึ่ง", "data_format": ["MAP"]}, {"name": "no-title"}]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_dry_run_writes_nothing_and_tells_each_outcome(run, records):
    result = run(records)
    assert "draft: 1" in result.output
    assert "refused: 1" in result.output
    assert result.exit_code == 1
    assert call_action("package_list") == []


def test_loading_keeps_what_it_can_and_reports_the_rest(run, records, tmp_path):
    report = tmp_path / "report.csv"
    result = run(records, "--load", "--organization", factories.Agency()["name"], "--report", report)
    assert "draft: 1" in result.output
    assert call_action("package_show", id="one")["data_format_other"] == "MAP"
    rows = list(csv.DictReader(report.open(encoding="utf-8-sig")))
    assert ("one", "KEPT-AS-OTHER", "data_format", "MAP") in {
        (row["record"], row["code"], row["field"], row["value"]) for row in rows
    }
    assert {row["outcome"] for row in rows if row["record"] == "no-title"} == {"refused"}


def test_loading_twice_refuses_and_changes_nothing(run, records):
    agency = factories.Agency()["name"]
    run(records, "--load", "--organization", agency)
    before = call_action("package_show", id="one")
    assert "refused: 2" in run(records, "--load", "--organization", agency).output
    assert call_action("package_show", id="one") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--load"], "--load needs --organization"), (["--report", "x.txt"], "ends in .csv or .json"),
     (["--load", "--organization", "nobody"], "there is no organization nobody")],
)  # fmt: skip
def test_wrong_options_are_explained(run, records, arguments, said):
    result = run(records, *arguments)
    assert said in result.output
    assert result.exit_code


@pytest.mark.parametrize("text", ["not json", "[1]", '{"a": 1}\nnot json', '"text"'])
def test_a_file_without_records_is_explained(run, tmp_path, text):
    path = tmp_path / "records.json"
    path.write_text(text, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert "records.json" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.ckan_config("ckan.search.solr_commit", False)
@pytest.mark.parametrize(
    ("name", "outcome"),
    [("shared_datasets_200.jsonl", "draft: 200"), ("package_search_covid-19-daily.json", "active: 1")],
)
def test_real_records_of_other_catalogs_load(run, tmp_path, name, outcome):
    if not (DATA / name).exists():
        pytest.skip(f"the records of other catalogs are not here: {DATA / name}")
    report = tmp_path / "report.json"
    result = run(DATA / name, "--load", "--organization", factories.Agency()["name"], "--report", report)
    assert outcome in result.output
    assert result.exit_code == 0
    assert json.loads(report.read_text(encoding="utf-8"))
