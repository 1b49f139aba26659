"""What actions of several rooms answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.agencies import AgencyNode


class AgencyDict(TypedDict):
    """The agency whose year it is."""

    id: str
    name: str
    title: str


class ListedAgencyDict(AgencyDict):
    """An agency among others."""

    title_en: str
    kind: str


class DatasetDict(TypedDict):
    """A dataset of the catalog."""

    id: str
    name: str
    title: str


class WithdrawnDict(TypedDict):
    """What was taken back."""

    id: str
    withdrawn: bool


def agency_dict(node: AgencyNode) -> AgencyDict:
    """Return the agency whose year it is."""
    return {"id": node.id, "name": node.name, "title": node.title}


def listed_agency_dict(node: AgencyNode) -> ListedAgencyDict:
    """Return an agency among others."""
    return {**agency_dict(node), "title_en": node.title_en, "kind": node.kind}
