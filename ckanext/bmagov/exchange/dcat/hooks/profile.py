"""The profile `bmagov_dcat_ap_3` of ckanext-dcat: for its commands, harvesters and other extensions.

Pages and actions do not pass here: they write what it would say faster (`actions/rdf.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef

from ckanext.dcat.profiles import RDFProfile

from ckanext.bmagov.exchange.dcat.domain.reading import read_dataset
from ckanext.bmagov.exchange.dcat.domain.terms import address_of, iri, literal, typed
from ckanext.bmagov.exchange.dcat.readers.table import term_table
from ckanext.bmagov.exchange.dcat.services.graphs import Graphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Graph

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict
    from ckanext.bmagov.exchange.dcat.services.graphs import Document


class BmagovProfile(RDFProfile):
    """DCAT-AP 3.0.1 with all fields of our schemas, by the table of terms."""

    def parse_dataset(self, dataset_dict: PackageDict, dataset_ref: URIRef) -> PackageDict:
        """Fill a record from a graph."""
        dataset_dict.update(read_dataset(term_table(), dataset_ref.n3(), self._said))
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: PackageDict, dataset_ref: URIRef) -> None:
        """Put a dataset into the graph."""
        graphs = Graphs()
        self._take(graphs, graphs.datasets([dataset_dict]))

    def graph_from_catalog(self, catalog_dict: dict[str, Any], catalog_ref: URIRef) -> None:
        """Put the catalog into the graph."""
        graphs = Graphs()
        self._take(graphs, graphs.head())

    def _take(self, graphs: Graphs, document: Document) -> None:
        for prefix, address in graphs.table.prefixes.items():
            self.g.bind(prefix, address)
        self.g.parse(data=graphs.write(document, "nt"), format="nt")

    def _said(self, subject: str, predicate: str) -> list[str]:
        return list(said_in(self.g, subject, predicate))


def said_in(graph: Graph, subject: str, predicate: str) -> Iterator[str]:
    """Yield the objects of a subject and a property in a graph, as our own writer has them."""
    for item in graph.objects(URIRef(address_of(subject)), URIRef(address_of(predicate))):
        if isinstance(item, Literal):
            kind = item.datatype
            yield typed(str(item), iri(str(kind))) if kind else literal(str(item), item.language or "")
        elif isinstance(item, URIRef):
            yield iri(str(item))
