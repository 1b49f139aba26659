"""Which agencies a rule set speaks of, and whose duties they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.agencies import CURRENT, stored_agencies

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies import AgencyNode
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Scored:
    """An agency that is scored. ``carries`` are ids of agencies whose duties are its own.

    Its own first, then those of agencies that were merged into it or renamed to it. What was split stays with
    the old name until an auditor moves each duty: nobody but people can tell whose it is.
    """

    node: AgencyNode
    carries: tuple[str, ...]


def scored_agencies(session: AlchemySession, rules: RuleSet) -> list[Scored]:
    """Return the agencies of the kinds that a rule set names and that are there now, by their code."""
    nodes = [agency.as_node() for agency in stored_agencies(session)]
    heirs: dict[str, list[str]] = {}
    for node in nodes:
        if node.status != CURRENT and len(node.successor_codes) == 1:
            heirs.setdefault(node.successor_codes[0], []).append(node.id)
    return [
        Scored(node, (node.id, *_inherited(node.code8, heirs, nodes)))
        for node in sorted(nodes, key=lambda node: (node.code8, node.name))
        if node.status == CURRENT and node.kind in rules.agency_kinds
    ]


def _inherited(code8: str, heirs: dict[str, list[str]], nodes: list[AgencyNode]) -> list[str]:
    """Return the ids of all that ended in an agency, through any number of steps."""
    codes = {node.id: node.code8 for node in nodes}
    ended: list[str] = []
    waiting = list(heirs.get(code8, ())) if code8 else []
    while waiting:
        agency_id = waiting.pop()
        if agency_id not in ended:
            ended.append(agency_id)
            waiting += heirs.get(codes[agency_id], ()) if codes[agency_id] else ()
    return sorted(ended)


def find_scored(session: AlchemySession, rules: RuleSet, name_or_id: str) -> Scored | None:
    """Return a scored agency by name or id."""
    return next(
        (
            agency
            for agency in scored_agencies(session, rules)
            if name_or_id in (agency.node.id, agency.node.name)
        ),
        None,
    )
