"""What many datasets refer to: concepts, agencies, the city. It stands once in a document.

The shapes of DCAT-AP want class and label of everything that is referred to in the same graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ckanext.bmagov.base.domain.schema_facts import is_empty
from ckanext.bmagov.exchange.dcat.domain.terms import (
    Triple,
    iri,
    is_web_address,
    language_of,
    literal,
    typed,
)
from ckanext.bmagov.exchange.dcat.domain.values import concept, misfit, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.facts import Agency, Around
    from ckanext.bmagov.exchange.dcat.domain.mapping import TermTable

Shared = tuple[str, ...]
"""`("eu", "frequency", "DAILY")`, `("code", "license", "cc-by")`, `("agency", id)`, ..."""

PLACE: Final[Shared] = ("place",)
PROFILE: Final[Shared] = ("profile",)
SHA256: Final[Shared] = ("sha256",)
DCAT_AP: Final = "<https://semiceu.github.io/DCAT-AP/releases/3.0.1>"
SHA256_TERM: Final = "<https://spdx.org/rdf/terms#checksumAlgorithm_sha256>"
AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
KINDS: Final = {"license": "dct:LicenseDocument", "data_classification": "dct:RightsStatement"}
"""Code lists of ours -> the class that DCAT-AP wants of their codes."""

_SEVERAL: Final = re.compile(r"[,;/]")
_EXTENSION: Final = re.compile(r"ต่อ|ext\.?|#", re.IGNORECASE)
_NO_DIGIT: Final = re.compile(r"[^+0-9]")
PUBLISHER_TYPE: Final = "http://purl.org/adms/publishertype/"
_PUBLISHER_SCHEME: Final = f"<{PUBLISHER_TYPE}1.0>"
_LOCAL_AUTHORITY: Final = f"<{PUBLISHER_TYPE}LocalAuthority>"
_WKT: Final = "<http://www.opengis.net/ont/geosparql#wktLiteral>"


class Vocabulary:
    """Writes what is shared, in the words of a table of terms."""

    def __init__(self, table: TermTable, around: Around) -> None:
        """Take the table and what stands around."""
        self.table = table
        self.around = around
        self._known: dict[Shared, tuple[Triple, ...]] = {}
        self._writers: Mapping[str, Callable[..., Iterator[Triple]]] = {
            "eu": self._concept_of_eu,
            "code": self._code,
            "agency": self._agency,
            "category": self._category,
            "media": self._media_type,
            "place": self._place,
            "profile": self._profile,
            "sha256": self._algorithm,
        }

    def triples(self, shared: Iterable[Shared]) -> list[Triple]:
        """Return the triples of these, each once."""
        return list(dict.fromkeys(triple for key in sorted(set(shared)) for triple in self._of(key)))

    def everything(self) -> frozenset[Shared]:
        """Return all that may be shared: what only one dataset refers to is not in it."""
        table, around = self.table, self.around
        codes: dict[str, set[str]] = {
            "frequency": {code for known in table.frequencies.values() for code in known.values()}
            | {"OTHER"},
            "data-theme": set(table.themes.values()),
            "dataset-type": set(table.dataset_types.values()),
            "file-type": {code for code, _ in table.formats.values() if code},
            "planned-availability": {"STABLE"},
            "distribution-status": {"COMPLETED"},
            "concept-status": {"CURRENT"},
        }
        for known in around.codelists.values():
            for code in known.codes:
                authority, _, name = (code.uri or code.close_match).removeprefix(AUTHORITY).partition("/")
                if authority in table.authorities and name:
                    codes.setdefault(authority, set()).add(name)
        lists = {term.codelist for term in (*table.dataset, *table.file, *table.agency)} & {*around.codelists}
        return frozenset(
            (
                *(("eu", authority, code) for authority, known in codes.items() for code in known),
                *(("code", name, code.value) for name in lists for code in around.codelists[name].codes),
                *(("media", media) for _, media in table.formats.values() if media),
                *(("agency", key) for key in around.agencies),
                *(("category", name) for name in around.categories),
                *(PLACE, PROFILE, SHA256),
            )
        )

    def _of(self, key: Shared) -> tuple[Triple, ...]:
        if key not in self._known:
            self._known[key] = tuple(self._writers[key[0]](*key[1:]))
        return self._known[key]

    def _typed(self, subject: str, *kinds: str) -> Iterator[Triple]:
        for kind in kinds:
            yield subject, self.table.term("rdf:type"), self.table.term(kind)

    def _in_scheme(self, subject: str, scheme: str, titles: Mapping[str, str]) -> Iterator[Triple]:
        yield from self._typed(subject, "skos:Concept")
        yield subject, self.table.term("skos:inScheme"), scheme
        yield from self._typed(scheme, "skos:ConceptScheme")
        for lang, title in titles.items():
            yield scheme, self.table.term("dct:title"), literal(title, lang)

    def _labels(self, subject: str, labels: Mapping[str, str]) -> Iterator[Triple]:
        for lang, label in labels.items():
            yield subject, self.table.term("skos:prefLabel"), literal(label, lang)

    def _concept_of_eu(self, authority: str, code: str) -> Iterator[Triple]:
        kind, title = self.table.authorities[authority]
        subject = self.table.term(f"eu:{authority}/{code}")
        yield from self._in_scheme(subject, self.table.term(f"eu:{authority}"), {"en": title})
        if kind:
            yield from self._typed(subject, kind)
        yield from self._labels(subject, {"en": self.table.labels.get(code, code)})

    def _code(self, name: str, value: str) -> Iterator[Triple]:
        """Write a code of ours. One that its list has no more is a concept without a label but its own."""
        known = self.around.codelists.get(name)
        subject = concept(self.table.site, name, value)
        scheme = iri(f"{self.table.site}/codelists/{name}")
        titles = {"th": known.title_th, "en": known.title_en} if known else {"en": name}
        yield from self._in_scheme(subject, scheme, titles)
        code = known.get(value) if known else None
        yield from self._labels(
            subject, {"th": code.label_th, "en": code.label_en} if code else {"en": value}
        )
        if name in KINDS:
            yield from self._typed(subject, KINDS[name])

    def _agency(self, agency_id: str) -> Iterator[Triple]:
        """Write what a dataset's reader needs of its publisher; `whole_agency` has the rest."""
        known = self.around.agencies.get(agency_id)
        subject = iri(f"{self.table.site}/organization/{quote(agency_id, safe='')}")
        yield from self._typed(subject, "foaf:Agent", "foaf:Organization")
        fields = known.fields if known else {}
        names = {"th": fields.get("title") or fields.get("name") or agency_id, "en": fields.get("title_en")}
        for lang, name in names.items():
            if name:
                yield subject, self.table.term("foaf:name"), literal(name, lang)
        if fields.get("code8"):
            yield subject, self.table.term("dct:identifier"), literal(fields["code8"])
        yield subject, self.table.term("dct:type"), _LOCAL_AUTHORITY
        yield from self._in_scheme(_LOCAL_AUTHORITY, _PUBLISHER_SCHEME, {"en": "Publisher type"})
        yield from self._labels(_LOCAL_AUTHORITY, {"en": "Local Authority"})

    def whole_agency(self, agency_id: str) -> tuple[list[Triple], set[Shared]]:
        """Return everything that is said of an agency, and what it refers to."""
        agency = self.around.agencies[agency_id]
        subject = iri(f"{self.table.site}/organization/{quote(agency_id, safe='')}")
        shared: set[Shared] = {("agency", agency_id)}
        triples: list[Triple] = []
        for term in self.table.agency:
            value = agency.fields.get(term.field)
            translated = bool(agency.fields.get(f"{term.field}_en"))
            values = [*write(term, value, self.table.site, translated=translated)]
            triples += [(subject, term.term, said) for said in values]
            if not values and not is_empty(value):
                triples.append((subject, term.spare, misfit(value)))
            if term.kind == "choice" and value:
                shared.add(("code", term.codelist, str(value)))
        triples += self._derived_of(subject, agency)
        shared |= {("agency", other) for other in (agency.fields.get("parent"), *agency.successors) if other}
        return triples, shared

    def _derived_of(self, subject: str, agency: Agency) -> Iterator[Triple]:
        if number := telephone(agency.fields.get("phone", "")):
            yield subject, self.table.term("foaf:phone"), number
        for successor in agency.successors:
            yield (
                subject,
                self.table.term("dct:isReplacedBy"),
                iri(f"{self.table.site}/organization/{successor}"),
            )
        if is_web_address(agency.fields.get("website", "")):
            yield from self._typed(iri(agency.fields["website"]), "foaf:Document")

    def _category(self, name: str) -> Iterator[Triple]:
        known = self.around.categories.get(name)
        subject = iri(f"{self.table.site}/group/{quote(name, safe='')}")
        yield from self._in_scheme(
            subject, iri(f"{self.table.site}/group"), {"th": "หมวดหมู่", "en": "Categories"}
        )
        labels = {"th": known.title, "en": known.title_en} if known else {language_of(name) or "en": name}
        yield from self._labels(subject, {lang: label for lang, label in labels.items() if label})

    def _media_type(self, media: str) -> Iterator[Triple]:
        yield from self._typed(self.table.term(f"media:{media}"), "dct:MediaType")

    def _place(self) -> Iterator[Triple]:
        place = self.table.place
        subject = iri(place["address"])
        yield from self._typed(subject, "dct:Location")
        for lang, label in place["label"].items():
            yield subject, self.table.term("rdfs:label"), literal(label, lang)
        yield from area(self.table, subject, *place["bounds"])

    def _profile(self) -> Iterator[Triple]:
        yield from self._typed(DCAT_AP, "dct:Standard")
        yield DCAT_AP, self.table.term("dct:title"), literal("DCAT-AP 3.0.1", "en")

    def _algorithm(self) -> Iterator[Triple]:
        yield from self._typed(SHA256_TERM, "spdx:ChecksumAlgorithm")


def area(
    table: TermTable, subject: str, west: float, south: float, east: float, north: float
) -> Iterator[Triple]:
    """Write a box in degrees, and its middle."""
    ring = ", ".join(
        f"{x} {y}" for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))
    )
    middle = f"POINT({round((west + east) / 2, 6)} {round((south + north) / 2, 6)})"
    yield subject, table.term("dcat:bbox"), typed(f"POLYGON(({ring}))", _WKT)
    yield subject, table.term("dcat:centroid"), typed(middle, _WKT)


def telephone(text: str) -> str:
    """Return the first number of Thailand in a text as an address that dials it; empty for none (RFC 3966).

    >>> telephone("0 2224 2956 ต่อ 12")
    '<tel:+6622242956;ext=12>'
    """
    first, *inside = _EXTENSION.split(_SEVERAL.split(text)[0])
    digits = _NO_DIGIT.sub("", first)
    extension = _NO_DIGIT.sub("", inside[0]) if inside else ""
    if len(digits) in (9, 10) and digits.startswith("0"):
        digits = f"+66{digits[1:]}"
    if not (digits.startswith("+") and 8 < len(digits) < 17):
        return ""
    return iri(f"tel:{digits};ext={extension}" if extension else f"tel:{digits}")
