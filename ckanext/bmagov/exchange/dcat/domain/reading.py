"""A graph back into the record of a dataset: the table of terms, read the other way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ckanext.bmagov.exchange.dcat.domain.terms import address_of, text_of
from ckanext.bmagov.exchange.dcat.domain.values import read

if TYPE_CHECKING:
    from ckanext.bmagov.exchange.dcat.domain.mapping import FieldTerm, TermTable

Objects = Callable[[str, str], Iterable[str]]
"""The objects of a subject and a property, as N-Triples writes them."""


def read_dataset(table: TermTable, subject: str, objects: Objects) -> dict[str, Any]:
    """Return the record of a dataset, as `package_create` takes it: its fields, tags, groups and files.

    :param subject: the address of the dataset, as N-Triples has it
    """
    record = read_fields(table.dataset, subject, objects)
    record["tags"] = [{"name": word} for word in record.pop("tag_string", [])]
    record["groups"] = [
        {"name": unquote(address_of(item).rpartition("/group/")[2])}
        for item in sorted(objects(subject, table.term("dct:subject")))
        if "/group/" in item
    ]
    record["id"] = address_of(subject).rpartition("/dataset/")[2]
    _without_stand_ins(record, "title", "notes", (record["id"], record.get("name", "")))
    files = objects(subject, table.term("dcat:distribution"))
    record["resources"] = [read_file(table, item, objects) for item in sorted(files)]
    return record


def read_file(table: TermTable, subject: str, objects: Objects) -> dict[str, Any]:
    """Return the record of a file."""
    record = read_fields(table.file, subject, objects)
    record["id"] = address_of(subject).rpartition("/resource/")[2]
    _without_stand_ins(record, "name", "description", (record["id"],))
    for item in objects(subject, table.term("spdx:checksum")):
        for digest in objects(item, table.term("spdx:checksumValue")):
            record["hash"] = text_of(digest)[0]
    return record


def read_agency(table: TermTable, subject: str, objects: Objects) -> dict[str, Any]:
    """Return the fields of an agency."""
    return read_fields(table.agency, subject, objects)


def read_fields(terms: tuple[FieldTerm, ...], subject: str, objects: Objects) -> dict[str, Any]:
    """Return the fields that a subject has a value of. Of another catalog's graph it takes what it knows."""
    record: dict[str, Any] = {}
    for term in terms:
        holder = f"{subject[:-1]}#{term.node.name}>" if term.node else subject
        value = read(term, [*objects(holder, term.term)] or [*objects(subject, term.spare)])
        if value:
            record[term.field] = value if _is_several(term) else _single(value)
    return record


def _without_stand_ins(record: dict[str, Any], title: str, text: str, names: tuple[str, ...]) -> None:
    """Take out a title and a description that were written because DCAT-AP wants them."""
    if record.get(text) in (record.get(title), *names):
        record.pop(text, None)
    if record.get(title) in names:
        record.pop(title, None)


def _is_several(term: FieldTerm) -> bool:
    return term.kind == "words" or term.several


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value
