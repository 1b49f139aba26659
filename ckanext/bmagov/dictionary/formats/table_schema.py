"""Dictionaries as Frictionless Table Schema; several tables as a tabular data package.

What the standard cannot say stands under `bmagov` beside it. Plain data of our own API is read too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table, table_to_dict
from ckanext.bmagov.dictionary.domain.types import BOOLEANS, TYPES, resolve_type
from ckanext.bmagov.dictionary.domain.values import is_date_pattern
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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
PACKAGE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAME: Final = re.compile(r"[-a-z0-9._]+")
_YES_AND_NO: Final = {
    name: [*dict.fromkeys(form for word in words for form in (word, word.upper(), word.capitalize()))]
    for name, words in (
        ("trueValues", [word for word, yes in BOOLEANS.items() if yes]),
        ("falseValues", [word for word, yes in BOOLEANS.items() if not yes]),
    )
}
"""The standard knows `true` and `false` alone."""
_FORMATS: Final = {"email": "email", "url": "uri"}
_FROM_FORMAT: Final = {"email": "email", "uri": "url", "uuid": "code", "binary": "binary"}
_FROM_TYPE: Final = {"yearmonth": "text", "duration": "text", "geojson": "geometry", "any": "text"}


@dictionary_format
class TableSchemaFormat(DictionaryFormat):
    """A Table Schema for one table, a data package for several."""

    name = "json"
    label = "Table Schema"
    media_type = "application/json; charset=utf-8"
    upload_ends = ("json",)
    place = 3
    turn = 3
    in_dataset = True

    def begins_like(self, data: bytes) -> bool:
        """Look for a JSON object or list."""
        return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read a Table Schema, a data resource, a data package, or plain data of our API."""
        raw = load_json(data, options)
        notes = [] if _is_plain(raw) else level_keys(raw)
        return finish({"tables": _tables(raw, notes)}, notes=tuple(notes))

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write the standard, and ours beside it."""
        if len(dictionary.tables) == 1:
            return dump_json({"$schema": SCHEMA, **_schema(dictionary, dictionary.tables[0])})
        names = _names_of(dictionary)
        resources = [_resource(dictionary, table, names) for table in dictionary.tables]
        title = {"title": options.title} if options.title else {}
        return dump_json({"$schema": PACKAGE, **title, "resources": resources})


# writing


def _names_of(dictionary: Dictionary) -> dict[str, str]:
    """Return names of resources by names of tables: many readers take Latin letters in lower case only."""
    kept = {table.name for table in dictionary.tables if _NAME.fullmatch(table.name)}
    names: dict[str, str] = {}
    number = 0
    for table in dictionary.tables:
        if table.name in kept:
            names[table.name] = table.name
            continue
        number += 1
        while f"table-{number}" in kept:
            number += 1
        names[table.name] = f"table-{number}"
    return names


def _resource(dictionary: Dictionary, table: Table, names: Mapping[str, str]) -> JsonObject:
    """Return a resource without rows: a package must hold its data or say where they are."""
    return {
        "name": names[table.name],
        "type": "table",
        **_texts(table, names[table.name]),
        "data": [[column.name for column in table.columns]],
        "schema": _schema(dictionary, table, names),
    }


def _texts(table: Table, name: str) -> JsonObject:
    title = table.label_th or table.label_en or (table.name if table.name != name else "")
    said = {"title": title, "description": table.description}
    plain = {name: text for name, text in said.items() if text}
    truth = {
        name: text for name, text in (("label_th", table.label_th), ("label_en", table.label_en)) if text
    }
    extra = overlay(truth, {name: text for name, text in _read_texts(plain).items() if name != "description"})
    if table.name != name:
        extra["name"] = table.name
    return {**plain, OURS: extra} if extra else plain


def _schema(dictionary: Dictionary, table: Table, names: Mapping[str, str] | None = None) -> JsonObject:
    """Return the schema of a table, which names itself when it stands alone."""
    schema: JsonObject = {}
    if names is None:
        name = table.name if _NAME.fullmatch(table.name) else ""
        schema |= {"name": name} if name else {}
        schema |= _texts(table, name)
    schema["fields"] = [_field(column) for column in table.columns]
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    foreign = [
        {
            "fields": [column.name],
            "reference": {
                "resource": (names or {}).get(column.references.table, column.references.table),
                "fields": [column.references.column],
            },
        }
        for column in table.columns
        if column.references and (names is None or leads(dictionary, table, column))
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    derived = plain_tables({"tables": [_read_schema(schema, [])]})[0]["columns"]
    truth = table_to_dict(table)["columns"]
    for field, before, after in zip(schema["fields"], truth, derived, strict=True):
        extra = overlay(before, after)
        if extra:
            field[OURS] = extra
    return schema


def _field(column: Column) -> JsonObject:
    field: JsonObject = {"name": column.name}
    label, description = column.label_th or column.label_en, column.description or column.description_en
    kind = standard_type(column)
    if kind:
        field["type"] = TYPES[kind].frictionless
    if kind in _FORMATS:
        field["format"] = _FORMATS[kind]
    if kind == "boolean":
        field |= _YES_AND_NO
    example = column.example if is_standard(kind, column.example) else ""
    field |= {
        name: text
        for name, text in (("title", label), ("description", description), ("example", example))
        if text
    }
    if column.missing:
        field["missingValues"] = ["", *column.missing]
    constraints = _constraints(column)
    return {**field, "constraints": constraints} if constraints else field


def _constraints(column: Column) -> JsonObject:
    results: JsonObject = {name: True for name in ("required", "unique") if getattr(column, name)}
    kind = standard_type(column)
    is_text = not kind or TYPES[kind].frictionless == "string"
    if column.size is not None and kind and is_text:
        results["maxLength"] = column.size
    if column.pattern and is_text:
        results["pattern"] = column.pattern
    if kind and TYPES[kind].ordered:
        ends = {name: getattr(column, name) for name in ("minimum", "maximum")}
        results |= {
            name: _value(column, text) for name, text in ends.items() if text and is_standard(kind, text)
        }
    if column.allowed and all(is_standard(kind, item.value) for item in column.allowed):
        results["enum"] = [_value(column, item.value) for item in column.allowed]
    return results


def _value(column: Column, text: str) -> Any:
    """Return a number where the standard asks for one and it comes back as it was written."""
    kind = TYPES[column.type].frictionless if column.type else ""
    if kind in ("integer", "year") and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})", text) and text != "-0":
        return int(text)
    if kind == "number" and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,5})?", text):
        number = float(text) if "." in text else int(text)
        return number if str(number) == text else text
    return text


# reading


def _tables(raw: Any, notes: list[Finding]) -> list[JsonObject]:
    if _is_plain(raw):
        return _plain(raw)
    if not isinstance(raw, dict):
        raise DictionaryFileError("FORMAT-UNKNOWN")
    if isinstance(raw.get("resources"), list):
        resources = [resource for resource in raw["resources"] if isinstance(resource, dict)]
        results = [
            _read_resource(resource, notes)
            for resource in resources
            if isinstance(resource.get("schema"), dict)
        ]
        if not results:
            raise DictionaryFileError("FORMAT-UNKNOWN")
        return results
    if isinstance(raw.get("schema"), dict):
        return [_read_resource(raw, notes)]
    if isinstance(raw.get("fields"), list):
        return [{**_name_and_texts(raw), **_read_schema(raw, notes)}]
    raise DictionaryFileError("FORMAT-UNKNOWN")


def _is_plain(raw: Any) -> bool:
    return isinstance(raw, list) or (isinstance(raw, dict) and ("tables" in raw or "columns" in raw))


def _plain(raw: Any) -> list[JsonObject]:
    """Return the form of our own API: handed to the reader of plain data as it is."""
    if isinstance(raw, dict) and isinstance(raw.get("tables"), list):
        return raw["tables"]
    columns = raw if isinstance(raw, list) else raw.get("columns")
    by_table: dict[str, list[Any]] = {}
    for item in columns or []:
        name = item.get("table") if isinstance(item, dict) else ""
        name = name if isinstance(name, str) else ""
        by_table.setdefault(name, []).append(
            {key: value for key, value in item.items() if key != "table"} if isinstance(item, dict) else item
        )
    return [{"name": name, "columns": items} for name, items in by_table.items()]


def _read_resource(raw: Mapping[str, Any], notes: list[Finding]) -> JsonObject:
    return {**_name_and_texts(raw), **_read_schema(raw["schema"], notes)}


def _name_and_texts(raw: Mapping[str, Any]) -> JsonObject:
    name = {"name": raw["name"]} if isinstance(raw.get("name"), str) else {}
    extra = raw.get(OURS)
    return {**name, **_read_texts(raw), **(extra if isinstance(extra, dict) else {})}


def _read_texts(raw: Mapping[str, Any]) -> dict[str, str]:
    title, description = raw.get("title"), raw.get("description")
    texts: dict[str, str] = {}
    if isinstance(title, str) and title:
        texts["label_th" if is_thai(title) else "label_en"] = title
    if isinstance(description, str) and description:
        texts["description"] = description
    return texts


def is_thai(text: str) -> bool:
    """Tell whether a text has Thai letters."""
    return any("\u0e01" <= character <= "\u0e5b" for character in text)


def _read_schema(schema: Mapping[str, Any], notes: list[Finding]) -> JsonObject:
    fields = schema.get("fields")
    read = [_read_field(field, schema) for field in (fields if isinstance(fields, list) else [])]
    by_name = {column["name"]: column for column in read if isinstance(column, dict) and "name" in column}
    for name in _names(schema.get("primaryKey")):
        if name in by_name:
            by_name[name]["primary_key"] = True
        else:
            notes.append(Finding("KEY-COLUMN-UNKNOWN", {"name": name[:60]}, warning=True))
    for names in _lists(schema.get("uniqueKeys")):
        if len(names) == 1 and names[0] in by_name:
            by_name[names[0]]["unique"] = True
    for key in schema.get("foreignKeys") or []:
        _read_foreign(key, by_name, notes)
    for field, column in zip(fields or [], read, strict=False):
        if isinstance(field, dict) and isinstance(field.get(OURS), dict) and isinstance(column, dict):
            column.update(field[OURS])
    return {"columns": read}


def _read_foreign(key: Any, by_name: Mapping[str, JsonObject], notes: list[Finding]) -> None:
    if not isinstance(key, dict) or not isinstance(key.get("reference"), dict):
        return
    names, reference = _names(key.get("fields")), key["reference"]
    targets = _names(reference.get("fields"))
    table = reference.get("resource")
    for name, target in zip(names, targets, strict=False):
        if name in by_name and target:
            by_name[name]["references"] = str(Reference(table if isinstance(table, str) else "", target))
    if len(names) > 1:
        params = {"columns": ", ".join(names)[:200]}
        notes.append(Finding("REFERENCE-COMPOSITE", params, warning=True))


def _names(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _lists(value: Any) -> Sequence[list[str]]:
    return [_names(item) for item in value] if isinstance(value, list) else []


def _read_field(field: Any, schema: Mapping[str, Any]) -> Any:
    if not isinstance(field, dict):
        return field
    column: JsonObject = {"name": field.get("name", "")}
    texts = _read_texts(field)
    description = texts.pop("description", "")
    column |= texts
    if description:
        column["description" if is_thai(description) or not texts.get("label_en") else "description_en"] = (
            description
        )
    column |= _read_type(field)
    example = field.get("example")
    if isinstance(example, str | int | float) and not isinstance(example, bool):
        column["example"] = str(example)
    missing = field.get("missingValues", schema.get("missingValues"))
    texts_of = [item.get("value") if isinstance(item, dict) else item for item in missing or []]
    if any(text for text in texts_of):
        column["missing"] = [text for text in texts_of if text]
    constraints = field.get("constraints")
    return column | _read_constraints(constraints if isinstance(constraints, dict) else {}, field)


def _read_type(field: Mapping[str, Any]) -> JsonObject:
    kind, form = field.get("type"), field.get("format")
    if not isinstance(kind, str):
        return {} if kind is None else {"type": kind}
    kind = _FROM_TYPE.get(kind, kind)
    if kind == "string" and isinstance(form, str) and form in _FROM_FORMAT:
        return {"type": _FROM_FORMAT[form]}
    read: JsonObject = {"type": kind}
    if kind in ("date", "datetime") and isinstance(form, str) and is_date_pattern(form):
        read["date_format"] = form
    result = resolve_type(kind)
    return read if result else {"type": kind}


def _read_constraints(constraints: Mapping[str, Any], field: Mapping[str, Any]) -> JsonObject:
    read = {name: constraints[name] for name in ("required", "unique") if constraints.get(name) is True}
    read |= {
        name: str(constraints[name])
        for name in ("minimum", "maximum", "pattern")
        if constraints.get(name) not in (None, "") and not isinstance(constraints[name], dict | list)
    }
    if isinstance(constraints.get("maxLength"), int):
        read["size"] = constraints["maxLength"]
    allowed = constraints.get("enum") or field.get("categories")
    if isinstance(allowed, list):
        read["allowed"] = [_read_allowed(item) for item in allowed]
    return read


def _read_allowed(item: Any) -> Any:
    if isinstance(item, dict):
        label = item.get("label")
        labels = (
            {"label_th" if is_thai(label) else "label_en": label} if isinstance(label, str) and label else {}
        )
        return {"value": str(item.get("value", "")), **labels}
    return str(item).lower() if isinstance(item, bool) else str(item)
