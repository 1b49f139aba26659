"""The governance record of an agency: six parts, from the catalog where it can tell, else as entered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.actions.workspace import address, block, line, refuse
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import standing_label
from ckanext.bmagov.kpi.evidence.domain import governance as domain
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.readers.governance import governance_kinds, governance_parts
from ckanext.bmagov.kpi.evidence.schema import governance as schema
from ckanext.bmagov.kpi.evidence.schema.workspace import item_schema
from ckanext.bmagov.kpi.evidence.services import governance
from ckanext.bmagov.kpi.register.model import GovernanceItem
from ckanext.bmagov.kpi.round.schema import round_show_schema
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.readers import published_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import Text


MOST_LACKING = 20
"""Datasets named as lacking something; the number of all stands beside them."""


@reads(round_show_schema, allowed=year_readers)
def bmagov_governance_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Show how an agency governs its data: the six parts of agency-level data governance.

    What the catalog can tell is measured over the datasets that you may read with all their files, as they
    stand now.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ., whose rules say what is current and whose documents are shown

    :returns: ``agency``, ``as_of``, ``datasets`` (how many were measured), ``hidden`` (how many you may not
        read; null when fewer than three) and ``parts``: each with ``number``, ``name``, ``text``, ``state``
        (complete, partly, none, unknown) with ``state_label``, ``kinds``
        (``id``, ``name``, ``asks``, ``document``, ``documents`` handed in this year), ``items`` and
        ``measures`` (``id``, ``label``, ``kept``, ``of``, ``unknown``, ``lacking``: the first 20 by title)
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    ids = published_ids(model.Session, agency.node.id)
    seen = access.cleared(context, ids)
    hidden = len(ids) - len(seen)
    as_of = now()
    counts = governance.counts(model.Session, seen, rules, as_of)
    titles = _titles(counts)
    documents = _documents(context, data_dict)
    items = _items(context, agency)
    return {
        "agency": {"id": agency.node.id, "name": agency.node.name, "title": agency.node.title},
        "as_of": as_of.isoformat(),
        "datasets": len(seen),
        "hidden": hidden if hidden >= 3 else None,
        "parts": [_part(part, documents, items, counts, titles) for part in governance_parts()],
    }


def _part(
    part: domain.Part,
    documents: list[dict[str, Any]],
    items: list[dict[str, Any]],
    counts: dict[str, domain.Count],
    titles: dict[str, Any],
) -> dict[str, Any]:
    own = [item for item in items if item["part"] == part.number]
    kinds = [
        {
            "id": kind.id,
            "name": _plain_text(kind.name),
            "asks": list(kind.asks),
            "document": kind.document,
            "documents": [
                document for document in documents if kind.document and document["kind"] == kind.document
            ],
        }
        for kind in part.kinds
    ]
    entered = {item["kind"] for item in own} | {kind["id"] for kind in kinds if kind["documents"]}
    missing = [kind.id for kind in part.kinds if kind.id not in entered]
    standing = domain.judge_part(len(entered), len(missing), [counts[name] for name in part.measures])
    return {
        "number": part.number,
        "name": _plain_text(part.name),
        "text": part.text,
        "state": standing.value,
        "state_label": standing_label(standing.value),
        "kinds": kinds,
        "items": own,
        "measures": [_measure(counts[name], titles) for name in part.measures],
    }


def _titles(counts: dict[str, domain.Count]) -> dict[str, Any]:
    package: Any = model.Package
    ids = {dataset_id for count in counts.values() for dataset_id in count.lacking}
    rows = model.Session.execute(
        sa.select(package.id, package.name, package.title).where(package.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _measure(count: domain.Count, titles: dict[str, Any]) -> dict[str, Any]:
    lacking = sorted(
        (titles[dataset_id] for dataset_id in count.lacking if dataset_id in titles),
        key=lambda row: row.title or "",
    )
    return {
        "id": count.measure,
        "label": _in_language(domain.NAMES[count.measure]),
        "kept": len(count.kept),
        "of": count.of,
        "unknown": len(count.unknown),
        "lacking": [
            {"id": row.id, "name": row.name, "title": row.title or row.name} for row in lacking[:MOST_LACKING]
        ],
    }


def _plain_text(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}


@writes(schema.governance_item_create_schema, allowed=editors)
def bmagov_governance_item_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Enter a person, plan, measure or assessment into the governance record. Editors of the agency.

    The record belongs to the agency, not to a year: it is written at any time, and every change is logged.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ., of the document
    :param kind: as ``bmagov_governance_show`` lists them in ``kinds``
    :param title: who or what it is
    :param text: more about it (optional)
    :param day: its day, in either era; assessments, plans and the working group need it
    :param result: what came out; assessments need it
    :param document: id of a document that was handed in this year
    :param url: or an address that shows it; assessments, audits and the working group need one of the two

    :returns: as in ``items`` of ``bmagov_governance_show``
    :raises ValidationError: TEXT-EMPTY, EVIDENCE-REQUIRED, URL-..., DATE-...
    """
    agency, _ = year_of(data_dict)
    part, kind = governance_kinds()[data_dict["kind"]]
    _check_asked(kind, data_dict)
    row = GovernanceItem(
        agency_id=agency.node.id,
        part=part.number,
        kind=kind.id,
        title=line("title", data_dict["title"]),
        text=block("text", data_dict["text"], empty=True),
        day=dt.date.fromisoformat(data_dict["day"]) if data_dict.get("day") else None,
        result=line("result", data_dict["result"], empty=True),
        url=address("url", data_dict["url"]) if data_dict["url"] else "",
        deliverable_id=_document(context, data_dict),
        created_by=access.reader(context).user_id or audit_log.SYSTEM,
    )
    model.Session.add(row)
    model.Session.flush()
    model.Session.refresh(row)
    payload = {"item": row.id, "part": row.part, "kind": row.kind, "title": row.title, "result": row.result}
    audit_log.append(model.Session, row.created_by, "governance_item", payload, agency_id=agency.node.id)
    model.repo.commit()
    return _plain(context, [row])[0]


def _check_asked(kind: domain.Kind, data_dict: DataDict) -> None:
    for name in kind.asks:
        given = (data_dict["document"] or data_dict["url"]) if name == "evidence" else data_dict.get(name)
        if not given:
            field, code = ("url", "EVIDENCE-REQUIRED") if name == "evidence" else (name, "TEXT-EMPTY")
            raise refuse(field, ProblemError(code))


def _document(context: Context, data_dict: DataDict) -> str:
    wanted = data_dict["document"]
    if wanted and wanted not in {document["id"] for document in _documents(context, data_dict)}:
        raise tk.ValidationError({"document": [tk._("There is no such document")]})
    return wanted


@writes(item_schema, allowed=editors)
def bmagov_governance_item_withdraw(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take an entry of the governance record back, with a reason. It stays in the log.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the entry
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :raises ValidationError: REASON-REQUIRED
    :rtype: dict
    """
    agency, _ = year_of(data_dict)
    query = governance.standing_items(agency).where(GovernanceItem.id == data_dict["item"]).with_for_update()
    row = model.Session.scalars(query).first()
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found"))
    with as_action_errors("reason"):
        row.withdrawn_reason = rounds.check_reason(data_dict["reason"])
    user_id = access.reader(context).user_id or audit_log.SYSTEM
    row.withdrawn_by, row.withdrawn_at = user_id, now()
    payload = {"item": row.id, "kind": row.kind, "title": row.title, "reason": row.withdrawn_reason}
    audit_log.append(model.Session, user_id, "governance_item_withdrawn", payload, agency_id=agency.node.id)
    model.repo.commit()
    return {"id": row.id, "withdrawn": True}


def _items(context: Context, agency: Scored) -> list[dict[str, Any]]:
    return _plain(context, model.Session.scalars(governance.standing_items(agency)).all())


def _documents(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the documents of the year that the caller may read, as they stand."""
    about = {name: data_dict[name] for name in ("id", "kpi", "fiscal_year")}
    listed = tk.get_action("bmagov_deliverable_list")(tk.fresh_context(context), about)
    return [
        {name: document[name] for name in ("id", "kind", "title", "received_at")}
        for document in listed
        if document["current"]
    ]


def _plain(context: Context, rows: Iterable[GovernanceItem]) -> list[dict[str, Any]]:
    rows = list(rows)
    names = people({row.created_by for row in rows})
    ids = {row.deliverable_id for row in rows if row.deliverable_id}
    files = {row.id: row for row in model.Session.query(Deliverable).filter(Deliverable.id.in_(ids))}
    return [
        {
            "id": row.id,
            "part": row.part,
            "kind": row.kind,
            "kind_label": _kind_label(row.kind),
            "title": row.title,
            "text": row.text,
            "day": row.day.isoformat() if row.day else None,
            "result": row.result,
            "url": row.url,
            "document": _readable(context, files.get(row.deliverable_id)),
            "by": names.get(row.created_by, ""),
            "at": row.created_at.isoformat(),
        }
        for row in rows
    ]


def _kind_label(kind: str) -> str:
    if kind not in governance_kinds():
        return kind
    return _in_language(governance_kinds()[kind][1].name)


def _in_language(text: Text) -> str:
    return text.en if lang() == "en" else text.th


def _readable(context: Context, file: Deliverable | None) -> dict[str, str] | None:
    """Return a document by its title, for who may read it."""
    if file is None:
        return None
    try:
        tk.check_access("bmagov_deliverable_show", tk.fresh_context(context), {"id": file.id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return {"id": file.id, "title": file.title}
