"""The governance record of an agency: six parts, from the catalog where it can tell, else as entered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.actions.workspace import add, address, block, line, refuse, user_of
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.answers import agency_dict
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.datasets import dataset_dicts
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import standing_label
from ckanext.bmagov.kpi.evidence.actions.deliverable import may_read
from ckanext.bmagov.kpi.evidence.domain import governance as domain
from ckanext.bmagov.kpi.evidence.readers.governance import governance_kinds, governance_parts
from ckanext.bmagov.kpi.evidence.schema import governance as schema
from ckanext.bmagov.kpi.evidence.schema.workspace import item_schema
from ckanext.bmagov.kpi.evidence.services import governance
from ckanext.bmagov.kpi.evidence.services.documents import documents_of
from ckanext.bmagov.kpi.register.model import GovernanceItem
from ckanext.bmagov.kpi.round.schema import round_show_schema
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.readers import dataset_facts, published_ids
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import DatasetDict, WithdrawnDict
    from ckanext.bmagov.kpi.evidence.answers import (
        GovernanceDict,
        GovernanceItemDict,
        GovernanceKindDict,
        GovernanceMeasureDict,
        GovernancePartDict,
        TitledDocumentDict,
        YearDocumentDict,
    )
    from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
    from ckanext.bmagov.kpi.rules.domain.ruleset import Text
    from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Count


MOST_LACKING = 20
"""Datasets named as lacking something; the number of all stands beside them."""


@reads(round_show_schema, allowed=year_readers)
def bmagov_governance_show(context: Context, data_dict: DataDict) -> GovernanceDict:
    """Show how an agency governs its data: the six parts of agency-level data governance.

    What the catalog can tell is measured over the datasets that you may read with all their files, as they
    stand now.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ., whose rules say what is current and whose documents are shown

    :returns: ``agency``, ``as_of``, ``datasets`` (how many were measured), ``hidden`` (how many you may not
        read; null when fewer than three), ``least`` (letters that an entry needs to count; 0 for any) and
        ``parts``: each with ``number``, ``name``, ``text``, ``state``
        (complete, partly, none, unknown) with ``state_label``, ``share`` (whole per cent, rounded down, as
        criterion 1.3 counts it over all datasets; null where the rules do not measure the parts), ``kinds``
        (``id``, ``name``, ``asks``, ``document``, ``documents`` handed in this year, ``counts``: whether
        something stands there that counts), ``items`` and
        ``measures`` (``id``, ``label``, ``kept``, ``of``, ``unknown``, ``lacking``: the first 20 by title)
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    ids = published_ids(model.Session, agency.node.id)
    seen = access.cleared(context, ids)
    hidden = len(ids) - len(seen)
    as_of = now()
    datasets = dataset_facts(model.Session, ids)
    counts = governance.counts([datasets[key] for key in sorted(seen) if key in datasets], rules, as_of)
    lacking = {dataset_id for count in counts.values() for dataset_id in count.lacking}
    titles = dataset_dicts(model.Session, lacking)
    documents = _documents(context, data_dict)
    rows = model.Session.scalars(governance.standing_items(agency)).all()
    handed_in = {document["kind"] for document in documents}
    standing, shares = governance.judged(rows, handed_in, tuple(datasets.values()), rules, as_of)
    items = _plain(context, rows)
    return {
        "agency": agency_dict(agency.node),
        "as_of": as_of.isoformat(),
        "datasets": len(seen),
        "hidden": hidden if hidden >= 3 else None,
        "least": rules.substance.words.governance,
        "parts": [
            _part(part, _percent(shares.get(part.number)), documents, items, standing, counts, titles)
            for part in governance_parts()
        ],
    }


def _percent(share: Fraction | None) -> int | None:
    """Return a share in whole per cent, rounded down: what lacks something is never shown as all of it."""
    return None if share is None else int(100 * share)


def _part(
    part: domain.Part,
    share: int | None,
    documents: list[YearDocumentDict],
    items: list[GovernanceItemDict],
    standing: Collection[str],
    counts: dict[str, Count],
    titles: dict[str, DatasetDict],
) -> GovernancePartDict:
    own = [item for item in items if item["part"] == part.number]
    kinds: list[GovernanceKindDict] = [
        {
            "id": kind.id,
            "name": to_plain(kind.name),
            "asks": list(kind.asks),
            "document": kind.document,
            "documents": [
                document for document in documents if kind.document and document["kind"] == kind.document
            ],
            "counts": kind.id in standing,
        }
        for kind in part.kinds
    ]
    entered = sum(kind["counts"] for kind in kinds)
    state = domain.judge_part(entered, len(kinds) - entered, [counts[name] for name in part.measures])
    return {
        "number": part.number,
        "name": to_plain(part.name),
        "text": part.text,
        "state": state.value,
        "state_label": standing_label(state.value),
        "share": share,
        "kinds": kinds,
        "items": own,
        "measures": [_measure(counts[name], titles) for name in part.measures],
    }


def _measure(count: Count, titles: dict[str, DatasetDict]) -> GovernanceMeasureDict:
    lacking = [titles[dataset_id] for dataset_id in count.lacking if dataset_id in titles]
    return {
        "id": count.measure,
        "label": _in_language(domain.NAMES[count.measure]),
        "kept": len(count.kept),
        "of": count.of,
        "unknown": len(count.unknown),
        "lacking": sorted(lacking, key=lambda dataset: dataset["title"])[:MOST_LACKING],
    }


@writes(schema.governance_item_create_schema, allowed=editors)
def bmagov_governance_item_create(context: Context, data_dict: DataDict) -> GovernanceItemDict:
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
        created_by=user_of(context),
    )
    add(row)
    payload = {"item": row.id, "part": row.part, "kind": row.kind, "title": row.title, "result": row.result}
    score_changes.note_agencies(model.Session, [agency.node.id])
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
def bmagov_governance_item_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
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
    user_id = user_of(context)
    row.withdrawn_by, row.withdrawn_at = user_id, now()
    payload = {"item": row.id, "kind": row.kind, "title": row.title, "reason": row.withdrawn_reason}
    score_changes.note_agencies(model.Session, [agency.node.id])
    audit_log.append(model.Session, user_id, "governance_item_withdrawn", payload, agency_id=agency.node.id)
    model.repo.commit()
    return {"id": row.id, "withdrawn": True}


def _documents(context: Context, data_dict: DataDict) -> list[YearDocumentDict]:
    """Return the documents of the year that the caller may read, as they stand."""
    about = {name: data_dict[name] for name in ("id", "kpi", "fiscal_year")}
    listed = tk.get_action("bmagov_deliverable_list")(tk.fresh_context(context), about)
    return [
        {
            "id": document["id"],
            "kind": document["kind"],
            "title": document["title"],
            "received_at": document["received_at"],
        }
        for document in listed
        if document["current"]
    ]


def _plain(context: Context, rows: Sequence[GovernanceItem]) -> list[GovernanceItemDict]:
    names = people({row.created_by for row in rows})
    files = documents_of(model.Session, (row.deliverable_id for row in rows))
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


def _readable(context: Context, file: Deliverable | None) -> TitledDocumentDict | None:
    """Return a document by its title, for who may read it."""
    return {"id": file.id, "title": file.title} if file and may_read(context, file) else None
