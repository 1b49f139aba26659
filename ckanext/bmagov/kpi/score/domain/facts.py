"""What a criterion reads: what is the case at an agency, as seen at one moment.

Collected from the catalog by `collect/`, from documents and declarations by the agency's workspace. Only ids
and addresses leave these facts in findings, never a title: a restricted title must not travel with a score
(security design, leak matrix).
"""

# ruff: noqa: TC001, TC003 - reading stored facts needs the types at run time

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from ckanext.bmagov.base.domain.plain import from_plain, to_plain
from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.files import DataEvent, Frequency, History
from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
from ckanext.bmagov.kpi.register.domain.obligations import Obligation

DOCUMENT_KINDS = (
    "working_group_order",
    "development_plan",
    "data_catalog_list",
    "import_report",
    "use_report",
)
"""Documents that the steps ask for: order, plan and catalog list of step 1, reports of steps 4 and 5."""


@dataclass(frozen=True)
class Column:
    """A column of a data dictionary."""

    name: str
    typed: bool
    described: bool
    characters: int | None = None
    """Characters of its description that say something beyond its name; None where nobody measured them."""
    alike: int = 1
    """Columns of its table that carry this very description, itself among them."""
    of: int = 1
    """Columns of its table."""


@dataclass(frozen=True)
class Imported:
    """What is known of the rows of a database. ``planned_rows`` is what the agency's plan says."""

    rows: int
    checked_cells: int = 0
    bad_cells: int = 0
    planned_rows: int | None = None
    checked: Extent = Extent.NOT
    """How far these very data were checked against their dictionaries; of several tables, the worst."""


@dataclass(frozen=True)
class DeclaredFrequency:
    """What a dataset declared of its frequency from a day on."""

    since: date
    unit: str
    interval: int = 1


@dataclass(frozen=True)
class DatasetFacts:
    """One dataset of the catalog. None always means: could not be seen (a fault of ours), never "no"."""

    id: str
    url: str
    title: str = ""
    in_catalog: bool = True
    """Active and published, whoever may read it. Deleted and draft datasets are not in the catalog."""
    frequency_unit: str = ""
    frequency_interval: int = 1
    mandatory_total: int = 0
    mandatory_missing: tuple[str, ...] = ()
    has_category: bool = False
    has_classification: bool = False
    has_owner: bool = False
    tabular: bool = True
    columns: tuple[Column, ...] | None = ()
    dictionary_agrees: bool | None = True
    """Whether the columns of the dictionary are those of the data."""
    events: tuple[DataEvent, ...] = ()
    events_known: bool = True
    """False when the history of changes could not be read in full."""
    file_hashes: tuple[str, ...] = ()
    in_datastore: bool | None = False
    has_working_api: bool | None = False
    imported: Imported | None = None
    import_known: bool = True
    systems: Mapping[str, bool | None] = field(default_factory=dict)
    """Id of a named system -> whether this dataset is in it, or linked to it; None: nobody confirmed it."""
    systems_since: Mapping[str, datetime | None] = field(default_factory=dict)
    """Id of a named system -> when it was first declared."""
    api_unknown_since: datetime | None = None
    """Since when its API could not be asked, while other addresses could be."""
    milestones: Mapping[str, datetime | None] = field(default_factory=dict)
    """Name of a measure -> when it was first complete; without one while it is not, or when nobody saw it."""
    data_type: str = ""
    """Code of the type of the dataset (มรด. 3-1 item 1)."""
    machine_readable: bool | None = None
    """Whether one of its files can be read by machines; None when nobody knows what they are."""
    characters: Mapping[str, int] | None = None
    """Mandatory text of people -> how many of its characters say something; None where nobody measured."""
    seen_since: date | None = None
    """First day of which all changes of its data are recorded; None: since it was made."""
    declared: tuple[DeclaredFrequency, ...] = ()
    """What it declared over time, as far as that was kept, the oldest first."""

    @cached_property
    def history(self) -> History:
        """The changes of its data."""
        return History(self.events, self.events_known)

    @property
    def frequency(self) -> Frequency:
        """Return how often it is updated, as it declares."""
        return Frequency(self.frequency_unit, self.frequency_interval)

    def frequency_on(self, day: date) -> Frequency:
        """Return how often it was updated as it declared on a day; before what was kept, as kept first."""
        if not self.declared:
            return self.frequency
        past = [known for known in self.declared if known.since <= day] or self.declared[:1]
        return Frequency(past[-1].unit, past[-1].interval)


@dataclass(frozen=True)
class Document:
    """A deliverable as it was handed in; a new version is a new document."""

    id: str
    kind: str
    received_at: datetime
    sha256: str = ""
    url: str = ""
    readable: bool | None = True
    """Whether file or link is still there with these bytes: False is gone, None is a fault of ours."""
    listed_datasets: tuple[str, ...] = ()
    """For a catalog list: ids of the agency's published datasets that it names, as who handed it in says."""
    unknown_since: datetime | None = None
    """Since when its address could not be asked, while others could be."""
    reading: Reading | None = None
    """What was read of the file; None while it is not read, and for an address."""
    published: tuple[str, ...] | None = None
    """For a catalog list: ids of all that the agency had in the catalog when it came."""


class Origin(StrEnum):
    """Where the year's database comes from (criterion 2.1.4)."""

    NEW = "new"
    WIDENED = "widened"
    FROM_EARLIER_PLAN = "from_earlier_plan"


@dataclass(frozen=True)
class Proposal:
    """The database of Part 2 as the agency proposes it."""

    id: str
    proposed_at: datetime
    origin: Origin
    importance: str
    """Why it matters to operations or services."""
    widened_by: str = ""
    """What is new about an existing one."""
    dataset_id: str = ""
    accepted: bool | None = None
    """The auditor's word; None while it is not spoken."""
    overlaps: tuple[str, ...] = ()
    """Datasets of Part 1 that it may repeat, by :func:`.duplicates.find_overlaps`."""
    title: str = ""
    itself: bool = False
    """Its dataset is a duty of Part 1 in the year."""
    shared_rows: int | None = None
    """Percent of rows that it has in common with the dataset most alike; None where that is little."""

    def is_duty_as_new(self) -> bool:
        """Tell whether a dataset of Part 1 is called a new database."""
        return self.itself and self.origin is Origin.NEW


class UseKind(StrEnum):
    """Who uses the database (2.3)."""

    INSIDE = "inside"
    BETWEEN = "between"
    OUTSIDE = "outside"
    PUBLIC = "public"


@dataclass(frozen=True)
class UseEvidence:
    """A file or address that shows a use."""

    ref: str
    sha256: str = ""
    readable: bool | None = True
    unknown_since: datetime | None = None
    """Since when its address could not be asked, while others could be."""
    reading: Reading | None = None
    """What was read of the file; None while it is not read, and for an address."""


@dataclass(frozen=True)
class Use:
    """A declared use. ``counted`` are the people who downloaded or called the API in its period.

    ``bursts`` are the days on which far more came than is usual: they cost nothing, somebody looks at them.
    """

    id: str
    kind: UseKind
    declared_at: datetime
    start: date | None = None
    end: date | None = None
    evidence: tuple[UseEvidence, ...] = ()
    counted: int = 0
    bursts: int = 0
    description: str | None = None
    """What it brought, in the agency's words; None in what was kept before words were judged."""


@dataclass(frozen=True)
class GovernanceEntry:
    """What an agency entered under a kind of its governance record, without its words."""

    characters: int
    """How many characters of it say something."""
    text: int
    """Entries of the same words, digits apart, have the same number."""


@dataclass(frozen=True)
class GovernanceKind:
    """A kind of entries. ``document`` is the kind of document that counts here too; empty for none."""

    id: str
    document: str = ""
    entries: tuple[GovernanceEntry, ...] = ()


@dataclass(frozen=True)
class GovernancePart:
    """One of the six parts of agency-level data governance: kinds of entries, and what is measured."""

    number: int
    kinds: tuple[GovernanceKind, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything about one agency in one fiscal year."""

    agency_id: str
    agency_kind: str
    fiscal_year: int
    obligations: tuple[Obligation, ...] = ()
    datasets: tuple[DatasetFacts, ...] = ()
    documents: tuple[Document, ...] = ()
    proposal: Proposal | None = None
    uses: tuple[Use, ...] = ()
    published: tuple[str, ...] | None = ()
    """Ids of all that the agency has in the catalog; None when the catalog could not be asked."""
    stated: Decimal | None = None
    """The agency's own figure (ผลงานที่ทำได้), kept beside the machine's and never mixed with it."""
    governance: tuple[GovernancePart, ...] | None = None
    """The governance record; None where the rules did not ask for it. It is measured over what is published,
    so that ``datasets`` holds all of that."""
    measured: bool = True
    """False of a year of which nothing was kept: there is no result then, not one of zero."""

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as a snapshot keeps it."""
        return to_plain(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Facts:
        """Read what :meth:`to_dict` wrote.

        :raises PlainError: naming the first thing that does not fit
        """
        return from_plain(cls, raw)
