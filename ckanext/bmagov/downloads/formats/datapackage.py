"""`datapackage.json`: what a ZIP of a dataset says of itself (Data Package 2.0)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.formats.cell import guarded
from ckanext.bmagov.dictionary import Dictionary, Table, write_dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.dictionary import Column

PACKAGE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAME: Final = re.compile(r"[^-a-z0-9._]+")

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """A file of the package; `columns` of a table, none for other files. `sha256` may be empty."""

    path: str
    title: str = ""
    description: str = ""
    kind: str = ""
    """What its bytes are, such as `PDF`."""

    size: int | None = None
    sha256: str = ""
    columns: tuple[Column, ...] | None = None
    table: Table | None = None
    """What the dictionary says of the table itself."""

    source: str = ""
    """Path of the file that a table was made from."""


@dataclass(frozen=True)
class Package:
    """A dataset on its way out."""

    name: str
    title: str
    description: str
    address: str
    created: str
    """ISO 8601, with its zone."""

    keywords: tuple[str, ...] = ()
    publisher: str = ""
    license: tuple[str, str, str] = ("", "", "")
    """Its id, title and address."""

    members: Sequence[Member] = field(default=())


def write_package(package: Package) -> bytes:
    """Write the descriptor; what is not known is left out."""
    licence: JsonObject = dict(zip(("name", "title", "path"), package.license, strict=True))
    licence["name"] = _NAME.sub("-", licence["name"].lower()).strip("-.")
    plain: JsonObject = {
        "$schema": PACKAGE,
        "name": _name(package.name),
        "title": package.title,
        "description": package.description,
        "homepage": package.address,
        "created": package.created,
        "keywords": list(package.keywords),
        "contributors": [{"title": package.publisher, "roles": ["publisher"]}] if package.publisher else [],
        "licenses": [_without_empty(licence)] if licence["name"] or licence["path"] else [],
    }
    names: set[str] = set()
    resources = [_resource(member, names) for member in package.members]
    return json.dumps(
        {**_without_empty(plain), "resources": resources}, ensure_ascii=False, indent=2
    ).encode()


def _resource(member: Member, names: set[str]) -> JsonObject:
    plain: JsonObject = {
        "name": _free(member, names),
        "path": member.path,
        "title": member.title,
        "description": member.description,
        "format": member.kind.lower(),
        "bytes": member.size,
        "hash": f"sha256:{member.sha256}" if member.sha256 else "",
    }
    plain = _without_empty(plain)
    if member.columns is None:
        return {**plain, "type": "file"}  # else some readers take a workbook with titles for a table
    table = replace(member.table or Table(), columns=tuple(map(_own, member.columns)))
    schema = json.loads(write_dictionary("json", Dictionary((replace(table, name=""),))).content)
    sources = {"sources": [{"title": member.source, "path": member.source}]} if member.source else {}
    more = {"type": "table", "mediatype": "text/csv", "encoding": "utf-8"}
    return {**plain, **more, **sources, "schema": {key: schema[key] for key in schema if key != "$schema"}}


def _own(column: Column) -> Column:
    """Return a column as the file has it, with the marks of its cells, and leading to no other table."""
    references = column.references
    return replace(
        column,
        name=guarded(column.name),
        missing=tuple(dict.fromkeys((*column.missing, *map(guarded, column.missing)))),
        allowed=tuple(replace(item, value=guarded(item.value)) for item in column.allowed),
        references=None if references and references.table else references,
    )


def _free(member: Member, names: set[str]) -> str:
    stem = member.path.rpartition(".")[0].rpartition("/")[2]
    wanted = _NAME.sub("-", stem.lower()).strip("-.") or ("table" if member.columns is not None else "file")
    number, free = 2, wanted
    while free in names:
        free, number = f"{wanted}-{number}", number + 1
    names.add(free)
    return free


def _name(text: str) -> str:
    return _NAME.sub("-", text.lower()).strip("-.") or "dataset"


def _without_empty(plain: JsonObject) -> JsonObject:
    return {key: value for key, value in plain.items() if value not in ("", None, [])}
