"""The yearly round: an agency hands in, auditors review, a supervisor signs off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.access import reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.workspace import evidence_of, line
from ckanext.bmagov.kpi.common.actions.year import decide, log_decision, round_dict, told, year_of
from ckanext.bmagov.kpi.common.auth import participants, supervisors_of_others, year_readers
from ckanext.bmagov.kpi.evidence.model.workspace import Statement
from ckanext.bmagov.kpi.round import schema
from ckanext.bmagov.kpi.round.domain.round import Event, revise
from ckanext.bmagov.kpi.round.services import rounds, snapshots
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.round.answers import RoundDict


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_round_show(context: Context, data_dict: DataDict) -> RoundDict:
    """Show where the round of an agency stands.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int

    :returns: ``state`` (draft, submitted, under_review, returned, verified, signed_off, closed) with
        ``state_label``, ``version`` (name it when you decide), ``revision``, ``locked``, ``editable`` (the
        agency may write), ``last_day`` for handing in, ``objection_until``, ``decisions`` (event, by, role,
        at, note, due, evidence) and ``may``: what you can do now
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    return round_dict(context, agency, rules, rounds.load(model.Session, agency.node.id, rules))


@writes(schema.round_submit_schema, allowed=participants)
def bmagov_round_submit(context: Context, data_dict: DataDict) -> RoundDict:
    """Sign the report of the year and hand it in. What it says now is kept as it is.

    The responsible person of the agency (an admin of its organization).

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param version: the version of the round that you read
    :type version: int
    :param signed_by: name of who signs (ผู้รับผิดชอบ)
    :type signed_by: string
    :param position: their position (ตำแหน่ง)
    :type position: string
    :param note: words to the auditors (optional)
    :type note: string

    :returns: as ``bmagov_round_show``
    :raises ValidationError: VERSION-REQUIRED, STALE-VERSION, STATE-TRANSITION, REVIEW-LOCKED, REVIEW-CLOSED,
        TEXT-EMPTY, TEXT-CONTROL-CHAR, LIMIT, FIELD-READ-ONLY
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    signature = {name: line(name, data_dict[name]) for name in ("signed_by", "position")}
    before, after = decide(context, data_dict, Event.SUBMIT, agency=agency, rules=rules)
    key = {"agency_id": agency.node.id, "kpi": rules.kpi, "fiscal_year": rules.fiscal_year}
    row = insert(Statement).values(**key, **signature, changed_by=reader(context).user_id)
    model.Session.execute(row.on_conflict_do_update(index_elements=list(key), set_=signature))
    moment = cards.moment(rules.fiscal_year, now())
    period = f"{snapshots.SUBMITTED}-{after.version}"
    digest = snapshots.take(model.Session, agency, rules, period, after.revision, moment)
    log_decision(agency, before, after, snapshot=digest, **signature)
    model.repo.commit()
    return round_dict(context, agency, rules, after)


def _decide(context: Context, data_dict: DataDict, event: Event) -> RoundDict:
    agency, rules = year_of(data_dict)
    before, after = decide(context, data_dict, event, agency=agency, rules=rules)
    log_decision(agency, before, after)
    model.repo.commit()
    return round_dict(context, agency, rules, after)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_start_review(context: Context, data_dict: DataDict) -> RoundDict:
    """Begin to review what an agency handed in. Auditors, not of the agency's own hand.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.START_REVIEW)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_return(context: Context, data_dict: DataDict) -> RoundDict:
    """Return a report to the agency, with what to mend and by when. Auditors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: what to mend
    :param due: the last day for it, in either era; a day that can be read in two ways is asked back

    :returns: as ``bmagov_round_show``
    :raises ValidationError: REASON-REQUIRED, DUE-REQUIRED, and as ``bmagov_round_submit``
    """
    return _decide(context, data_dict, Event.RETURN)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_verify(context: Context, data_dict: DataDict) -> RoundDict:
    """Verify a report. The agency may then object for as many days as the rules say. Auditors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: the result of the review in words

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.VERIFY)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_object(context: Context, data_dict: DataDict) -> RoundDict:
    """Object to what was verified, with a reason and evidence. The responsible person of the agency.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: the reason
    :param evidence: ids of documents of this year that were handed in, and web addresses

    :returns: as ``bmagov_round_show``
    :raises ValidationError: OBJECTION-CLOSED, EVIDENCE-REQUIRED, URL-..., and as ``bmagov_round_submit``
    """
    pieces = evidence_of(*year_of(data_dict), data_dict["evidence"])
    addresses = [piece.get("deliverable_id") or piece.get("url", "") for piece in pieces]
    evidence = [address for address in addresses if address]
    return _decide(context, {**data_dict, "evidence": evidence}, Event.OBJECT)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_sign_off(context: Context, data_dict: DataDict) -> RoundDict:
    """Sign off a verified report: facts, findings and decisions are kept and change no more.

    A supervisor who neither handed it in nor verified it.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: words for the record

    :returns: as ``bmagov_round_show``
    """
    agency, rules = year_of(data_dict)
    before, after = decide(context, data_dict, Event.SIGN_OFF, agency=agency, rules=rules)
    moment = cards.moment(rules.fiscal_year, now())
    digest = snapshots.take(model.Session, agency, rules, snapshots.SIGNED_OFF, after.revision, moment)
    log_decision(agency, before, after, snapshot=digest)
    model.repo.commit()
    return round_dict(context, agency, rules, after)


@writes(schema.round_decide_schema, allowed=participants)
def bmagov_round_close(context: Context, data_dict: DataDict) -> RoundDict:
    """Close a round that is signed off: its result becomes public. Supervisors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.CLOSE)


@writes(schema.round_decide_schema, allowed=supervisors_of_others)
def bmagov_round_revise(context: Context, data_dict: DataDict) -> RoundDict:
    """Begin a new revision of a closed round; the closed one stays as it is. Supervisors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: why

    :returns: as ``bmagov_round_show``
    """
    agency, rules = year_of(data_dict)
    with told("note"):
        before = rounds.load(model.Session, agency.node.id, rules)
        rounds.check_reason(data_dict["note"])
        rounds.check_version(before, data_dict.get("version"))
        after = revise(before)
        rounds.write(model.Session, before, after)
    payload = {"fiscal_year": rules.fiscal_year, "revision": after.revision, "note": data_dict["note"]}
    audit_log.append(
        model.Session, reader(context).user_id, "round_revise", payload, agency_id=agency.node.id
    )
    model.repo.commit()
    return round_dict(context, agency, rules, after)
