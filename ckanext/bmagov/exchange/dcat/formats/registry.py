"""The formats of RDF: their names in addresses, media types, and how each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.exchange.dcat.formats.json_ld import json_ld
from ckanext.bmagov.exchange.dcat.formats.rdf_xml import rdf_xml
from ckanext.bmagov.exchange.dcat.formats.turtle import Turtle, ntriples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

    Write = Callable[[Sequence[Triple], Mapping[str, str]], str]


@dataclass(frozen=True)
class RdfFormat:
    """A format."""

    name: str
    """How its addresses end."""

    media_type: str
    label: str
    write: Write


def _turtle(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> str:
    turtle = Turtle(prefixes)
    return turtle.head() + turtle.body(triples)


def _ntriples(triples: Sequence[Triple], _: Mapping[str, str]) -> str:
    return "".join(ntriples(dict.fromkeys(triples)))


def _rdf_xml(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> str:
    return "".join(rdf_xml(triples, prefixes))


FORMATS: Final[dict[str, RdfFormat]] = {
    known.name: known
    for known in (
        RdfFormat("ttl", "text/turtle", "Turtle", _turtle),
        RdfFormat("jsonld", "application/ld+json", "JSON-LD", json_ld),
        RdfFormat("xml", "application/rdf+xml", "RDF/XML", _rdf_xml),
        RdfFormat("rdf", "application/rdf+xml", "RDF/XML", _rdf_xml),
        RdfFormat("nt", "application/n-triples", "N-Triples", _ntriples),
        RdfFormat("n3", "text/n3", "Notation 3", _turtle),
    )
}
"""By name. What is Turtle is Notation 3, too."""
