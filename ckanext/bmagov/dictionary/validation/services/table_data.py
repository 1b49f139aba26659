"""The data of a resource as tables of text, wherever they are: an uploaded file or the DataStore."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from ckan import model

from ckanext.bmagov import files
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.formats import table as tables
from ckanext.bmagov.base.formats.packed import table_in
from ckanext.bmagov.dictionary.validation.domain.validate import batch_height, batches
from ckanext.bmagov.dictionary.validation.readers import datastore_rows
from ckanext.bmagov.files import ResourceContent, StoredFile, open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary.domain.spec import Dictionary, Table
    from ckanext.bmagov.dictionary.validation.readers.datastore_rows import StoredTable

FILE: Final = "file"
DATASTORE: Final = "datastore"
CHUNK: Final = 256 * 1024


class NoDataError(ProblemError):
    """There are no data here that can be read: `NO-DATA`."""


@dataclass(frozen=True)
class Part:
    """One table of data. `rows` opens it anew and gives batches; row numbers begin at `first_row`."""

    name: str
    header: tuple[str, ...]
    first_row: int
    native: bool
    total: int | None
    rows: Callable[[], Any]
    layout: tables.Layout | None = None
    """How the file is read; none for the DataStore."""
    columns: Callable[[], Any] | None = None
    """As `rows`, but each batch by column, where the data come so more quickly."""


@dataclass(frozen=True)
class Data:
    """The data of a resource. `hash` says whether they are others than before; it may take a while."""

    source: str
    hash: Callable[[], str]
    parts: tuple[Part, ...]
    stream: IO[bytes] | None = None


def source_of(resource: dict[str, Any]) -> str:
    """Return where the data of a resource are: `file`, `datastore`, or nothing."""
    if files.is_table(resource):
        return FILE
    return DATASTORE if datastore_rows.stored_table(resource["id"]) else ""


def known_hash(session: AlchemySession, resource: dict[str, Any]) -> str:
    """Return the hash of the data where it is known without reading them; else nothing."""
    if not files.is_table(resource):
        return ""
    known = session.get(ResourceContent, resource["id"])
    return file_hash(known.sha256, known.layout) if known and known.layout else ""


def waits(session: AlchemySession, resource: dict[str, Any]) -> bool:
    """Tell whether a worker has yet to read the file: what comes of it comes after that."""
    known = session.get(ResourceContent, resource["id"]) if files.is_table(resource) else None
    return known is not None and files.is_waiting(known)


def file_hash(sha256: str, layout: dict[str, Any] | None) -> str:
    """Hash the bytes with the way in which they are read: another way makes other data."""
    ways = {name: value for name, value in (layout or {}).items() if name != "said"}
    plain = json.dumps([sha256, ways if layout else layout], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


@contextmanager
def open_data(
    session: AlchemySession,
    resource: dict[str, Any],
    dictionary: Dictionary | None = None,
    source: str = "",
    *,
    quick: bool = False,
) -> Iterator[Data]:
    """Open the data of a resource: those of the file when there are both, unless `source` says otherwise.

    :param dictionary: with several tables, sheets of their names are parts of their own
    :param quick: somebody waits: of a large workbook, which can only be read as a whole, the rows that were
        kept are given; a file that a worker has yet to read is `FILE-READING`
    :raises NoDataError: `NO-DATA`
    :raises TableError: when the file can't be read
    :raises FileGoneError: when the file is not in the storage
    """
    if files.is_table(resource) and source != DATASTORE:
        with open_file(resource) as stored, table_in(stored.stream) as stream:
            known = session.get(ResourceContent, resource["id"])
            kept = _kept(known, stored) if known and quick else None
            yield kept or _file(stream, stored.sha256, known, dictionary)
        return
    table = datastore_rows.stored_table(resource["id"]) if source != FILE else None
    if table is None:
        raise NoDataError("NO-DATA")
    yield _stored(table)


# files


def _file(
    stream: IO[bytes], sha256: str, known: ResourceContent | None, dictionary: Dictionary | None
) -> Data:
    layout = files.layout_of(known) if known and known.sha256 == sha256 else None
    if layout is None or known is None:
        described = tables.describe(stream)
        layout, header, total = described.layout, described.columns, None
        sheets = described.sheets
    else:
        header, total, sheets = tuple(known.columns), known.rows, tuple(known.sheets)
    first = _part(stream, layout, header, total)
    others = _sheets(stream, layout, sheets, dictionary)
    return Data(FILE, lambda: file_hash(sha256, layout.to_dict()), others or (first,), stream)


def _kept(known: ResourceContent, stored: StoredFile) -> Data | None:
    """Return what is kept of a large workbook; none when the file itself can be read."""
    if files.is_waiting(known):
        raise NoDataError(files.READING, rows=known.problems[0][1]["rows"])
    layout = files.layout_of(known) if known.sha256 == stored.sha256 else None
    if layout is None or layout.kind != "xlsx" or files.is_quick(stored):
        return None
    header, rows = tuple(known.columns), known.preview

    def first() -> Any:
        return nullcontext(batches(iter(rows), len(header)))

    part = Part(layout.sheet, header, layout.data_row, True, known.rows, first, layout)
    return Data(FILE, lambda: file_hash(stored.sha256, layout.to_dict()), (part,))


def _part(stream: IO[bytes], layout: tables.Layout, header: tuple[str, ...], total: int | None) -> Part:
    def rows() -> Any:
        return nullcontext(batches(tables.iter_rows(stream, layout), len(header)))

    def columns() -> Any:
        return nullcontext(tables.sheet_columns(stream, layout, batch_height(len(header))))

    is_sheet = layout.kind == "xlsx"
    by_column = columns if is_sheet and (layout.first_column or 1) == 1 else None
    return Part(layout.sheet, header, layout.data_row, is_sheet, total, rows, layout, by_column)


def _sheets(
    stream: IO[bytes], layout: tables.Layout, sheets: tuple[str, ...], dictionary: Dictionary | None
) -> tuple[Part, ...]:
    """Return a part for each sheet that is called as a table of the dictionary, when it has several."""
    if layout.kind != "xlsx" or dictionary is None or len(dictionary.tables) < 2:
        return ()
    names = {match_key(table.name) for table in dictionary.tables}
    results: list[Part] = []
    for sheet in sheets:
        if match_key(sheet) in names:
            described = tables.describe(stream, tables.Layout("xlsx", sheet=sheet))
            results.append(_part(stream, described.layout, described.columns, None))
    return tuple(results)


# the DataStore


def _stored(table: StoredTable) -> Data:
    part = Part(
        "",
        table.header,
        1,
        table.native,
        table.rows,
        lambda: datastore_rows.open_rows(table),
    )
    return Data(
        DATASTORE, lambda: hashlib.sha256(datastore_rows.fingerprint(table).encode()).hexdigest(), (part,)
    )


# which table of the dictionary a part is


def pairs(data: Data, dictionary: Dictionary) -> list[tuple[Part, Table]]:
    """Each part with the table that describes it: of its name, else the one whose columns it has most of."""
    results: list[tuple[Part, Table]] = []
    for part in data.parts:
        namesakes = [table for table in dictionary.tables if match_key(table.name) == match_key(part.name)]
        likely = namesakes[:1] if len(data.parts) > 1 and namesakes else [_likeliest(part, dictionary)]
        results += [(part, table) for table in likely]
    return results


def _likeliest(part: Part, dictionary: Dictionary) -> Table:
    header = {match_key(name) for name in part.header}
    return max(
        dictionary.tables,
        key=lambda table: len(header & {match_key(column.name) for column in table.columns}),
    )


def resource_dict(session: AlchemySession, resource_id: str) -> dict[str, Any] | None:
    """Return what is asked of a resource here, for whoever acts without a reader; none when it is gone."""
    result = session.get(model.Resource, resource_id)
    if result is None or result.state != "active":
        return None
    return {
        "id": result.id,
        "package_id": result.package_id,
        "url": result.url,
        "url_type": result.url_type,
        "format": result.format,
        "last_modified": result.last_modified,
    }
