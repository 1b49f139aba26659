"""What the catalog shows of datasets, for the KPI: read in sets, over all of them, whoever may see them.

Nothing of it is shown as it is: findings hold ids and numbers, and pages ask what the reader may know.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import logging
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ckan import model
from ckanext.datastore.backend.postgres import get_read_engine

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.schema_facts import is_empty
from ckanext.bmagov.base.domain.stored_bytes import in_datastore
from ckanext.bmagov.base.domain.substance import substance
from ckanext.bmagov.base.domain.text import normalize_line
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE, facts
from ckanext.bmagov.dictionary import DONE, Extent, ValidationRun, extent
from ckanext.bmagov.files import DataEventRow, data_events, declared, is_history_known
from ckanext.bmagov.kpi.evidence.model.link import LinkCheck
from ckanext.bmagov.kpi.register.model import SystemLink
from ckanext.bmagov.kpi.score.domain.criteria.measured import milestone_names
from ckanext.bmagov.kpi.score.domain.facts import Column, DatasetFacts, DeclaredFrequency, Imported
from ckanext.bmagov.kpi.score.domain.history import State, declared_over_time
from ckanext.bmagov.kpi.score.model import DatasetFacts as SeenDataset, DatasetState
from ckanext.bmagov.metadata import Mandatory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.schema_facts import Field

log = logging.getLogger(__name__)

AT_ONCE = 2000
TABLE_FORMATS = frozenset({"csv", "tsv", "xlsx", "xls"})
MACHINE_FORMATS = frozenset(
    (
        *("csv", "tsv", "xlsx", "xls", "ods", "json", "jsonl", "xml", "rdf", "ttl", "parquet", "sql"),
        *("geojson", "shp", "shapefile", "gpkg", "gml", "kml", "kmz", "gpx", "geotiff", "dxf", "dwg"),
        *("api", "rest", "wms", "wfs", "sparql", "gtfs", "netcdf", "ics"),
    )
)
"""Kinds of files whose values a program can read; pages, pictures and texts are not among them (ours)."""
ARCHIVES = frozenset({"zip", "7z", "rar"})
"""Files that hold others: shapefiles come so; of other types nobody can tell what is inside."""
TEXT_KINDS = frozenset({"title", "markdown", "text", "tags"})
API_FORMATS = frozenset({"api", "rest", "wms", "wfs", "sparql"})

_DATASETS = sa.text(
    """
    SELECT p.id, p.title, p.name, p.notes, p.author, p.author_email, p.maintainer, p.maintainer_email,
           p.license_id, p.url, p.version, p.owner_org, p.state, p.type, p.extras,
           p.metadata_created,
           (SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.package_id = p.id AND pt.state = 'active') AS tag_string
    FROM package p WHERE p.id = ANY(:ids)
    """
)
_RESOURCES = sa.text(
    """
    SELECT id, package_id, url, format, description, name, resource_type, url_type, extras
    FROM resource WHERE package_id = ANY(:ids) AND state = 'active' ORDER BY package_id, position, id
    """
)

_CONTENTS = sa.text(
    """
    SELECT resource_id, sha256, rows, NULLIF(columns, CAST('[]' AS jsonb)) AS columns,
        problems @> CAST('[["FILE-READING"]]' AS jsonb) AS waits
    FROM bmagov_resource_content WHERE resource_id = ANY(:ids)
    """
)
_COLUMNS = sa.text(
    """
    SELECT resource_id, array_agg(table_name), array_agg(name), array_agg(label_th), array_agg(label_en),
        array_agg(type <> ''), array_agg(description) FROM (
        SELECT resource_id, table_name, name, label_th, label_en, type, description
        FROM bmagov_dictionary_column WHERE package_id = ANY(:ids) ORDER BY resource_id, position
    ) AS dictionary GROUP BY resource_id
    """
)

_SEVERAL_FREQUENCIES = sa.text(
    """
    SELECT dataset_id FROM bmagov_dataset_state WHERE dataset_id = ANY(:ids) GROUP BY dataset_id
    HAVING min(frequency_unit) <> max(frequency_unit) OR min(frequency_interval) <> max(frequency_interval)
    """
)

# The same words come back in thousands of datasets.
_column = functools.lru_cache(maxsize=10_000)(Column)
_normal = functools.lru_cache(maxsize=10_000)(normalize_line)
_substance = functools.lru_cache(maxsize=50_000)(substance)


def published_ids(session: AlchemySession, agency_id: str, at: dt.datetime | None = None) -> tuple[str, ...]:
    """Return the ids of all that an agency has in the catalog: active datasets, private ones too.

    :param at: only what was made by then, with its zone (optional)
    """
    made = sa.true()
    if at is not None:  # CKAN keeps times of UTC without their zone
        made = model.Package.metadata_created <= at.astimezone(dt.UTC).replace(tzinfo=None)
    query = (
        sa.select(model.Package.id)
        .where(
            model.Package.owner_org == agency_id,
            model.Package.state == model.State.ACTIVE,
            model.Package.type == DATASET_TYPE,
            made,
        )
        .order_by(model.Package.id)
    )
    return tuple(session.scalars(query))


def states_of(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, list[State]]:
    """Return all states that were kept of datasets, the oldest first."""
    table = DatasetState.__table__.c
    columns = (table.valid_from, table.listed, table.agency_id, table.frequency_unit)
    query = (
        sa.select(table.dataset_id, *columns, table.frequency_interval)
        .where(table.dataset_id.in_(dataset_ids))
        .order_by(table.dataset_id, table.valid_from, table.number)
    )
    states: dict[str, list[State]] = defaultdict(list)
    for dataset_id, *state in session.execute(query):
        states[dataset_id].append(State(*state))
    return states


def declared_by(
    session: AlchemySession, dataset_ids: Collection[str]
) -> dict[str, tuple[DeclaredFrequency, ...]]:
    """Return what datasets declared of their frequency over time; only of those that declared another."""
    rows = session.scalars(_SEVERAL_FREQUENCIES, {"ids": list(dataset_ids)})
    return {key: declared_over_time(states) for key, states in states_of(session, rows.all()).items()}


def dataset_facts(
    session: AlchemySession, dataset_ids: Collection[str], databases: Collection[str] = ()
) -> dict[str, DatasetFacts]:
    """Return what is seen of datasets, by id; one that the catalog never had is left out.

    :param databases: those whose rows are counted too, because they are the database of a Part 2
    """
    ids = sorted({dataset_id for dataset_id in dataset_ids if dataset_id})
    facts_by_id: dict[str, DatasetFacts] = {}
    for start in range(0, len(ids), AT_ONCE):
        facts_by_id |= _some(session, ids[start : start + AT_ONCE], frozenset(databases))
    return facts_by_id


def _some(session: AlchemySession, ids: list[str], databases: frozenset[str]) -> dict[str, DatasetFacts]:
    known = facts()
    mandatory, lists = Mandatory(known), _names_of_lists(known.dataset)
    texts = _mandatory_texts(known.dataset)
    parts = _Parts(session, ids)
    out = {}
    for row in _dicts(session, _DATASETS, ids):
        record = row | _values(row.pop("extras"), lists)
        resources = record["resources"] = parts.resources[record["id"]]
        counted = mandatory.count(record)
        seen = _facts_of(record, resources, parts, counted)
        out[seen.id] = replace(
            seen,
            characters=_characters(record, texts),
            imported=_imported(resources, parts, session) if seen.id in databases else None,
        )
    return out


def _mandatory_texts(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the fields that people fill with words of their own, and that must be filled."""
    return tuple(
        field.name
        for field in fields
        if field.kind in TEXT_KINDS
        and (field.required or field.required_for_publish)
        and not (field.other_of or field.types)
    )


def _characters(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, int]:
    """Measure the mandatory texts that are filled. To repeat the title says nothing elsewhere."""
    titles = tuple(str(record.get(name) or "") for name in ("title", "title_en"))
    filled = {name: str(record[name]) for name in names if not is_empty(record.get(name))}
    return {name: _substance(text, *(() if name == "title" else titles)) for name, text in filled.items()}


def _dicts(session: AlchemySession, query: sa.TextClause, ids: list[str]) -> Iterator[dict[str, Any]]:
    rows = session.execute(query, {"ids": ids})
    names = tuple(rows.keys())
    return (dict(zip(names, row, strict=True)) for row in rows)


class _Parts:
    """What belongs to some datasets, read at once."""

    def __init__(self, session: AlchemySession, ids: list[str]) -> None:
        lists = _names_of_lists(facts().resource)
        self.resources: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in _dicts(session, _RESOURCES, ids):
            extras = row.pop("extras")  # a text column, unlike a dataset's
            plain = row | _values(json.loads(extras), lists) if extras and extras != "{}" else row
            self.resources[row["package_id"]].append(plain)
        self.resources = defaultdict(
            list, {key: data_resources(some) for key, some in self.resources.items()}
        )
        files = [resource["id"] for some in self.resources.values() for resource in some]
        self.contents = {row["resource_id"]: row for row in _dicts(session, _CONTENTS, files)}
        self.events = data_events(session, ids)
        self.states = states_of(session, ids)
        self.first_event = session.scalar(sa.select(sa.func.min(DataEventRow.at)))
        self.columns: dict[str, tuple[Column, ...]] = {
            resource_id: _columns(zip(*columns, strict=True))
            for resource_id, *columns in session.execute(_COLUMNS, {"ids": ids})
        }
        self.systems: dict[str, dict[str, bool | None]] = defaultdict(dict)
        self.declared: dict[str, dict[str, dt.datetime | None]] = defaultdict(dict)
        for link in session.execute(
            sa.select(
                SystemLink.dataset_id, SystemLink.system, SystemLink.confirmed_by, SystemLink.created_at
            )
            .where(SystemLink.dataset_id.in_(ids), SystemLink.withdrawn_at.is_(None))
            .order_by(SystemLink.created_at)
        ):
            self.declared[link.dataset_id].setdefault(link.system, link.created_at)
            confirmed = bool(link.confirmed_by) or self.systems[link.dataset_id].get(link.system)
            self.systems[link.dataset_id][link.system] = True if confirmed else None
        seen = session.execute(
            sa.select(SeenDataset.dataset_id, SeenDataset.milestones).where(SeenDataset.dataset_id.in_(ids))
        )
        self.milestones: dict[str, Mapping[str, str]] = {row.dataset_id: row.milestones for row in seen}
        apis = [resource["url"] for some in self.resources.values() for resource in some if _is_api(resource)]
        looked = session.scalars(sa.select(LinkCheck).where(LinkCheck.url.in_(apis))) if apis else ()
        self.links: dict[str, LinkCheck] = {row.url: row for row in looked}
        self.checks = _checks(session, files, self.columns)
        """Cells that were checked against the dictionary and cells that were wrong, by resource."""
        self.table_columns = _table_columns(
            [
                resource["id"]
                for some in self.resources.values()
                for resource in some
                if in_datastore(resource)
            ]
        )
        """Columns of tables of the DataStore by resource; None when it could not be asked."""


def _columns(rows: Iterable[tuple[str, str, str, str, bool, str]]) -> tuple[Column, ...]:
    """Return the columns of a dictionary as they are measured, without the words that describe them.

    :param rows: table, name, Thai and English label, whether it has a type, description
    """
    rows = tuple(rows)
    columns = Counter(table for table, *_ in rows)
    alike = Counter((row[0], row[-1]) for row in rows)
    return tuple(
        _column(
            name,
            typed,
            bool(description),
            _substance(description, name, label_th, label_en) if description else 0,
            alike[table, description] if description else 1,
            columns[table],
        )
        for table, name, label_th, label_en, typed, description in rows
    )


def _names_of_lists(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(field.name for field in fields if field.multiple)


def _values(extras: Mapping[str, Any] | None, lists: tuple[str, ...]) -> dict[str, Any]:
    """Return extras with choices of several as the lists that they are."""
    values = dict(extras or {})
    for name in lists:
        stored = values.get(name)
        if isinstance(stored, str):
            values[name] = _list(stored)
    return values


@functools.lru_cache(maxsize=10_000)
def _list(stored: str) -> list[Any]:
    """Return a stored choice; the same choices come back, so nobody may change what is given."""
    try:
        choices = json.loads(stored)
    except ValueError:
        return [stored] if stored else []
    return choices if isinstance(choices, list) else [choices]


def _facts_of(
    record: Mapping[str, Any],
    resources: Sequence[Mapping[str, Any]],
    parts: _Parts,
    mandatory: tuple[int, tuple[str, ...]],
) -> DatasetFacts:
    frequency = declared(record)
    contents = [parts.contents[resource["id"]] for resource in resources if resource["id"] in parts.contents]
    tables = [resource for resource in resources if _is_table(resource, parts)]
    return DatasetFacts(
        id=record["id"],
        url=f"/dataset/{record['id']}",
        title=record["title"] or "",
        in_catalog=record["state"] == model.State.ACTIVE,
        frequency_unit=frequency.unit,
        frequency_interval=frequency.interval,
        mandatory_total=mandatory[0],
        mandatory_missing=mandatory[1],
        has_category=not is_empty(record.get("data_category")),
        has_classification=not is_empty(record.get("data_classification")),
        has_owner=not is_empty(record.get("maintainer")),
        tabular=bool(tables),
        columns=tuple(column for table in tables for column in parts.columns.get(table["id"], ())),
        dictionary_agrees=_agrees(tables, parts),
        events=parts.events.get(record["id"], ()),
        events_known=is_history_known([resource["url_type"] for resource in resources], len(contents)),
        file_hashes=tuple(sorted({content["sha256"] for content in contents if content["sha256"]})),
        in_datastore=any(in_datastore(resource) for resource in resources),
        has_working_api=_works(resources, parts),
        import_known=all(_import_known(table, parts) for table in tables),
        systems=dict(parts.systems[record["id"]]),
        systems_since=dict(parts.declared[record["id"]]),
        api_unknown_since=_unknown_since(resources, parts),
        milestones=milestones_of(parts.milestones.get(record["id"], {})),
        data_type=str(record.get("data_type") or ""),
        machine_readable=_is_machine_readable(record, resources, parts),
        seen_since=_seen_since(record["metadata_created"], parts.first_event),
        declared=declared_over_time(parts.states.get(record["id"], ())),
    )


def _seen_since(made: dt.datetime | None, first_event: dt.datetime | None) -> dt.date | None:
    """Return since when changes were recorded of a dataset that was there before; None: since it was made."""
    if made is None or first_event is None:
        return None
    first = in_bangkok(first_event).date()
    return first if in_bangkok(made.replace(tzinfo=dt.UTC)).date() < first else None


def milestones_of(stored: Mapping[str, str]) -> dict[str, dt.datetime | None]:
    """Read what `kpi/score/services/score.py` keeps: measure -> ISO time."""
    reached = {name: dt.datetime.fromisoformat(at) for name, at in stored.items()}
    return {**dict.fromkeys(milestone_names()), **reached}


def _is_table(resource: Mapping[str, Any], parts: _Parts) -> bool:
    content = parts.contents.get(resource["id"])
    read = content is not None and bool(content["columns"] or content["waits"])
    return read or in_datastore(resource) or str(resource["format"] or "").lower() in TABLE_FORMATS


def _is_machine_readable(
    record: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], parts: _Parts
) -> bool | None:
    """Tell whether machines can read a file of the dataset; None where a kind of file is not told."""
    known = MACHINE_FORMATS | (ARCHIVES if record.get("data_type") == "geospatial" else frozenset())
    if any(_is_table(resource, parts) or _format(resource) in known for resource in resources):
        return True
    return None if any(not _format(resource) for resource in resources) else False


def _format(resource: Mapping[str, Any]) -> str:
    return str(resource["format"] or "").lower().strip(". ")


def _import_known(resource: Mapping[str, Any], parts: _Parts) -> bool:
    """Tell whether rows can be counted; those of a file that a worker has yet to read cannot."""
    content = parts.contents.get(resource["id"])
    return not content["waits"] if content is not None else in_datastore(resource)


def _is_api(resource: Mapping[str, Any]) -> bool:
    return str(resource["format"] or "").lower() in API_FORMATS


def _works(resources: Sequence[Mapping[str, Any]], parts: _Parts) -> bool | None:
    """Tell whether an API of the dataset answers; None when nobody has looked or could tell."""
    states = [
        parts.links[resource["url"]].answered if resource["url"] in parts.links else None
        for resource in resources
        if _is_api(resource)
    ]
    return True if True in states else None if None in states else False


def _unknown_since(resources: Sequence[Mapping[str, Any]], parts: _Parts) -> dt.datetime | None:
    """Return since when no API of the dataset could be asked; None while one was not asked yet."""
    looked = [parts.links.get(resource["url"]) for resource in resources if _is_api(resource)]
    moments = [row.unknown_since if row else None for row in looked if not row or row.answered is None]
    known = [moment for moment in moments if moment]
    return max(known) if known and len(known) == len(moments) else None


def _agrees(tables: Sequence[Mapping[str, Any]], parts: _Parts) -> bool | None:
    """Tell whether every table has exactly the columns of its dictionary; None when one could not be seen."""
    states = [_table_agrees(table, parts) for table in tables]
    if False in states:
        return False
    return None if None in states else True


def _table_agrees(resource: Mapping[str, Any], parts: _Parts) -> bool | None:
    described = {column.name for column in parts.columns.get(resource["id"], ())}
    content = parts.contents.get(resource["id"])
    if content is not None and content["columns"]:
        return _same_names(described, content["columns"])
    if not in_datastore(resource) or parts.table_columns is None:
        return None
    return _same_names(described, parts.table_columns.get(resource["id"], ()))


def _same_names(described: set[str], columns: Collection[str]) -> bool:
    return described == set(columns) or set(map(_normal, described)) == set(map(_normal, columns))


def _table_columns(resource_ids: list[str]) -> dict[str, list[str]] | None:
    if not resource_ids:
        return {}
    query = sa.text(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = ANY(:ids) AND column_name NOT LIKE '\\_%'"
    )
    columns: dict[str, list[str]] = defaultdict(list)
    try:
        with get_read_engine().connect() as connection:
            for table, column in connection.execute(query, {"ids": resource_ids}):
                columns[table].append(column)
    except SQLAlchemyError:
        log.warning("The DataStore did not answer; what it would tell stays unknown", exc_info=True)
        return None
    return columns


def _checks(
    session: AlchemySession, resource_ids: list[str], columns: Mapping[str, Sequence[Column]]
) -> dict[str, tuple[int, int]]:
    """Return what the newest finished check of each resource found (`dictionary/validation`)."""
    run: Any = ValidationRun
    query = (
        sa.select(run.resource_id, run.rows_read, run.violations)
        .where(run.resource_id.in_(resource_ids), run.status == DONE)
        .order_by(run.resource_id, run.finished_at.desc())
        .distinct(run.resource_id)
    )
    checks = {}
    for row in session.execute(query):
        if row.resource_id in columns:
            cells = row.rows_read * len(columns[row.resource_id])
            checks[row.resource_id] = (cells, min(row.violations, cells))
    return checks


def _imported(resources: Sequence[dict[str, Any]], parts: _Parts, session: AlchemySession) -> Imported:
    """Count the rows of a database: of the files as they were read, else of the tables."""
    rows = checked = bad = 0
    extents = [Extent.NOT]
    for table in resources:
        if not _is_table(table, parts):
            continue
        extents.append(extent(session, table))
        content = parts.contents.get(table["id"])
        rows += (content["rows"] or 0) if content is not None else _table_rows(table["id"], parts)
        cells, wrong = parts.checks.get(table["id"], (0, 0))
        checked, bad = checked + cells, bad + wrong
    worst = min(extents[1:] or extents, key=list(Extent).index)
    return Imported(rows, checked, bad, checked=worst)


def _table_rows(resource_id: str, parts: _Parts) -> int:
    if not parts.table_columns or resource_id not in parts.table_columns:
        return 0
    quoted = sa.sql.quoted_name(resource_id, quote=True)
    with get_read_engine().connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(quoted))) or 0
