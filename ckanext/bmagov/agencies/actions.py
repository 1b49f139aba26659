"""Load a list of agencies, and tell their tree with the datasets that the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.agencies import auth, schema, services as service
from ckanext.bmagov.agencies.domain.tree import AgencyNode, build_tree, find, matches, prune
from ckanext.bmagov.agencies.readers import stored_agencies
from ckanext.bmagov.agencies.words import row_text
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.actions.search_counts import facets
from ckanext.bmagov.base.auth.rules import everybody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.agencies.domain.csv_list import RowProblem
    from ckanext.bmagov.agencies.services import Change, Plan


class AgencyPlace(TypedDict):
    """An agency as the API tells it; the counts are None when nobody asked for them."""

    id: str
    name: str
    title: str
    title_en: str
    abbreviation_th: str
    abbreviation_en: str
    code8: str
    kind: str
    zone: str
    status: str
    successor_codes: list[str]
    image_url: str
    parent_id: str
    dataset_count: int | None
    dataset_count_below: int | None


class AgencyBranch(AgencyPlace):
    """An agency with those below it."""

    children: list[AgencyBranch]


class AgencyTree(TypedDict):
    """The agencies at the top, with all below them; `count` is that of the agencies that match."""

    count: int
    agencies: list[AgencyBranch]


class AgencyShown(AgencyBranch):
    """An agency among the others."""

    parents: list[AgencyPlace]
    successors: list[AgencyPlace]
    predecessors: list[AgencyPlace]


class AgencyUpdate(TypedDict):
    """Which fields of an agency a list has changed."""

    name: str
    fields: list[str]


class AgencyChanges(TypedDict):
    """What a list of agencies has changed."""

    created: list[str]
    updated: list[AgencyUpdate]
    unchanged: int
    skipped: int
    deleted: list[str]


class AgencyLoad(AgencyChanges):
    """What a list of agencies has changed, or would change."""

    dry_run: bool


@reads(schema.agency_tree, allowed=everybody)
def bmagov_agency_tree(context: Context, data_dict: DataDict) -> AgencyTree:
    """Return the agencies as a tree, with the datasets that you may see.

    Anyone may ask.

    :param q: words that a name, an abbreviation or the code must have (optional); those above it stay
    :type q: string
    :param include_historic: also agencies no longer current or not confirmed (optional, default: false)
    :type include_historic: bool

    :returns: ``count`` (agencies that match) and ``agencies``: those at the top, each a dict of ``id``,
        ``name``, ``title``, ``title_en``, ``abbreviation_th``, ``abbreviation_en``, ``code8``, ``kind``,
        ``zone``, ``status``, ``successor_codes``, ``image_url``, ``parent_id``, ``dataset_count``,
        ``dataset_count_below`` (its own and all below) and ``children``, the same again
    :rtype: dict
    """
    roots = _tree(context)
    kept = [
        agency
        for root in roots
        for agency in root.walk()
        if (data_dict["include_historic"] or agency.status == "current") and matches(agency, data_dict["q"])
    ]
    return {
        "count": len(kept),
        "agencies": [_agency_branch(root) for root in prune(roots, {agency.id for agency in kept})],
    }


@reads(schema.agency_show, allowed=everybody)
def bmagov_agency_show(context: Context, data_dict: DataDict) -> AgencyShown:
    """Return an agency's place among the others, with the datasets that you may see.

    Anyone may ask.

    :param id: the name or id of the organization
    :type id: string
    :param include_dataset_count: count the datasets, which takes Solr (optional, default: true); the counts
        are null otherwise
    :type include_dataset_count: bool

    :returns: the agency as in ``bmagov_agency_tree``, with ``parents`` (from the top), ``successors`` and
        ``predecessors`` (without their children)
    :rtype: dict
    """
    counted = data_dict["include_dataset_count"]
    roots = _tree(context, counted=counted)
    way = find(roots, data_dict["id"])
    if not way:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    agency = way[-1]
    everyone = [other for root in roots for other in root.walk()]
    successors = [other for other in everyone if other.code8 in agency.successor_codes and other.code8]
    predecessors = [other for other in everyone if agency.code8 and agency.code8 in other.successor_codes]
    return {
        **_agency_branch(agency, counted=counted),
        "parents": [_agency_place(other, counted=counted) for other in way[:-1]],
        "successors": [_agency_place(other, counted=counted) for other in successors],
        "predecessors": [_agency_place(other, counted=counted) for other in predecessors],
    }


@writes(schema.agency_load, allowed=auth.system_administrator)
def bmagov_agency_load(context: Context, data_dict: DataDict) -> AgencyLoad:
    """Bring the catalog's organizations to what a list of agencies says. System administrators only.

    Agencies are known by their code of eight digits. What is missing is created, what differs is updated; an
    empty cell changes nothing, nothing is deleted, an agency that somebody deleted stays deleted. The list is
    written whole or not at all.

    :param content: the list as CSV (optional, default: the project's list of the city's agencies)
    :type content: string
    :param include_historic: also agencies no longer current or not confirmed (optional, default: false)
    :type include_historic: bool
    :param dry_run: do everything but keep nothing (optional, default: false)
    :type dry_run: bool

    :returns: names ``created``, ``updated`` (a dict of ``name`` and ``fields`` each) and ``deleted`` (left
        so), numbers ``unchanged`` and ``skipped`` (not current), and ``dry_run``
    :rtype: dict
    """
    session = model.Session
    text = data_dict["content"] if "content" in data_dict else _project_list()
    reading = service.read_text(text, session)
    _refuse(reading.problems)
    plan, problems = service.make_plan(reading.rows, session, include_historic=data_dict["include_historic"])
    _refuse(problems)
    try:
        result = _write(plan, context)
        session.flush()
    except Exception:
        session.rollback()
        raise
    if data_dict["dry_run"]:
        session.rollback()
    else:
        model.repo.commit()
    return {**result, "dry_run": data_dict["dry_run"]}


def _project_list() -> str:
    return service.PROJECT_LIST.read_text(encoding="utf-8")


def _refuse(problems: Iterable[RowProblem]) -> None:
    messages = [row_text(problem) for problem in problems]
    if messages:
        raise tk.ValidationError({"content": messages})


def _write(plan: Plan, context: Context) -> AgencyChanges:
    created: dict[str, str] = {}
    updated: list[AgencyUpdate] = []
    unchanged = 0
    for change in plan.changes:
        if change.agency_id is None:
            created[_create(change, context)] = change.fields["name"]
        elif change.fields:
            _update(change, context)
            updated.append({"name": change.row.agency.name, "fields": sorted(change.fields)})
        else:
            unchanged += 1
    user = model.User.get(context["user"])
    if user and created:
        model.Session.flush()
        service.remove_member(model.Session, user.id, list(created))
    return {
        "created": list(created.values()),
        "updated": updated,
        "unchanged": unchanged,
        "skipped": plan.skipped,
        "deleted": list(plan.deleted),
    }


def _create(change: Change, context: Context) -> str:
    uncommitted = tk.fresh_context(context, defer_commit=True)
    return _call("organization_create", uncommitted, dict(change.fields), change)["id"]


def _update(change: Change, context: Context) -> None:
    whole = tk.get_action("organization_show")(
        tk.fresh_context(context),
        {
            "id": change.agency_id,
            "include_dataset_count": False,
            "include_users": False,
            "include_followers": False,
        },
    )
    del whole["display_name"]
    uncommitted = tk.fresh_context(context, defer_commit=True)
    _call("organization_update", uncommitted, {**whole, **change.fields}, change)


def _call(action: str, context: Context, data_dict: Mapping[str, Any], change: Change) -> Any:
    """Call core's action; an error names the line that it comes from."""
    try:
        return tk.get_action(action)(context, dict(data_dict))
    except tk.ValidationError as error:
        messages = [
            tk._("Line {line}, column {column}: {problem}").format(
                line=change.row.line,
                column=field,
                problem=message if isinstance(message, str) else str(message),
            )
            for field, said in error.error_dict.items()
            for message in (said if isinstance(said, list) else [said])
        ]
        raise tk.ValidationError({"content": messages}) from error


def _tree(context: Context, *, counted: bool = True) -> tuple[AgencyNode, ...]:
    counts = facets(context, "owner_org")["owner_org"] if counted else {}
    return build_tree([agency.as_node() for agency in stored_agencies(model.Session)], counts)


def _agency_place(agency: AgencyNode, *, counted: bool) -> AgencyPlace:
    return {
        "id": agency.id,
        "name": agency.name,
        "title": agency.title,
        "title_en": agency.title_en,
        "abbreviation_th": agency.abbreviation_th,
        "abbreviation_en": agency.abbreviation_en,
        "code8": agency.code8,
        "kind": agency.kind,
        "zone": agency.zone,
        "status": agency.status,
        "successor_codes": list(agency.successor_codes),
        "image_url": agency.image_url,
        "parent_id": agency.parent_id,
        "dataset_count": agency.dataset_count if counted else None,
        "dataset_count_below": agency.dataset_count_below if counted else None,
    }


def _agency_branch(agency: AgencyNode, *, counted: bool = True) -> AgencyBranch:
    children = [_agency_branch(child, counted=counted) for child in agency.children]
    return {**_agency_place(agency, counted=counted), "children": children}
