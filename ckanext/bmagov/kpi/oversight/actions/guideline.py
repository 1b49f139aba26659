"""What the office that audits gives out for a year: circulars, handbooks, empty forms. For everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.workspace import line, refuse, user_of
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, rules_of
from ckanext.bmagov.kpi.common.auth import auditors, everyone
from ckanext.bmagov.kpi.evidence.services.documents import store_upload
from ckanext.bmagov.kpi.oversight import schema
from ckanext.bmagov.kpi.oversight.model import Guideline

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.oversight.answers import GuidelineDict
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.guideline_list_schema, allowed=everyone)
def bmagov_guideline_list(context: Context, data_dict: DataDict) -> list[GuidelineDict]:
    """List the guidelines and forms of a fiscal year, the newest first. Everyone.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``id``, ``title``, ``filename``, ``media_type``, ``size`` (bytes), ``sha256``,
        ``created_at`` and ``link``, where it is read
    """
    query = _standing(rules_of(data_dict)).order_by(Guideline.created_at.desc(), Guideline.id)
    return [_plain(row) for row in model.Session.scalars(query)]


@reads(schema.guideline_show_schema, allowed=everyone)
def bmagov_guideline_show(context: Context, data_dict: DataDict) -> GuidelineDict:
    """Show a guideline or form. Everyone. What was taken back is not there.

    :param id: its id

    :returns: as in ``bmagov_guideline_list``
    """
    row = model.Session.get(Guideline, data_dict["id"])
    if row is None or row.withdrawn_at is not None:
        raise tk.ObjectNotFound(tk._("There is no such document"))
    return _plain(row)


@writes(schema.guideline_create_schema, allowed=auditors)
def bmagov_guideline_create(context: Context, data_dict: DataDict) -> GuidelineDict:
    """Give out a guideline or form for a fiscal year. Auditors. Everybody can read it at once.

    Files are looked at as those are that agencies hand in.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param title: its title
    :param upload: the file
    :type upload: FieldStorage or FlaskFileStorage (multipart/form-data)

    :returns: as in ``bmagov_guideline_list``
    :raises ValidationError: EVIDENCE-REQUIRED, EVIDENCE-EMPTY, FILE-SIZE, FILE-TYPE, FILE-NAME,
        FILE-ENCRYPTED, FILE-ACTIVE-CONTENT, FILE-UNPACKED-SIZE, FILE-UNREADABLE, IMAGE-PIXELS,
        FILE-INFECTED, EVIDENCE-DUPLICATE, STORAGE-AWAY, STORAGE-FULL, TEXT-...
    """
    rules = rules_of(data_dict)
    title = line("title", data_dict["title"])
    with as_action_errors("upload"):
        stored = store_upload(model.Session, data_dict.get("upload"), lambda sha256: _title_of(rules, sha256))
    if not stored:
        raise refuse("upload", ProblemError("EVIDENCE-REQUIRED"))
    row = Guideline(
        kpi=rules.kpi, fiscal_year=rules.fiscal_year, title=title, created_by=user_of(context), **stored
    )
    model.Session.add(row)
    model.Session.flush()
    _log(context, "guideline", row, sha256=row.sha256)
    model.repo.commit()
    return _plain(row)


@writes(schema.guideline_withdraw_schema, allowed=auditors)
def bmagov_guideline_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take a guideline or form back, with a reason. Auditors. It stays in the log.

    :param id: its id
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :raises ValidationError: REASON-REQUIRED, TEXT-...
    """
    row = model.Session.get(Guideline, data_dict["id"], with_for_update=True)
    if row is None or row.withdrawn_at is not None:
        raise tk.ObjectNotFound(tk._("There is no such document"))
    row.withdrawn_reason = line("reason", data_dict["reason"])
    row.withdrawn_by, row.withdrawn_at = user_of(context), now()
    _log(context, "guideline_withdraw", row, reason=row.withdrawn_reason)
    model.repo.commit()
    return {"id": row.id, "withdrawn": True}


def _standing(rules: RuleSet) -> sa.Select[tuple[Guideline]]:
    return sa.select(Guideline).filter_by(kpi=rules.kpi, fiscal_year=rules.fiscal_year, withdrawn_at=None)


def _title_of(rules: RuleSet, sha256: str) -> str:
    """Return the title under which the same bytes are given out already; empty where they are not."""
    same = model.Session.scalars(_standing(rules).where(Guideline.sha256 == sha256)).first()
    return same.title if same else ""


def _log(context: Context, kind: str, row: Guideline, **more: str) -> None:
    payload = {"kpi": row.kpi, "fiscal_year": row.fiscal_year, "item": row.id, **more}
    audit_log.append(model.Session, user_of(context), kind, payload)


def _plain(row: Guideline) -> GuidelineDict:
    return {
        "id": row.id,
        "title": row.title,
        "filename": row.filename,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "created_at": row.created_at.isoformat(),
        "link": f"/kpi/guideline/{row.id}",
    }
