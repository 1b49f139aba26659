"""What the actions on an agency's own words and documents answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import TextDict
    from ckanext.bmagov.kpi.common.answers import AgencyDict, DatasetDict


class AlikeDict(TypedDict):
    """A document whose text is alike: of another ``kind``, of another ``agency``, of the ``year`` before."""

    document: str
    relation: str
    percent: int


class ReadingDict(TypedDict):
    """What was read of a document; ``pages`` and ``characters`` are null when it could not be read."""

    pages: int | None
    characters: int | None
    language: str
    scanned: bool
    signatures: int
    datasets: list[str] | None
    alike: list[AlikeDict]


class ReadCountsDict(TypedDict):
    """How many documents were read, could not be read, or wait as the site could not try."""

    read: int
    unreadable: int
    waiting: int


class DocumentDict(TypedDict):
    """A document that was handed in; ``readable`` is null when it could not be seen."""

    id: str
    kind: str
    kind_label: str
    title: str
    version: int
    replaces_id: str
    current: bool
    received_at: str
    by: str
    filename: str
    media_type: str
    size: int | None
    sha256: str
    url: str
    link: str
    level: str
    listed_datasets: list[str]
    readable: bool | None
    reading: ReadingDict | None


class FullDocumentDict(DocumentDict):
    """A document by itself: also one that was taken back."""

    withdrawn: bool
    agency_id: str


class ProgressDict(TypedDict):
    """A dated entry; ``percent`` by the agency's own word."""

    id: str
    day: str
    typed: str
    quarter: int
    text: str
    percent: str | None
    by: str
    at: str


class EvidenceDict(TypedDict):
    """A piece of evidence: ``document`` is its id, empty for an address or words."""

    title: str
    link: str
    document: str


class UseDict(TypedDict):
    """A declared use of the year's database."""

    id: str
    kind: str
    kind_label: str
    description: str
    start: str | None
    end: str | None
    evidence: list[EvidenceDict]
    declared_at: str
    by: str


class ProposalDict(TypedDict):
    """The proposed database; ``accepted`` is the auditor's word, null while not spoken."""

    id: str
    title: str
    origin: str
    origin_label: str
    importance: str
    widened_by: str
    dataset: DatasetDict | None
    planned_rows: int | None
    proposed_at: str
    by: str
    accepted: bool | None
    accepted_by: str
    accepted_reason: str


class StatementDict(TypedDict):
    """What an agency says of its year; ``stated`` in per cent."""

    version: int
    summary: str
    exchange: list[str]
    factors: str
    obstacles: str
    references: list[EvidenceDict]
    stated: str | None
    signed_by: str
    position: str


class TitledDocumentDict(TypedDict):
    """A document by its title."""

    id: str
    title: str


class YearDocumentDict(TitledDocumentDict):
    """A document of the year that stands under a kind of the governance record."""

    kind: str
    received_at: str


class GovernanceItemDict(TypedDict):
    """An entry of the governance record."""

    id: str
    part: int
    kind: str
    kind_label: str
    title: str
    text: str
    day: str | None
    result: str
    url: str
    document: TitledDocumentDict | None
    by: str
    at: str


class GovernanceKindDict(TypedDict):
    """What can be entered into a part, and what was handed in for it."""

    id: str
    name: TextDict
    asks: list[str]
    document: str
    documents: list[YearDocumentDict]
    counts: bool


class GovernanceMeasureDict(TypedDict):
    """What the catalog shows of a part: numbers of datasets, and the first that lack it."""

    id: str
    label: str
    kept: int
    of: int
    unknown: int
    lacking: list[DatasetDict]


class GovernancePartDict(TypedDict):
    """One of the six parts."""

    number: int
    name: TextDict
    text: str
    state: str
    state_label: str
    share: int | None
    kinds: list[GovernanceKindDict]
    items: list[GovernanceItemDict]
    measures: list[GovernanceMeasureDict]


class GovernanceDict(TypedDict):
    """How an agency governs its data."""

    agency: AgencyDict
    as_of: str
    datasets: int
    hidden: int | None
    least: int
    parts: list[GovernancePartDict]


class LinkCountsDict(TypedDict):
    """How many addresses are there, gone, or nobody can tell."""

    there: int
    gone: int
    unknown: int
