"""The project's own schema, code lists and policy, read without CKAN, and the agency of an editor."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.bmagov.access.domain.classification import parse_policy
from ckanext.bmagov.base.domain.codelist import parse_codelist
from ckanext.bmagov.base.domain.schema_facts import parse_schema
from ckanext.bmagov.tests import factories

ROOT = Path(__file__).parents[2]


def read(path: str):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def facts():
    presets = {one["preset_name"]: one["values"] for one in read("schemas/presets.yaml")["presets"]}
    schema = read("schemas/dataset.yaml")
    for part in ("dataset_fields", "resource_fields"):
        schema[part] = [{**presets.get(one.get("preset"), {}), **one} for one in schema[part]]
    return parse_schema(schema)


@pytest.fixture(scope="session")
def lists():
    files = sorted((ROOT / "schemas/codelists").glob("*.yaml"))
    parsed = [parse_codelist(read(f"schemas/codelists/{path.name}"), path.name) for path in files]
    return {one.name: one for one in parsed}


@pytest.fixture(scope="session")
def policy(lists):
    def values(name: str) -> list[str]:
        return [code.value for code in lists[name].codes]

    return parse_policy(
        read("rules/classification.yaml"),
        "classification.yaml",
        levels=values("data_classification"),
        categories=values("data_category"),
        licences=values("license"),
    )


@pytest.fixture
def record():
    """A complete dataset of records, with stored values."""
    return {
        "data_type": "record",
        "title": "จำนวนประชากร",
        "name": "population",
        "notes": "จำนวนประชากรรายเขต",
        "tag_string": "ประชากร",
        "owner_org": "agency",
        "maintainer": "กลุ่มงานสถิติ",
        "maintainer_email": "stat@example.go.th",
        "objective": ["agency_mission"],
        "update_frequency_unit": "year",
        "update_frequency_interval": "1",
        "geo_coverage": "district",
        "data_source": "ระบบทะเบียนราษฎร",
        "data_format": ["csv"],
        "data_category": "public",
        "data_classification": "open",
        "license_id": "open-data-common",
    }


@pytest.fixture
def resource():
    return {"name": "ประชากร 2569", "url": "https://example.go.th/p.csv", "format": "CSV"}


@pytest.fixture
def agency(editor):
    """An agency whose datasets the test's own `editor` edits."""
    return factories.Agency(users=[{"name": editor["name"], "capacity": "editor"}])
