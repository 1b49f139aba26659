"""Score cards as answers: with words, links and titles, and without what the caller may not know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.words.labels import document_label, state_label, use_label
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Use
from ckanext.bmagov.kpi.register.services import duties_of, readable_duties
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import Points
from ckanext.bmagov.kpi.score.domain.findings import State, SubjectKind
from ckanext.bmagov.kpi.score.words import finding_text, remedy_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from ckan.types import Context

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import Finding, ScoreCard

FEWEST_TOLD = 3
"""Fewer hidden things than this are not counted out: one of something tells that it is there."""


def card_dict(
    context: Context, agency: Scored, card: ScoreCard, rules: RuleSet, *, kept: bool
) -> dict[str, Any]:
    """Return a score card as the caller may read it."""
    words = _Words(context, agency, card, rules)
    return {
        "agency": {
            "id": agency.node.id,
            "name": agency.node.name,
            "title": agency.node.title,
            "kind": card.agency_kind,
        },
        "kpi": card.kpi,
        "fiscal_year": card.fiscal_year,
        "rule_version": card.rule_version,
        "rule_digest": card.rule_digest,
        "as_of": card.as_of.isoformat(),
        "kept": kept,
        "target": str(card.target),
        "unit": to_plain(rules.unit),
        "result": _text(card.result),
        "highest": _text(card.highest),
        "stated": _text(card.stated),
        "points": points_dict(card.points),
        "counts": dict(card.counts),
        "parts": [words.part(one) for one in rules.parts],
        "gains": words.gains(),
    }


def points_dict(points: Points) -> dict[str, str]:
    """Return points to two places, for reading; sums are made from the exact values elsewhere."""
    plain = {name: getattr(points, name) for name in ("earned", "lost", "unknown", "reachable", "weight")}
    return {name: _two_places(value) for name, value in plain.items()}


def _two_places(value: Fraction) -> str:
    text = f"{float(round(value, 2)):.2f}"
    return text.rstrip("0").rstrip(".")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class _Words:
    """What one card needs of words and rights, read once."""

    def __init__(self, context: Context, agency: Scored, card: ScoreCard, rules: RuleSet) -> None:
        self.agency, self.card, self.rules = agency, card, rules
        self.checks = {one.id: CHECKS[one.check] for one in rules.criteria}
        self.systems = {one.id: getattr(one.name, lang(), one.name.en) for one in rules.systems}
        self.duties = {duty.id: duty for duty in duties_of(model.Session, agency.carries)}
        told = readable_duties(context, self.duties.values())
        self.titles = {key: duty.title for key, duty in self.duties.items() if key in told}
        self.datasets = self._dataset_titles(context)
        self.findings: Mapping[str, list[Finding]] = defaultdict(list)
        for finding in card.findings:
            self.findings[finding.criterion].append(finding)
        self.files = self._named(Deliverable, SubjectKind.DOCUMENT)
        self.uses = self._named(Use, SubjectKind.USE)

    def _dataset_titles(self, context: Context) -> dict[str, str]:
        ids = {one.subject_id for one in self.card.findings if one.subject is SubjectKind.DATASET}
        ids |= {str(one.params.get("dataset", "")) for one in self.card.findings}
        for one in self.card.findings:
            if one.subject is SubjectKind.PROPOSAL:
                ids |= {self.proposed(one), *one.params.get("overlaps", ())}  # pyright: ignore[reportGeneralTypeIssues]
        known = access.readable(context, {one for one in ids if one})
        query = sa.select(model.Package.id, model.Package.title).where(model.Package.id.in_(known))
        return {row.id: row.title for row in model.Session.execute(query)}

    def _named(self, table: Any, kind: SubjectKind) -> dict[str, Any]:
        ids = {one.subject_id for one in self.card.findings if one.subject is kind}
        return (
            {row.id: row for row in model.Session.scalars(sa.select(table).where(table.id.in_(ids)))}
            if ids
            else {}
        )

    def part(self, part: Any) -> dict[str, Any]:
        score = next(one for one in self.card.parts if one.id == part.id)
        return {
            "id": part.id,
            "name": to_plain(part.name),
            "weight": str(part.weight),
            "state": score.state.value,
            "state_label": state_label(score.state.value),
            "result": _text(score.result),
            "points": points_dict(score.points),
            "criteria": [self.criterion(one) for one in part.criteria],
        }

    def criterion(self, criterion: Any) -> dict[str, Any]:
        score = next(one for one in self.card.criteria if one.id == criterion.id)
        found = self.findings[criterion.id]
        told = [one for one in found if self.is_told(one)]
        hidden = [one for one in found if not self.is_told(one)]
        return {
            "id": criterion.id,
            "name": to_plain(criterion.name),
            "weight": str(criterion.weight),
            "weight_source": criterion.weight_source.value,
            "step": criterion.step,
            "deadline": score.deadline.isoformat() if score.deadline else None,
            "state": score.state.value,
            "state_label": state_label(score.state.value),
            "not_due": score.state is State.FAIL and score.deadline is not None and score.deadline >= today(),
            "points": points_dict(score.points),
            "findings": [self.finding(one) for one in told],
            "hidden": _hidden(hidden),
        }

    def is_told(self, finding: Finding) -> bool:
        """A finding is for who may read the description of what it tells of."""
        if finding.subject is SubjectKind.OBLIGATION:
            return finding.subject_id in self.titles
        if finding.subject is SubjectKind.DATASET:
            return finding.subject_id in self.datasets
        return True

    def finding(self, one: Finding) -> dict[str, Any]:
        check = self.checks[one.criterion]
        reason = check.reasons[one.reason]
        return {
            "criterion": one.criterion,
            "subject": one.subject.value,
            "subject_id": one.subject_id,
            "title": self.title(one),
            "state": one.state.value,
            "state_label": state_label(one.state.value),
            "reason": one.reason,
            "text": finding_text(reason, one.params, self.systems),
            "remedy": remedy_text(reason, one.params, self.systems),
            "link": self.link(one),
            "day": str(one.params.get(check.day) or ""),
            "late": reason.late,
            "points": points_dict(one.points),
            "params": self.params(one),
            "evidence": self.evidence(one),
        }

    def params(self, one: Finding) -> dict[str, Any]:
        """Return the parameters, without ids of datasets that the caller may not know."""
        plain = to_plain(one.params)
        if plain.get("dataset") and plain["dataset"] not in self.datasets:
            plain["dataset"] = ""
        if "overlaps" in plain:
            plain["overlaps"] = [key for key in plain["overlaps"] if key in self.datasets]
        return plain

    def evidence(self, one: Finding) -> list[dict[str, Any]]:
        if one.subject is SubjectKind.PROPOSAL and self.proposed(one) not in self.datasets:
            return []
        if one.params.get("dataset") and str(one.params["dataset"]) not in self.datasets:
            return []
        return [to_plain(piece) for piece in one.evidence]

    @staticmethod
    def proposed(one: Finding) -> str:
        """Return the id of the dataset that a proposal names."""
        return one.evidence[0].ref if one.evidence else ""

    def title(self, one: Finding) -> str:
        if one.subject is SubjectKind.OBLIGATION:
            return self.titles[one.subject_id]
        if one.subject is SubjectKind.DATASET:
            return self.datasets[one.subject_id]
        if one.subject is SubjectKind.DOCUMENT and one.subject_id in self.files:
            return self.files[one.subject_id].title or document_label(self.files[one.subject_id].kind)
        if one.subject is SubjectKind.USE and one.subject_id in self.uses:
            return use_label(self.uses[one.subject_id].kind)
        return ""

    def link(self, finding: Finding) -> str:
        """Return the address of the very form in which it is mended."""
        check = self.checks[finding.criterion]
        of_subject = finding.subject is SubjectKind.DATASET
        dataset = finding.subject_id if of_subject else str(finding.params.get("dataset") or "")
        workspace = f"/organization/{self.agency.node.name}/kpi/{self.card.fiscal_year}"
        readable = dataset if dataset in self.datasets else ""
        return check.address(check.reasons[finding.reason], finding.params, workspace, readable)

    def gains(self) -> list[dict[str, Any]]:
        findings = {(one.criterion, one.subject, one.subject_id): one for one in self.card.findings}
        out = []
        for gain in self.card.gains:
            one = findings[gain.criterion, gain.subject, gain.subject_id]
            if self.is_told(one):
                out.append(
                    {
                        **{name: value for name, value in self.finding(one).items() if name != "evidence"},
                        "gain": str(gain.gain),
                        "deadline": gain.deadline.isoformat() if gain.deadline else None,
                        "overdue": gain.overdue,
                    }
                )
        return out


def _hidden(findings: Iterable[Finding]) -> dict[str, Any] | None:
    """Return what is hidden of a criterion: its points, and how many when that tells of no single one."""
    hidden = list(findings)
    if not hidden:
        return None
    points = sum((one.points for one in hidden), Points())
    text = (
        tk._("{count} items that you may not read").format(count=len(hidden))
        if len(hidden) >= FEWEST_TOLD
        else tk._("Items that you may not read")
    )
    return {
        "points": points_dict(points),
        "count": len(hidden) if len(hidden) >= FEWEST_TOLD else None,
        "text": text,
    }
