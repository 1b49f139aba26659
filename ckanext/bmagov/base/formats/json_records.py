"""Records of JSON as a table: a list of objects, alone or the only list of an object; or an object a line."""

from __future__ import annotations

import csv
import io
import json
from typing import IO, TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.formats.cell_area import MAX_AREA
from ckanext.bmagov.base.formats.csv_rows import MAX_COLUMNS
from ckanext.bmagov.base.formats.table_error import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_JSON: Final = 20 * 1024 * 1024
"""Bytes: it is read as a whole, and takes some ten times as much memory."""

Record = dict[str, Any]


def write_records(source: IO[bytes], kind: str, target: IO[bytes]) -> None:
    """Write the records of a file as CSV in UTF-8; a value that is a list or an object stays JSON.

    :param kind: `JSON` or `JSONL`
    :raises TableError: `FILE-IS-OTHER` for JSON that holds no records, `FILE-BROKEN`, `FILE-JSON-SIZE`
        (`limit` in MB), `FILE-TOO-MANY-COLUMNS`, `FILE-TOO-MANY-ROWS`
    """
    source.seek(0)
    data = source.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise TableError("FILE-JSON-SIZE", limit=MAX_JSON // 1024 // 1024)
    try:
        text = data.decode("utf-8-sig")
        loaded = [json.loads(line) for line in text.splitlines() if line.strip()] if kind == "JSONL" else None
        records = _records(json.loads(text) if loaded is None else loaded)
    except (ValueError, RecursionError) as error:
        raise TableError("FILE-BROKEN") from error
    if not records:
        raise TableError("FILE-IS-OTHER", kind=kind)
    columns = list(dict.fromkeys(name for record in records for name in record))
    if len(columns) > MAX_COLUMNS:
        raise TableError("FILE-TOO-MANY-COLUMNS", line=1, limit=MAX_COLUMNS)
    if len(records) * len(columns) > MAX_AREA:
        raise TableError("FILE-TOO-MANY-ROWS", row=len(records), column=len(columns))
    out = io.TextIOWrapper(target, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(out)
    writer.writerow([column.replace("\0", "") for column in columns])
    writer.writerows(_rows(records, columns))
    out.flush()
    out.detach()


def _records(loaded: Any) -> list[Record]:
    """Return the objects of a list; none where it holds anything else, or where there are several lists."""
    if isinstance(loaded, dict):
        lists = [value for value in loaded.values() if isinstance(value, list)]
        loaded = lists[0] if len(lists) == 1 else []
    is_table = isinstance(loaded, list) and all(isinstance(record, dict) for record in loaded)
    return loaded if is_table else []


def _rows(records: Iterable[Record], columns: list[str]) -> Iterable[list[str]]:
    for record in records:
        yield [_cell(record.get(column)) for column in columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\0", "")  # databases do not hold it
