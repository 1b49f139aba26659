"""What an agency can still do, worked out from what is known of what its score card finds fault with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck, note_milestones
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind
from ckanext.bmagov.kpi.score.domain.todo import Task, open_acts, tasks
from ckanext.bmagov.kpi.score.services import cards, facts as service

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import Finding, ScoreCard

MOST_TRIED: Final = 50
"""So many datasets of the agency at most are tried as the database of Part 2."""


def of_card(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    card: ScoreCard,
    readable: Callable[[Collection[str]], Collection[str]],
) -> tuple[Task, ...]:
    """Return what can still be done about a score card that was made from the catalog of now.

    :param readable: which of some datasets the reader may know of; others are not tried as the database
    """
    acts = open_acts(card, rules)
    findings = [finding for some in acts.values() for finding in some]
    if not findings:
        return ()
    if any(finding.reason == MeasuredCheck.no_database.code for finding in findings):
        facts = cards.facts_at(session, agency, rules, card.as_of)
        register = {duty.dataset_id for duty in facts.obligations}
        known = sorted(readable(set(facts.published or ()) - register))[:MOST_TRIED]
        return tasks(acts, card, facts, rules, service.databases(session, agency, rules, facts, known))
    dataset_ids = {
        finding.dataset_id
        for finding in findings
        if finding.dataset_id or finding.subject is SubjectKind.OBLIGATION
    }
    facts = service.collect_about(session, agency, rules, card.as_of, dataset_ids, _alike(card))
    return tasks(acts, card, note_milestones(facts, rules, card.as_of), rules)


def _alike(card: ScoreCard) -> set[str]:
    """Return what the proposed database was found to be like."""
    return {dataset_id for finding in card.findings for dataset_id in _overlaps(finding)}


def _overlaps(finding: Finding) -> tuple[str, ...]:
    overlaps = finding.params.get("overlaps", ())
    return overlaps if isinstance(overlaps, tuple) else ()
