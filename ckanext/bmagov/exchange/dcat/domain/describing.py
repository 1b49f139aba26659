"""A dataset in the terms of DCAT-AP 3.0.1: its fields by the table of terms, and what DCAT makes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary
from ckanext.bmagov.base.domain.schema_facts import is_empty, values_of
from ckanext.bmagov.base.domain.stored_bytes import in_datastore
from ckanext.bmagov.exchange.dcat.domain.shared import (
    AUTHORITY,
    DCAT_AP,
    PLACE,
    PROFILE,
    SHA256,
    SHA256_TERM,
    area,
    telephone,
)
from ckanext.bmagov.exchange.dcat.domain.terms import (
    Triple,
    address_of,
    iri,
    is_web_address,
    language_of,
    literal,
    typed,
)
from ckanext.bmagov.exchange.dcat.domain.values import ANY_URI, DECIMAL, concept, day, misfit, moment, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.facts import Around, Record
    from ckanext.bmagov.exchange.dcat.domain.mapping import FieldTerm, TermTable
    from ckanext.bmagov.exchange.dcat.domain.shared import Shared

SCALE: Final = "<http://data.europa.eu/930/spatialResolutionAsScale>"
HEX: Final = "<http://www.w3.org/2001/XMLSchema#hexBinary>"
BOUNDS: Final = (
    "west_bound_longitude",
    "south_bound_latitude",
    "east_bound_longitude",
    "north_bound_latitude",
)
API: Final = "/api/3/action/datastore_search"


@dataclass
class Description:
    """What is said of one dataset, and the shared things that it refers to."""

    triples: list[Triple] = field(default_factory=list)
    shared: set[Shared] = field(default_factory=set)


class Describer:
    """Describes datasets in the words of a table of terms."""

    def __init__(self, table: TermTable, around: Around) -> None:
        """Take the table and what stands around the datasets."""
        self.table = table
        self.around = around
        self.term = table.term
        self.type = table.term("rdf:type")

    def describe(self, record: Record) -> Description:
        """Return the graph of a dataset, without what it shares with others."""
        return _Writing(self, record).whole()


class _Writing:
    """One dataset on its way into a graph."""

    def __init__(self, by: Describer, record: Record) -> None:
        self.by = by
        self.table, self.term, self.site = by.table, by.term, by.table.site
        self.record = record
        self.dataset = record.dataset
        self.description = Description()
        self.subject = iri(dataset_address(self.site, self.dataset["id"]))

    def whole(self) -> Description:
        """Write everything."""
        self.kinds(self.subject, "dcat:Dataset", "dcat:Resource")
        self.fields(self.table.dataset, self.subject, self.dataset)
        self.identity()
        self.classes()
        self.coverage()
        self.contact()
        self.catalog_record()
        self.pages()
        for resource in self.dataset.get("resources") or ():
            if not is_dictionary(resource):
                self.file(resource)
        return self.description

    # how things are said

    def say(self, subject: str, name: str, *objects: str) -> None:
        """Say that a subject has values of a property; empty ones are not said."""
        predicate = self.term(name)
        self.description.triples += [(subject, predicate, said) for said in objects if said]

    def kinds(self, subject: str, *names: str) -> None:
        """Say of which classes a subject is."""
        self.description.triples += [(subject, self.by.type, self.term(name)) for name in names]

    def eu(self, subject: str, name: str, authority: str, code: str) -> None:
        """Refer to a concept of the EU."""
        if code:
            self.say(subject, name, self.term(f"eu:{authority}/{code}"))
            self.description.shared.add(("eu", authority, code))

    def fields(self, terms: tuple[FieldTerm, ...], subject: str, values: Mapping[str, Any]) -> None:
        """Write the fields that have a value, by the table."""
        triples, shared = self.description.triples, self.description.shared
        nodes: set[str] = set()
        for term in terms:
            value = values.get(term.field)
            if term.kind == "words" or is_empty(value):
                continue
            holder = subject
            if term.node:
                holder = f"{subject[:-1]}#{term.node.name}>"
                if holder not in nodes:
                    nodes.add(holder)
                    triples.append((subject, term.node.term, holder))
                    triples += [(holder, self.by.type, kind) for kind in term.node.types]
            translated = term.lang == "th" and not is_empty(values.get(f"{term.field}_en"))
            said = [*write(term, value, self.site, translated=translated)]
            triples += [(holder, term.term, item) for item in said]
            if not said:
                triples.append((subject, term.spare, misfit(value)))
            if term.kind == "choice":
                shared |= {("code", term.codelist, code) for code in values_of(value)}

    # the dataset

    def identity(self) -> None:
        """Write identifiers, keywords, page and publisher."""
        dataset, subject = self.dataset, self.subject
        self.say(subject, "dct:identifier", typed(address_of(subject), ANY_URI))
        name = str(dataset.get("title") or dataset.get("name") or dataset["id"])
        if is_empty(dataset.get("title")):
            self.say(subject, "dct:title", literal(name, language(name)))
        if is_empty(dataset.get("notes")) and is_empty(dataset.get("notes_en")):
            # DCAT-AP wants one; read back, it is left out again
            self.say(subject, "dct:description", literal(name, language(name)))
        for word in keywords(dataset):
            self.say(subject, "dcat:keyword", literal(word, language(word)))
        self.document(subject, "dcat:landingPage", iri(page_address(self.site, dataset)))
        if owner := dataset.get("owner_org"):
            agency = iri(f"{self.site}/organization/{quote(owner, safe='')}")
            self.say(subject, "dct:creator", agency)
            self.description.shared.add(("agency", owner))

    def classes(self) -> None:
        """Write what DCAT takes from lists: kind, level, frequency, languages, themes."""
        dataset, subject = self.dataset, self.subject
        kind = self.table.dataset_types.get(str(dataset.get("data_type") or ""), "")
        self.eu(subject, "dct:type", "dataset-type", kind)
        level = str(dataset.get("data_classification") or "")
        self.eu(subject, "dct:accessRights", "access-right", self.eu_code("data_classification", level))
        if unit := dataset.get("update_frequency_unit"):
            code = self.table.frequency(str(unit), dataset.get("update_frequency_interval"))
            self.eu(subject, "dct:accrualPeriodicity", "frequency", code)
        for code in self.languages():
            self.eu(subject, "dct:language", "language", code)
        themes: set[str] = set()
        for group in dataset.get("groups") or ():
            self.say(subject, "dct:subject", iri(f"{self.site}/group/{quote(group['name'], safe='')}"))
            self.description.shared.add(("category", group["name"]))
            themes.add(self.table.themes.get(group["name"], ""))
        for code in sorted(themes):
            self.eu(subject, "dcat:theme", "data-theme", code)

    def languages(self) -> list[str]:
        """Return the EU's codes of the languages of the data; Thai when nobody said."""
        said = [self.eu_code("language", code) for code in values_of(self.dataset.get("data_language"))]
        return [code for code in said if code] or ["THA"]

    def eu_code(self, codelist: str, value: str) -> str:
        """Return the code of the EU that means a code of ours, or nearly; empty when there is none."""
        known = self.by.around.codelists.get(codelist)
        code = known.get(value) if known else None
        address = (code.uri or code.close_match) if code else ""
        return address.rpartition("/")[2] if address.startswith(AUTHORITY) else ""

    def coverage(self) -> None:
        """Write place, scale and dates."""
        dataset, subject = self.dataset, self.subject
        self.say(subject, "dct:spatial", iri(self.table.place["address"]))
        self.description.shared.add(PLACE)
        extent = f"{subject[:-1]}#extent>"
        if box := bounds(dataset):
            self.description.triples += area(self.table, extent, *box)
        self.scale(subject, str(dataset.get("equivalent_scale") or ""))
        created, changed = (
            str(dataset.get("metadata_created") or ""),
            str(dataset.get("metadata_modified") or ""),
        )
        released = day(str(dataset.get("data_release_date") or ""))
        self.say(subject, "dct:issued", released or day(day_of(created)))
        arrived = max((bytes_.at for bytes_ in self.record.bytes.values()), default="")
        updated = day(str(dataset.get("last_updated_date") or ""))
        self.say(subject, "dct:modified", updated or day(day_of(arrived or changed)))

    def scale(self, subject: str, code: str) -> None:
        """Write a scale as a measurement of GeoDCAT-AP: 1:4,000 is 0.00025."""
        parts = code.split("-")
        if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts) and int(parts[1]):
            node = f"{subject[:-1]}#scale>"
            self.say(subject, "dqv:hasQualityMeasurement", node)
            self.kinds(node, "dqv:QualityMeasurement")
            self.say(node, "dqv:isMeasurementOf", SCALE)
            value = f"{int(parts[0]) / int(parts[1]):.9f}".rstrip("0")
            self.say(node, "dqv:value", typed(value, DECIMAL))

    def contact(self) -> None:
        """Write the number that can be dialled. A contact without a name has that of the agency."""
        node = f"{self.subject[:-1]}#contact>"
        dataset = self.dataset
        if not any(dataset.get(name) for name in ("maintainer", "maintainer_email", "maintainer_phone")):
            return
        if not dataset.get("maintainer"):
            known = self.by.around.agencies.get(str(dataset.get("owner_org") or ""))
            name = (known.fields.get("title") if known else "") or dataset.get("maintainer_email") or "-"
            self.say(node, "vcard:organization-name", literal(name, language(name)))
        self.say(node, "vcard:hasTelephone", telephone(str(dataset.get("maintainer_phone") or "")))

    def catalog_record(self) -> None:
        """Write the entry of the catalog: when it was made and last changed."""
        dataset, node = self.dataset, f"{self.subject[:-1]}#record>"
        self.kinds(node, "dcat:CatalogRecord")
        self.say(node, "foaf:primaryTopic", self.subject)
        title = str(dataset.get("title") or dataset.get("name") or dataset["id"])
        self.say(node, "dct:title", literal(title, language(title)))
        self.say(node, "dct:issued", moment(str(dataset.get("metadata_created") or "")))
        self.say(node, "dct:modified", moment(str(dataset.get("metadata_modified") or "")))
        self.say(node, "dct:conformsTo", DCAT_AP)
        self.eu(node, "dct:language", "language", "THA")
        self.eu(node, "adms:status", "concept-status", "CURRENT")
        self.description.shared.add(PROFILE)

    def pages(self) -> None:
        """Name the classes of pages: what people linked, and the files of the dictionaries."""
        if is_web_address(str(self.dataset.get("url") or "")):
            self.kinds(iri(self.dataset["url"]), "foaf:Document")
        for resource in self.dataset.get("resources") or ():
            if is_dictionary(resource) and is_web_address(str(resource.get("url") or "")):
                self.document(self.subject, "foaf:page", iri(resource["url"]))

    def document(self, subject: str, name: str, page: str) -> None:
        """Refer to a page."""
        self.say(subject, name, page)
        self.kinds(page, "foaf:Document")

    # a file

    def file(self, resource: Mapping[str, Any]) -> None:
        """Write a file or link as a distribution."""
        subject = iri(f"{dataset_address(self.site, self.dataset['id'])}/resource/{resource['id']}")
        self.say(self.subject, "dcat:distribution", subject)
        self.kinds(subject, "dcat:Distribution")
        self.fields(self.table.file, subject, resource)
        if is_empty(resource.get("name")):
            self.say(subject, "dct:title", literal(str(resource["id"])))
        if is_empty(resource.get("description")):
            name = str(resource.get("name") or resource["id"])
            self.say(subject, "dct:description", literal(name, language(name)))
        self.addresses(subject, resource)
        self.format(subject, resource)
        self.rights(subject, resource)
        self.dates(subject, resource)
        self.service(subject, resource)
        self.eu(subject, "dcatap:availability", "planned-availability", "STABLE")
        self.eu(subject, "adms:status", "distribution-status", "COMPLETED")
        for code in self.languages():
            self.eu(subject, "dct:language", "language", code)
        if resource["id"] in self.record.described:
            schema = iri(
                f"{dataset_address(self.site, self.dataset['id'])}/dictionary/{resource['id']}.csvw.json"
            )
            self.say(subject, "dct:conformsTo", schema)
            self.kinds(schema, "dct:Standard")

    def addresses(self, subject: str, resource: Mapping[str, Any]) -> None:
        """Write where the file is had. What is no address leads to the page of the file."""
        url = str(resource.get("url") or "")
        is_upload = resource.get("url_type") in ("upload", "datastore")
        link = iri(url) if is_web_address(url) else ""
        access = subject if is_upload or not link else link
        self.say(subject, "dcat:accessURL", access)
        self.kinds(access, "rdfs:Resource")
        if link and (is_upload or is_file(url, str(resource.get("format") or ""))):
            self.say(subject, "dcat:downloadURL", link)
            self.kinds(link, "rdfs:Resource")

    def format(self, subject: str, resource: Mapping[str, Any]) -> None:
        """Write format and media type from the lists of the EU and of IANA."""
        name = str(resource.get("format") or "").strip().upper()
        code, media = self.table.formats.get(name, ("", ""))
        self.eu(subject, "dct:format", "file-type", code)
        if media:
            self.say(subject, "dcat:mediaType", self.term(f"media:{media}"))
            self.description.shared.add(("media", media))

    def rights(self, subject: str, resource: Mapping[str, Any]) -> None:
        """Write licence and conditions, of the dataset where the file has none of its own."""
        licence = str(self.dataset.get("license_id") or "")
        if code := self.eu_code("license", licence):
            self.eu(subject, "dct:license", "licence", code)
        elif licence:
            self.say(subject, "dct:license", concept(self.site, "license", licence))
            self.description.shared.add(("code", "license", licence))
        if not is_empty(resource.get("resource_accessible_condition")):
            return
        level = resource.get("resource_data_classification") or self.dataset.get("data_classification")
        if not is_empty(self.dataset.get("accessible_condition")):
            self.say(subject, "dct:rights", f"{self.subject[:-1]}#conditions>")
        elif level:
            self.say(subject, "dct:rights", concept(self.site, "data_classification", str(level)))
            self.description.shared.add(("code", "data_classification", str(level)))

    def dates(self, subject: str, resource: Mapping[str, Any]) -> None:
        """Write when the file was released and changed, and the digest of its bytes."""
        known = self.record.bytes.get(resource["id"])
        released = day(str(resource.get("resource_data_release_date") or ""))
        self.say(subject, "dct:issued", released or day(day_of(str(resource.get("created") or ""))))
        updated = day(str(resource.get("resource_last_updated_date") or ""))
        changed = known.at if known else resource.get("last_modified") or resource.get("metadata_modified")
        self.say(subject, "dct:modified", updated or day(day_of(str(changed or ""))))
        if known and known.sha256:
            node = f"{subject[:-1]}#checksum>"
            self.say(subject, "spdx:checksum", node)
            self.kinds(node, "spdx:Checksum")
            self.say(node, "spdx:algorithm", SHA256_TERM)
            self.say(node, "spdx:checksumValue", typed(known.sha256, HEX))
            self.description.shared.add(SHA256)

    def service(self, subject: str, resource: Mapping[str, Any]) -> None:
        """Write the API of a table that is kept in the DataStore."""
        if not in_datastore(resource):
            return
        node, endpoint = f"{subject[:-1]}#api>", iri(f"{self.site}{API}?resource_id={resource['id']}")
        guide = iri(f"{self.site}/api-guide/openapi.json")
        self.say(subject, "dcat:accessService", node)
        self.kinds(node, "dcat:DataService")
        self.say(node, "dct:title", literal("CKAN DataStore API", "en"))
        self.say(node, "dcat:endpointURL", endpoint)
        self.say(node, "dcat:endpointDescription", guide)
        self.kinds(endpoint, "rdfs:Resource")
        self.kinds(guide, "rdfs:Resource")
        self.say(node, "dcat:servesDataset", self.subject)
        if self.dataset.get("maintainer") or self.dataset.get("maintainer_email"):
            self.say(node, "dcat:contactPoint", f"{self.subject[:-1]}#contact>")
        if owner := self.dataset.get("owner_org"):
            self.say(node, "dct:publisher", iri(f"{self.site}/organization/{quote(owner, safe='')}"))


def dataset_address(site: str, dataset_id: str) -> str:
    """Return the address that means a dataset, whatever it is called."""
    return f"{site}/dataset/{dataset_id}"


def page_address(site: str, dataset: Mapping[str, Any]) -> str:
    """Return the address of its page."""
    return f"{site}/dataset/{quote(str(dataset.get('name') or dataset['id']))}"


def keywords(dataset: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keywords of a dataset, from its tags or what was typed."""
    tags = dataset.get("tags")
    names = [tag["name"] for tag in tags] if tags else str(dataset.get("tag_string") or "").split(",")
    yield from (name.strip() for name in names if name.strip())


def language(text: str) -> str:
    """Return the language of a text that must have one: Thai by its letters, else English."""
    return language_of(text) or "en"


def bounds(dataset: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of a dataset; None when one is missing or no number."""
    try:
        west, south, east, north = (float(dataset.get(name) or "") for name in BOUNDS)
    except ValueError:
        return None
    is_on_earth = abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90
    return (west, south, east, north) if is_on_earth else None


def is_file(url: str, format_name: str) -> bool:
    """Tell whether a link leads to the file itself: its path ends in the name of the format."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return "." in path and path.rpartition(".")[2].lower() in (format_name.lower(), "zip")


def day_of(text: str) -> str:
    """Return the day, in Thailand, of a time in UTC; what is a day already, or no time, stays."""
    if len(text) <= 10:
        return text
    try:
        return in_bangkok(dt.datetime.fromisoformat(text)).date().isoformat()
    except ValueError:
        return text
