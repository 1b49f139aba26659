"""Triples as JSON-LD: an object for each subject, properties by their short names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.exchange.dcat.domain.terms import address_of, datatype_of, text_of
from ckanext.bmagov.exchange.dcat.formats.turtle import TYPE, Turtle, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.bmagov.exchange.dcat.domain.terms import Triple


def json_ld(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return a document with a context of the prefixes."""
    turtle = Turtle(prefixes)
    graph: list[dict[str, Any]] = []
    for subject, said in grouped(triples).items():
        record: dict[str, Any] = {"@id": address_of(subject)}
        for predicate, objects in said.items():
            if predicate == TYPE:
                record["@type"] = [_plain(turtle.name(item)) for item in objects]
            else:
                record[_plain(turtle.name(predicate))] = [_value(item, turtle) for item in objects]
        graph.append(record)
    return json.dumps({"@context": dict(prefixes), "@graph": graph}, ensure_ascii=False, indent=1)


def _plain(name: str) -> str:
    return address_of(name) or name


def _value(item: str, turtle: Turtle) -> dict[str, str]:
    if address := address_of(item):
        return {"@id": address}
    text, lang = text_of(item)
    kind = datatype_of(item)
    more = {"@language": lang} if lang else {"@type": _plain(turtle.name(f"<{kind}>"))} if kind else {}
    return {"@value": text, **more}
