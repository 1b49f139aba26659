"""The score that the European portal gives a catalog (MQA of data.europa.eu): 405 points at most.

23 metrics: the share of datasets or distributions that have something, times its points. Whether addresses
answer is asked of `is_alive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.term import Node

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "http://www.iana.org/assignments/media-types/"
OPEN_FORMATS: Final = frozenset(
    (
        *(
            "CSV",
            "TSV",
            "TXT",
            "JSON",
            "GEOJSON",
            "JSON_LD",
            "XML",
            "RDF_XML",
            "RDF_TURTLE",
            "HTML",
            "ODS",
            "ODT",
        ),
        *("GML", "KML", "KMZ", "GPKG", "PNG", "SVG", "ICS", "ZIP", "PDF", "TIFF", "ATOM", "RDF_N_TRIPLES"),
    )
)
MACHINE_FORMATS: Final = frozenset(
    (
        *(
            "CSV",
            "TSV",
            "JSON",
            "GEOJSON",
            "JSON_LD",
            "XML",
            "RDF_XML",
            "RDF_TURTLE",
            "XLS",
            "XLSX",
            "ODS",
            "GML",
        ),
        *("KML", "KMZ", "GPKG", "SHP", "RDF_N_TRIPLES", "ATOM"),
    )
)
OF_DATASETS: Final = {
    "keywords": (30, DCAT.keyword), "categories": (30, DCAT.theme), "place": (20, DCTERMS.spatial),
    "time": (20, DCTERMS.temporal), "access rights": (10, DCTERMS.accessRights),
    "contact": (20, DCAT.contactPoint), "publisher": (10, DCTERMS.publisher), "issued": (5, DCTERMS.issued),
    "modified": (5, DCTERMS.modified),
}  # fmt: skip
OF_FILES: Final = {
    "download address": (20, DCAT.downloadURL), "format": (20, DCTERMS["format"]),
    "media type": (10, DCAT.mediaType), "licence": (20, DCTERMS.license),
    "rights": (5, DCTERMS.rights), "size": (5, DCAT.byteSize),
}  # fmt: skip


def points(graph: Graph, *, conforms: bool, is_alive: Callable[[str], bool]) -> dict[str, float]:
    """Return the points by metric; their sum is the score.

    :param conforms: the graph keeps to the shapes of DCAT-AP
    """
    sets, files = (
        set(graph.subjects(RDF.type, DCAT.Dataset)),
        set(graph.subjects(RDF.type, DCAT.Distribution)),
    )
    score: dict[str, float] = {"DCAT-AP": 30.0 * conforms}
    for subjects, metrics in ((sets, OF_DATASETS), (files, OF_FILES)):
        for name, (most, term) in metrics.items():
            score[name] = most * share(subjects, lambda subject, term=term: (subject, term, None) in graph)
    for name, most, subjects, term, start in (
        ("access rights of the list", 5, sets, DCTERMS.accessRights, f"{EU}access-right/"),
        ("licence of the list", 10, files, DCTERMS.license, f"{EU}licence/"),
    ):
        known = {
            subject
            for subject in subjects
            if any(str(o).startswith(start) for o in graph.objects(subject, term))
        }
        score[name] = most * share(subjects, known.__contains__)
    formats = {file: codes(graph, file) for file in files}
    of_lists = {
        file for file in files if formats[file] and any(map(is_iana, graph.objects(file, DCAT.mediaType)))
    }
    score["format and media type of the lists"] = 10 * share(files, of_lists.__contains__)
    score["open format"] = 20 * share(files, lambda file: bool(formats[file] & OPEN_FORMATS))
    readable = {file for file in files if formats[file] & MACHINE_FORMATS}
    score["machine-readable"] = 20 * share(
        sets, lambda subject: not readable.isdisjoint(graph.objects(subject, DCAT.distribution))
    )
    for name, most, term in (("access alive", 50, DCAT.accessURL), ("download alive", 30, DCAT.downloadURL)):
        addresses = [str(address) for file in files for address in graph.objects(file, term)]
        score[name] = most * share(addresses, is_alive)
    return score


def share(subjects: object, holds: Callable[..., bool]) -> float:
    """Return the share of these for which something holds; 1 of none."""
    known = list(subjects)  # pyright: ignore[reportArgumentType]
    return sum(map(holds, known)) / len(known) if known else 1.0


def codes(graph: Graph, file: Node) -> set[str]:
    """Return the EU's codes of the formats of a file."""
    start = f"{EU}file-type/"
    said = map(str, graph.objects(file, DCTERMS["format"]))
    return {address.removeprefix(start) for address in said if address.startswith(start)}


def is_iana(address: Node) -> bool:
    """Tell whether this is a media type of IANA."""
    return isinstance(address, URIRef) and str(address).startswith(IANA)
