"""The lottery after the hand-in: drawn again by anybody, and what it asks of the auditors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import given, settings, strategies as st

from ckanext.bmagov.kpi.round.domain.sample import Piece, draw, needs_word, seed_of
from ckanext.bmagov.kpi.score.domain.engine import Points, evaluate
from ckanext.bmagov.tests.kpi.make import AS_OF, perfect, rules

HEAD = "ab" * 32
CARD = evaluate(perfect(), rules(), AS_OF)
SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)


@settings(deadline=None)
@given(SEEDS, st.integers(0, 30), st.randoms())
def test_anybody_draws_the_same_pieces_again(seed, count, random):
    shuffled = list(CARD.findings)
    random.shuffle(shuffled)
    drawn = draw(CARD.findings, count, seed)
    assert draw(shuffled, count, seed) == drawn
    assert len(drawn) == min(count, len({Piece.of(one) for one in CARD.findings if one.evidence}))
    assert draw(CARD.findings, count + 1, seed)[:count] == drawn, "a larger sample holds the smaller"


def test_only_what_has_evidence_is_drawn():
    bare = [replace(one, evidence=()) for one in CARD.findings]
    assert draw(bare, 100, HEAD) == ()


def test_the_seed_is_of_the_log_and_of_the_moment():
    seed = seed_of(HEAD, AS_OF)
    assert seed == seed_of(HEAD, AS_OF)
    assert seed != seed_of("cd" * 32, AS_OF)
    assert seed != seed_of(HEAD, AS_OF + timedelta(microseconds=1))


def test_a_word_is_asked_on_what_was_drawn_flagged_or_not_seen():
    drawn = draw(CARD.findings, 2, HEAD)
    asked = {piece.criterion for piece in drawn}
    assert {*needs_word(CARD.findings, drawn)} == asked
    assert {*needs_word(CARD.findings, drawn, flagged=["2.1.3"])} == asked | {"2.1.3"}
    assert needs_word(CARD.findings, ()) == ()
    unseen = [
        replace(one, points=Points(unknown=Fraction(1))) if one.criterion == "2.2.5" else one
        for one in CARD.findings
    ]
    assert needs_word(unseen, ()) == ("2.2.5",)
    without_register = [replace(one, reason="NO-REGISTER") for one in unseen]
    assert needs_word(without_register, ()) == (), "it has a step of its own"


def test_criteria_stand_in_the_order_of_the_rules():
    wanted = needs_word(CARD.findings, (), flagged=[one.id for one in reversed(rules().criteria)])
    assert list(wanted) == [one.id for one in rules().criteria if one.id in wanted]
