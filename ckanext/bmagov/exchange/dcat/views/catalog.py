"""Addresses that mean things and lead to what is said of them; the whole catalog as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, request, stream_with_context

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.exchange.dcat.domain.terms import iri, literal
from ckanext.bmagov.exchange.dcat.formats.registry import FORMATS
from ckanext.bmagov.exchange.dcat.readers.table import term_table
from ckanext.bmagov.exchange.dcat.services import dump
from ckanext.bmagov.exchange.dcat.services.graphs import Graphs

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

    from ckanext.bmagov.exchange.dcat.domain.mapping import FieldTerm
    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

bmagov_rdf = Blueprint("bmagov_rdf", __name__)

CATALOG: Final = "/catalog.ttl"
GZIP: Final = "application/gzip"
PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))


@bmagov_rdf.route("/catalog")
def catalog() -> Answer:
    """Lead from the address that means the catalog to its page, or to RDF."""
    address = (
        tk.url_for("dataset.search") if _wants_page() else tk.config["ckan.site_url"].rstrip("/") + CATALOG
    )
    return _see(address)


@bmagov_rdf.route("/catalog-all.<any(ttl, nt):ending>.gz")
def whole(ending: str) -> Answer:
    """Send the whole catalog, as it was last night, without what was closed since."""
    made = dump.made_at()
    if made is None:
        return tk.abort(404, tk._("The file of the whole catalog has not been made yet. It is made at night"))
    body = b"" if request.method == "HEAD" else stream_with_context(dump.send(ending))
    response = attachment(body, f"catalog-all.{ending}.gz", GZIP)
    response.last_modified = made
    return response


@bmagov_rdf.route("/organization/<agency_id>.<any(ttl, jsonld, xml, rdf, n3):ending>")
def agency(agency_id: str, ending: str) -> Answer:
    """Send an agency as RDF, by id or name."""
    graphs = Graphs()
    known = {str(agency.fields["name"]): key for key, agency in graphs.around.agencies.items()}
    key = known.get(agency_id, agency_id)
    if key not in graphs.around.agencies:
        return tk.abort(404, tk._("Organization not found"))
    return _rdf(graphs.write(graphs.agency(key), ending), ending)


@bmagov_rdf.route("/def")
def terms() -> Answer:
    """Show the terms of our own, or lead who asks for RDF to it."""
    if not _wants_page():
        return _see(tk.url_for("bmagov_rdf.vocabulary", ending="ttl"))
    return tk.render("bmagov/exchange/terms.html", {"terms": _own_terms()})


@bmagov_rdf.route("/def.<any(ttl, jsonld, xml):ending>")
def vocabulary(ending: str) -> Answer:
    """Send the terms of our own as RDF."""
    table = term_table()
    scheme = iri(f"{table.site}/def")
    triples: list[Triple] = [
        (scheme, table.term("rdf:type"), "<http://www.w3.org/2002/07/owl#Ontology>"),
        (scheme, table.term("dct:title"), literal("คำศัพท์ของบัญชีข้อมูล", "th")),
        (scheme, table.term("dct:title"), literal("Terms of the data catalog", "en")),
    ]
    for term in _own_terms():
        subject = table.term(term["name"])
        triples.append((subject, table.term("rdf:type"), table.term("rdf:Property")))
        triples += [(subject, table.term("rdfs:label"), literal(term[lang], lang)) for lang in ("th", "en")]
        triples.append((subject, table.term("rdfs:isDefinedBy"), scheme))
    return _rdf(FORMATS[ending].write(triples, table.prefixes), ending)


def _own_terms() -> list[dict[str, Any]]:
    """Return the properties of ours, each with the label of the field that it says."""
    table = term_table()
    datasets = tk.h.scheming_get_dataset_schema("dataset")
    agencies = tk.h.scheming_get_organization_schema("organization")
    parts: tuple[tuple[tuple[FieldTerm, ...], Any], ...] = (
        (table.dataset, datasets and datasets["dataset_fields"]),
        (table.file, datasets and datasets["resource_fields"]),
        (table.agency, agencies and agencies["fields"]),
    )
    known: dict[str, dict[str, Any]] = {}
    for fields, schema in parts:
        labels = {field["field_name"]: field["label"] for field in schema or ()}
        for term in fields:
            if not term.shown.startswith("bma:"):
                continue
            label = labels.get(term.field)
            spoken = (
                label if isinstance(label, dict) else dict.fromkeys(("th", "en"), str(label or term.field))
            )
            known.setdefault(term.shown, {"name": term.shown, "id": term.shown.partition(":")[2], **spoken})
    return sorted(known.values(), key=lambda term: term["id"].lower())


def _wants_page() -> bool:
    """Tell whether a page is liked at least as much as Turtle; who says nothing gets the page."""
    asked = request.accept_mimetypes
    return not asked or asked.best_match([*PAGES, *{known.media_type for known in FORMATS.values()}]) in (
        None,
        *PAGES,
    )


def _see(address: str) -> Answer:
    response = tk.redirect_to(address, code=303)
    response.vary.add("Accept")
    return response


def _rdf(text: str, ending: str) -> Response:
    return Response(text, content_type=f"{FORMATS[ending].media_type}; charset=utf-8")
