"""Code lists as files: a registry of formats, each a function from lists to bytes.

Adding a format is adding one decorated function.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

from ckanext.bmagov.base.domain.spreadsheet import CSV
from ckanext.bmagov.base.formats.cell import plain_cell

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import CodeDict, CodeListDict
    from ckanext.bmagov.base.domain.codelist import Code, CodeList

Render = Callable[["Sequence[CodeList]", Callable[[str], str]], bytes]


@dataclass(frozen=True)
class ExportFormat:
    """A format: its name (also the file extension), media type, what to call it, and how to write it.

    ``render`` takes the lists and a function from a list's name to the address of its concept scheme.
    """

    name: str
    media_type: str
    title: str
    render: Render


FORMATS: dict[str, ExportFormat] = {}


def export_format(name: str, media_type: str, title: str) -> Callable[[Render], Render]:
    """Register a function as the writer of a format."""

    def register(render: Render) -> Render:
        FORMATS[name] = ExportFormat(name, media_type, title, render)
        return render

    return register


def as_dict(known: CodeList, scheme: str) -> CodeListDict:
    """Return a list as plain data; ``concept`` is each code's own address."""
    return {
        "name": known.name,
        "title": {"th": known.title_th, "en": known.title_en},
        "scheme": scheme,
        "codes": [
            cast(
                "CodeDict", {**asdict(code), "aliases": list(code.aliases), "concept": _concept(scheme, code)}
            )
            for code in known.codes
        ],
    }


@export_format("csv", CSV, "CSV")
def to_csv(lists: Sequence[CodeList], scheme_of: Callable[[str], str]) -> bytes:
    """Write one row a code. The byte order mark is for Excel, which else reads Thai as Windows-874."""
    out = io.StringIO()
    columns = ["list", "value", "label_th", "label_en", "standard_code", "standard_code_inferred"]
    writer = csv.writer(out)
    writer.writerow([*columns, "aliases", "uri", "close_match", "concept"])
    for known in lists:
        for code in known.codes:
            row = [
                *(known.name, code.value, code.label_th, code.label_en, code.standard_code),
                "true" if code.standard_code_inferred else "",
                *("|".join(code.aliases), code.uri, code.close_match, _concept(scheme_of(known.name), code)),
            ]
            writer.writerow([plain_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


@export_format("json", "application/json; charset=utf-8", "JSON")
def to_json(lists: Sequence[CodeList], scheme_of: Callable[[str], str]) -> bytes:
    """Write one object for one list, an array for several."""
    plain = [as_dict(known, scheme_of(known.name)) for known in lists]
    return json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=2).encode()


@export_format("ttl", "text/turtle; charset=utf-8", "SKOS (Turtle)")
def to_skos(lists: Sequence[CodeList], scheme_of: Callable[[str], str]) -> bytes:
    """Write each list as a SKOS concept scheme.

    A standard code that was only inferred is no notation: others would take it for the standard's.
    """
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dct", DCTERMS)
    for known in lists:
        scheme = URIRef(scheme_of(known.name))
        graph.bind(known.name.replace("_", "-"), Namespace(f"{scheme}#"))
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        for term in (SKOS.prefLabel, DCTERMS.title):
            graph.add((scheme, term, Literal(known.title_th, lang="th")))
            graph.add((scheme, term, Literal(known.title_en, lang="en")))
        for code in known.codes:
            _add_concept(graph, scheme, code)
    return graph.serialize(format="turtle").encode()


def _add_concept(graph: Graph, scheme: URIRef, code: Code) -> None:
    concept = URIRef(_concept(scheme, code))
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((scheme, SKOS.hasTopConcept, concept))
    graph.add((concept, SKOS.prefLabel, Literal(code.label_th, lang="th")))
    graph.add((concept, SKOS.prefLabel, Literal(code.label_en, lang="en")))
    for alias in code.aliases:
        graph.add((concept, SKOS.hiddenLabel, Literal(alias)))
    if code.standard_code and not code.standard_code_inferred:
        graph.add((concept, SKOS.notation, Literal(code.standard_code)))
    if code.uri:
        graph.add((concept, SKOS.exactMatch, URIRef(code.uri)))
    if code.close_match:
        graph.add((concept, SKOS.closeMatch, URIRef(code.close_match)))


def _concept(scheme: str, code: Code) -> str:
    return f"{scheme}#{code.value}"
