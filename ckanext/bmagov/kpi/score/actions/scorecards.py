"""Score cards as answers: with words, links and titles, and without what the caller may not know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.answers import agency_dict
from ckanext.bmagov.kpi.common.words.labels import document_label, state_label, use_label
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Use
from ckanext.bmagov.kpi.register.services import duties_of, readable_duties
from ckanext.bmagov.kpi.round.domain.sample import Piece
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.due import due_so_far
from ckanext.bmagov.kpi.score.domain.engine import Points, two_places
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind, is_not_due
from ckanext.bmagov.kpi.score.words import finding_text, governance_part_label, remedy_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ckan.types import Context

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import Criterion, Part, RuleSet
    from ckanext.bmagov.kpi.score.answers import (
        CriterionDict,
        DueDict,
        EvidenceDict,
        GainDict,
        HiddenDict,
        PartDict,
        PointsDict,
        ReasonDict,
        ScorecardDict,
    )
    from ckanext.bmagov.kpi.score.domain.criteria import Check
    from ckanext.bmagov.kpi.score.domain.due import DueSoFar
    from ckanext.bmagov.kpi.score.domain.engine import Finding, ScoreCard
    from ckanext.bmagov.kpi.score.domain.findings import Reason
    from ckanext.bmagov.kpi.score.domain.todo import Task

    Row = TypeVar("Row", bound=Deliverable | Use)

FEWEST_COUNTED = 3
"""Fewer hidden things than this are not counted out: one of something tells that it is there."""


def card_dict(
    context: Context,
    agency: Scored,
    card: ScoreCard,
    rules: RuleSet,
    *,
    kept: bool,
    drawn: Collection[Piece] = (),
    tasks: Sequence[Task] = (),
) -> ScorecardDict:
    """Return a score card as the caller may read it.

    :param kept: whether it was read, not made for this
    :param drawn: pieces of evidence that auditors look at
    :param tasks: what can still be done; nothing about what is judged already
    """
    view = CardView(context, agency, card, rules, drawn)
    return {
        "agency": {**agency_dict(agency.node), "kind": card.agency_kind},
        "kpi": card.kpi,
        "fiscal_year": card.fiscal_year,
        "rule_version": card.rule_version,
        "rule_digest": card.rule_digest,
        "as_of": card.as_of.isoformat(),
        "kept": kept,
        "measured": bool(card.findings),
        "target": str(card.target),
        "unit": to_plain(rules.unit),
        "result": to_plain(card.result),
        "highest": to_plain(card.highest),
        "stated": to_plain(card.stated),
        "due_so_far": due_dict(due_so_far(card, rules)),
        "points": points_dict(card.points),
        "counts": dict(card.counts),
        "parts": [view.part(part) for part in rules.parts],
        "gains": [view.task(task) for task in tasks if all(map(view.is_readable, task.findings))],
    }


def due_dict(due: DueSoFar) -> DueDict:
    """Return what is due by now and what is reached of it."""
    points = points_dict(due.points)
    return {"earned": points["earned"], "weight": points["weight"], "result": to_plain(due.result)}


def points_dict(points: Points) -> PointsDict:
    """Return points to two places, for reading."""
    return {
        "earned": two_places(points.earned),
        "lost": two_places(points.lost),
        "unknown": two_places(points.unknown),
        "reachable": two_places(points.reachable),
        "weight": two_places(points.weight),
    }


class CardView:
    """A card as one caller may read it: titles, files and uses are read once."""

    def __init__(
        self, context: Context, agency: Scored, card: ScoreCard, rules: RuleSet, drawn: Collection[Piece] = ()
    ) -> None:
        self.drawn = frozenset(drawn)
        self.agency, self.card, self.rules = agency, card, rules
        self.checks = {criterion.id: CHECKS[criterion.check] for criterion in rules.criteria}
        self.systems = {system.id: getattr(system.name, lang(), system.name.en) for system in rules.systems}
        duties = {duty.id: duty for duty in duties_of(model.Session, agency.carries)}
        readable = readable_duties(context, duties.values())
        self.duties = {key: duty.title for key, duty in duties.items() if key in readable}
        self.datasets = self._dataset_titles(context)
        self.findings: Mapping[str, list[Finding]] = defaultdict(list)
        for finding in card.findings:
            self.findings[finding.criterion].append(finding)
        self.documents = self._rows(Deliverable, SubjectKind.DOCUMENT)
        self.uses = self._rows(Use, SubjectKind.USE)

    def _dataset_titles(self, context: Context) -> dict[str, str]:
        ids: set[str] = set()
        for finding in self.card.findings:
            ids.add(finding.dataset_id)
            if finding.subject is SubjectKind.PROPOSAL:
                ids |= {_proposed(finding), *_overlaps(finding)}
        known = access.readable(context, ids - {""})
        query = sa.select(model.Package.id, model.Package.title).where(model.Package.id.in_(known))
        return {row.id: row.title for row in model.Session.execute(query)}

    def _rows(self, table: type[Row], kind: SubjectKind) -> dict[str, Row]:
        ids = {finding.subject_id for finding in self.card.findings if finding.subject is kind}
        if not ids:
            return {}
        return {row.id: row for row in model.Session.scalars(sa.select(table).where(table.id.in_(ids)))}

    def part(self, part: Part) -> PartDict:
        """Return a part with its criteria."""
        score = next(score for score in self.card.parts if score.id == part.id)
        return {
            "id": part.id,
            "name": to_plain(part.name),
            "weight": str(part.weight),
            "state": score.state.value,
            "state_label": state_label(score.state.value),
            "result": to_plain(score.result),
            "points": points_dict(score.points),
            "criteria": [self.criterion(criterion) for criterion in part.criteria],
        }

    def criterion(self, criterion: Criterion) -> CriterionDict:
        """Return a criterion with those of its findings that the caller may know."""
        score = next(score for score in self.card.criteria if score.id == criterion.id)
        findings = self.findings[criterion.id]
        return {
            "id": criterion.id,
            "name": to_plain(criterion.name),
            "weight": str(criterion.weight),
            "weight_source": criterion.weight_source.value,
            "step": criterion.step,
            "deadline": to_plain(score.deadline),
            "state": score.state.value,
            "state_label": state_label(score.state.value),
            "not_due": is_not_due(score.state, score.deadline, today()),
            "points": points_dict(score.points),
            "findings": [
                {
                    **self.reason(finding),
                    "evidence": self.evidence(finding),
                    "drawn": Piece.of(finding) in self.drawn,
                }
                for finding in findings
                if self.is_readable(finding)
            ],
            "hidden": _hidden([finding for finding in findings if not self.is_readable(finding)]),
        }

    def is_readable(self, finding: Finding) -> bool:
        """Tell whether the caller may read the description of what a finding is about."""
        if finding.subject is SubjectKind.OBLIGATION:
            return finding.subject_id in self.duties
        if finding.subject is SubjectKind.DATASET:
            return finding.subject_id in self.datasets
        return True

    def reason(self, finding: Finding) -> ReasonDict:
        """Return what is the case, and how to mend it."""
        check = self.checks[finding.criterion]
        reason = check.reasons[finding.reason]
        return {
            "criterion": finding.criterion,
            "subject": finding.subject.value,
            "subject_id": finding.subject_id,
            "title": self.title(finding),
            "state": finding.state.value,
            "state_label": state_label(finding.state.value),
            "reason": finding.reason,
            "text": finding_text(reason, finding.params, self.systems),
            "remedy": remedy_text(reason, finding.params, self.systems),
            "link": self.link(finding, check, reason),
            "day": str(finding.params.get(check.day) or ""),
            "late": reason.late,
            "points": points_dict(finding.points),
            "params": self.params(finding),
        }

    def params(self, finding: Finding) -> dict[str, object]:
        """Return the parameters, without ids of datasets that the caller may not know."""
        plain = to_plain(finding.params)
        if plain.get("dataset") and plain["dataset"] not in self.datasets:
            plain["dataset"] = ""
        if "overlaps" in plain:
            plain["overlaps"] = [key for key in plain["overlaps"] if key in self.datasets]
        return plain

    def evidence(self, finding: Finding) -> list[EvidenceDict]:
        """Return what was seen, where it tells of no dataset that the caller may not know."""
        proposed = _proposed(finding) if finding.subject is SubjectKind.PROPOSAL else None
        if proposed is not None and proposed not in self.datasets:
            return []
        if finding.params.get("dataset") and str(finding.params["dataset"]) not in self.datasets:
            return []
        return [to_plain(piece) for piece in finding.evidence]

    def title(self, finding: Finding) -> str:
        """Return the name of what a finding is about."""
        key = finding.subject_id
        if finding.subject is SubjectKind.OBLIGATION:
            return self.duties[key]
        if finding.subject is SubjectKind.DATASET:
            return self.datasets[key]
        if finding.subject is SubjectKind.DOCUMENT and key in self.documents:
            return self.documents[key].title or document_label(self.documents[key].kind)
        if finding.subject is SubjectKind.USE and key in self.uses:
            return use_label(self.uses[key].kind)
        if finding.subject is SubjectKind.GOVERNANCE:
            return governance_part_label(int(key))
        return ""

    def link(self, finding: Finding, check: Check, reason: Reason) -> str:
        """Return the address of the very form in which it is mended."""
        dataset = finding.dataset_id
        workspace = f"/organization/{self.agency.node.name}/kpi/{self.card.fiscal_year}"
        return check.address(reason, finding.params, workspace, dataset if dataset in self.datasets else "")

    def task(self, task: Task) -> GainDict:
        """Return something to do, told by what brings most of it, with all that it mends."""
        reasons = [self.reason(finding) for finding in task.findings]
        return {
            **reasons[0],
            "gain": str(task.gain),
            "least": str(task.least),
            "deadline": to_plain(task.deadline),
            "overdue": task.overdue,
            "mends": reasons,
        }


def _proposed(finding: Finding) -> str:
    """Return the id of the dataset that a proposal names."""
    return finding.evidence[0].ref if finding.evidence else ""


def _overlaps(finding: Finding) -> tuple[str, ...]:
    overlaps = finding.params.get("overlaps", ())
    return overlaps if isinstance(overlaps, tuple) else ()


def _hidden(findings: Sequence[Finding]) -> HiddenDict | None:
    """Return what is hidden of a criterion: its points, and how many when that tells of no single one."""
    count = len(findings)
    if not count:
        return None
    return {
        "points": points_dict(sum((finding.points for finding in findings), Points())),
        "count": count if count >= FEWEST_COUNTED else None,
        "text": hidden_text(count),
    }


def hidden_text(count: int) -> str:
    """Say that so many things are not shown, counted out when that tells of no single one; empty for none."""
    if count >= FEWEST_COUNTED:
        return tk._("{count} items that you may not read").format(count=count)
    return tk._("Items that you may not read") if count else ""
