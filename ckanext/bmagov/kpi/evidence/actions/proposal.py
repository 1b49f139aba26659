"""The database of Part 2: one new or widened database that an agency develops in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_second_person
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.common.actions.workspace import (
    add,
    block,
    line,
    moment_of,
    open_year,
    own_dataset_id,
    refuse_own_work,
    save,
    user_of,
    withdraw,
)
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, participating_auditors, year_readers
from ckanext.bmagov.kpi.common.services.datasets import dataset_dicts
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.services.year_rows import year_key
from ckanext.bmagov.kpi.common.words.labels import origin_label
from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
from ckanext.bmagov.kpi.evidence.schema import workspace as schema
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.domain.facts import Origin
from ckanext.bmagov.kpi.score.services.facts import last_proposal

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.evidence.answers import ProposalDict


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_proposal_show(context: Context, data_dict: DataDict) -> ProposalDict | None:
    """Show the proposed database of an agency's year; null where there is none.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: ``id``, ``title``, ``origin``, ``origin_label``, ``importance``, ``widened_by``, ``dataset``
        (``id``, ``title``; null when you may not know it), ``planned_rows``, ``proposed_at``, ``by``,
        ``accepted`` (the auditor's word, null while not spoken), ``accepted_reason``
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    row = last_proposal(model.Session, agency.node.id, rules)
    return _plain(context, row) if row else None


@writes(schema.proposal_update_schema, allowed=editors)
def bmagov_proposal_update(context: Context, data_dict: DataDict) -> ProposalDict:
    """Propose the year's database, or say more of it. Editors of the agency.

    A change keeps the day of the first proposal while it is the same database; another one begins anew.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param title: its name
    :param origin: ``new``, ``widened`` (an existing one, used more widely) or ``from_earlier_plan``
    :param importance: why it matters to operations or services
    :param widened_by: for a widened one: what is new about it
    :param dataset: id or name of its dataset in the catalog, once there is one
    :param planned_rows: how many rows the plan foresees (optional)
    :param proposed_on: the day of the proposal, when an auditor vouches for another than today

    :returns: as ``bmagov_proposal_show``
    :raises ValidationError: TEXT-EMPTY, WIDENING-REQUIRED, DATASET-UNKNOWN, REVIEW-SUBMITTED, REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict)
    old = last_proposal(model.Session, agency.node.id, rules)
    title = line("title", data_dict["title"])
    widened = block("widened_by", data_dict["widened_by"], empty=True)
    with as_action_errors("widened_by"):
        if data_dict["origin"] == Origin.WIDENED.value and not widened:
            raise ProblemError("WIDENING-REQUIRED")
    dataset_id = own_dataset_id(context, agency.node.id, data_dict["dataset"])
    same = old is not None and (old.title == title or old.dataset_id == dataset_id != "")
    values = {
        "title": title,
        "origin": data_dict["origin"],
        "importance": block("importance", data_dict["importance"], empty=True),
        "widened_by": widened,
        "dataset_id": dataset_id,
        "planned_rows": data_dict.get("planned_rows"),
    }
    user_id = user_of(context)
    moment = moment_of(context, data_dict, "proposed_on", agency.node.id)
    if old is not None and same and not data_dict.get("proposed_on"):
        moment = old.proposed_at
    if old is not None:
        old.withdrawn_by, old.withdrawn_at = user_id, now()
    row = Proposal(**year_key(agency.node.id, rules), **values, proposed_at=moment, created_by=user_id)
    add(row)
    save(context, "proposal", agency, rules, {"item": row.id, **values})
    model.repo.commit()
    return _plain(context, row)


@writes(schema.item_schema, allowed=editors)
def bmagov_proposal_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take the proposed database back, with a reason. It stays in the record. Editors of the agency.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the proposal
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :raises ValidationError: REASON-REQUIRED, REVIEW-SUBMITTED, REVIEW-LOCKED, YEAR-OVER
    """
    return withdraw(context, data_dict, Proposal, "proposal")


@writes(schema.proposal_judge_schema, allowed=participating_auditors)
def bmagov_proposal_judge(context: Context, data_dict: DataDict) -> ProposalDict:
    """Accept or refuse the proposed database, with a reason. Auditors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the proposal that you read
    :param accepted: whether it is accepted
    :param reason: why

    :returns: as ``bmagov_proposal_show``
    :raises ValidationError: STALE-VERSION when the agency proposed anew, REASON-REQUIRED, REVIEW-LOCKED
    """
    agency, rules = year_of(data_dict)
    with as_action_errors("reason"):
        round_ = rounds.hold(model.Session, agency.node.id, rules)
        if round_.is_locked:
            raise ProblemError("REVIEW-LOCKED", state=round_.state.value)
        row = last_proposal(model.Session, agency.node.id, rules)
        if row is None or row.id != data_dict["item"]:
            raise ProblemError("STALE-VERSION", version=None, read=None)
        check_second_person(context, [row.created_by])
        reason = rounds.check_reason(data_dict["reason"])
    refuse_own_work(context, row.created_by)
    row.accepted, row.accepted_reason = data_dict["accepted"], reason
    row.accepted_by = user_of(context)
    payload = {"item": row.id, "accepted": row.accepted, "reason": reason}
    save(context, "proposal_judged", agency, rules, payload)
    model.repo.commit()
    return _plain(context, row)


def _plain(context: Context, row: Proposal) -> ProposalDict:
    known = access.readable(context, [row.dataset_id]) if row.dataset_id else ()
    dataset = dataset_dicts(model.Session, known).get(row.dataset_id)
    names = people({row.created_by, row.accepted_by or ""})
    return {
        "id": row.id,
        "title": row.title,
        "origin": row.origin,
        "origin_label": origin_label(row.origin),
        "importance": row.importance,
        "widened_by": row.widened_by,
        "dataset": dataset,
        "planned_rows": row.planned_rows,
        "proposed_at": row.proposed_at.isoformat(),
        "by": names.get(row.created_by, ""),
        "accepted": row.accepted,
        "accepted_by": names.get(row.accepted_by or "", ""),
        "accepted_reason": row.accepted_reason,
    }
