"""The table of names and words against the schema, the code lists and the form of the peer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ckanext.bmagov.exchange.gdc.domain.contract import ContractError, parse_contract
from ckanext.bmagov.tests.exchange.gdc.contract import contract_of_the_peer

ROOT = Path(__file__).parents[4]


@pytest.fixture
def raw():
    return yaml.safe_load((ROOT / "schemas/gd-catalog.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def old(raw, facts, lists):
    return parse_contract(raw, facts, lists, "2.1.0")


@pytest.fixture
def new(raw, facts, lists):
    return parse_contract(raw, facts, lists, "2.2.4")


def test_every_word_is_one_of_the_peers_choices(old):
    peer = contract_of_the_peer()
    for part, columns in (("dataset", old.dataset), ("resource", old.resource)):
        for column in columns:
            choices = peer[part][column.key].get("choices")
            assert bool(choices) == bool(column.field.codelist), column.key
            if choices:
                assert set(old.words(column.field.codelist)) <= set(choices), column.key


def test_every_field_of_the_peer_is_there(old):
    peer = contract_of_the_peer()
    of_ckan = {"title", "name", "owner_org", "tag_string", "url", "description", "format"}
    assert {column.key for column in old.dataset} - of_ckan == set(peer["dataset"]) - of_ckan
    assert {column.key for column in old.resource} == set(peer["resource"]) - of_ckan


@pytest.mark.parametrize(
    ("version", "codelist", "value", "word"),
    [
        ("2.1.0", "license", "cc-by", "Creative Commons Attributions"),
        ("2.1.0", "license", "cc-by-nc", ""),
        ("2.2.4", "license", "cc-by-nc", "Creative Commons Attribution Non-Commercial"),
        ("2.2.4", "license", "notspecified", ""),
        ("2.1.0", "license", "notspecified", "License not specified"),
        ("2.2.4", "data_category", "internal", "ข้อมูลใช้ภายใน"),
        ("2.1.0", "data_category", "internal", ""),
        ("2.2.4", "data_format", "geojson", ""),
        ("2.2.4", "data_classification", "internal", "ชั้นเผยแพร่ภายในองค์กร"),
        ("2.2.4", "objective", "other", "อื่นๆ"),
        ("2.2.4", "yes_no", "yes", "True"),
        ("2.2.4", "yes_no", "perhaps", ""),
        ("2.2.4", "objective", "no_such", ""),
    ],
)
def test_words_of_both_versions(raw, facts, lists, version, codelist, value, word):
    assert parse_contract(raw, facts, lists, version).word(codelist, value) == word


def test_a_word_leads_back_to_what_goes_out_as_it(new):
    assert new.codes("data_type", "ข้อมูลสถิติ") == ("statistics",)
    assert set(new.codes("license", "อื่นๆ")) >= {"other", "ogl", "notspecified"}
    assert new.codes("data_type", "statistics") == ()
    assert new.codes("data_type", "") == ()


def test_a_field_that_only_one_version_has(old, new):
    assert old.column("data_classification") is None
    assert new.column("data_classification").field.name == "data_classification"


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("words_there", {"license": {"cc-zero": "x"}}, "no code cc-zero"),
        ("words_there", {"licence": {}}, "no code list licence"),
        ("unknown", {"data_format": ["parquet"]}, "no code parquet"),
        ("only_words", {"license": {"2.1.0": ["cc-zero"]}}, "no code cc-zero"),
        ("dataset", ["data_typ"], "data_typ"),
    ],
)
def test_a_table_with_a_slip_is_refused_by_its_name(raw, facts, lists, part, change, said):
    raw[part] = change
    with pytest.raises(ContractError, match=said):
        parse_contract(raw, facts, lists, "2.2.4")


def test_another_version_is_refused(raw, facts, lists):
    with pytest.raises(ContractError, match=r"2\.1\.0, 2\.2\.4"):
        parse_contract(raw, facts, lists, "3.0")


def test_the_table_of_the_documentation_is_written_from_the_data():
    tool = ROOT.parents[1] / "tools/gdc_table.py"
    done = subprocess.run([sys.executable, tool, "--check"], check=False)
    assert done.returncode == 0, "run `make gdc-table`"
