"""The catalog itself: what it is, whose it is, and a page of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ckanext.bmagov.exchange.dcat.domain.shared import PLACE, Shared
from ckanext.bmagov.exchange.dcat.domain.terms import Triple, iri, literal, typed
from ckanext.bmagov.exchange.dcat.domain.values import concept, day, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.facts import Around
    from ckanext.bmagov.exchange.dcat.domain.mapping import TermTable

INTEGER: Final = "<http://www.w3.org/2001/XMLSchema#integer>"
LICENCE: Final = "open-data-common"
"""Of the descriptions themselves."""


@dataclass(frozen=True)
class Page:
    """Where a document stands among those of the whole catalog, and how many datasets there are."""

    addresses: Mapping[str, str]
    """`current`, `first`, `last`, and `next` and `previous` where there is one."""

    count: int
    per_page: int


def describe_catalog(
    table: TermTable, around: Around, texts: Mapping[str, str], since: str, changed: str
) -> tuple[list[Triple], set[Shared]]:
    """Return what is said of the catalog, and the shared things that it refers to.

    :param texts: the description by language
    :param since: when the first dataset was entered, in UTC; empty for none
    :param changed: when something that is described was last changed
    """
    subject, term = catalog_address(table.site), table.term
    shared: set[Shared] = {
        PLACE,
        ("eu", "language", "THA"),
        ("eu", "language", "ENG"),
        ("code", "license", LICENCE),
    }
    triples: list[Triple] = [(subject, term("rdf:type"), term("dcat:Catalog"))]
    for lang, title in (("th", around.title_th), ("en", around.title_en)):
        triples += [(subject, term("dct:title"), literal(title, lang))] if title else []
        triples.append((subject, term("dct:description"), literal(texts[lang], lang)))
    home = iri(f"{table.site}/")
    triples += [
        (subject, term("foaf:homepage"), home),
        (home, term("rdf:type"), term("foaf:Document")),
        (subject, term("dct:spatial"), iri(table.place["address"])),
        (subject, term("dct:license"), concept(table.site, "license", LICENCE)),
        (subject, term("dcat:themeTaxonomy"), term("eu:data-theme")),
        (term("eu:data-theme"), term("rdf:type"), term("skos:ConceptScheme")),
        (term("eu:data-theme"), term("dct:title"), literal("Data theme", "en")),
        *((subject, term("dct:language"), term(f"eu:language/{code}")) for code in ("THA", "ENG")),
    ]
    for name, said in (("dct:issued", day(since)), ("dct:modified", moment(changed))):
        triples += [(subject, term(name), said)] if said else []
    return triples + list(_publisher(table, around, subject, shared)), shared


def _publisher(table: TermTable, around: Around, subject: str, shared: set[Shared]) -> Iterator[Triple]:
    """Write the city as the publisher: its agency, where the site names one, else by its name."""
    term = table.term
    if around.city:
        shared.add(("agency", around.city))
        yield subject, term("dct:publisher"), iri(f"{table.site}/organization/{quote(around.city, safe='')}")
        return
    city = f"{subject[:-1]}#publisher>"
    yield subject, term("dct:publisher"), city
    for kind in ("foaf:Agent", "foaf:Organization"):
        yield city, term("rdf:type"), term(kind)
    for lang, label in table.place["label"].items():
        yield city, term("foaf:name"), literal(label, lang)


def members(table: TermTable, dataset_ids: list[str]) -> Iterator[Triple]:
    """Say which datasets and records the catalog has."""
    subject, dataset, record = (
        catalog_address(table.site),
        table.term("dcat:dataset"),
        table.term("dcat:record"),
    )
    for dataset_id in dataset_ids:
        address = f"{table.site}/dataset/{dataset_id}"
        yield subject, dataset, iri(address)
        yield subject, record, iri(f"{address}#record")


def paging(table: TermTable, page: Page) -> Iterator[Triple]:
    """Say where the other pages are, in the words of Hydra that harvesters follow, old ones and new ones."""
    term = table.term
    subject = iri(page.addresses["current"])
    yield subject, term("rdf:type"), term("hydra:PagedCollection")
    for name in ("first", "last", "next", "previous"):
        if address := page.addresses.get(name):
            yield subject, term(f"hydra:{name}"), literal(address)
            yield subject, term(f"hydra:{name}Page"), literal(address)
    yield subject, term("hydra:totalItems"), typed(str(page.count), INTEGER)
    yield subject, term("hydra:itemsPerPage"), typed(str(page.per_page), INTEGER)


def catalog_address(site: str) -> str:
    """Return the address that means the catalog."""
    return iri(f"{site}/catalog")
