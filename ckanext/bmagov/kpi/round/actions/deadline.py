"""The deadlines of a year: what they are, how they were moved, and what moving them costs whom."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, rules_of, year_of
from ckanext.bmagov.kpi.common.answers import listed_agency_dict
from ckanext.bmagov.kpi.common.auth import reads_audit, supervisors_of_others
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.round import auth, schema
from ckanext.bmagov.kpi.round.domain.deadlines import check_move, losses
from ckanext.bmagov.kpi.round.model import Deadline
from ckanext.bmagov.kpi.round.services import deadlines, rounds
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.engine import two_places
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.round.answers import DeadlineListDict, DeadlineTryDict, MoveDict
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.deadline_list_schema, allowed=auth.deadline_readers)
def bmagov_deadline_list(context: Context, data_dict: DataDict) -> DeadlineListDict:
    """List the deadlines of a fiscal year, and how they were moved. Everyone.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param id: name or id of an agency, for those moved for it alone too (optional; its people and auditors)

    :returns: ``deadlines``: each with ``step`` (``report`` for handing in the yearly report), ``name`` (th,
        en), ``day`` (ISO, inclusive to 23:59:59 in Bangkok), ``written`` (as the rule set says), ``source``
        (office or default) and ``moves`` (before, after, reason, at, for_agency; for auditors also by)
    """
    agency_id = year_of(data_dict)[0].node.id if data_dict.get("id") else ""
    written = rules_of(data_dict)
    rules = rule_service.for_agency(model.Session, written, agency_id)
    moves = rule_service.moves(model.Session, rules, agency_id)
    names = people({row.created_by for row in moves}) if reads_audit(context) else {}
    plain = rule_service.deadlines(written)
    return {
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "deadlines": [
            {
                "step": step,
                "name": to_plain(name),
                "day": day.isoformat(),
                "written": plain[step][1].isoformat(),
                "source": source.value,
                "moves": [_move(row, names) for row in moves if row.step == step],
            }
            for step, (name, day, source) in rule_service.deadlines(rules).items()
        ],
    }


def _move(row: Deadline, names: dict[str, str]) -> MoveDict:
    move: MoveDict = {
        "before": row.before.isoformat(),
        "after": row.after.isoformat(),
        "reason": row.reason,
        "at": row.created_at.isoformat(),
        "for_agency": bool(row.agency_id),
    }
    return {**move, "by": names[row.created_by]} if row.created_by in names else move


@reads(schema.deadline_try_schema, allowed=supervisors_of_others)
def bmagov_deadline_try(context: Context, data_dict: DataDict) -> DeadlineTryDict:
    """Tell who would lose what if a deadline were moved. Nothing is changed. Supervisors.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param id: name or id of the agency for which it would be moved (optional, default: for all)
    :param step: id of the step, or ``report``
    :param after: the new last day, in either era

    :returns: ``before``, ``after``, ``backwards``, ``agencies``: for how many it is moved; ``handed_in``:
        those of them who have handed in for it, because of whom it is not moved backwards; ``losses``: who
        could reach less at once: ``agency``, ``criterion``, ``before`` and ``after`` (points)
    :raises ValidationError: VALUE-UNKNOWN
    """
    agency_id, rules = _rules(data_dict)
    before, after = _day(rules, data_dict["step"]), dt.date.fromisoformat(data_dict["after"])
    agencies = {
        agency.node.id: agency.node
        for agency in deadlines.concerned(model.Session, rules, data_dict["step"], agency_id)
    }
    handed_in = deadlines.handed_in(model.Session, rules, data_dict["step"], agencies)
    kinds = [(node.id, node.kind) for node in agencies.values() if node.id not in handed_in]
    return {
        "step": data_dict["step"],
        "before": before.isoformat(),
        "after": after.isoformat(),
        "backwards": after < before,
        "agencies": len(agencies),
        "handed_in": [listed_agency_dict(agencies[name]) for name in agencies if name in handed_in],
        "losses": [
            {
                "agency": listed_agency_dict(agencies[loss.agency_id]),
                "criterion": loss.criterion,
                "before": two_places(loss.before),
                "after": two_places(loss.after),
            }
            for loss in losses(rules, kinds, data_dict["step"], after, now())
        ],
    }


@writes(schema.deadline_move_schema, allowed=supervisors_of_others)
def bmagov_deadline_move(context: Context, data_dict: DataDict) -> DeadlineListDict:
    """Move a deadline, for all agencies or for one. Supervisors. Old, new, who and why are kept and shown.

    Forward always. Backwards only while nobody of them has handed in for it: what came in time does not
    become late. Who would lose what tells ``bmagov_deadline_try``; ``confirmed`` says that you read it.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param id: name or id of the agency for which it is moved (optional, default: for all)
    :param step: id of the step, or ``report``
    :param before: the day that you read
    :param after: the new last day, in either era
    :param reason: why
    :param confirmed: for a move backwards: you read who loses what (optional, default: false)

    :returns: as ``bmagov_deadline_list``
    :raises ValidationError: VALUE-UNKNOWN, STALE-VERSION, REASON-REQUIRED, DEADLINE-HANDED-IN, DEADLINE-PAST,
        DEADLINE-UNCONFIRMED
    """
    user_id, step = reader(context).user_id, data_dict["step"]
    rule_service.lock_deadlines(model.Session)
    agency_id, rules = _rules(data_dict)
    before, after = _day(rules, step), dt.date.fromisoformat(data_dict["after"])
    with as_action_errors("reason"):
        if before.isoformat() != data_dict["before"]:
            raise ProblemError("STALE-VERSION", version=None, read=None)
        reason = rounds.check_reason(data_dict["reason"])
    with as_action_errors("after"):
        ids = [agency.node.id for agency in deadlines.concerned(model.Session, rules, step, agency_id)]
        handed_in = deadlines.handed_in(model.Session, rules, step, ids)
        check_move(step, before, after, now(), handed_in=handed_in, confirmed=data_dict["confirmed"])
    row = Deadline(
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        agency_id=agency_id,
        step=step,
        before=before,
        after=after,
        reason=reason,
        created_by=user_id,
    )
    model.Session.add(row)
    model.Session.flush()
    if agency_id:
        score_changes.note_agencies(model.Session, [agency_id])
    else:
        score_changes.note_all(model.Session)
    payload = {
        "fiscal_year": rules.fiscal_year,
        "step": step,
        "before": before.isoformat(),
        "after": after.isoformat(),
        "reason": reason,
    }
    audit_log.append(model.Session, user_id, "deadline_moved", payload, agency_id=agency_id or None)
    model.repo.commit()
    return bmagov_deadline_list(
        context, {k: v for k, v in data_dict.items() if k in ("kpi", "fiscal_year", "id")}
    )


def _rules(data_dict: DataDict) -> tuple[str, RuleSet]:
    """Return the id of the agency that is meant, empty for all, and the rules as they stand for it."""
    agency_id = year_of(data_dict)[0].node.id if data_dict.get("id") else ""
    return agency_id, rule_service.for_agency(model.Session, rules_of(data_dict), agency_id)


def _day(rules: RuleSet, step: str) -> dt.date:
    """Return the last day of a step as it stands.

    :raises ValidationError: VALUE-UNKNOWN
    """
    known = rule_service.deadlines(rules)
    if step not in known:
        model.Session.rollback()
        said = tk._('There is no step "{step}"').format(step=step)
        raise tk.ValidationError({"step": [f"VALUE-UNKNOWN: {said}"]})
    return known[step][1]
