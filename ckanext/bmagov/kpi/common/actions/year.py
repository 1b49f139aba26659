"""What the actions on a year of an agency share: find it, decide in it, answer with it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import audit_agency_id, check_second_person, reader
from ckanext.bmagov.base.domain.plain import digest, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.answers import agency_dict
from ckanext.bmagov.kpi.common.auth import own_case_text
from ckanext.bmagov.kpi.common.services import own_case
from ckanext.bmagov.kpi.common.services.agencies import Scored, find_scored
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import role_label, round_event_label, round_state_label
from ckanext.bmagov.kpi.common.words.messages import kpi_error_text
from ckanext.bmagov.kpi.round.actions.changes import changes_since
from ckanext.bmagov.kpi.round.domain.actors import actor
from ckanext.bmagov.kpi.round.domain.round import (
    FREEZES,
    NOTHING_OUTSTANDING,
    REVIEWERS,
    SEALS,
    SETTLES,
    TABLE,
    Event,
    Round,
    State,
    apply,
)
from ckanext.bmagov.kpi.round.services import review, rounds, snapshots
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.round.answers import RoundDict
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

_FIELDS = {
    "VERSION-REQUIRED": "version",
    "STALE-VERSION": "version",
    "DUE-REQUIRED": "due",
    "EVIDENCE-REQUIRED": "evidence",
    "CRITERION-UNKNOWN": "criterion",
    "CRITERION-NOT-APPLICABLE": "criterion",
    "SHARE-RANGE": "share",
}


def year_of(data_dict: DataDict) -> tuple[Scored, RuleSet]:
    """Return the agency, and the rules with the deadlines as they were moved for it.

    :raises ObjectNotFound: in the words of absence
    """
    rules = rule_service.in_force(model.Session, data_dict["kpi"], data_dict["fiscal_year"], today())
    agency = find_scored(model.Session, rules, data_dict["id"]) if rules else None
    if rules is None or agency is None:
        raise tk.ObjectNotFound(tk._("There is no such score card"))
    return agency, rule_service.for_agency(model.Session, rules, agency.node.id)


def rules_of(data_dict: DataDict) -> RuleSet:
    """Return the rules in force, as they are written for all agencies.

    :raises ObjectNotFound: there are none
    """
    rules = rule_service.in_force(model.Session, data_dict["kpi"], data_dict["fiscal_year"], today())
    if rules is None:
        raise tk.ObjectNotFound(tk._("There is no such rule set"))
    return rules


def end_of_day(text: str) -> dt.datetime:
    """Return the end of the day of ``as_of``, never later than now.

    :raises ValidationError: DATE-FUTURE
    """
    day = dt.date.fromisoformat(text)
    if day > today():
        raise tk.ValidationError({"as_of": [f"DATE-FUTURE: {tk._('Give a day that is not to come')}"]})
    return min(dt.datetime.combine(day, cards.DAY_ENDS, cards.BANGKOK), now())


@contextmanager
def as_action_errors(field: str = "", agency_id: str = "") -> Iterator[None]:
    """Turn a problem of the domain into the error that CKAN answers with; what was begun is undone."""
    try:
        yield
    except ProblemError as error:
        model.Session.rollback()
        if error.code == "NOT-FOUND":
            raise tk.ObjectNotFound(tk._("There is no such score card")) from error
        if error.code == "OWN-CASE":
            raise tk.NotAuthorized(own_case_text(agency_id)) from error
        if error.code in ("ROLE-NOT-ALLOWED", "REVIEW-SELF-APPROVAL", "ACCOUNT-NEW", "INVITED-PAIR"):
            raise tk.NotAuthorized(kpi_error_text(error)) from error
        name = _FIELDS.get(error.code, field or "state")
        raise tk.ValidationError({name: [kpi_error_text(error)]}) from error


def decide(
    context: Context,
    data_dict: DataDict,
    event: Event,
    *,
    agency: Scored,
    rules: RuleSet,
) -> tuple[Round, Round]:
    """Let an event happen to a round: written over the version that was read, and into the log.

    The caller commits. Returns the round before and after."""
    caller = reader(context)
    own = not own_case.judges(context, agency.node.id)
    who = actor(caller, audit_agency_id(), agency.node.id, event, own_case=own)
    with as_action_errors("note", agency.node.id):
        if who is None:
            raise ProblemError("ROLE-NOT-ALLOWED", role="", roles=_roles(event))
        if own and who.role in REVIEWERS:
            raise ProblemError("OWN-CASE")
        before = rounds.hold(model.Session, agency.node.id, rules)
        _check_second(context, before, event)
        due = data_dict.get("due")
        kept = snapshots.judged(model.Session, before) if event in SETTLES else None
        after = apply(
            before,
            event,
            who,
            now(),
            version=data_dict.get("version"),
            note=data_dict.get("note", ""),
            due=dt.date.fromisoformat(due) if due else None,
            evidence=tuple(str(reference) for reference in data_dict.get("evidence", ())),
            last_day=_last_day(before, rules) if event is Event.SUBMIT else None,
            seal=snapshots.seal(model.Session, kept, rules) if kept and event in SEALS else "",
            log_head=audit_log.head(model.Session) if event in FREEZES else "",
            outstanding=review.outstanding(model.Session, before, kept) if kept else NOTHING_OUTSTANDING,
        )
        rounds.write(model.Session, before, after)
    return before, after


def _check_second(context: Context, round_: Round, event: Event) -> None:
    """Let a step that takes another person than those before it be taken by somebody who counts as one."""
    rows = [row for row in TABLE if row.event is event and row.source is round_.state]
    others = {decision.by for decision in round_.decisions}
    if apart := {user for user in others for row in rows if round_.barred(user, row)}:
        check_second_person(context, apart)


def log_decision(agency: Scored, before: Round, after: Round, **more: Any) -> None:
    """Write a decision into the append-only log; last in its transaction."""
    last = after.decisions[-1]
    payload = {
        "kpi": after.kpi,
        "fiscal_year": after.fiscal_year,
        "revision": after.revision,
        "version": after.version,
        "from": before.state.value,
        "to": after.state.value,
        "role": last.role.value,
        "note": last.note,
        "due": to_plain(last.due),
        **({"log_head": last.log_head} if last.log_head else {}),
        **more,
    }
    audit_log.append(model.Session, last.by, f"round_{last.event.value}", payload, agency_id=agency.node.id)


def round_dict(
    context: Context, agency: Scored, rules: RuleSet, round_: Round, *, with_changes: bool = True
) -> RoundDict:
    """Return a round with its decisions, what changed since it was handed in, and what the caller may do now.

    :param with_changes: whether to read what is judged and to compare it with the catalog of today, which
        takes a whole score
    """
    kept = snapshots.judged(model.Session, round_) if with_changes else None
    compared = None if round_.is_locked else kept
    lacking = review.outstanding(model.Session, round_, kept) if compared else NOTHING_OUTSTANDING
    over = rounds.is_over(round_.state, round_.revision, rules, today())
    names = people({decision.by for decision in round_.decisions})
    return {
        "agency": agency_dict(agency.node),
        "kpi": round_.kpi,
        "fiscal_year": round_.fiscal_year,
        "state": round_.state.value,
        "state_label": round_state_label(round_.state.value),
        "version": round_.version,
        "revision": round_.revision,
        "locked": round_.is_locked,
        "editable": round_.state in rounds.EDITABLE and not over,
        "over": over,
        "last_day": rules.report_deadline.isoformat(),
        "objection_until": to_plain(round_.objection_until),
        "facts_digest": digest(kept.facts) if kept else None,
        "card_digest": digest(kept.card) if kept else None,
        "judged_at": (kept.frozen_at or kept.taken_at).isoformat() if kept else None,
        "changes": changes_since(context, agency, rules, compared) if compared else [],
        "seed": review.seed(round_),
        "without_word": list(lacking.criteria),
        "register_missing": lacking.register and not round_.no_register,
        "decisions": [
            {
                "event": decision.event.value,
                "event_label": round_event_label(decision.event.value),
                "by": names.get(decision.by, ""),
                "role": decision.role.value,
                "role_label": role_label(decision.role.value),
                "at": decision.at.isoformat(),
                "note": decision.note,
                "due": to_plain(decision.due),
                "evidence": list(decision.evidence),
            }
            for decision in round_.decisions
        ],
        "may": [
            {"event": event.value, "label": round_event_label(event.value)}
            for event in may_now(context, agency, round_)
            if event is not Event.NO_REGISTER or lacking.register
        ],
    }


def may_now(context: Context, agency: Scored, round_: Round) -> list[Event]:
    """Return what the caller can let happen to a round as it stands."""
    possible = []
    own = not own_case.judges(context, agency.node.id)
    for row in TABLE:
        who = actor(reader(context), audit_agency_id(), agency.node.id, row.event)
        if own and who and who.role in REVIEWERS:
            continue
        if row.source is not round_.state or who is None or who.role not in row.roles:
            continue
        if not round_.barred(who.user_id, row):
            possible.append(row.event)
    return possible


def _roles(event: Event) -> tuple[str, ...]:
    return tuple(sorted({role.value for row in TABLE if row.event is event for role in row.roles}))


def _last_day(round_: Round, rules: RuleSet) -> dt.date | None:
    """Return the last day for a submission; for a report that was returned, the day named then."""
    if round_.state is not State.RETURNED:
        return rules.report_deadline
    returned = next(decision for decision in reversed(round_.decisions) if decision.event is Event.RETURN)
    return max(rules.report_deadline, returned.due) if returned.due else rules.report_deadline
