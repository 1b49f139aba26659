"""Benchmark: `package_create` with the full schema, beside plain CKAN and stock scheming, in one run.

    CKAN_INI=test.ini python benchmarks/metadata/run.py [--rounds 5] [--each 20] [--json FILE]

The same payload is created three ways: as extras of a plain dataset type, by stock ckanext-scheming with a
schema of the same fields (its own text and choice validators), and by ours. The sides take turns dataset by
dataset; a round is the median of its datasets, the result the median of the rounds. The first round warms up
and is not counted. What each side stored is compared.

The search index is written but not committed: Solr's commit, the same for all, would hide the difference. All
sides run in one process with our plugin loaded, so what it adds outside the form (the search fields, for one)
is in all three. Datasets are purged afterwards.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

GOALS = {"plain": 1.25, "scheming": 1.10}
ROOT = Path(__file__).parents[2]

FIELDS: dict[str, Any] = {
    "data_type": "statistics",
    "title_en": "Population of Bangkok by district",
    "notes_en": "Registered population of each district by sex",
    "objective": ["public_service", "agency_mission"],
    "update_frequency_unit": "year",
    "update_frequency_interval": "1",
    "geo_coverage": "district",
    "data_source": "ระบบทะเบียนราษฎร สำนักบริหารการทะเบียน",
    "data_format": ["csv", "xls"],
    "data_category": "public",
    "data_classification": "open",
    "accessible_condition": "ไม่มีการจำกัดการเข้าถึงข้อมูล",
    "allow_harvest": "yes",
    "high_value_dataset": "yes",
    "official_statistics": "yes",
    "last_updated_date": "2024-12-31",
    "data_release_calendar": "ทุกวันที่ 3 ของเดือน เวลา 09.00 น.",
    "first_year_of_data": "2017",
    "last_year_of_data": "2024",
    "disaggregate": ["sex", "age", "area"],
    "unit_of_measure": "คน",
    "unit_of_multiplier": "one",
    "calculation_method": "นับจำนวนผู้มีชื่อในทะเบียนบ้าน ณ วันที่ 31 ธันวาคม",
    "standard": "มาตรฐานสถิติประชากร",
    "data_language": ["thai"],
    "maintainer_phone": "0 2224 2956",
    "reference_url_catalog": "https://catalog.example.go.th/dataset/population",
}
CORE: dict[str, Any] = {
    "title": "จำนวนประชากรกรุงเทพมหานคร จำแนกตามเขต",
    "notes": "จำนวนประชากรตามทะเบียนราษฎร รายเขต แยกชายหญิง ณ สิ้นปี " * 5,
    "maintainer": "กลุ่มงานสถิติ กองยุทธศาสตร์",
    "maintainer_email": "stat@example.go.th",
    "license_id": "open-data-common",
    "url": "https://example.go.th/population",
}
# Core's keyword rule refuses Thai marks, so the shared payload has none.
TAGS = "population, Bangkok, district"


def payload(side: str, name: str, owner_org: str) -> dict[str, Any]:
    """Return the same dataset for one side."""
    base = {**CORE, "name": name, "owner_org": owner_org, "tag_string": TAGS, "type": TYPES[side]}
    base["resources"] = [
        {"name": f"ประชากรรายเขต {year}", "url": f"https://example.go.th/{year}.csv", "format": "CSV"}
        for year in (2022, 2023, 2024)
    ]
    if side != "plain":
        return {**base, **FIELDS}
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in FIELDS.items()}
    return {**base, "extras": [{"key": key, "value": value} for key, value in texts.items()]}


TYPES = {"plain": "plain", "scheming": "scheming-bench", "bmagov": "dataset"}


def stored(dataset: dict[str, Any]) -> dict[str, str]:
    """Return what was stored, in one form for all sides."""
    values = {**{e["key"]: e["value"] for e in dataset.get("extras", [])}, **dataset}
    known = {key: values.get(key) for key in (*FIELDS, *CORE)}
    shown = {key: value if isinstance(value, str) else json.dumps(value) for key, value in known.items()}
    return {**shown, "notes": shown["notes"].strip(), "resources": str(len(dataset["resources"]))}


def stock_schema() -> dict[str, Any]:
    """Return our fields as stock scheming knows them: its presets, its validators."""
    ours = yaml.safe_load((ROOT / "ckanext/bmagov/schemas/dataset.yaml").read_text(encoding="utf-8"))
    lists = {
        one["name"]: one["codes"]
        for path in (ROOT / "ckanext/bmagov/schemas/codelists").glob("*.yaml")
        for one in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    }

    def stock(field: dict[str, Any]) -> dict[str, Any]:
        preset = {
            "bmagov_choice": "select",
            "bmagov_choices": "multiple_checkbox",
            "bmagov_past_date": "date",
            "bmagov_date": "date",
            "bmagov_slug": "dataset_slug",
            "bmagov_title": "title",
            "bmagov_organization": "dataset_organization",
            "bmagov_tags": "tag_string_autocomplete",
            "resource_url_upload": "resource_url_upload",
            "bmagov_format": "resource_format_autocomplete",
        }.get(field.get("preset", ""))
        plain = {"field_name": field["field_name"], "label": field["label"]}
        if preset:
            plain["preset"] = preset
        else:
            plain["validators"] = "ignore_missing unicode_safe"
        if "codelist" in field:
            plain["choices"] = [
                {"value": c["value"], "label": c["label_th"]} for c in lists[field["codelist"]]
            ]
        return plain

    return {
        "scheming_version": 2,
        "dataset_type": TYPES["scheming"],
        "dataset_fields": [stock(field) for field in ours["dataset_fields"]],
        "resource_fields": [stock(field) for field in ours["resource_fields"]],
    }


def run(rounds: int, each: int) -> dict[str, Any]:
    """Create datasets in turns; return seconds per dataset by side and what they stored."""
    import ckan.plugins as p
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckan.lib import plugins as lib_plugins
    from ckanext.scheming.plugins import SchemingDatasetsPlugin, _expand_schemas

    schema = {TYPES["scheming"]: stock_schema()}

    class Stock(SchemingDatasetsPlugin):
        """Scheming as it comes, beside ours: only validation, no registration."""

        def __init__(self, **_: Any) -> None:
            self._schemas = schema
            self._expanded_schemas = _expand_schemas(schema)

    lib_plugins._package_plugins[TYPES["scheming"]] = object.__new__(Stock)
    lib_plugins._package_plugins[TYPES["scheming"]].__init__()
    lib_plugins._package_plugins[TYPES["plain"]] = lib_plugins.DefaultDatasetForm()
    assert p.plugin_loaded("bmagov_datasets")
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def context() -> dict[str, Any]:
        return {"user": user, "ignore_auth": True}

    stamp = f"{time.time_ns():x}"
    org = tk.get_action("organization_create")(context(), {"name": f"bench-{stamp}", "title": "bench"})
    times: dict[str, list[float]] = {side: [] for side in TYPES}
    kept: dict[str, dict[str, str]] = {}
    made: list[str] = []
    try:
        for round_number in range(rounds + 1):
            taken: dict[str, list[float]] = {side: [] for side in TYPES}
            for number in range(each):
                for side in TYPES:
                    name = f"bench-{stamp}-{side}-{round_number}-{number}"
                    start = time.perf_counter()
                    dataset = tk.get_action("package_create")(context(), payload(side, name, org["id"]))
                    taken[side].append(time.perf_counter() - start)
                    made.append(dataset["id"])
                    kept[side] = stored(dataset)
            if round_number:
                for side, seconds in taken.items():
                    times[side].append(statistics.median(seconds))
    finally:
        for dataset_id in made:
            tk.get_action("dataset_purge")(context(), {"id": dataset_id})
        tk.get_action("organization_purge")(context(), {"id": org["id"]})
        model.Session.remove()
    return {"seconds": times, "stored": kept}


def report(result: dict[str, Any]) -> dict[str, Any]:
    """Return medians, ratios and whether all sides stored the same."""
    median = {side: statistics.median(values) for side, values in result["seconds"].items()}
    ratios = {peer: median["bmagov"] / median[peer] for peer in GOALS}
    return {
        "milliseconds": {side: round(value * 1000, 1) for side, value in median.items()},
        "rounds_ms": {
            side: [round(v * 1000, 1) for v in values] for side, values in result["seconds"].items()
        },
        "ratio": {peer: round(value, 3) for peer, value in ratios.items()},
        "goal": GOALS,
        "reached": {peer: ratios[peer] <= goal for peer, goal in GOALS.items()},
        "same_stored": all(one == result["stored"]["bmagov"] for one in result["stored"].values()),
        "versions": {name: version(name) for name in ("ckan", "ckanext-scheming", "ckanext-bmagov")}
        | {"python": platform.python_version()},
        "fields": len(FIELDS) + len(CORE),
    }


def main() -> int:
    """Run, print, and end with 1 when a goal is missed or the sides stored different things."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    config = load_config()
    config["ckan.search.solr_commit"] = "false"
    app = make_app(config)
    with app._wsgi_app.test_request_context():
        found = report(run(options.rounds, options.each))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")
    print(json.dumps(found))
    line = ", ".join(f"{side} {ms} ms" for side, ms in found["milliseconds"].items())
    print(f"package_create: {line}; ours is {found['ratio']['plain']} x plain (goal 1.25),"
          f" {found['ratio']['scheming']} x stock scheming (goal 1.10)")  # fmt: skip
    return 0 if all(found["reached"].values()) and found["same_stored"] else 1


if __name__ == "__main__":
    sys.exit(main())
