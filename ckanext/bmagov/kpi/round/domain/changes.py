"""What differs between two score cards of one agency's year, criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, Points, ScoreCard


@dataclass(frozen=True)
class Change:
    """One criterion that is judged otherwise, or on other evidence."""

    criterion: str
    before: CriterionScore | None
    after: CriterionScore | None
    findings: tuple[tuple[Finding | None, Finding | None], ...]
    """What was found of a subject before and after; None where it was not among them."""


def changes(before: ScoreCard, after: ScoreCard) -> tuple[Change, ...]:
    """Return the criteria that differ, in the order of the later card.

    Points, states, reasons and the evidence (address and digest) are compared; of a subject its share of the
    points. What only ages, such as the number of days since something happened, is no change; of a share of
    days only the days that both cards know are compared.
    """
    old, new = ({score.id: score for score in card.criteria} for card in (before, after))
    old_findings, new_findings = _by_criterion(before), _by_criterion(after)
    differing = []
    for criterion in (*new, *(name for name in old if name not in new)):
        was, now = old_findings.get(criterion, {}), new_findings.get(criterion, {})
        pairs = tuple(
            (was.get(subject), now.get(subject))
            for subject in dict.fromkeys((*was, *now))
            if _differ(was.get(subject), now.get(subject))
        )
        scores = old.get(criterion), new.get(criterion)
        ages = any("strip" in finding.params for finding in (*was.values(), *now.values()))
        if pairs or (not ages and _standing(scores[0]) != _standing(scores[1])):
            differing.append(Change(criterion, *scores, pairs))
    return tuple(differing)


def _by_criterion(card: ScoreCard) -> dict[str, dict[tuple[str, str], Finding]]:
    findings: dict[str, dict[tuple[str, str], Finding]] = {}
    for finding in card.findings:
        subject = (finding.subject.value, finding.subject_id)
        findings.setdefault(finding.criterion, {})[subject] = finding
    return findings


def _differ(before: Finding | None, after: Finding | None) -> bool:
    if before is None or after is None:
        return before is not after
    if "strip" in before.params and "strip" in after.params:
        last = max(_stretches(before))[1]
        same_systems = before.params["systems"] == after.params["systems"]
        same_days = _stretches(before) == _stretches(after, last)
        return _basis(before) != _basis(after) or not (same_systems and same_days)
    return _judgement(before) != _judgement(after)


def _judgement(finding: Finding) -> object:
    return finding.state, _shares(finding.points), *_basis(finding)


def _basis(finding: Finding) -> tuple[object, ...]:
    evidence = sorted((piece.ref, piece.sha256 or "") for piece in finding.evidence)
    return finding.reason, evidence


def _stretches(finding: Finding, last: str = "9999") -> list[tuple[str, str, str]]:
    """Return first day, last day and kind of what `currency.DaysOfDuty` lists, cut off after a day."""
    strip = finding.params.get("strip")
    parts = [part.replace(" ", "/").split("/") for part in strip] if isinstance(strip, tuple) else []
    return [(first, min(end, last), kind) for first, end, kind in parts if first <= last]


def _shares(points: Points) -> object:
    """Return what is earned and unknown of each point: with more subjects, each has fewer points."""
    weight = points.weight
    return (points.earned / weight, points.unknown / weight) if weight else None


def _standing(score: CriterionScore | None) -> object:
    return score and (score.state, score.points)
