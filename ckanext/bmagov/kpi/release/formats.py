"""The files of a release. The same results give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV

from ckanext.bmagov.base.domain.plain import canonical_json
from ckanext.bmagov.base.formats import sheet
from ckanext.bmagov.dictionary import parse_dictionary
from ckanext.bmagov.downloads import Member, Package, write_package
from ckanext.bmagov.files import read_data
from ckanext.bmagov.kpi.release.domain.tables import Released, rules_files, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckanext.bmagov.dictionary import Dictionary

SCRIPTS: Final = ("recompute.py", "verify_log.py")
"""What stands beside the results for whoever checks them: Python alone, from `tools_public`."""

MANIFEST: Final = "manifest.json"
MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
}
DQV: Final = Namespace("http://www.w3.org/ns/dqv#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""The day of the files in a ZIP: the earliest that the format knows, so that the bytes stay the same."""


def texts() -> Mapping[str, Any]:
    """Return what a release says of itself: `dataset` and `tables` of `data/kpi_release.yaml`."""
    return read_data("data/kpi_release.yaml")


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of the three tables."""
    return parse_dictionary({"tables": texts()["tables"]}).dictionary


def of_year(text: str, fiscal_year: int) -> str:
    """Return a text of a release with its year."""
    return text.format(year=fiscal_year, first=fiscal_year - 544, last=fiscal_year - 543)


def results_files(years: Sequence[Released], site: str) -> dict[str, bytes]:
    """Return the tables, the rules, the measurements as RDF and the scripts, by name.

    :param site: its address, without a slash at the end
    """
    rows = tables(years)
    content = {
        f"{table.name}.csv": _csv(table.name, [column.name for column in table.columns], rows[table.name])
        for table in dictionary().tables
    }
    for name, rules in rules_files(years).items():
        content[name] = canonical_json(rules.content).encode()
    content["results.ttl"] = _measurements(years, rows, site)
    for name in SCRIPTS:
        content[name] = package_files("ckanext.bmagov").joinpath("tools_public", name).read_bytes()
    return content


def _csv(name: str, header: list[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    return sheet.write(name, header, ([row[column] for column in header] for row in rows), "csv")


def package(package_: Package, content: Mapping[str, bytes]) -> bytes:
    """Write `datapackage.json` over the files, each with its SHA-256, the tables with their schema."""
    described = {f"{table.name}.csv": table for table in dictionary().tables}
    members = []
    for name, data in content.items():
        table = described.get(name)
        kind = name.rpartition(".")[2].upper()
        member = Member(name, kind=kind, size=len(data), sha256=sha256(data), table=table)
        members.append(
            replace(member, title=table.label_th, columns=table.columns)
            if table
            else replace(member, title=name)
        )
    return write_package(replace(package_, members=members))


def manifest(about: Mapping[str, Any], content: Mapping[str, bytes]) -> bytes:
    """Write `manifest.json`: the SHA-256 of every file, beside what is said of the release."""
    plain = {**about, "files": {name: sha256(data) for name, data in content.items()}}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def media_type(name: str) -> str:
    """Return the media type of a file of a release."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def archive(content: Mapping[str, bytes]) -> bytes:
    """Return all files as one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return out.getvalue()


def _measurements(years: Iterable[Released], rows: Mapping[str, Any], site: str) -> bytes:
    """Write results and shares as measurements of quality (DQV): a metric is a criterion, a dimension a part.

    Agencies, rules and addresses are those of the site; a share is written to six places.
    """
    graph = Graph()
    graph.bind("dqv", DQV)
    ids: dict[str, str] = {}
    for year in years:
        base = f"{site}/kpi/rules/{year.card.kpi}/{year.card.fiscal_year}/{year.rules.version}"
        _metrics(graph, base, year)
        ids[year.name] = base
    moments = {year.name: Literal(year.signed_off_at.isoformat(), datatype=XSD.dateTime) for year in years}
    for table, field, value in (
        ("results", "result", "result"),
        ("parts", "part", "result"),
        ("criteria", "criterion", "share"),
    ):
        for row in rows[table]:
            if not row[value]:
                continue
            agency = row["agency"]
            name = field if table == "results" else f"{field}-{row[field]}"
            node = URIRef(f"{site}/kpi/{row['fiscal_year']}/public#{quote(agency)}-{quote(name)}")
            graph.add((node, RDF.type, DQV.QualityMeasurement))
            graph.add((node, DQV.computedOn, URIRef(f"{site}/organization/{quote(agency)}")))
            graph.add((node, DQV.isMeasurementOf, URIRef(f"{ids[agency]}#{quote(name)}")))
            graph.add((node, DQV.value, Literal(_decimal(row[value]), datatype=XSD.decimal)))
            graph.add((node, PROV.generatedAtTime, moments[agency]))
            graph.add((node, PROV.wasDerivedFrom, URIRef(ids[agency])))
    return graph.serialize(format="turtle", encoding="utf-8")


def _metrics(graph: Graph, base: str, year: Released) -> None:
    policy = URIRef(base)
    graph.add((policy, RDF.type, DQV.QualityPolicy))
    graph.add((policy, DCTERMS.identifier, Literal(year.rules.digest)))
    _metric(graph, f"{base}#result", year.rules.name.th, year.rules.name.en)
    for part in year.rules.parts:
        dimension = URIRef(f"{base}#dimension-{quote(part.id)}")
        graph.add((dimension, RDF.type, DQV.Dimension))
        graph.add((dimension, SKOS.prefLabel, Literal(part.name.th, lang="th")))
        _metric(graph, f"{base}#part-{quote(part.id)}", part.name.th, part.name.en, dimension)
        for criterion in part.criteria:
            name = f"{base}#criterion-{quote(criterion.id)}"
            _metric(graph, name, criterion.name.th, criterion.name.en, dimension)


def _metric(graph: Graph, name: str, th: str, en: str, dimension: URIRef | None = None) -> None:
    metric = URIRef(name)
    graph.add((metric, RDF.type, DQV.Metric))
    graph.add((metric, DQV.expectedDataType, XSD.decimal))
    graph.add((metric, SKOS.definition, Literal(th, lang="th")))
    if en:
        graph.add((metric, SKOS.definition, Literal(en, lang="en")))
    if dimension is not None:
        graph.add((metric, DQV.inDimension, dimension))


def _decimal(text: str) -> str:
    """Return a number or a fraction as a decimal; a share to six places."""
    return text if "/" not in text else f"{float(Fraction(text)):.6f}"
