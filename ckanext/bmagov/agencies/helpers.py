"""What the pages of agencies show: an agency's place, the tree in groups, the choice of a parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search.common import SolrConnectionError

from ckanext.bmagov.agencies.domain.fields import DISTRICT_OFFICE, KINDS, ZONES
from ckanext.bmagov.agencies.domain.tree import build_tree
from ckanext.bmagov.agencies.readers import ORGANIZATION, ids_below, stored_agencies
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.request_state import AGENCY_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ckanext.bmagov.agencies.actions import AgencyBranch, AgencyShown
    from ckanext.bmagov.agencies.domain.tree import AgencyNode

# Headings of groups; the code list has the name of one agency of the kind.
_KIND_HEADINGS: dict[str, Callable[[], str]] = {
    "city": lambda: tk._("The city"),
    "bureau": lambda: tk._("Departments"),
    "office": lambda: tk._("Offices"),
    "permanent_secretary_unit": lambda: tk._("Units of the Office of the Permanent Secretary"),
    "district_office": lambda: tk._("District offices"),
    "other": lambda: tk._("Other agencies"),
}


class AgencyZone(TypedDict):
    """A zone of the city with its district offices."""

    zone: str
    label: str
    agencies: list[AgencyBranch]


class AgencySection(TypedDict):
    """Agencies of one kind; district offices by zone."""

    kind: str
    label: str
    count: int
    agencies: list[AgencyBranch]
    zones: list[AgencyZone]


def bmagov_agency_place(name: str) -> AgencyShown | None:
    """Return what `bmagov_agency_show` tells, asked once a request; None when there is no such agency.

    While Solr does not answer the page goes without the counts.
    """
    asked = AGENCY_PLACES.of()
    if name not in asked:
        show = tk.get_action("bmagov_agency_show")
        try:
            asked[name] = show({}, {"id": name})
        except SolrConnectionError:
            asked[name] = show({}, {"id": name, "include_dataset_count": False})
        except tk.ObjectNotFound:
            asked[name] = None
    return asked[name]


def bmagov_agency_sections(agencies: Sequence[AgencyBranch]) -> list[AgencySection]:
    """Return agencies grouped by kind, district offices by zone in their kind, empty groups left out."""
    sections: list[AgencySection] = []
    for kind in KINDS:
        members = [agency for agency in agencies if agency["kind"] == kind]
        if not members:
            continue
        zones: list[AgencyZone] = []
        if kind == DISTRICT_OFFICE:
            zones = [
                {"zone": zone, "label": bmagov_codelist_label("agency_zone", zone), "agencies": offices}
                for zone in ZONES
                if (offices := [agency for agency in members if agency["zone"] == zone])
            ]
            members = [agency for agency in members if not agency["zone"]]
        count = len(members) + sum(len(zone["agencies"]) for zone in zones)
        label = _KIND_HEADINGS[kind]()
        sections.append({"kind": kind, "label": label, "count": count, "agencies": members, "zones": zones})
    return sections


def bmagov_agency_parent_choices(name: str | None) -> list[dict[str, str]]:
    """Return the agencies that the reader may put above an agency, indented as a tree; None is a new one.

    Empty when the reader may not move it. It and those below it are left out: nobody belongs to itself.
    """
    own = model.Group.get(name) if name else None
    if own and not _may_leave(own):
        return []
    left_out = set(ids_below(own)) if own else set()
    roots = build_tree([agency.as_node() for agency in stored_agencies(model.Session)], {})
    everyone = [choice for root in roots for choice in _choices(root, 0)]
    if tk.h.check_access("sysadmin"):
        allowed = None
    else:
        mine = tk.get_action("organization_list_for_user")({}, {"permission": "update"})
        allowed = {organization["id"] for organization in mine}
    return [
        {
            "value": agency.name,
            "text": "\u2003" * depth + bmagov_title({"title": agency.title, "title_en": agency.title_en}),
        }
        for agency, depth in everyone
        if agency.id not in left_out and (allowed is None or agency.id in allowed)
    ]


def bmagov_agency_below_is_on() -> bool:
    """Return whether the reader of an agency's page asked for the datasets of the agencies below, too."""
    return tk.request.args.get("ext_bmagov_below", "").strip().lower() in {"1", "true", "yes", "on"}


def _may_leave(own: model.Group) -> bool:
    above = own.get_parent_groups(type=ORGANIZATION)
    return all(tk.h.check_access("organization_update", {"id": group.id}) for group in above)


def _choices(agency: AgencyNode, depth: int) -> Iterable[tuple[AgencyNode, int]]:
    yield agency, depth
    for child in agency.children:
        yield from _choices(child, depth + 1)
