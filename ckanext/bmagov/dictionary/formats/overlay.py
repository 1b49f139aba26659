"""What a standard form cannot say, kept beside it: only where reading the standard would give another value.

So a file stays what its standard says, everybody can read it, and ours comes back whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.access import names_level
from ckanext.bmagov.dictionary.domain.reading import Finding, parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import table_to_dict
from ckanext.bmagov.dictionary.formats.registry import DictionaryFileError, Read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.dictionary.domain.answers import TableAnswer
    from ckanext.bmagov.dictionary.formats.registry import ReadOptions

MAX_DEPTH: Final = 30
OURS: Final = "bmagov"
"""The key below which a file of a standard form keeps what the standard cannot say."""
MAX_DIGITS: Final = 300
MAX_PARTS: Final = 250_000
"""Commas and opening brackets: what is built of them takes some hundred bytes each."""

NONE: Final[JsonObject] = {"size": None, "decimals": None, "allowed": [], "missing": [], "references": ""}


JsonObject = dict[str, Any]
"""An object of a JSON file of one of the standards."""


def overlay(truth: Mapping[str, Any], derived: Mapping[str, Any]) -> JsonObject:
    """Return what must be said besides: attributes that are otherwise, and those to take back."""
    changed = {name: value for name, value in truth.items() if derived.get(name) != value and name != "name"}
    back = {
        name: NONE.get(name, False if value is True else "")
        for name, value in derived.items()
        if name not in truth and value not in ("", None, False, [])
    }
    return {**changed, **back}


def plain_tables(raw: JsonObject) -> list[TableAnswer]:
    """Return the tables of plain data as they come back from reading, for :func:`overlay`."""
    return [table_to_dict(table) for table in parse_dictionary(raw).dictionary.tables]


def finish(raw: JsonObject, *, notes: tuple[Finding, ...] = ()) -> Read:
    """Read plain data. A key that means nothing to us was let go and said before."""
    parsed = parse_dictionary(raw)
    if not any(table.columns for table in parsed.dictionary.tables):
        raise DictionaryFileError("NO-ROWS")
    return Read(parsed.dictionary, (*notes, *parsed.findings))


def level_keys(raw: Any) -> list[Finding]:
    """Return an error for every key of a standard form that speaks of a level: the standards have none.

    It would be let go like any other key that means nothing here. Ours stand below the key `bmagov`.
    """
    results: dict[str, Finding] = {}
    waiting = [raw]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key in filter(names_level, item):
                params = {"key": key[:60], "right": "bmagov.classification"}
                results.setdefault(key, Finding("LEVEL-KEY", params, field=key[:60]))
            waiting += [value for key, value in item.items() if key != OURS]
        elif isinstance(item, list):
            waiting += item
    return list(results.values())


def load_json(data: bytes, options: ReadOptions) -> Any:
    """Read JSON of bounded depth and size; what was written here may have any size.

    :raises DictionaryFileError: `JSON-INVALID` (`line`, `column`), `JSON-DEPTH`, `JSON-NUMBER`, `JSON-LIMIT`,
        `FILE-ENCODING`
    """
    parts = data.count(b",") + data.count(b"[") + data.count(b"{")
    if parts > MAX_PARTS and not options.written:
        raise DictionaryFileError("JSON-LIMIT", limit=MAX_PARTS)
    try:
        loaded = json.loads(data.decode("utf-8-sig"), parse_int=_whole, parse_float=_fraction)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise DictionaryFileError(
            "FILE-ENCODING",
            byte=f"0x{data[error.start]:02X}",
            line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"),
        ) from error
    except RecursionError as error:
        raise DictionaryFileError("JSON-DEPTH", limit=MAX_DEPTH) from error
    except json.JSONDecodeError as error:
        raise DictionaryFileError("JSON-INVALID", line=error.lineno, column=error.colno) from error
    _refuse_deep(loaded)
    return loaded


def _whole(text: str) -> int:
    return int(_bounded(text))


def _fraction(text: str) -> float:
    return float(_bounded(text))


def _bounded(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise DictionaryFileError("JSON-NUMBER", limit=MAX_DIGITS)
    return text


def _refuse_deep(loaded: Any) -> None:
    waiting = [(loaded, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise DictionaryFileError("JSON-DEPTH", limit=MAX_DEPTH)
        if isinstance(item, dict):
            waiting += [(value, depth + 1) for value in item.values()]
        elif isinstance(item, list):
            waiting += [(value, depth + 1) for value in item]


def dump_json(plain: Any) -> bytes:
    """Write JSON as people can read it."""
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()
