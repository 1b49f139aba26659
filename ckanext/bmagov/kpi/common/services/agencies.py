"""Which agencies a rule set speaks of, and whose duties they carry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.base.domain.calendar import BANGKOK, FiscalYear
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.common.services.year_rows import agencies_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies import AgencyNode, StoredAgency
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Scored:
    """An agency that is scored. ``carries`` are ids of agencies whose duties are its own.

    Its own first, then those of agencies that were merged into it or renamed to it. What was split stays with
    the old name until an auditor moves each duty: nobody but people can tell whose it is.
    """

    node: AgencyNode
    carries: tuple[str, ...]
    ended: dt.date | None = None
    """Its last day, where it is no more and the day is known."""
    taken_over: Mapping[str, dt.date] = field(default_factory=dict)
    """The day from which on it carries the duties of another, where that is known, by id."""

    def until(self, moment: dt.datetime) -> dt.datetime:
        """Return a moment, or the end of the agency's last day if that was before."""
        if self.ended is None:
            return moment
        return min(moment, dt.datetime.combine(self.ended, dt.time(23, 59, 59), BANGKOK))


def scored_agencies(session: AlchemySession, rules: RuleSet) -> list[Scored]:
    """Return the agencies of the kinds that a rule set names, by their code.

    Those that are there now, and those that are no more but of whose year something was kept. Duties are
    carried over from the last day of who had them, not in the years before it.
    """
    stored = stored_agencies(session)
    nodes = [agency.as_node() for agency in stored]
    ended = {agency.id: day for agency in stored if (day := _ended(agency))}
    limit = min(FiscalYear(rules.fiscal_year).end, today())
    heirs: dict[str, list[str]] = {}
    for node in nodes:
        is_over = node.status != CURRENT and ended.get(node.id, dt.date.min) < limit
        if is_over and len(node.successor_codes) == 1:
            heirs.setdefault(node.successor_codes[0], []).append(node.id)
    past = [node for node in nodes if node.status != CURRENT and node.kind in rules.agency_kinds]
    kept = agencies_with(session, rules.kpi, rules.fiscal_year, scored=True) if past else set()
    return [
        _scored(node, _inherited(node.code8, heirs, nodes), ended)
        for node in sorted(nodes, key=lambda node: (node.code8, node.name))
        if node.kind in rules.agency_kinds and (node.status == CURRENT or node.id in kept)
    ]


def _scored(node: AgencyNode, inherited: list[str], ended: Mapping[str, dt.date]) -> Scored:
    taken_over = {key: ended[key] + dt.timedelta(days=1) for key in inherited if key in ended}
    last = None if node.status == CURRENT else ended.get(node.id)
    return Scored(node, (node.id, *inherited), last, taken_over)


def _ended(agency: StoredAgency) -> dt.date | None:
    try:
        return dt.date.fromisoformat(agency.fields.get("ended_on", ""))
    except ValueError:
        return None


def successors(session: AlchemySession, agency_id: str) -> frozenset[str]:
    """Return the ids of the agencies in which one ended, through any number of steps."""
    nodes = [agency.as_node() for agency in stored_agencies(session)]
    by_code = {node.code8: node for node in nodes if node.code8}
    waiting = [node for node in nodes if node.id == agency_id]
    after: set[str] = set()
    while waiting:
        node = waiting.pop()
        codes = () if node.status == CURRENT else node.successor_codes
        new = [by_code[code] for code in codes if code in by_code and by_code[code].id not in after]
        after |= {successor.id for successor in new}
        waiting += new
    return frozenset(after - {agency_id})


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
