"""What the actions on the register and on linked systems answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ckanext.bmagov.kpi.common.answers import AgencyDict, DatasetDict

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import TextDict


class DutyAgencyDict(AgencyDict):
    """The agency whose duty it is."""

    title_en: str


class DutyDatasetDict(DatasetDict):
    """The dataset that answers a duty; ``in_catalog``: it was not deleted."""

    in_catalog: bool


class AgreementDict(TypedDict):
    """What is recorded and how often; ``side`` proposed it."""

    frequency_unit: str
    frequency_interval: int
    extent: str
    form: str
    side: str
    proposed_by: str
    proposed_on: str
    confirmed_by: str
    confirmed_on: str | None


class RemovalDict(TypedDict):
    """Why, by whom and when a duty was taken off."""

    reason: str
    by: str
    on: str


class DutyDict(TypedDict):
    """A duty of the register."""

    id: str
    version: int
    agency: DutyAgencyDict
    kind: str
    kind_label: str
    added_year: int
    title: str
    dataset: DutyDatasetDict | None
    linked: bool
    level: str
    owner: str
    agreement: AgreementDict | None
    proposed: AgreementDict | None
    agreements: list[AgreementDict]
    removal: RemovalDict | None


class DutyListDict(TypedDict):
    """Duties, and how many there are that the caller may not read."""

    count: int
    hidden: int | None
    results: list[DutyDict]


class SuggestionDict(DatasetDict):
    """A dataset that may answer a duty."""

    same_title: bool


class ListedDutyDict(TypedDict):
    """A row of a list of duties."""

    row: int
    agency: str
    title: str


class ImportDict(TypedDict):
    """What a list of duties makes of the register; ``hash`` is the SHA-256 of the file."""

    created: list[ListedDutyDict]
    unchanged: list[ListedDutyDict]
    ignored: list[str]
    hash: str
    dry_run: bool


class SystemDict(TypedDict):
    """A system that the rules name, with the criteria that ask for it."""

    id: str
    name: TextDict
    criteria: list[str]


class SystemLinkDict(TypedDict):
    """A dataset in a system, as declared and confirmed; it is null when the caller may not know of it."""

    id: str
    dataset: DatasetDict | None
    system: str
    url: str
    declared_by: str
    declared_at: str
    confirmed_by: str
    confirmed_at: str | None


class WantedLinkDict(TypedDict):
    """A dataset that a criterion asks for in a system."""

    dataset: DatasetDict
    system: str


class SystemLinkListDict(TypedDict):
    """The systems of a year, and what of the agency is in them."""

    systems: list[SystemDict]
    links: list[SystemLinkDict]
    wanted: list[WantedLinkDict]
    hidden: int | None
