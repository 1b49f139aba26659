"""A lower level takes two: one proposes it with a reason, another approves it or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, search
from ckanext.bmagov.access import (
    LEVEL,
    RESOURCE_LEVEL,
    Aspect,
    Change,
    Event,
    LevelChange,
    State,
    actor_id,
    check_parameter,
    check_second_person,
    is_approver,
    known_level,
    log_place,
    mail_people,
    parameter_error,
    policy,
    require_subject,
    require_subject_of_row,
    short_id,
    state_after,
    tell_approvers,
    visible_questions,
)
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.reason import check_reason
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.dictionary.services import column_lowering, resource
from ckanext.bmagov.metadata import Situation, check_dataset, check_resources, keywords

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.access import LevelProposal, LevelProposalList, LevelProposalShown, Subject
    from ckanext.bmagov.base.services.audit_log import LogPlace


_OF_LEVEL = ("CATEGORY-LEVEL", "LICENSE-LEVEL", "LEVEL-BELOW-DATASET", "LEVEL-BELOW-RESOURCE")
_PARAMETERS = {LEVEL: "level", RESOURCE_LEVEL: "level", "license_id": "license_id"}


@writes(access.level_propose_schema, allowed=access.editor)
def bmagov_level_change_propose(context: Context, data_dict: DataDict) -> LevelProposal:
    """Propose a lower level. For who may edit the dataset; until somebody else approves, nothing changes.

    :param id: id or name of the dataset; or
    :param resource_id: id of one resource
    :param level: the level proposed
    :param category: the category that goes with it (optional)
    :param license_id: the licence that goes with it (optional)
    :param reason: why less protection is enough
    :returns: the proposal, as in `bmagov_level_change_list`
    :raises ValidationError: LEVEL-UNKNOWN, LEVEL-NOT-LOWER, LEVEL-FREE, PROPOSAL-OPEN, REASON-REQUIRED,
        REASON-LENGTH, and what the matrix and the licences do not allow (CATEGORY-LEVEL, LICENSE-LEVEL)
    """
    subject, actor = require_subject(context, data_dict), actor_id(context)
    level = str(data_dict["level"])
    if not known_level(level):
        raise parameter_error("level", "LEVEL-UNKNOWN", value=level)
    if not access.was_published(model.Session, subject.dataset_id):
        raise parameter_error("level", "LEVEL-FREE")
    after = _effective(subject, level)
    if not Change(subject.resource_id, subject.level, after).is_lowering(policy()):
        raise parameter_error("level", "LEVEL-NOT-LOWER", level=subject.level)
    reason = check_parameter("reason", check_reason, str(data_dict.get("reason") or ""))
    changes = _changes(subject, data_dict, level)
    _check_fit(context, subject, changes)
    _close_stale(subject, actor)
    row = LevelChange(
        dataset_id=subject.dataset_id,
        resource_id=subject.resource_id,
        asked_by=actor,
        reason=reason,
        from_level=subject.level,
        to_level=after,
        changes=changes,
    )
    model.Session.add(row)
    try:
        model.Session.flush()
    except IntegrityError:
        raise parameter_error("level", "PROPOSAL-OPEN") from None
    _log("level.propose", row, actor, subject, reason)
    model.repo.commit()
    model.Session.refresh(row)
    tell_approvers(row)
    return access.proposal_dicts(context, [row])[0]


@reads(access.question_list_schema, allowed=access.signed_in_person)
def bmagov_level_change_list(context: Context, data_dict: DataDict) -> LevelProposalList:
    """List proposals of a lower level, the newest first.

    :param which: `mine` (default), `to_answer` (open ones that you may answer), or `all` that you may see
    :param state: `open`, `approved`, `refused` or `withdrawn` (optional)
    :param id: id or name of a dataset (optional)
    :param limit: how many (default 100)
    :param offset: how many to pass over (default 0)
    :returns: `count`, and `results`: as `bmagov_access_request_list`, with `from_level`, `to_level`,
        `changes` (the fields that approval sets) and `stale` (the level is another meanwhile)
    """
    rows = visible_questions(context, data_dict, LevelChange, is_approver)
    page = rows[data_dict["offset"] : data_dict["offset"] + data_dict["limit"]]
    return {"count": len(rows), "results": access.proposal_dicts(context, page)}


@reads(id_schema, allowed=access.reader_of_level_change)
def bmagov_level_change_show(context: Context, data_dict: DataDict) -> LevelProposalShown:
    """Return one proposal: for who made it, those who may answer, and auditors.

    :param id: id of the proposal
    :returns: as in `bmagov_level_change_list`, with `may_answer` and `may_withdraw`
    """
    row, actor = _proposal(data_dict["id"]), actor_id(context)
    subject = access.subject_of_row(model.Session, row)
    mine = row.asked_by == actor
    is_open = row.state == State.OPEN
    answers = subject is not None and is_open and not mine and is_approver(context, subject)
    return {
        **access.proposal_dicts(context, [row])[0],
        "may_answer": answers,
        "may_withdraw": mine and is_open,
    }


@writes(access.level_decision_schema, allowed=access.approver_of_level_change)
def bmagov_level_change_answer(context: Context, data_dict: DataDict) -> LevelProposal:
    """Answer a proposal. Approval sets the lower level in the same transaction.

    For those whom the policy names (`approvers`) and for system administrators, never for who proposed it.

    :param id: id of the proposal
    :param answer: `approve` or `refuse`
    :param reason: why
    :returns: the proposal, as in `bmagov_level_change_list`
    :raises ValidationError: ALREADY-ANSWERED (somebody was faster), OWN-QUESTION, PROPOSAL-STALE (the level
        was changed meanwhile), REASON-REQUIRED, REASON-LENGTH, ACCOUNT-NEW, INVITED-PAIR
    """
    row, actor = _proposal(data_dict["id"]), actor_id(context)
    require_subject_of_row(context, row, Aspect.METADATA, _absent())
    event, reason = Event(data_dict["answer"]), str(data_dict.get("reason") or "")
    state = check_parameter(
        "answer", state_after, row.state, event, asked_by=row.asked_by, actor=actor, reason=reason
    )
    if event is Event.APPROVE:
        check_parameter("answer", check_second_person, context, [row.asked_by])
    reason = check_reason(reason)
    access.lock_dataset(model.Session, row.dataset_id)
    subject = require_subject_of_row(context, row, Aspect.METADATA, _absent())
    if event is Event.APPROVE and subject.level != row.from_level:
        raise parameter_error("answer", "PROPOSAL-STALE", level=subject.level)
    if not access.close_question(model.Session, LevelChange, row.id, state, actor, reason):
        model.Session.rollback()
        model.Session.refresh(row)
        raise parameter_error("answer", "ALREADY-ANSWERED", state=row.state)
    _log(f"level.{event.value}", row, actor, subject, reason)
    if event is Event.APPROVE:
        _apply(context, row, actor)
        resource.ensure(model.Session, row.dataset_id)
        search.doubt([row.dataset_id])
    model.repo.commit()
    if event is Event.APPROVE:
        search.mend([row.dataset_id])
    model.Session.refresh(row)
    mail_people(
        [person for person in [model.User.get(row.asked_by)] if person],
        f"ข้อเสนอลดระดับชั้นข้อมูล (รหัสอ้างอิง {short_id(row.id)}) ได้รับคำตอบแล้ว",
        f"The proposal of a lower level (reference {short_id(row.id)}) has been answered",
        "bmagov_access.level_page",
        change_id=row.id,
    )
    return access.proposal_dicts(context, [row])[0]


@writes(id_schema, allowed=access.reader_of_level_change)
def bmagov_level_change_withdraw(context: Context, data_dict: DataDict) -> LevelProposal:
    """Take your own proposal back before it is answered.

    :param id: id of the proposal
    :returns: the proposal, as in `bmagov_level_change_list`
    :raises ValidationError: ALREADY-ANSWERED
    """
    row, actor = _proposal(data_dict["id"]), actor_id(context)
    state = check_parameter("id", state_after, row.state, Event.WITHDRAW, asked_by=row.asked_by, actor=actor)
    if not access.close_question(model.Session, LevelChange, row.id, state, actor, ""):
        model.Session.rollback()
        model.Session.refresh(row)
        raise parameter_error("id", "ALREADY-ANSWERED", state=row.state)
    _log("level.withdraw", row, actor, access.subject_of_row(model.Session, row), "")
    model.repo.commit()
    model.Session.refresh(row)
    return access.proposal_dicts(context, [row])[0]


def _effective(subject: Subject, level: str) -> str:
    if subject.resource_id is None:
        return level
    return policy().effective(subject.dataset_level or "", level)


def _changes(subject: Subject, data_dict: DataDict, level: str) -> dict[str, Any]:
    if subject.resource_id is not None:
        return {RESOURCE_LEVEL: "" if level == subject.dataset_level else level}
    given = {"data_category": data_dict.get("category"), "license_id": data_dict.get("license_id")}
    changes: dict[str, Any] = {LEVEL: level, **{name: value for name, value in given.items() if value}}
    return changes | ({"private": False} if policy().is_open(level) else {})


def _check_fit(context: Context, subject: Subject, changes: dict[str, Any]) -> None:
    """Refuse at once what the approval could not save: the matrix, licences, a file more closed."""
    inner = tk.fresh_context(context, ignore_auth=True)
    dataset = tk.get_action("package_show")(inner, {"id": subject.dataset_id})
    record = {**dataset, "tag_string": keywords(dataset)}
    situation = Situation(publishing=False, previous_level=str(dataset.get(LEVEL) or ""))
    if subject.resource_id is None:
        record |= changes
        result = check_dataset(record, facts(), policy(), situation)
        result += check_resources(dataset["resources"], record, facts(), policy(), situation)
    else:
        files = [{**item, **changes} for item in dataset["resources"] if item["id"] == subject.resource_id]
        result = check_resources(files, record, facts(), policy(), situation)
    errors: dict[str, Any] = {}
    for problem in result:
        if problem.code in _OF_LEVEL:
            name = _PARAMETERS.get(problem.field, problem.field)
            errors.setdefault(name, []).append(problem_text(problem, facts()))
    if errors:
        model.Session.rollback()
        raise tk.ValidationError(errors)


def _close_stale(subject: Subject, actor: str) -> None:
    """Close an open proposal about a level that is another meanwhile: nobody can approve it any more."""
    stale = access.open_question(model.Session, LevelChange, subject)
    now = access.subject_of_row(model.Session, stale) if stale is not None else None
    if stale is not None and (now is None or stale.from_level != now.level):
        access.close_question(model.Session, LevelChange, stale.id, State.WITHDRAWN, actor, "")
        _log("level.withdraw", stale, actor, subject, "")


def _apply(context: Context, row: LevelChange, actor: str) -> None:
    """Save the lower level as the one who approves; only this change, in this transaction."""
    if column_lowering.of_proposal(row):
        if not column_lowering.apply(model.Session, row, actor):
            raise parameter_error("answer", "PROPOSAL-STALE", level=row.from_level)
        return
    user = model.User.get(actor)
    inner: Any = {"user": user.name if user else "", "ignore_auth": True}
    access.approve(model.Session, row.dataset_id, Change(row.resource_id, row.from_level, row.to_level))
    change: dict[str, Any] = {"id": row.dataset_id}
    if row.resource_id is None:
        change |= row.changes
    else:
        stored = tk.get_action("package_show")(
            {"user": inner["user"], "ignore_auth": True}, {"id": row.dataset_id}
        )
        change["resources"] = [
            {**item, **row.changes} if item["id"] == row.resource_id else item for item in stored["resources"]
        ]
    tk.get_action("package_patch")(inner, change)


def _proposal(change_id: str) -> LevelChange:
    row = model.Session.get(LevelChange, change_id)
    if row is None:
        raise tk.ObjectNotFound(_absent())
    return row


def _absent() -> str:
    return tk._("Proposal not found")


def _log(kind: str, row: LevelChange, actor: str, subject: Subject | None, reason: str) -> None:
    gone: LogPlace = {"agency_id": None, "dataset_id": row.dataset_id, "resource_id": row.resource_id}
    where = log_place(subject) if subject else gone
    payload = {"proposal": row.id, "from": row.from_level, "to": row.to_level, "proposed_by": row.asked_by}
    access.at_commit(model.Session, actor, kind, {**payload, **({"reason": reason} if reason else {})}, where)
