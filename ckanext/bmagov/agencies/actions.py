"""Agencies: load a list of them, and tell their tree with the datasets that the reader may see."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

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


@reads(schema.agency_tree, allowed=everybody)
def bmagov_agency_tree(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell the agencies as a tree, with the datasets that you may see.

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
    return {"count": len(kept), "agencies": [_as_dict(root) for root in prune(roots, {a.id for a in kept})]}


@reads(schema.agency_show, allowed=everybody)
def bmagov_agency_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell an agency's place among the others, with the datasets that you may see.

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
    everyone = [one for root in roots for one in root.walk()]
    successors = [one for one in everyone if one.code8 in agency.successor_codes and one.code8]
    predecessors = [one for one in everyone if agency.code8 and agency.code8 in one.successor_codes]
    return {
        **_as_dict(agency, counted=counted),
        "parents": [_without_children(one, counted=counted) for one in way[:-1]],
        "successors": [_without_children(one, counted=counted) for one in successors],
        "predecessors": [_without_children(one, counted=counted) for one in predecessors],
    }


@writes(schema.agency_load, allowed=auth.system_administrator)
def bmagov_agency_load(context: Context, data_dict: DataDict) -> dict[str, Any]:
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
    text = data_dict.get("content") or service.PROJECT_LIST.read_text(encoding="utf-8")
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


def _refuse(problems: Iterable[RowProblem]) -> None:
    messages = [row_text(problem) for problem in problems]
    if messages:
        raise tk.ValidationError({"content": messages})


def _write(plan: Plan, context: Context) -> dict[str, Any]:
    created: dict[str, str] = {}
    updated: list[dict[str, Any]] = []
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
    one = tk.fresh_context(context, defer_commit=True)
    return _call("organization_create", one, dict(change.fields), change)["id"]


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
    one = tk.fresh_context(context, defer_commit=True)
    _call("organization_update", one, {**whole, **change.fields}, change)


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
            for field, found in error.error_dict.items()
            for message in (found if isinstance(found, list) else [found])
        ]
        raise tk.ValidationError({"content": messages}) from error


def _tree(context: Context, *, counted: bool = True) -> tuple[AgencyNode, ...]:
    counts = facets(context, "owner_org")["owner_org"] if counted else {}
    return build_tree([agency.as_node() for agency in stored_agencies(model.Session)], counts)


_SIMPLE = tuple(f.name for f in fields(AgencyNode) if f.name not in {"children", "successor_codes"})
_COUNTS = ("dataset_count", "dataset_count_below")


def _without_children(agency: AgencyNode, *, counted: bool = True) -> dict[str, Any]:
    told = {name: getattr(agency, name) for name in _SIMPLE}
    told |= {} if counted else dict.fromkeys(_COUNTS)
    return told | {"successor_codes": list(agency.successor_codes)}


def _as_dict(agency: AgencyNode, *, counted: bool = True) -> dict[str, Any]:
    children = [_as_dict(child, counted=counted) for child in agency.children]
    return {**_without_children(agency, counted=counted), "children": children}
