"""Documents that an agency hands in: the order, the plan, the list of its data, reports, evidence."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import policy
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.common.actions.workspace import (
    add,
    address,
    line,
    moment_of,
    open_year,
    refuse,
    save,
    user_of,
    withdraw,
)
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.services.year_rows import standing, year_key
from ckanext.bmagov.kpi.common.words.labels import document_label
from ckanext.bmagov.kpi.evidence import auth
from ckanext.bmagov.kpi.evidence.domain.document_text import Relation
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, document_address
from ckanext.bmagov.kpi.evidence.schema import workspace as schema
from ckanext.bmagov.kpi.evidence.services import readings
from ckanext.bmagov.kpi.evidence.services.documents import store_upload

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.answers import DocumentDict, FullDocumentDict, ReadingDict
    from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@writes(schema.deliverable_create_schema, allowed=auth.document_editors)
def bmagov_deliverable_create(context: Context, data_dict: DataDict) -> DocumentDict:
    """Hand in a document: a file, or an address where it lies. A new version names the one it replaces.

    Editors of the agency. Files are known by their bytes: PDF, office files and pictures; nothing that runs,
    is locked by a password, or carries other files. They are stored outside of what the web server gives out.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param kind: ``working_group_order``, ``development_plan``, ``data_catalog_list``, ``import_report``,
        ``use_report`` or ``evidence``
    :param title: its title (optional, default: the name of the kind)
    :param upload: the file
    :type upload: FieldStorage or FlaskFileStorage (multipart/form-data)
    :param url: or its address
    :param level: classification level, up to the highest that the people of the agency read (default:
        internal)
    :param listed_datasets: for a list of the agency's data: ids or names of the datasets that it names. Those
        that the agency has not published, or that the caller may not know of, are left out
    :param replaces: id of the version that it replaces (optional)
    :param received_on: the day on which the office received it, when an auditor vouches for another than
        today

    :returns: as in ``bmagov_deliverable_list``
    :raises ValidationError: EVIDENCE-REQUIRED, EVIDENCE-EMPTY, FILE-SIZE, FILE-TYPE, FILE-NAME,
        FILE-ENCRYPTED, FILE-ACTIVE-CONTENT, FILE-UNPACKED-SIZE, FILE-UNREADABLE, IMAGE-PIXELS,
        FILE-INFECTED, EVIDENCE-DUPLICATE, EVIDENCE-LEVEL, STORAGE-AWAY, STORAGE-FULL, URL-...,
        REVIEW-SUBMITTED, REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict, evidence=data_dict["kind"] == schema.EVIDENCE)
    _check_level(data_dict["level"])
    replaced = _replaced(agency, rules, data_dict["replaces"])
    bytes_of = _file(agency, rules, data_dict.get("upload"))
    if not bytes_of and not data_dict["url"]:
        raise refuse("upload", ProblemError("EVIDENCE-REQUIRED"))
    url = address("url", data_dict["url"]) if data_dict["url"] and not bytes_of else ""
    row = Deliverable(
        **year_key(agency.node.id, rules),
        kind=data_dict["kind"],
        title=line("title", data_dict["title"] or document_label(data_dict["kind"])),
        version=replaced.version + 1 if replaced else 1,
        replaces_id=replaced.id if replaced else "",
        received_at=moment_of(context, data_dict, "received_on", agency.node.id),
        url=url,
        level=data_dict["level"],
        listed_datasets=_listed(context, agency, data_dict["listed_datasets"]),
        created_by=user_of(context),
        **bytes_of,
    )
    add(row)
    if row.sha256:
        readings.read(model.Session, row)
    payload = {"item": row.id, "kind": row.kind, "sha256": row.sha256, "url": row.url, "version": row.version}
    save(context, "deliverable", agency, rules, payload)
    model.repo.commit()
    return _plain(context, [row])[0]


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_deliverable_list(context: Context, data_dict: DataDict) -> list[DocumentDict]:
    """List the documents of an agency's year, the newest of each kind first.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``id``, ``kind``, ``kind_label``, ``title``, ``version``, ``replaces_id``,
        ``current`` (not replaced), ``received_at``, ``by``, ``filename``, ``media_type``, ``size`` (bytes),
        ``sha256``, ``url``, ``link`` (where it is read), ``level``, ``listed_datasets`` (that the
        caller may know of), ``readable`` (null: could not be seen), ``reading`` (null: not read yet, or an
        address; with ``pages``, ``characters`` of text, both null: it could not be read; ``language``,
        ``scanned``, ``signatures``, ``datasets`` that the rows of a list name, and ``alike``: documents of
        like text, those of other agencies for auditors)
    :rtype: list of dicts
    """
    agency, rules = year_of(data_dict)
    query = standing(Deliverable, agency.node.id, rules)
    rows = model.Session.scalars(query.order_by(Deliverable.kind, Deliverable.received_at.desc())).all()
    return _plain(context, [row for row in rows if may_read(context, row)])


@reads(schema.document_show_schema, allowed=auth.document_readers)
def bmagov_deliverable_show(context: Context, data_dict: DataDict) -> FullDocumentDict:
    """Show one document, also one that was taken back.

    :param id: id of the document

    :returns: as in ``bmagov_deliverable_list``, with ``withdrawn`` and ``agency_id``
    :rtype: dict
    """
    row = model.Session.get(Deliverable, data_dict["id"])
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such document"))
    return {
        **_plain(context, [row])[0],
        "withdrawn": row.withdrawn_at is not None,
        "agency_id": row.agency_id,
    }


@writes(schema.item_schema, allowed=editors)
def bmagov_deliverable_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take a document back, with a reason. It no longer counts, and stays in the record.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the document
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :rtype: dict
    """
    return withdraw(context, data_dict, Deliverable, "deliverable")


def _file(agency: Scored, rules: RuleSet, upload: Any) -> dict[str, str | int]:
    def title_of(sha256: str) -> str:
        same = standing(Deliverable, agency.node.id, rules).where(Deliverable.sha256 == sha256)
        first = model.Session.scalars(same).first()
        return first.title if first else ""

    with as_action_errors("upload"):
        return store_upload(model.Session, upload, title_of)


def _check_level(level: str) -> None:
    """Refuse a level of which no bytes may be here: auditors could not read it either."""
    rules = policy()
    with as_action_errors("level"):
        if level not in rules.levels or not rules.stores_bytes(level):
            allowed = ", ".join(name for name in rules.levels if rules.stores_bytes(name))
            raise ProblemError("EVIDENCE-LEVEL", found=level, allowed=allowed)


def _replaced(agency: Scored, rules: RuleSet, item: str) -> Deliverable | None:
    if not item:
        return None
    row = model.Session.scalars(
        standing(Deliverable, agency.node.id, rules).where(Deliverable.id == item)
    ).first()
    if row is None:
        raise tk.ValidationError({"replaces": [tk._("There is no such document")]})
    return row


def _listed(context: Context, agency: Scored, given: list[Any]) -> list[str]:
    """Return the ids of the agency's published datasets that a list names, by id or name.

    What there is none of, and what the caller may not know of, is left out alike.
    """
    names = [str(name) for name in given if isinstance(name, str) and name.strip()]
    package: Any = model.Package
    query = sa.select(package.id).where(
        sa.or_(package.id.in_(names), package.name.in_(names)),
        package.state == model.State.ACTIVE,
        package.owner_org == agency.node.id,
    )
    return sorted(access.readable(context, list(model.Session.scalars(query))))


def may_read(context: Context, row: Deliverable) -> bool:
    """Tell whether the caller may read a document."""
    try:
        tk.check_access("bmagov_deliverable_show", tk.fresh_context(context), {"id": row.id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _plain(context: Context, rows: Sequence[Deliverable]) -> list[DocumentDict]:
    read = _readings(rows)
    in_rows = (read[row.id].datasets or () for row in rows if row.id in read)
    known = access.readable(
        context, {*chain.from_iterable(in_rows), *chain.from_iterable(row.listed_datasets for row in rows)}
    )
    auditor = access.reader(context).auditor
    names = people({row.created_by for row in rows})
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "kind_label": document_label(row.kind),
            "title": row.title,
            "version": row.version,
            "replaces_id": row.replaces_id,
            "current": row.id not in replaced,
            "received_at": row.received_at.isoformat(),
            "by": names.get(row.created_by, ""),
            "filename": row.filename,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "url": row.url,
            "link": document_address(row.id),
            "level": row.level,
            "listed_datasets": [dataset_id for dataset_id in row.listed_datasets if dataset_id in known],
            "readable": row.readable,
            "reading": _reading_dict(read[row.id], known, auditor=auditor) if row.id in read else None,
        }
        for row in rows
    ]


def _readings(rows: Sequence[Deliverable]) -> dict[str, Reading]:
    """Return what was read of documents of one year of one agency, compared with all that stand in it."""
    if not rows:
        return {}
    year = sa.select(Deliverable).filter_by(
        agency_id=rows[0].agency_id, kpi=rows[0].kpi, fiscal_year=rows[0].fiscal_year, withdrawn_at=None
    )
    return readings.readings_of(model.Session, rows, model.Session.scalars(year))


def _reading_dict(reading: Reading, known: Collection[str], *, auditor: bool) -> ReadingDict:
    return {
        "pages": reading.pages,
        "characters": reading.characters,
        "language": reading.language,
        "scanned": reading.scanned,
        "signatures": reading.signatures,
        "datasets": None
        if reading.datasets is None
        else [dataset_id for dataset_id in reading.datasets if dataset_id in known],
        "alike": [
            {"document": alike.document, "relation": alike.relation.value, "percent": int(alike.share * 100)}
            for alike in reading.alike
            if auditor or alike.relation is not Relation.AGENCY
        ],
    }
