"""A city's catalog with its register, always the same for the same number; written straight into a database.

Shapes as our schema and our actions store them: extras as text, choices as JSON, a content row and
events for each uploaded file, a row for each column of a dictionary, a duty for every dataset. Sizes of
agencies are uneven, as they are in a city; about a fifth of everything lacks something.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "search"))
from generate import documents  # the vocabulary of the other benchmark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AGENCIES = 120
DISTRICTS = 50
KPI, FISCAL_YEAR = "database", 2570
START = dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)
TAGS = ("flood", "waste", "school", "health", "road", "budget", "people", "district", "water", "light")
TYPES = ("record", "statistics", "geospatial")
UNITS = ("year", "half_year", "quarter", "month", "never")
NAMES = tuple(f"{word}_{number}" for word in ("จำนวน", "รหัส", "วันที่", "name", "code") for number in range(400))
COLUMNS = 8
AT_ONCE = 5000
TABLES = (
    "bmagov_score_change", "bmagov_finding", "bmagov_criterion_score",
    "bmagov_scorecard", "bmagov_score_run", "bmagov_dataset_facts", "bmagov_use", "bmagov_proposal",
    "bmagov_deliverable", "bmagov_system_link", "bmagov_obligation", "bmagov_dictionary_column",
    "bmagov_data_event", "bmagov_resource_content", "package_tag", "tag", "resource", "member", "package",
    '"group"',
)  # fmt: skip


def generate(connection: Any, count: int) -> dict[str, int]:
    """Empty the database and write ``count`` datasets; return rows by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        there = {name for (name,) in cursor}
        kept = [name for name in TABLES if name.strip('"') in there]
        # Rows of logs and of what they cover are kept from being deleted, but not here.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(kept)} CASCADE")
    rows: dict[str, int] = {}
    _copy(connection, "tag", ({"id": _id("tag", tag), "name": tag} for tag in TAGS), rows)
    _copy(connection, '"group"', (_agency(number) for number in range(AGENCIES)), rows)
    agencies = _shares(count)
    for start in range(0, count, AT_ONCE):
        tables: dict[str, list[dict[str, Any]]] = {}
        for number, words in enumerate(documents(min(AT_ONCE, count - start), start), start):
            for table, row in _dataset(number, words, agencies[number]):
                tables.setdefault(table, []).append(row)
        for table, some in tables.items():
            _copy(connection, table, some, rows)
    for table, row in _workspaces(agencies):
        _copy(connection, table, [row], rows)
    connection.commit()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.autocommit = False
    return rows


def _shares(count: int) -> list[int]:
    """Give each dataset its agency: the largest has about eight times as many as the smallest."""
    weights = [1 / (place + 4) ** 0.6 for place in range(AGENCIES)]
    return random.Random(count).choices(range(AGENCIES), weights, k=count)


def _id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


def _sha(*parts: object) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def _kind(agency: int) -> str:
    if agency % 12 < DISTRICTS // 10:
        return "district_office"
    return ("bureau", "office", "permanent_secretary_unit")[agency % 3]


def _agency(number: int) -> dict[str, Any]:
    extras = {"kind": _kind(number), "code8": f"{10000000 + number}", "agency_status": "current"}
    return {
        "id": _id("agency", number),
        "name": f"agency-{number:03}",
        "title": f"หน่วยงานที่ {number + 1}",
        "description": "",
        "created": START,
        "state": "active",
        "type": "organization",
        "approval_status": "approved",
        "image_url": "",
        "is_organization": True,
        "extras": extras,
    }


def _dataset(number: int, words: dict[str, Any], agency: int) -> Iterator[tuple[str, dict[str, Any]]]:
    dice = random.Random(-number - 1)
    dataset_id, data_type = _id("dataset", number), dice.choice(TYPES)
    unit = dice.choice(UNITS)
    extras = {
        "data_type": data_type,
        "title_en": words["title_en"],
        "objective": json.dumps(dice.sample(["agency_mission", "public_service", "development_plan"], 2)),
        "update_frequency_unit": unit,
        "update_frequency_interval": "" if unit == "never" else "1",
        "geo_coverage": "district",
        "data_source": "ระบบทะเบียนของหน่วยงาน",
        "data_format": json.dumps(["csv", "pdf"]),
        "data_category": "public",
        "data_classification": "open",
        "allow_harvest": "yes",
        "high_value_dataset": "no",
        "maintainer_phone": "0 2224 2956",
    }
    for name in dice.sample(sorted(extras), dice.choice((0, 0, 0, 0, 1))):
        if name != "data_type":
            extras[name] = ""
    yield (
        "package",
        {
            "id": dataset_id,
            "name": words["name"],
            "title": words["title"],
            "notes": words["notes"],
            "url": "",
            "maintainer": dice.choice(("กลุ่มงานสถิติ", "ฝ่ายทะเบียน", "กลุ่มงานสารสนเทศ", "กองแผนงาน", "")),
            "maintainer_email": "stat@example.go.th",
            "state": "deleted" if dice.random() < 0.01 else "active",
            "license_id": "open-data-common",
            "type": "dataset",
            "owner_org": _id("agency", agency),
            "private": False,
            "metadata_modified": START,
            "metadata_created": START,
            "creator_user_id": _id("user"),
            "extras": {name: value for name, value in extras.items() if value},
        },
    )
    for tag in dice.sample(TAGS, 3):
        row = {"id": _id(dataset_id, tag), "package_id": dataset_id, "tag_id": _id("tag", tag)}
        yield "package_tag", {**row, "state": "active"}
    for position in range(3):
        yield from _resource(dice, dataset_id, position, words["title"])
    yield "bmagov_obligation", _duty(dice, number, words["title"], agency)
    for system in ("indicator", "district_catalog"):
        if _kind(agency) == "district_office" and dice.random() < 0.7:
            yield (
                "bmagov_system_link",
                {
                    "id": _id("link", number, system),
                    "agency_id": _id("agency", agency),
                    "dataset_id": dataset_id,
                    "system": system,
                    "confirmed_by": _id("auditor") if dice.random() < 0.8 else None,
                    "created_by": _id("user"),
                },
            )


def _resource(
    dice: random.Random, dataset_id: str, position: int, title: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    resource_id, table = _id(dataset_id, position), position == 0
    linked = dice.random() < 0.05
    suffix = "csv" if table else "pdf"
    yield (
        "resource",
        {
            "id": resource_id,
            "package_id": dataset_id,
            "position": position,
            "name": f"{title} {position + 1}",
            "description": "",
            "format": suffix.upper(),
            "url": f"https://example.go.th/{resource_id}.{suffix}" if linked else f"{resource_id}.{suffix}",
            "url_type": None if linked else "upload",
            "state": "active",
            "extras": {"resource_data_classification": "open"} if dice.random() < 0.3 else {},
            "hash": "",
            "created": START,
            "metadata_modified": START,
            "last_modified": START,
            "mimetype": "text/csv" if table else "application/pdf",
            "size": 20_000,
        },
    )
    if linked:
        return
    names = dice.sample(NAMES, COLUMNS)
    told = [*names, "extra"] if dice.random() < 0.1 else names
    yield (
        "bmagov_resource_content",
        {
            "resource_id": resource_id,
            "package_id": dataset_id,
            "sha256": _sha(resource_id, 1),
            "size": 20_000,
            "rows": 500 if table else None,
            "layout": {"encoding": "utf-8", "delimiter": ",", "header": 1} if table else None,
            "columns": told if table else [],
            "preview": [[f"ค่า {row}-{name}" for name in told] for row in range(20)] if table else [],
            "uploaded": START.isoformat(),
        },
    )
    for age in range(2):
        days = dice.randrange(1, 400)
        yield (
            "bmagov_data_event",
            {
                "id": _id(resource_id, "event", age),
                "package_id": dataset_id,
                "resource_id": resource_id,
                "at": START + dt.timedelta(days=45 - days),
                "user_id": _id("user"),
                "change": "new_data" if age == 0 or dice.random() < 0.8 else "correction",
                "sha256": _sha(resource_id, age),
                "size": 20_000,
                "rows": 500,
                "filename": f"{resource_id}.{suffix}",
            },
        )
    if position == 0 and dice.random() < 0.9:
        yield from _columns(dice, dataset_id, resource_id, names)


def _columns(
    dice: random.Random, dataset_id: str, resource_id: str, names: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    poor = dice.random() < 0.2
    for place, name in enumerate(names, 1):
        yield (
            "bmagov_dictionary_column",
            {
                "resource_id": resource_id,
                "position": place,
                "package_id": dataset_id,
                "name": name,
                "label_th": f"สดมภ์ที่ {place}",
                "type": "" if poor and dice.random() < 0.5 else "string",
                "description": "" if poor and dice.random() < 0.5 else f"คำอธิบายของสดมภ์ที่ {place}",
                "title_key": name,
                "search_key": f"{name} สดมภ์ที่ {place}",
            },
        )


def _duty(dice: random.Random, number: int, title: str, agency: int) -> dict[str, Any]:
    agreed = {
        "frequency_unit": dice.choice(UNITS[:4]),
        "frequency_interval": 1,
        "proposed_by": _id("user"),
        "proposed_on": "2026-10-01",
        "confirmed_by": _id("auditor"),
        "confirmed_on": "2026-10-02",
    }
    return {
        "id": _id("duty", number),
        "agency_id": _id("agency", agency),
        "kind": "spatial" if _kind(agency) == "district_office" else "city_indicator",
        "added_year": FISCAL_YEAR - dice.randrange(3),
        "title": title,
        "dataset_id": "" if dice.random() < 0.02 else _id("dataset", number),
        "agreements": [agreed] if dice.random() < 0.8 else [],
        "created_by": _id("auditor"),
    }


def _workspaces(agencies: list[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each agency hands in: three documents, a database, two uses."""
    first = {agency: number for number, agency in reversed(list(enumerate(agencies)))}
    for agency, number in sorted(first.items()):
        year = {"agency_id": _id("agency", agency), "kpi": KPI, "fiscal_year": FISCAL_YEAR}
        made = {**year, "created_by": _id("user")}
        listed = [_id("dataset", one) for one, owner in enumerate(agencies) if owner == agency]
        for kind in ("working_group_order", "development_plan", "data_catalog_list"):
            yield (
                "bmagov_deliverable",
                {
                    **made,
                    "id": _id(kind, agency),
                    "kind": kind,
                    "title": kind,
                    "received_at": START,
                    "sha256": _sha(kind, agency),
                    "listed_datasets": listed if kind == "data_catalog_list" else [],
                },
            )
        yield (
            "bmagov_proposal",
            {
                **made,
                "id": _id("proposal", agency),
                "title": "ฐานข้อมูลใหม่",
                "proposed_at": START,
                "origin": "new",
                "importance": "ใช้วางแผนการให้บริการ",
                "dataset_id": _id("dataset", number),
                "planned_rows": 1000,
            },
        )
        for kind in ("inside", "outside"):
            yield (
                "bmagov_use",
                {
                    **made,
                    "id": _id(kind, agency),
                    "kind": kind,
                    "description": "ใช้วางแผน",
                    "declared_at": START,
                    "evidence": [{"url": "https://example.go.th/use"}],
                },
            )


def _copy(connection: Any, table: str, rows: Iterable[dict[str, Any]], counts: dict[str, int]) -> None:
    """Send rows by COPY; all have the columns of the first."""
    with connection.cursor() as cursor:
        lines, names = [], None
        for row in rows:
            names = names or tuple(row)
            lines.append("\t".join(_text(row[name]) for name in names))
        if names is None:
            return
        columns = ", ".join(names)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", _Lines(lines))
        name = table.strip('"')
        counts[name] = counts.get(name, 0) + len(lines)


class _Lines:
    """A file for COPY."""

    def __init__(self, lines: list[str]) -> None:
        self.left = ("\n".join(lines) + "\n").encode()
        self.at = 0

    def read(self, size: int = -1) -> bytes:
        part = self.left[self.at : self.at + size] if size >= 0 else self.left[self.at :]
        self.at += len(part)
        return part


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = value.isoformat() if isinstance(value, dt.datetime) else str(value)
    for raw, told in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(raw, told)
    return text
