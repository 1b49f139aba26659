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
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, decide, log_decision, round_dict, year_of
from ckanext.bmagov.kpi.common.auth import participants, supervisors_of_others, year_readers
from ckanext.bmagov.kpi.evidence.model.workspace import Statement
from ckanext.bmagov.kpi.round import schema
from ckanext.bmagov.kpi.round.domain.round import FREEZES, SEALS, Event, revise
from ckanext.bmagov.kpi.round.services import rounds, snapshots
from ckanext.bmagov.kpi.score.services import cards, score_changes

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.answers import RoundDict
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.round_show_with_changes_schema, allowed=year_readers)
def bmagov_round_show(context: Context, data_dict: DataDict) -> RoundDict:
    """Show where the round of an agency stands.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param changes: whether to tell what is judged, and to compare it with the catalog of today (optional,
        default: true); without, the digests and ``judged_at`` are null
    :type changes: bool

    :returns: ``state`` (draft, submitted, under_review, returned, verified, signed_off, closed) with
        ``state_label``, ``version`` (name it when you decide), ``revision``, ``locked``, ``editable`` (the
        agency may write), ``over`` (never handed in, and the last day has passed), ``last_day`` for handing
        in, ``objection_until``; ``facts_digest`` and ``card_digest`` (SHA-256 of what is judged since it was
        handed in, else null), ``judged_at``;
        ``changes``: the criteria that the catalog of today would judge otherwise, with ``before`` and
        ``after`` (state, points), ``subjects`` (title, the case ``before`` and ``after``, last saved ``at``,
        ``by``) and ``hidden``: something of it you may not read; ``seed`` of the sample of evidence that was
        drawn when it was handed in (SHA-256 of the last entry of the log then, a line break, and the moment),
        ``without_word``: criteria on which an auditor has to speak before it is verified,
        ``register_missing``: no register, and nobody said why; ``decisions`` (event, by, role, at, note,
        due, evidence) and ``may``: what you can do now
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    round_ = rounds.load(model.Session, agency.node.id, rules)
    return round_dict(context, agency, rules, round_, with_changes=data_dict["changes"])


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
    return _freeze(context, agency, rules, before, after, **signature)


def _decide(context: Context, data_dict: DataDict, event: Event) -> RoundDict:
    """Let something happen to a round. With what takes new facts, they are kept, and count from then on."""
    agency, rules = year_of(data_dict)
    before, after = decide(context, data_dict, event, agency=agency, rules=rules)
    if event in FREEZES:
        return _freeze(context, agency, rules, before, after)
    if before.is_judged and not after.is_judged:
        score_changes.note_agencies(model.Session, [agency.node.id])
    more = {"seal": after.decisions[-1].seal} if event in SEALS else {}
    if event is Event.SIGN_OFF:
        kept = snapshots.judged(model.Session, before)
        more["snapshot"] = snapshots.sign(model.Session, kept, rules) if kept else ""
    log_decision(agency, before, after, **more)
    model.repo.commit()
    return round_dict(context, agency, rules, after)


def _freeze(
    context: Context, agency: Scored, rules: RuleSet, before: Round, after: Round, **more: str
) -> RoundDict:
    moment = cards.moment(rules.fiscal_year, now())
    digest, reopened = snapshots.freeze(model.Session, agency, rules, after, moment)
    log_decision(agency, before, after, snapshot=digest, reopened=reopened, **more)
    model.repo.commit()
    return round_dict(context, agency, rules, after)


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_start_review(context: Context, data_dict: DataDict) -> RoundDict:
    """Begin to review what an agency handed in. Auditors, not of the agency's own hand.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: words for the record (optional)

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.START_REVIEW)


@writes(schema.round_return_schema, allowed=participants)
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


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_verify(context: Context, data_dict: DataDict) -> RoundDict:
    """Verify a report: the facts of the hand-in, with the auditors' words. Auditors.

    What is signed off later is exactly this. The agency may object for as many days as the rules say. An
    auditor has spoken on each criterion of which a piece of evidence was drawn or something is not known.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: the result of the review in words

    :returns: as ``bmagov_round_show``
    :raises ValidationError: WORDS-MISSING with the criteria, REASON-REQUIRED, and as ``bmagov_round_submit``
    """
    return _decide(context, data_dict, Event.VERIFY)


@writes(schema.round_object_schema, allowed=participants)
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


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_waive(context: Context, data_dict: DataDict) -> RoundDict:
    """Say that the agency won't object to what was verified. The responsible person of the agency.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: the words of it, for the record

    :returns: as ``bmagov_round_show``
    :raises ValidationError: OBJECTION-CLOSED, REASON-REQUIRED, and as ``bmagov_round_submit``
    """
    return _decide(context, data_dict, Event.WAIVE)


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_take_facts(context: Context, data_dict: DataDict) -> RoundDict:
    """Take the facts of today in the place of those that were handed in. Auditors.

    Your words on criteria that are judged otherwise now no longer count: judge them anew. What was verified
    is under review again.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: why

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.TAKE_FACTS)


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_no_register(context: Context, data_dict: DataDict) -> RoundDict:
    """Say in writing why an agency rightly has no register, so that Part 1 is not asked of it. Auditors.

    Without a register and without this, a report is not signed off. Who says it does not sign off.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: why

    :returns: as ``bmagov_round_show``
    :raises ValidationError: REGISTER-AGREED (what was handed in has a register), REASON-REQUIRED, and as
        ``bmagov_round_submit``
    """
    return _decide(context, data_dict, Event.NO_REGISTER)


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_sign_off(context: Context, data_dict: DataDict) -> RoundDict:
    """Sign off what was verified: its facts, findings and decisions are kept and change no more.

    A supervisor who neither handed it in nor verified it, when the days to object are over or the agency
    waived its objection.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: words for the record

    :returns: as ``bmagov_round_show``
    :raises ValidationError: OBJECTION-OPEN, FACTS-NOT-VERIFIED, REGISTER-MISSING, REASON-REQUIRED, and as
        ``bmagov_round_submit``
    """
    return _decide(context, data_dict, Event.SIGN_OFF)


@writes(schema.round_step_schema, allowed=participants)
def bmagov_round_close(context: Context, data_dict: DataDict) -> RoundDict:
    """Close a round that is signed off, after the fiscal year: its result becomes public. Supervisors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version of the round that you read
    :param note: words for the record (optional)

    :returns: as ``bmagov_round_show``
    """
    return _decide(context, data_dict, Event.CLOSE)


@writes(schema.round_step_schema, allowed=supervisors_of_others)
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
    with as_action_errors("note"):
        before = rounds.load(model.Session, agency.node.id, rules)
        rounds.check_reason(data_dict["note"])
        rounds.check_version(before, data_dict.get("version"))
        after = revise(before)
        rounds.write(model.Session, before, after)
    score_changes.note_agencies(model.Session, [agency.node.id])
    payload = {"fiscal_year": rules.fiscal_year, "revision": after.revision, "note": data_dict["note"]}
    audit_log.append(
        model.Session, reader(context).user_id, "round_revise", payload, agency_id=agency.node.id
    )
    model.repo.commit()
    return round_dict(context, agency, rules, after)
