"""The round, walked exhaustively: every state, event, role and person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.round import (
    TABLE,
    Actor,
    Event,
    Outstanding,
    Role,
    Round,
    State,
    allowed,
    apply,
    revise,
)

START = datetime(2021, 10, 1, 9, tzinfo=BANGKOK)
"""The day after fiscal year 2564."""

NINE_DAYS, MONTH = timedelta(days=9), timedelta(days=30)
ADMIN = Actor("anan", Role.AGENCY_ADMIN, "pr")
EDITOR = Actor("ying", Role.AGENCY_EDITOR, "pr")
AUDITOR = Actor("suda", Role.AUDITOR, "office")
BOSS = Actor("chai", Role.SUPERVISOR, "office")
UNREGISTERED = Outstanding(register=True)
FULL = {"note": "ตรวจแล้วครบถ้วน", "due": date(2021, 12, 31), "evidence": ("e1",), "seal": "a1b2"}


def walk(*steps: tuple[Event, Actor]) -> Round:
    state = Round("pr", "database", 2564)
    for place, (event, actor) in enumerate(steps):
        at = START + timedelta(days=place)
        state = apply(state, event, actor, at, version=state.version, **FULL)
    return state


SUBMITTED = ((Event.SUBMIT, ADMIN),)
REVIEWED = (*SUBMITTED, (Event.START_REVIEW, AUDITOR))
VERIFIED = (*REVIEWED, (Event.VERIFY, AUDITOR))
SIGNED = (*VERIFIED, (Event.WAIVE, ADMIN), (Event.SIGN_OFF, BOSS))
REACHED = {
    State.DRAFT: (),
    State.SUBMITTED: SUBMITTED,
    State.UNDER_REVIEW: REVIEWED,
    State.RETURNED: (*REVIEWED, (Event.RETURN, AUDITOR)),
    State.VERIFIED: VERIFIED,
    State.SIGNED_OFF: SIGNED,
    State.CLOSED: (*SIGNED, (Event.CLOSE, BOSS)),
}


def code_of(kept: Round, event: Event, actor: Actor, at: datetime = START + NINE_DAYS, **changes) -> str:
    with pytest.raises(ProblemError) as refused:
        apply(kept, event, actor, at, **{"version": kept.version, **FULL, **changes})
    return refused.value.code


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached(state):
    assert walk(*REACHED[state]).state is state


@pytest.mark.parametrize(("state", "event", "role"), product(State, Event, Role))
def test_only_the_table_moves_a_round_and_only_for_its_roles(state, event, role):
    """Every state, event and role; the person is fresh and says all that can be asked."""
    kept = walk(*REACHED[state])
    fresh = Actor("fresh", role, "pr" if role in (Role.AGENCY_ADMIN, Role.AGENCY_EDITOR) else "office")
    row = next((one for one in TABLE if one.source is state and one.event is event), None)
    if row and role in row.roles:
        at = START + (MONTH if event is Event.SIGN_OFF else NINE_DAYS)
        more = {**FULL, "outstanding": UNREGISTERED} if event is Event.NO_REGISTER else FULL
        after = apply(kept, event, fresh, at, version=kept.version, **more)
        assert (after.state, after.version) == (row.target, kept.version + 1)
        assert after.decisions[:-1] == kept.decisions, "history is never rewritten"
    else:
        expected = "ROLE-NOT-ALLOWED" if row else "REVIEW-LOCKED" if kept.is_locked else "STATE-TRANSITION"
        assert code_of(kept, event, fresh) == expected


def test_a_skipped_state_is_told_with_what_is_allowed():
    with pytest.raises(ProblemError) as refused:
        apply(Round("pr", "database", 2564), Event.SIGN_OFF, BOSS, START, version=1, **FULL)
    assert refused.value.params["allowed"] == ("submit",)
    assert refused.value.params["allowed_states"] == ("submitted",)


def test_nothing_follows_a_closed_round_but_a_new_revision():
    closed = walk(*REACHED[State.CLOSED])
    assert allowed(State.CLOSED) == ()
    again = revise(closed)
    assert (again.revision, again.state, again.decisions) == (2, State.DRAFT, ())
    with pytest.raises(ProblemError, match="STATE-TRANSITION"):
        revise(again)


@pytest.mark.parametrize(
    ("steps", "event", "role"),
    [
        (SUBMITTED, Event.START_REVIEW, Role.AUDITOR),
        (REVIEWED, Event.VERIFY, Role.AUDITOR),
        (REVIEWED, Event.RETURN, Role.SUPERVISOR),
        (VERIFIED, Event.SIGN_OFF, Role.SUPERVISOR),
        (SIGNED, Event.CLOSE, Role.SUPERVISOR),
    ],
)
def test_who_submitted_never_judges_whatever_the_role(steps, event, role):
    assert code_of(walk(*steps), event, Actor(ADMIN.user_id, role, "office")) == "REVIEW-SELF-APPROVAL"


def test_who_verified_does_not_sign_off():
    kept = walk(*REVIEWED, (Event.VERIFY, BOSS))
    assert code_of(kept, Event.SIGN_OFF, BOSS) == "REVIEW-SELF-APPROVAL"


@pytest.mark.parametrize("reopened", [(Event.OBJECT, ADMIN), (Event.TAKE_FACTS, AUDITOR)])
def test_who_verified_an_earlier_version_may_sign_off_what_somebody_else_verified(reopened):
    kept = walk(*REVIEWED, (Event.VERIFY, BOSS), reopened, (Event.VERIFY, AUDITOR))
    later = START + MONTH
    assert apply(kept, Event.SIGN_OFF, BOSS, later, version=kept.version, **FULL).state is State.SIGNED_OFF
    assert code_of(kept, Event.SIGN_OFF, replace(AUDITOR, role=Role.SUPERVISOR)) == "REVIEW-SELF-APPROVAL"


@pytest.mark.parametrize("seal", ["", "c3d4"])
def test_what_is_signed_off_is_what_was_verified(seal):
    kept = walk(*VERIFIED, (Event.WAIVE, ADMIN))
    assert code_of(kept, Event.SIGN_OFF, BOSS, seal=seal) == "FACTS-NOT-VERIFIED"


def test_what_was_verified_without_a_seal_is_verified_again():
    """A round that was verified before facts were kept."""
    before = walk(*VERIFIED, (Event.WAIVE, ADMIN))
    plain = before.to_dict()
    for decision in plain["decisions"]:
        del decision["seal"]
    kept = Round.from_dict(plain)
    assert code_of(kept, Event.SIGN_OFF, BOSS, seal="") == "FACTS-NOT-VERIFIED"
    assert apply(kept, Event.TAKE_FACTS, BOSS, START + NINE_DAYS, version=kept.version, **FULL).is_judged


def test_of_two_people_one_wins_and_the_other_is_told():
    kept = walk(*REVIEWED)
    won = apply(kept, Event.VERIFY, AUDITOR, START + timedelta(days=9), version=kept.version, **FULL)
    assert code_of(won, Event.RETURN, BOSS, version=kept.version) == "STALE-VERSION"
    assert code_of(won, Event.SIGN_OFF, BOSS, version=None) == "VERSION-REQUIRED"


def test_another_agency_s_round_is_not_there():
    assert (
        code_of(Round("pr", "database", 2564), Event.SUBMIT, replace(ADMIN, agency_id="other")) == "NOT-FOUND"
    )


@pytest.mark.parametrize("note", ["", "   ", "no", "ไม่"])
@pytest.mark.parametrize(
    ("steps", "event", "actor"),
    [
        (REVIEWED, Event.RETURN, AUDITOR),
        (REVIEWED, Event.VERIFY, AUDITOR),
        (REVIEWED, Event.TAKE_FACTS, AUDITOR),
        (REVIEWED, Event.NO_REGISTER, AUDITOR),
        (VERIFIED, Event.OBJECT, ADMIN),
        (VERIFIED, Event.WAIVE, ADMIN),
    ],
)
def test_a_decision_without_a_reason_is_refused(steps, event, actor, note):
    assert code_of(walk(*steps), event, actor, note=note) == "REASON-REQUIRED"


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("ตรวจแล้ว\x00ครบถ้วน", "TEXT-CONTROL-CHAR"),
        ("ตรวจแล้ว\u202eครบถ้วน", "TEXT-CONTROL-CHAR"),
        ("ก" * 100_000, "LIMIT"),
    ],
    ids=["null", "direction", "long"],
)
@pytest.mark.parametrize(
    ("steps", "event", "actor"),
    [((), Event.SUBMIT, ADMIN), (REVIEWED, Event.VERIFY, AUDITOR), (VERIFIED, Event.OBJECT, ADMIN)],
    ids=["submit", "verify", "object"],
)
def test_words_that_cannot_be_kept_are_refused(steps, event, actor, note, code):
    """Row 101."""
    assert code_of(walk(*steps), event, actor, note=note) == code


@pytest.mark.parametrize("due", [None, date(2021, 10, 9)])
def test_a_return_says_until_when(due):
    assert code_of(walk(*REVIEWED), Event.RETURN, AUDITOR, due=due) == "DUE-REQUIRED"


def test_an_objection_needs_evidence():
    assert code_of(walk(*VERIFIED), Event.OBJECT, ADMIN, evidence=()) == "EVIDENCE-REQUIRED"


def test_an_objection_is_open_until_midnight_of_its_last_day():
    """Verified on 3 October; 15 days are until 18 October."""
    kept = walk(*VERIFIED)
    assert kept.objection_until == date(2021, 10, 18)
    last = datetime(2021, 10, 18, 23, 59, 59, tzinfo=BANGKOK)
    assert apply(kept, Event.OBJECT, ADMIN, last, version=kept.version, **FULL).state is State.UNDER_REVIEW
    assert code_of(kept, Event.OBJECT, ADMIN, last + timedelta(seconds=1)) == "OBJECTION-CLOSED"


def test_the_days_to_object_pass_or_are_waived_before_the_sign_off():
    kept = walk(*VERIFIED)
    last = datetime(2021, 10, 18, 23, 59, 59, tzinfo=BANGKOK)
    assert code_of(kept, Event.SIGN_OFF, BOSS, last) == "OBJECTION-OPEN"
    signed = apply(kept, Event.SIGN_OFF, BOSS, last + timedelta(seconds=1), version=kept.version, **FULL)
    assert signed.state is State.SIGNED_OFF
    waived = walk(*VERIFIED, (Event.WAIVE, ADMIN))
    assert waived.objection_until is None
    assert code_of(waived, Event.OBJECT, ADMIN) == "OBJECTION-CLOSED"
    assert code_of(waived, Event.WAIVE, ADMIN) == "OBJECTION-CLOSED"


def test_a_year_is_not_closed_before_its_end():
    signed = replace(walk(*SIGNED), fiscal_year=2565)
    assert code_of(signed, Event.CLOSE, BOSS, datetime(2022, 9, 30, 23, 59, tzinfo=BANGKOK)) == "YEAR-OPEN"
    first = datetime(2022, 10, 1, 0, 0, tzinfo=BANGKOK)
    assert apply(signed, Event.CLOSE, BOSS, first, version=signed.version, **FULL).state is State.CLOSED


def test_new_facts_open_what_was_verified_again():
    assert walk(*VERIFIED, (Event.TAKE_FACTS, AUDITOR)).state is State.UNDER_REVIEW
    assert code_of(walk(*SIGNED), Event.TAKE_FACTS, AUDITOR) == "REVIEW-LOCKED"


@pytest.mark.parametrize("state", State)
def test_what_is_handed_in_is_judged_until_it_is_returned(state):
    assert walk(*REACHED[state]).is_judged == (state not in (State.DRAFT, State.RETURNED))


def test_a_submission_is_open_until_midnight_of_its_last_day():
    kept = Round("pr", "database", 2564)
    last = datetime(2021, 9, 30, 23, 59, 59, tzinfo=BANGKOK)
    limit = date(2021, 9, 30)
    assert apply(kept, Event.SUBMIT, ADMIN, last, version=1, last_day=limit).state is State.SUBMITTED
    assert code_of(kept, Event.SUBMIT, ADMIN, last + timedelta(seconds=1), last_day=limit) == "REVIEW-CLOSED"


def test_a_decision_before_the_one_before_it_is_refused():
    assert code_of(walk(*VERIFIED), Event.SIGN_OFF, BOSS, START - timedelta(days=2)) == "DATE-ORDER"


def test_a_round_survives_being_kept():
    kept = walk(*REACHED[State.CLOSED])
    assert Round.from_dict(kept.to_dict()) == kept


def test_a_round_that_was_kept_before_samples_were_drawn_is_read():
    plain = walk(*REACHED[State.CLOSED]).to_dict()
    for decision in plain["decisions"]:
        del decision["log_head"]
    assert Round.from_dict(plain) == walk(*REACHED[State.CLOSED])


def test_nothing_is_verified_before_each_criterion_that_needs_a_word_has_one():
    kept = walk(*REVIEWED)
    with pytest.raises(ProblemError) as refused:
        apply(
            kept, Event.VERIFY, AUDITOR, START + NINE_DAYS, version=kept.version,
            outstanding=Outstanding(("1.1", "2.2.4")), **FULL,
        )  # fmt: skip
    assert refused.value.code == "WORDS-MISSING"
    assert refused.value.params["criteria"] == ("1.1", "2.2.4")
    assert (
        code_of(kept, Event.VERIFY, AUDITOR, outstanding=Outstanding(("1.1",)), note="") == "REASON-REQUIRED"
    )


def explained(*steps: tuple[Event, Actor], by: Actor = AUDITOR) -> Round:
    kept = walk(*steps)
    at = START + timedelta(days=len(steps))
    return apply(kept, Event.NO_REGISTER, by, at, version=kept.version, outstanding=UNREGISTERED, **FULL)


@pytest.mark.parametrize("steps", [VERIFIED, (*VERIFIED, (Event.WAIVE, ADMIN))])
def test_without_a_register_nothing_is_signed_off_before_an_auditor_said_why(steps):
    kept = walk(*steps)
    assert code_of(kept, Event.SIGN_OFF, BOSS, START + MONTH, outstanding=UNREGISTERED) == "REGISTER-MISSING"
    said = explained(*steps)
    assert said.state is State.VERIFIED
    assert said.objection_until == kept.objection_until, "it is no new verification, and takes no waiver back"
    signed = apply(
        said, Event.SIGN_OFF, BOSS, START + MONTH, version=said.version, outstanding=UNREGISTERED, **FULL
    )
    assert signed.state is State.SIGNED_OFF


def test_who_said_why_there_is_no_register_does_not_sign_off():
    said = explained(*VERIFIED, by=BOSS)
    assert (
        code_of(said, Event.SIGN_OFF, BOSS, START + MONTH, outstanding=UNREGISTERED) == "REVIEW-SELF-APPROVAL"
    )


def test_a_register_that_there_is_needs_no_excuse():
    assert code_of(walk(*REVIEWED), Event.NO_REGISTER, AUDITOR) == "REGISTER-AGREED"


def test_the_facts_that_count_are_those_taken_last():
    assert Round("pr", "database", 2564).facts_taken is None
    assert walk(*VERIFIED).facts_taken.event is Event.SUBMIT
    assert (
        walk(*VERIFIED, (Event.TAKE_FACTS, BOSS), (Event.VERIFY, BOSS)).facts_taken.event is Event.TAKE_FACTS
    )


PEOPLE = st.builds(
    lambda user, role: Actor(
        user, role, "pr" if role in (Role.AGENCY_ADMIN, Role.AGENCY_EDITOR) else "office"
    ),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(Role),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Event), PEOPLE), max_size=25))
def test_no_way_leads_to_signed_off_without_a_second_and_third_person(steps):
    kept = Round("pr", "database", 2564)
    for day, (event, actor) in enumerate(steps):
        try:
            kept = apply(kept, event, actor, START + day * NINE_DAYS, version=kept.version, **FULL)
        except ProblemError:
            continue
    if kept.state in (State.SIGNED_OFF, State.CLOSED):
        who = {event: {one.by for one in kept.decisions if one.event is event} for event in Event}
        assert not who[Event.SUBMIT] & (who[Event.VERIFY] | who[Event.SIGN_OFF] | who[Event.RETURN])
        assert kept.verified().by not in who[Event.SIGN_OFF]
