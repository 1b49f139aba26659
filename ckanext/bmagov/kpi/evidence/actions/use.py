"""Declared uses of the year's database: inside the agency, between agencies, outside, by the public."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.common.actions.workspace import (
    add,
    block,
    evidence_of,
    moment_of,
    open_year,
    refuse,
    said_already,
    save,
    user_of,
    withdraw,
)
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.services.year_rows import standing, year_key
from ckanext.bmagov.kpi.common.words.labels import use_label
from ckanext.bmagov.kpi.evidence import auth
from ckanext.bmagov.kpi.evidence.model.workspace import Use, document_address
from ckanext.bmagov.kpi.evidence.schema import workspace as schema
from ckanext.bmagov.kpi.evidence.services.documents import documents_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.answers import EvidenceDict, UseDict
    from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, EvidencePiece
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@writes(schema.use_create_schema, allowed=auth.use_editors)
def bmagov_use_create(context: Context, data_dict: DataDict) -> UseDict:
    """Declare a use of the year's database, with what shows it. Editors of the agency.

    Downloads and API calls of the public are counted by the catalog itself, in the period given. What stands
    there already, word for word, is not added again.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param kind: ``inside``, ``between`` (agencies of the city), ``outside`` or ``public``
    :param description: who uses it for what
    :param start: first day of the period, in either era (optional)
    :param end: last day (optional)
    :param evidence: ids of documents that were handed in, and web addresses
    :type evidence: list
    :param declared_on: the day of the declaration, when an auditor vouches for another than today

    :returns: as in ``bmagov_use_list``
    :raises ValidationError: TEXT-EMPTY, DATE-ORDER, URL-..., REVIEW-SUBMITTED, REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict)
    row = _written(context, data_dict, agency, rules)
    if same := said_already(agency, rules, row, "kind", "description", "start", "end", "evidence"):
        return _plain([same])[0]
    row.declared_at = moment_of(context, data_dict, "declared_on", agency.node.id)
    add(row)
    save(context, "use", agency, rules, {"item": row.id, "kind": row.kind, "description": row.description})
    model.repo.commit()
    return _plain([row])[0]


@writes(schema.use_update_schema, allowed=editors)
def bmagov_use_update(context: Context, data_dict: DataDict) -> UseDict:
    """Mend a declared use: what you give takes the place of all that it said. What it said stays in the log.

    It keeps its day of declaration while kind, period and the evidence that it had stay: words may be mended
    and evidence added. Otherwise it is declared anew, today.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the use; the mended one has another
    :param kind: ``inside``, ``between``, ``outside`` or ``public``
    :param description: who uses it for what
    :param start: first day of the period, in either era (optional)
    :param end: last day (optional)
    :param evidence: ids of documents that were handed in, and web addresses
    :type evidence: list
    :param declared_on: the day of the declaration, when an auditor vouches for another

    :returns: as in ``bmagov_use_list``
    :raises ObjectNotFound: also for a use of another agency or year
    :raises ValidationError: STALE-VERSION when somebody mended or withdrew it meanwhile; else as
        ``bmagov_use_create``
    """
    agency, rules = open_year(context, data_dict)
    old = _of_year(agency, rules, data_dict["item"])
    row = _written(context, data_dict, agency, rules)
    row.place = old.place
    keeps_day = not data_dict.get("declared_on") and _same_substance(old, row)
    row.declared_at = (
        old.declared_at if keeps_day else moment_of(context, data_dict, "declared_on", agency.node.id)
    )
    old.withdrawn_by, old.withdrawn_at = row.created_by, now()
    add(row)
    said = {"item": row.id, "replaces": old.id, "kind": row.kind, "description": row.description}
    save(context, "use", agency, rules, said)
    model.repo.commit()
    return _plain([row])[0]


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_use_list(context: Context, data_dict: DataDict) -> list[UseDict]:
    """List the declared uses of an agency's year in the order they were made.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``id``, ``kind``, ``kind_label``, ``description``, ``start``, ``end``, ``evidence``
        (``title``, ``link``), ``declared_at``, ``by``
    :rtype: list of dicts
    """
    agency, rules = year_of(data_dict)
    return _plain(list(model.Session.scalars(standing(Use, agency.node.id, rules).order_by(Use.place))))


@writes(schema.item_schema, allowed=editors)
def bmagov_use_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take a declared use back, with a reason.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the use
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :rtype: dict
    """
    return withdraw(context, data_dict, Use, "use")


def _written(context: Context, data_dict: DataDict, agency: Scored, rules: RuleSet) -> Use:
    """Return a use as it is told, not yet kept and without its day."""
    start, end = _day(data_dict.get("start")), _day(data_dict.get("end"))
    with as_action_errors("end"):
        if start and end and end < start:
            raise ProblemError("DATE-ORDER", start=start.isoformat(), end=end.isoformat())
    return Use(
        **year_key(agency.node.id, rules),
        kind=data_dict["kind"],
        description=block("description", data_dict["description"]),
        start=start,
        end=end,
        evidence=evidence_of(agency, rules, data_dict["evidence"]),
        created_by=user_of(context),
    )


def _of_year(agency: Scored, rules: RuleSet, use_id: str) -> Use:
    """Return a use that stands.

    :raises ObjectNotFound: there never was one in this agency's year
    :raises ValidationError: STALE-VERSION when there was
    """
    query = sa.select(Use).filter_by(id=use_id, **year_key(agency.node.id, rules)).with_for_update()
    row = model.Session.scalars(query).first()
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found"))
    if row.withdrawn_at is not None:
        raise refuse("item", ProblemError("STALE-VERSION"))
    return row


def _same_substance(old: Use, new: Use) -> bool:
    """Tell whether what is judged stays: kind, period and the evidence there was; more of it may come."""
    before, after = _sources(old), _sources(new)
    period = (old.kind, old.start, old.end) == (new.kind, new.start, new.end)
    return period and (before == after or (bool(before) and before <= after))


def _sources(use: Use) -> set[str]:
    return {piece.get("deliverable_id") or piece["url"] for piece in use.evidence}


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _plain(rows: list[Use]) -> list[UseDict]:
    names = people({row.created_by for row in rows})
    files = documents_of(
        model.Session, (piece.get("deliverable_id") for row in rows for piece in row.evidence)
    )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "kind_label": use_label(row.kind),
            "description": row.description,
            "start": row.start.isoformat() if row.start else None,
            "end": row.end.isoformat() if row.end else None,
            "evidence": [evidence_dict(piece, files) for piece in row.evidence],
            "declared_at": row.declared_at.isoformat(),
            "by": names.get(row.created_by, ""),
        }
        for row in rows
    ]


def evidence_dict(piece: EvidencePiece, files: Mapping[str, Deliverable]) -> EvidenceDict:
    """Return a piece of evidence as it is shown: a title and a link."""
    if "deliverable_id" in piece:
        file = files.get(piece["deliverable_id"])
        title = piece.get("title") or (file.title if file else "")
        return {
            "title": title,
            "link": document_address(piece["deliverable_id"]),
            "document": piece["deliverable_id"],
        }
    return {"title": piece.get("title") or piece.get("url", ""), "link": piece.get("url", ""), "document": ""}
