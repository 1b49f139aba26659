"""Triples as RDF/XML, which older harvesters ask for: a flat list of what is said of each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from ckanext.bmagov.exchange.dcat.domain.terms import address_of, datatype_of, text_of
from ckanext.bmagov.exchange.dcat.formats.turtle import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.terms import Triple


def rdf_xml(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the parts of a document. Every property has a prefix: XML can name it in no other way.

    :raises KeyError: for a property of which no prefix begins the address
    """
    names: dict[str, str] = {}
    spaces = "".join(f"\n   xmlns:{name}={quoteattr(address)}" for name, address in prefixes.items())
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{spaces}>\n'
    for subject, said in grouped(triples).items():
        yield f"  <rdf:Description rdf:about={quoteattr(address_of(subject))}>\n"
        for predicate, objects in said.items():
            if predicate not in names:
                names[predicate] = _name(address_of(predicate), prefixes)
            name = names[predicate]
            yield from (f"    <{name}{_rest(item, name)}\n" for item in objects)
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _rest(item: str, name: str) -> str:
    if address := address_of(item):
        return f" rdf:resource={quoteattr(address)}/>"
    text, lang = text_of(item)
    kind = datatype_of(item)
    attribute = f' xml:lang="{lang}"' if lang else f" rdf:datatype={quoteattr(kind)}" if kind else ""
    return f"{attribute}>{escape(text)}</{name}>"


def _name(address: str, prefixes: Mapping[str, str]) -> str:
    for prefix, start in prefixes.items():
        if address.startswith(start) and len(address) > len(start):
            return f"{prefix}:{address[len(start) :]}"
    raise KeyError(address)
