"""Requests for access: a reader asks, the owner answers; both stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import schema
from ckanext.bmagov.access.actions import sharing_rows
from ckanext.bmagov.access.actions.grants import granted, last_day, write_grant
from ckanext.bmagov.access.actions.second_person import check_second_person
from ckanext.bmagov.access.actions.sharing import (
    actor_id,
    check_parameter,
    is_giver,
    mail_people,
    parameter_error,
    require_subject,
    require_subject_of_row,
    short_id,
)
from ckanext.bmagov.access.auth import sharing as auth
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.requests import Event, state_after
from ckanext.bmagov.access.model.grants import USER
from ckanext.bmagov.access.model.requests import AccessRequest
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.access.services.level_log import log_place
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.reason import check_reason
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.services import audit_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.services.audit_log import LogPlace


@writes(schema.request_create_schema, allowed=auth.asker)
def bmagov_access_request_create(context: Context, data_dict: DataDict) -> sharing_rows.Request:
    """Ask the owner for access to something that you may know of but not read.

    :param id: id or name of the dataset; or
    :param resource_id: id of one resource
    :param reason: what the data are needed for
    :param until: the last day for which access is wished, in either era
    :returns: the request, as in `bmagov_access_request_list`
    :raises ValidationError: ALREADY-READABLE, REQUEST-OPEN, REASON-REQUIRED, REASON-LENGTH, UNTIL-REQUIRED,
        UNTIL-PAST, UNTIL-LATE
    """
    subject, actor = require_subject(context, data_dict, Aspect.EXISTENCE), actor_id(context)
    if rights.is_allowed(context, subject, Aspect.DATA):
        raise parameter_error("id", "ALREADY-READABLE")
    reason = check_parameter("reason", check_reason, str(data_dict.get("reason") or ""))
    level = sharing.reach(model.Session, subject)
    row = AccessRequest(
        dataset_id=subject.dataset_id,
        resource_id=subject.resource_id,
        asked_by=actor,
        reason=reason,
        until=last_day(data_dict, level),
    )
    model.Session.add(row)
    try:
        model.Session.flush()
    except IntegrityError:
        raise parameter_error("id", "REQUEST-OPEN") from None
    _log("request.create", row, actor, {"reason": reason, "until": row.until.isoformat()}, log_place(subject))
    model.repo.commit()
    model.Session.refresh(row)
    mail_people(
        sharing.people_of(model.Session, subject, policy().givers_of(level)),
        f"มีคำขอเข้าถึงข้อมูล (รหัสอ้างอิง {short_id(row.id)})",
        f"There is a request for access to data (reference {short_id(row.id)})",
        "bmagov_access.request_page",
        request_id=row.id,
    )
    return sharing_rows.request_dicts(context, [row])[0]


@reads(schema.question_list_schema, allowed=auth.signed_in_person)
def bmagov_access_request_list(context: Context, data_dict: DataDict) -> sharing_rows.RequestList:
    """List requests for access, the newest first.

    :param which: `mine` (default), `to_answer` (open ones that you may answer), or `all` that you may see
    :param state: `open`, `granted`, `refused` or `withdrawn` (optional)
    :param id: id or name of a dataset (optional)
    :param limit: how many (default 100)
    :param offset: how many to pass over (default 0)
    :returns: `count`, and `results`: dictionaries of `id`, `dataset_id`, `resource_id`, `dataset` and
        `resource` (null when you may not read them), `asked_by`, `asked_at`, `reason`, `until`, `state`,
        `answered_by`, `answered_at`, `answer` (the reason of the answer), `grant_id`
    """
    rows = visible_questions(context, data_dict, AccessRequest, is_giver)
    page = rows[data_dict["offset"] : data_dict["offset"] + data_dict["limit"]]
    return {"count": len(rows), "results": sharing_rows.request_dicts(context, page)}


@reads(id_schema, allowed=auth.reader_of_request)
def bmagov_access_request_show(context: Context, data_dict: DataDict) -> sharing_rows.RequestShown:
    """Return one request: for who asked, those who may answer, and auditors.

    :param id: id of the request
    :returns: as in `bmagov_access_request_list`, with `may_answer` and `may_withdraw`
    """
    row = _request(data_dict["id"])
    subject = sharing.subject_of_row(model.Session, row)
    mine = row.asked_by == actor_id(context)
    answers = subject is not None and row.state == "open" and not mine and is_giver(context, subject)
    return {
        **sharing_rows.request_dicts(context, [row])[0],
        "may_answer": answers,
        "may_withdraw": mine and row.state == "open",
    }


@writes(schema.request_decision_schema, allowed=auth.giver_of_request)
def bmagov_access_request_answer(context: Context, data_dict: DataDict) -> sharing_rows.Request:
    """Answer a request. To grant gives access at once; of two answers the first counts.

    :param id: id of the request
    :param answer: `grant` or `refuse`
    :param reason: why; who asked reads it
    :param until: the last day of access (default: as wished)
    :returns: the request, as in `bmagov_access_request_list`
    :raises ValidationError: ALREADY-ANSWERED (somebody was faster), OWN-QUESTION, REASON-REQUIRED,
        REASON-LENGTH, UNTIL-PAST, UNTIL-LATE, ACCOUNT-NEW, INVITED-PAIR
    """
    row, actor = _request(data_dict["id"]), actor_id(context)
    subject = require_subject_of_row(context, row, Aspect.METADATA, _absent())
    event, reason = Event(data_dict["answer"]), str(data_dict.get("reason") or "")
    state = check_parameter(
        "answer", state_after, row.state, event, asked_by=row.asked_by, actor=actor, reason=reason
    )
    if event is Event.GRANT:
        check_parameter("answer", check_second_person, context, [row.asked_by])
    reason = check_reason(reason)
    if not sharing.close_question(model.Session, AccessRequest, row.id, state, actor, reason):
        raise parameter_error("answer", "ALREADY-ANSWERED", state=_state_now(row))
    if event is Event.GRANT:
        level = sharing.reach(model.Session, subject)
        until = last_day({"until": data_dict.get("until") or row.until.isoformat()}, level)
        grant = write_grant(subject, level, (USER, row.asked_by), row.reason, actor, until)
        row.grant_id = grant.id
    _log("request.answer", row, actor, {"answer": event.value, "reason": reason}, log_place(subject))
    model.repo.commit()
    granted(subject)
    model.Session.refresh(row)
    mail_people(
        [person for person in [model.User.get(row.asked_by)] if person],
        f"คำขอเข้าถึงข้อมูล (รหัสอ้างอิง {short_id(row.id)}) ได้รับคำตอบแล้ว",
        f"The request for access to data (reference {short_id(row.id)}) has been answered",
        "bmagov_access.request_page",
        request_id=row.id,
    )
    return sharing_rows.request_dicts(context, [row])[0]


@writes(id_schema, allowed=auth.reader_of_request)
def bmagov_access_request_withdraw(context: Context, data_dict: DataDict) -> sharing_rows.Request:
    """Take your own request back before it is answered.

    :param id: id of the request
    :returns: the request, as in `bmagov_access_request_list`
    :raises ValidationError: ALREADY-ANSWERED
    """
    row, actor = _request(data_dict["id"]), actor_id(context)
    state = check_parameter("id", state_after, row.state, Event.WITHDRAW, asked_by=row.asked_by, actor=actor)
    if not sharing.close_question(model.Session, AccessRequest, row.id, state, actor, ""):
        raise parameter_error("id", "ALREADY-ANSWERED", state=_state_now(row))
    subject = sharing.subject_of_row(model.Session, row)
    where: LogPlace = {"agency_id": None, "dataset_id": row.dataset_id, "resource_id": row.resource_id}
    where = log_place(subject) if subject else where
    _log("request.withdraw", row, actor, {}, where)
    model.repo.commit()
    model.Session.refresh(row)
    return sharing_rows.request_dicts(context, [row])[0]


def visible_questions(context: Context, data_dict: DataDict, kind: Any, may_decide: Any) -> list[Any]:
    """Return the requests or proposals that the caller may see, by the parameters of a list."""
    reader, which = rights.reader(context), data_dict["which"]
    dataset = sharing.find_subject(model.Session, data_dict["id"]) if data_dict.get("id") else None
    if data_dict.get("id") and (dataset is None or not rights.is_allowed(context, dataset, Aspect.EXISTENCE)):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    everywhere = rights.is_trusted(context) or reader.sysadmin or reader.auditor
    rows = sharing.questions(
        model.Session,
        kind,
        asked_by=reader.user_id if which == "mine" else "",
        dataset_id=dataset.dataset_id if dataset else "",
        state="open" if which == "to_answer" else data_dict.get("state") or "",
    )
    if which == "mine":
        return rows if reader.user_id else []
    subjects = sharing.subjects_of(model.Session, rows)
    mine = {row.id for row in rows if row.asked_by == reader.user_id}
    answerable: dict[tuple[str, str | None, str], bool] = {}

    def answers(row: Any) -> bool:
        if row.id not in subjects:
            return False
        key = (row.dataset_id, row.resource_id, subjects[row.id].level)
        if key not in answerable:
            subject = subjects[row.id]
            near = everywhere or subject.owner_org in reader.roles or reader.supervisor
            answerable[key] = near and may_decide(context, subject)
        return answerable[key]

    if which == "to_answer":
        return [row for row in rows if row.id not in mine and answers(row)]
    audited = {
        row.id
        for row in rows
        if reader.auditor
        and row.id in subjects
        and rights.is_allowed(context, subjects[row.id], Aspect.METADATA)
    }
    return [row for row in rows if row.id in mine or row.id in audited or answers(row)]


def _request(request_id: str) -> AccessRequest:
    row = model.Session.get(AccessRequest, request_id)
    if row is None:
        raise tk.ObjectNotFound(_absent())
    return row


def _absent() -> str:
    return tk._("Request not found")


def _state_now(row: AccessRequest) -> str:
    model.Session.rollback()
    model.Session.refresh(row)
    return row.state


def _log(kind: str, row: AccessRequest, actor: str, payload: Mapping[str, str], where: LogPlace) -> None:
    audit_log.append(
        model.Session, actor, kind, {"request": row.id, "asked_by": row.asked_by, **payload}, **where
    )
