"""What differs between two score cards, and what does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from ckanext.bmagov.kpi.round.domain.changes import changes
from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, Points
from ckanext.bmagov.kpi.score.domain.findings import Evidence, State, SubjectKind

FULL = Points(earned=Fraction(5), reachable=Fraction(5))
LOST = Points(lost=Fraction(5), reachable=Fraction(5))


def finding(subject: str, points: Points = FULL, reason: str = "DATA-CURRENT", **more: Any) -> Finding:
    state = State.PASS if points.earned else State.FAIL
    return Finding(
        "1.1",
        SubjectKind.OBLIGATION,
        subject,
        state,
        points,
        reason,
        more,
        (Evidence(ref="/dataset/a"),),
        "x",
    )


def card(*findings: Finding) -> Any:
    total = sum((each.points for each in findings), Points())
    return SimpleNamespace(
        criteria=(CriterionScore("1.1", "1", total.state, total, None),), findings=findings
    )


def test_a_card_does_not_differ_from_itself():
    assert changes(card(finding("a")), card(finding("a"))) == ()


def test_what_only_ages_is_no_change():
    assert changes(card(finding("a", days=3)), card(finding("a", days=9))) == ()


def test_another_reason_a_subject_more_and_one_less_are_told():
    before = card(finding("a"), finding("b"))
    after = card(finding("a", LOST, "DATA-OVERDUE"), finding("c"))
    (change,) = changes(before, after)
    assert [tuple(each and each.subject_id for each in pair) for pair in change.findings] == [
        ("a", "a"), ("b", None), (None, "c"),
    ]  # fmt: skip


def test_a_subject_is_the_same_when_the_points_are_shared_among_more():
    """A new duty takes points from every other: only it is told."""
    half = Points(earned=Fraction(5, 2), reachable=Fraction(5, 2))
    lost = Points(lost=Fraction(5, 2), reachable=Fraction(5, 2))
    (change,) = changes(card(finding("a")), card(finding("a", half), finding("b", lost, "NO-DATASET-LINKED")))
    assert [(was, now and now.subject_id) for was, now in change.findings] == [(None, "b")]


def test_other_evidence_is_a_change_though_the_points_are_the_same():
    other = replace(finding("a"), evidence=(Evidence(ref="/dataset/a", sha256="0f"),))
    (change,) = changes(card(finding("a")), card(other))
    assert change.before == change.after
