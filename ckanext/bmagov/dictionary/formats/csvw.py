"""Dictionaries as CSVW metadata (CSV on the Web, W3C).

`titles` is what stands in the header of the file, so it is the column's name; labels and descriptions are
annotations. What the standard cannot say stands in `notes`, which are free.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table, table_to_dict
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.formats.overlay import (
    OURS,
    JsonObject,
    dump_json,
    finish,
    level_keys,
    load_json,
    overlay,
    plain_tables,
)
from ckanext.bmagov.dictionary.formats.registry import (
    DictionaryFileError,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    dictionary_format,
)
from ckanext.bmagov.dictionary.formats.standard_value import is_standard, leads, standard_type
from ckanext.bmagov.dictionary.formats.table_schema import is_thai

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTEXT: Final = "http://www.w3.org/ns/csvw"

_BASES: Final = {
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "year": "gYear",
    "url": "anyURI",
    "json": "json",
    "binary": "base64Binary",
}
_FROM_BASE: Final = {
    **{base: name for name, base in _BASES.items()},
    **dict.fromkeys(("long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"), "integer"),
    **dict.fromkeys(("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"), "integer"),
    **dict.fromkeys(("nonPositiveInteger", "negativeInteger"), "integer"),
    **dict.fromkeys(("number", "double", "float"), "number"),
    **dict.fromkeys(("string", "normalizedString", "token", "any", "anyAtomicType", "html", "xml"), "text"),
    **dict.fromkeys(("language", "Name", "NMTOKEN", "gMonth", "gDay", "gMonthDay", "gYearMonth"), "text"),
    **dict.fromkeys(("datetime", "dateTimeStamp"), "datetime"),
    **dict.fromkeys(("hexBinary", "binary"), "binary"),
    "QName": "text",
    "duration": "text",
}


@dictionary_format
class CsvwFormat(DictionaryFormat):
    """One table description, or a group of several."""

    name = "csvw"
    label = "CSVW"
    media_type = "application/csvm+json; charset=utf-8"
    extension = "csvw.json"
    of_data = True
    place = 4
    turn = 2

    def begins_like(self, data: bytes) -> bool:
        """Look for a JSON object with the context or the schema of CSVW."""
        is_object = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        return is_object and (b"www.w3.org/ns/csvw" in data[:4096] or b'"tableSchema"' in data)

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read a table, a table group or a bare schema."""
        raw = load_json(data, options)
        if not isinstance(raw, dict):
            raise DictionaryFileError("FORMAT-UNKNOWN")
        tables = raw["tables"] if isinstance(raw.get("tables"), list) else [raw]
        notes = level_keys(raw)
        results = [_read_table(table, notes) for table in tables if isinstance(table, dict)]
        return finish({"tables": results}, notes=tuple(notes))

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write annotations in both languages."""
        context: list[Any] = [CONTEXT, {"@language": "th"}]
        tables = [_table(dictionary, table, options) for table in dictionary.tables]
        if len(tables) == 1:
            return dump_json({"@context": context, **tables[0]})
        return dump_json({"@context": context, "tables": tables})


# writing


def _table(dictionary: Dictionary, table: Table, options: WriteOptions) -> JsonObject:
    alone = len(dictionary.tables) == 1
    plain: JsonObject = {
        "url": options.url if alone and options.url else f"{quote(table.name or 'table')}.csv"
    }
    texts = {
        "dc:title": _said(table.label_th, table.label_en),
        "dc:description": table.description,
    }
    plain |= {name: said for name, said in texts.items() if said}
    schema: JsonObject = {"columns": [_column(column) for column in table.columns]}
    if table.primary_key:
        schema["primaryKey"] = [_safe(name) for name in table.primary_key]
    foreign = [
        {
            "columnReference": [_safe(column.name)],
            "reference": {
                "resource": f"{quote(column.references.table)}.csv"
                if column.references.table
                else plain["url"],
                "columnReference": [_safe(column.references.column)],
            },
        }
        for column in table.columns
        if column.references and leads(dictionary, table, column)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    plain["tableSchema"] = schema
    derived = plain_tables({"tables": [_read_table(plain, [])]})[0]
    truth = table_to_dict(table)
    columns = [
        overlay(column, other) for column, other in zip(truth["columns"], derived["columns"], strict=True)
    ]
    extra = {
        name: truth.get(name, "")
        for name in (truth.keys() | derived.keys()) - {"columns"}
        if truth.get(name) != derived.get(name)
    }
    if extra or any(columns):
        plain["notes"] = [{OURS: {"table": extra, "columns": columns}}]
    return plain


def _safe(name: str) -> str:
    """Return a name as URI templates allow it."""
    return quote(name, safe="").replace("-", "%2D").replace(".", "%2E").replace("~", "%7E")


def _said(th: str, en: str) -> Any:
    said = [{"@value": text, "@language": lang} for text, lang in ((th, "th"), (en, "en")) if text]
    return said[0] if len(said) == 1 else said


def _column(column: Column) -> JsonObject:
    plain: JsonObject = {"name": _safe(column.name), "titles": column.name}
    annotations = {
        "rdfs:label": _said(column.label_th, column.label_en),
        "dc:description": _said(column.description, column.description_en),
    }
    plain |= {name: said for name, said in annotations.items() if said}
    datatype = _datatype(column)
    if datatype:
        plain["datatype"] = datatype
    if column.required:
        plain["required"] = True
    if column.missing:
        plain["null"] = ["", *column.missing]
    return plain


def _datatype(column: Column) -> Any:
    if not column.type:
        return None
    kind = standard_type(column)
    base = _BASES.get(kind, "string")
    more: JsonObject = {}
    if base == "string":
        more |= {"maxLength": column.size} if column.size is not None else {}
        more |= {"format": column.pattern} if column.pattern else {}
    if TYPES[kind].ordered and base != "gYear":  # readers take no ends of a year
        ends = {"minimum": column.minimum, "maximum": column.maximum}
        more |= {name: text for name, text in ends.items() if text and is_standard(kind, text)}
    return {"base": base, **more} if more else base


# reading


def _read_table(raw: Mapping[str, Any], notes: list[Finding]) -> JsonObject:
    url = raw.get("url")
    results: JsonObject = {"name": _table_name(url) if isinstance(url, str) else ""}
    results |= _labels(raw.get("dc:title") or raw.get("rdfs:label"), "label_th", "label_en")
    results |= {
        name: text
        for name, text in _labels(raw.get("dc:description"), "description", "description_en").items()
        if name == "description"
    }
    schema = raw.get("tableSchema", raw)
    listed = schema.get("columns") if isinstance(schema, dict) else None
    if not isinstance(listed, list):
        raise DictionaryFileError("FORMAT-UNKNOWN")
    columns = [_read_column(item) for item in listed if isinstance(item, dict) and not item.get("virtual")]
    by_name = {_safe(column["name"]): column for column in columns} | {
        item["name"]: column
        for item, column in zip(listed, columns, strict=False)
        if isinstance(item, dict) and isinstance(item.get("name"), str)
    }
    for name in _names(schema.get("primaryKey")):
        if name in by_name:
            by_name[name]["primary_key"] = True
        else:
            notes.append(Finding("KEY-COLUMN-UNKNOWN", {"name": name[:60]}, warning=True))
    for key in schema.get("foreignKeys") or []:
        _read_foreign(key, by_name, notes, own=url)
    return _with_ours(raw, {**results, "columns": columns})


def _with_ours(raw: Mapping[str, Any], standard: JsonObject) -> JsonObject:
    for note in raw.get("notes") or []:
        ours = note.get(OURS) if isinstance(note, dict) else None
        if not isinstance(ours, dict):
            continue
        if isinstance(ours.get("table"), dict):
            standard |= ours["table"]
        for column, extra in zip(standard["columns"], ours.get("columns") or [], strict=False):
            if isinstance(extra, dict):
                column.update(extra)
    return standard


def _table_name(url: str) -> str:
    name = unquote(re.split(r"[?#]", url.rstrip("/"), maxsplit=1)[0].rpartition("/")[2])
    name = re.sub(r"\.(?:csv|tsv|txt)$", "", name, flags=re.IGNORECASE)
    return "" if name == "table" else name


def _labels(said: Any, th: str, en: str) -> dict[str, str]:
    """Return a text, a text with its language, a map of languages, or several."""
    results: dict[str, str] = {}
    for item in said if isinstance(said, list) else [said]:
        if isinstance(item, str) and item:
            results.setdefault(th if is_thai(item) or th == "description" else en, item)
        elif isinstance(item, dict) and isinstance(item.get("@value"), str):
            results.setdefault(en if str(item.get("@language", "")).startswith("en") else th, item["@value"])
        elif isinstance(item, dict):
            for language, text in item.items():
                first = text[0] if isinstance(text, list) and text else text
                if isinstance(first, str):
                    results.setdefault(en if language.startswith("en") else th, first)
    return results


def _names(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _read_foreign(key: Any, by_name: Mapping[str, JsonObject], notes: list[Finding], own: Any) -> None:
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(reference, dict):
        return
    names, targets = _names(key.get("columnReference")), _names(reference.get("columnReference"))
    resource = reference.get("resource") or reference.get("schemaReference") or ""
    table = _table_name(resource) if isinstance(resource, str) and resource != own else ""
    for name, target in zip(names, targets, strict=False):
        if name in by_name and target:
            by_name[name]["references"] = str(Reference(table, unquote(target)))
    if len(names) > 1:
        notes.append(Finding("REFERENCE-COMPOSITE", {"columns": ", ".join(names)[:200]}, warning=True))


def _read_column(raw: Mapping[str, Any]) -> JsonObject:
    titles = raw.get("titles")
    title = titles if isinstance(titles, str) else next(iter(_labels(titles, "th", "en").values()), "")
    name = raw.get("name")
    column: JsonObject = {"name": title or (unquote(name) if isinstance(name, str) else "")}
    column |= _labels(raw.get("rdfs:label") or raw.get("schema:name"), "label_th", "label_en")
    said = raw.get("dc:description") or raw.get("schema:description") or raw.get("rdfs:comment")
    column |= _labels(said, "description", "description_en")
    if raw.get("required") is True:
        column["required"] = True
    missing = [text for text in _names(raw.get("null")) if text]
    if missing:
        column["missing"] = missing
    return column | _read_datatype(raw.get("datatype"))


def _read_datatype(raw: Any) -> JsonObject:
    if isinstance(raw, str):
        return {"type": _FROM_BASE.get(raw, raw)}
    if not isinstance(raw, dict):
        return {}
    base = raw.get("base", "string")
    read: JsonObject = {"type": _FROM_BASE.get(base, base) if isinstance(base, str) else base}
    if read["type"] == "text":
        size = raw.get("maxLength", raw.get("length"))
        read |= {"size": size} if isinstance(size, int) else {}
        read |= {"pattern": raw["format"]} if isinstance(raw.get("format"), str) else {}
    elif read["type"] in ("date", "datetime") and isinstance(raw.get("format"), str):
        read["date_format"] = raw["format"]
    for name, keys in (("minimum", ("minimum", "minInclusive")), ("maximum", ("maximum", "maxInclusive"))):
        value = next((raw[key] for key in keys if raw.get(key) not in (None, "")), None)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            read[name] = str(value)
    return read
