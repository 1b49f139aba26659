"""What auditors decide and note beside the machine's score, and the deadlines that supervisors move."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.access import check_second_person, reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import (
    auditors_of_others,
    reads_audit,
    year_readers,
)
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import state_label
from ckanext.bmagov.kpi.round import schema
from ckanext.bmagov.kpi.round.domain.round import OWN_WORK, checked_note
from ckanext.bmagov.kpi.round.model import AuditNote, Override
from ckanext.bmagov.kpi.round.services import rounds, snapshots, standing
from ckanext.bmagov.kpi.score.actions.scorecards import points_dict

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.answers import (
        NoteDict,
        OutcomeDict,
        WordDict,
    )
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_outcome_show(context: Context, data_dict: DataDict) -> OutcomeDict:
    """Show the result after the auditors' words, beside the machine's and the agency's own.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: ``machine``, ``decided`` and ``stated`` (per cent, or null), ``criteria``: each with
        ``criterion``, ``state`` (after the auditor's word) and ``state_label``, ``machine`` and ``decided``
        points, and ``word``: ``confirms`` or ``share`` (0 to 1), ``reason``, ``by``, ``at``,
        ``machine_state`` then; or null
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    return _outcome(agency, rules)


def _outcome(agency: Scored, rules: RuleSet) -> OutcomeDict:
    round_ = rounds.load(model.Session, agency.node.id, rules)
    said = snapshots.words(model.Session, agency.node.id, rules, round_.revision)
    stands = standing.of_round(model.Session, agency, rules, round_, now())
    outcome = stands.outcome(model.Session, round_.revision)
    words = {row.criterion: row for row in said}
    names = people({row.created_by for row in said})
    return {
        "machine": to_plain(outcome.machine),
        "decided": to_plain(outcome.decided),
        "stated": to_plain(stands.card.stated),
        "criteria": [
            {
                "criterion": criterion.criterion,
                "state": criterion.state.value,
                "state_label": state_label(criterion.state.value),
                "machine": points_dict(criterion.machine),
                "decided": points_dict(criterion.decided),
                "word": _word(words[criterion.criterion], names) if criterion.criterion in words else None,
            }
            for criterion in outcome.criteria
        ],
    }


def _word(row: Override, names: dict[str, str]) -> WordDict:
    return {
        "confirms": row.confirms,
        "share": to_plain(row.share),
        "reason": row.reason,
        "by": names.get(row.created_by, ""),
        "at": row.created_at.isoformat(),
        "machine_state": row.machine_state,
    }


@writes(schema.criterion_override_schema, allowed=auditors_of_others)
def bmagov_criterion_override(context: Context, data_dict: DataDict) -> OutcomeDict:
    """Put an auditor's word in the place of the machine's. The machine's value stays beside it.

    While the report is under review. The last word on a criterion counts; all are kept.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param criterion: id of the criterion
    :param share: the share of its points that is reached, 0 to 1
    :param reason: why

    :returns: as ``bmagov_outcome_show``
    :raises ValidationError: STATE-TRANSITION, STALE-VERSION, CRITERION-UNKNOWN, CRITERION-NOT-APPLICABLE,
        SHARE-RANGE, REASON-REQUIRED
    """
    share = _share(data_dict.get("share"))
    return _say(context, data_dict, confirms=False, share=share)


@writes(schema.criterion_confirm_schema, allowed=auditors_of_others)
def bmagov_criterion_confirm(context: Context, data_dict: DataDict) -> OutcomeDict:
    """Confirm what the machine says of a criterion; takes back an override.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param criterion: id of the criterion
    :param reason: words for the record (optional)

    :returns: as ``bmagov_outcome_show``
    """
    return _say(context, data_dict, confirms=True, share=None)


def _say(context: Context, data_dict: DataDict, *, confirms: bool, share: Decimal | None) -> OutcomeDict:
    agency, rules = year_of(data_dict)
    user_id = reader(context).user_id
    with as_action_errors("reason"):
        round_ = rounds.hold(model.Session, agency.node.id, rules)
        rounds.check_version(round_, data_dict.get("version"))
        rounds.check_reviewed(round_, user_id)
        check_second_person(
            context, {decision.by for decision in round_.decisions if decision.event in OWN_WORK}
        )
        reason = (checked_note if confirms else rounds.check_reason)(data_dict["reason"])
        stands = standing.of_round(model.Session, agency, rules, round_, now())
        states = {criterion.id: criterion for criterion in stands.card.criteria}
        if data_dict["criterion"] not in states:
            raise ProblemError("CRITERION-UNKNOWN", found=data_dict["criterion"])
        machine = states[data_dict["criterion"]]
        row = Override(
            agency_id=agency.node.id,
            kpi=rules.kpi,
            fiscal_year=rules.fiscal_year,
            revision=round_.revision,
            criterion=machine.id,
            confirms=confirms,
            share=share,
            machine_state=machine.state.value,
            reason=reason,
            created_by=user_id,
        )
        model.Session.add(row)
        model.Session.flush()
        stands.outcome(model.Session, round_.revision)
    payload = {
        "fiscal_year": rules.fiscal_year,
        "criterion": machine.id,
        "machine": machine.state.value,
        "share": to_plain(share),
        "reason": reason,
    }
    kind = "criterion_confirm" if confirms else "criterion_override"
    audit_log.append(model.Session, user_id, kind, payload, agency_id=agency.node.id)
    model.repo.commit()
    return _outcome(agency, rules)


def _share(value: Any) -> Decimal:
    try:
        share = Decimal(str(value).strip())
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 <= share <= 1:
        with as_action_errors():
            raise ProblemError(
                "SHARE-RANGE", found=str(value if value is not None else ""), low="0", high="1"
            )
    return share


@writes(schema.audit_note_create_schema, allowed=auditors_of_others)
def bmagov_audit_note_create(context: Context, data_dict: DataDict) -> NoteDict:
    """Add a remark on an agency's year or on one criterion. Auditors. It is never changed.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param criterion: id of the criterion (optional)
    :param text: the remark
    :param shared: whether the agency reads it (optional, default: true)

    :returns: the note, as in ``bmagov_audit_note_list``
    """
    agency, rules = year_of(data_dict)
    user_id = reader(context).user_id
    with as_action_errors("text"):
        text = rounds.check_reason(data_dict["text"])
        if data_dict["criterion"] and data_dict["criterion"] not in {
            criterion.id for criterion in rules.criteria
        }:
            raise ProblemError("CRITERION-UNKNOWN", found=data_dict["criterion"])
    row = AuditNote(
        agency_id=agency.node.id,
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        criterion=data_dict["criterion"],
        text=text,
        shared=data_dict["shared"],
        created_by=user_id,
    )
    model.Session.add(row)
    model.Session.flush()
    payload = {
        "fiscal_year": rules.fiscal_year,
        "criterion": row.criterion,
        "text": text,
        "shared": row.shared,
    }
    audit_log.append(model.Session, user_id, "audit_note", payload, agency_id=agency.node.id)
    model.repo.commit()
    return _note(row, people({user_id}))


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_audit_note_list(context: Context, data_dict: DataDict) -> list[NoteDict]:
    """List the remarks on an agency's year, the newest first. The agency reads those that are shared.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``id``, ``criterion``, ``text``, ``shared``, ``by``, ``at``
    """
    agency, rules = year_of(data_dict)
    query = sa.select(AuditNote).where(
        AuditNote.agency_id == agency.node.id,
        AuditNote.kpi == rules.kpi,
        AuditNote.fiscal_year == rules.fiscal_year,
    )
    if not reads_audit(context):
        query = query.where(AuditNote.shared)
    rows = model.Session.scalars(query.order_by(AuditNote.created_at.desc(), AuditNote.id)).all()
    names = people({row.created_by for row in rows})
    return [_note(row, names) for row in rows]


def _note(row: AuditNote, names: dict[str, str]) -> NoteDict:
    return {
        "id": row.id,
        "criterion": row.criterion,
        "text": row.text,
        "shared": row.shared,
        "by": names.get(row.created_by, ""),
        "at": row.created_at.isoformat(),
    }
