"""Graphs of datasets as their reader may have them, and the documents that are made of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.exchange.dcat.domain.catalog import describe_catalog, members, paging
from ckanext.bmagov.exchange.dcat.domain.describing import Describer
from ckanext.bmagov.exchange.dcat.domain.shared import Shared, Vocabulary
from ckanext.bmagov.exchange.dcat.formats.registry import FORMATS
from ckanext.bmagov.exchange.dcat.readers.around import read_around
from ckanext.bmagov.exchange.dcat.readers.surroundings import records_of
from ckanext.bmagov.exchange.dcat.readers.table import term_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict
    from ckanext.bmagov.exchange.dcat.domain.catalog import Page
    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

TEXTS: Mapping[str, str] = {
    "th": "รายการชุดข้อมูลของหน่วยงานกรุงเทพมหานคร พร้อมคำอธิบายตามมาตรฐานรัฐบาลดิจิทัล",
    "en": "The datasets of Bangkok's agencies, described by the standards of the Thai digital government.",
}
"""What the catalog says of itself, in both languages at once: no message of one reader's language."""


@dataclass
class Document:
    """What a document says: triples of its own, and the shared things that these refer to."""

    triples: list[Triple] = field(default_factory=list)
    shared: set[Shared] = field(default_factory=set)


class Graphs:
    """Makes documents; what stands around the datasets is read once."""

    def __init__(self, session: AlchemySession | None = None) -> None:
        """Read the table of terms and what stands around."""
        self.session = model.Session if session is None else session
        self.table = term_table()
        self.around = read_around(self.session)
        self.vocabulary = Vocabulary(self.table, self.around)
        self.describer = Describer(self.table, self.around)

    def datasets(self, datasets: Sequence[PackageDict]) -> Document:
        """Describe datasets, each as its reader has it."""
        document = Document()
        for record in records_of(self.session, self.table.site, datasets):
            description = self.describer.describe(record)
            document.triples += description.triples
            document.shared |= description.shared
        return document

    def catalog(self, datasets: Sequence[PackageDict], page: Page | None = None) -> Document:
        """Describe the catalog and a page of its datasets."""
        document = self.datasets(datasets)
        head = self.head()
        document.triples[:0] = [
            *head.triples,
            *members(self.table, [dataset["id"] for dataset in datasets]),
            *(paging(self.table, page) if page else ()),
        ]
        document.shared |= head.shared
        return document

    def head(self) -> Document:
        """Describe the catalog alone."""
        since, changed = access.open_datasets_span(self.session, access.policy())
        return Document(*describe_catalog(self.table, self.around, TEXTS, since, changed))

    def agency(self, agency_id: str) -> Document:
        """Describe an agency. Raises KeyError when there is none of this id."""
        return Document(*self.vocabulary.whole_agency(agency_id))

    def whole(self, document: Document) -> list[Triple]:
        """Return all triples of a document, the shared ones last."""
        return document.triples + self.vocabulary.triples(document.shared)

    def write(self, document: Document, format_name: str) -> str:
        """Return a document as text. Raises KeyError for a format that there is not."""
        return FORMATS[format_name].write(self.whole(document), self.table.prefixes)
