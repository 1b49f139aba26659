"""What auditors look at beside single records, and what is published."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.access import is_trusted
from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.services import log_tree
from ckanext.bmagov.kpi.common.actions.year import end_of_day
from ckanext.bmagov.kpi.common.answers import listed_agency_dict
from ckanext.bmagov.kpi.common.auth import audit_readers, auditors, everyone, reads_audit
from ckanext.bmagov.kpi.common.words.labels import (
    obligation_kind_label,
    role_label,
    round_event_label,
    round_state_label,
    state_label,
)
from ckanext.bmagov.kpi.common.words.messages import kpi_problem_text
from ckanext.bmagov.kpi.oversight import auth, schema, services
from ckanext.bmagov.kpi.oversight.domain.overview import mean
from ckanext.bmagov.kpi.round.actions.changes import judgement_dict
from ckanext.bmagov.kpi.round.services import results, rounds
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI, Status
from ckanext.bmagov.kpi.rules.services import dry_run, rules as rule_service
from ckanext.bmagov.kpi.score.services import badge, cards, score_changes
from ckanext.bmagov.kpi.score.words import finding_text, remedy_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal

    from ckan.types import Context, DataDict

    from ckanext.bmagov.agencies import AgencyNode
    from ckanext.bmagov.kpi.oversight.answers import (
        AgencyMoveDict,
        CriterionMoveDict,
        DatasetKpiDict,
        LogHeadDict,
        MarkDict,
        ResultDict,
        ResultListDict,
        SimulationDict,
        WaitingRoundDict,
    )
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.badge import Mark
    from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Points, ScoreCard
    from ckanext.bmagov.kpi.score.domain.findings import State


DRY_RUN_SECONDS = 5.0
"""So long a request tries other rules; agencies that were not reached are asked for again."""


# --- what is published ---


@reads(schema.result_list_schema, allowed=everyone)
def bmagov_kpi_result_list(context: Context, data_dict: DataDict) -> ResultListDict:
    """List the published results of the KPI: of closed rounds only, as they were signed off. Everyone.

    Totals of agencies and of the city, nothing of a dataset. With `ckanext.bmagov.kpi.public` = `none` there
    are none.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ. (optional, default: all that are published)
    :type fiscal_year: int

    :returns: ``years``: the published ones; ``count``; ``mean`` of the results listed (per cent, or null),
        ``reached``: how many stand at their target or above; ``results``: each with ``agency`` (id, name,
        title, title_en, kind), ``fiscal_year``, ``target``, ``result`` (signed off), ``measured`` (by the
        catalog), ``parts`` (id and measured result), ``signed_off_at``, ``revision``, ``rule_version``,
        ``digest`` of what was kept, and ``problem``: null, or a code with a sentence where what is kept does
        not match what was signed; no number is given then
    :rtype: dict
    """
    kpi = data_dict["kpi"]
    if config.kpi_public() == "none":
        return {"years": [], "count": 0, "mean": None, "reached": 0, "results": []}
    closed = results.closed(model.Session, kpi, data_dict.get("fiscal_year"))
    decided = [
        (result.decided, result.target)
        for result in closed
        if result.decided is not None and result.target is not None
    ]
    return {
        "years": results.years(model.Session, kpi),
        "count": len(closed),
        "mean": to_plain(mean([value for value, _ in decided])),
        "reached": sum(value >= target for value, target in decided),
        "results": [_result(result) for result in closed],
    }


def _result(result: results.Result) -> ResultDict:
    return {
        "agency": listed_agency_dict(result.agency),
        "fiscal_year": result.fiscal_year,
        "target": to_plain(result.target),
        "result": to_plain(result.decided),
        "measured": to_plain(result.machine),
        "parts": [{"id": name, "result": to_plain(value)} for name, value in result.parts],
        "signed_off_at": result.signed_off_at.isoformat(),
        "revision": result.revision,
        "rule_version": result.rule_version,
        "digest": result.digest,
        "problem": None if result.sound else kpi_problem_text("SNAPSHOT-CHANGED", {}),
    }


@reads(allowed=everyone)
def bmagov_log_head_show(context: Context, data_dict: DataDict) -> LogHeadDict:
    """Show how long the log of decisions was when the day began, with its head and its root. Everyone.

    Whoever keeps them can show later that entries were changed or cut off. They stay the same the whole day.

    :returns: ``day``, ``entries``, ``head`` (SHA-256 of the last entry), ``root`` of the tree over all of
        them (base64, as in the checkpoint of the day; empty where the log is not whole) and ``line``: the
        four with a blank between them
    :rtype: dict
    """
    head = log_tree.head_on(model.Session, today())
    return {
        "day": head.day.isoformat(),
        "entries": head.length,
        "head": head.head,
        "root": head.root_text,
        "line": str(head),
    }


# --- rounds that wait ---


@reads(schema.round_list_schema, allowed=audit_readers)
def bmagov_round_list(context: Context, data_dict: DataDict) -> list[WaitingRoundDict]:
    """List the rounds of all agencies, those that wait longest first. Auditors.

    A round where nothing happened yet is not listed.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: only of this fiscal year, พ.ศ. (optional)
    :type fiscal_year: int
    :param state: only in this state (optional)
    :type state: string

    :returns: each with ``agency`` (id, name, title, title_en, kind), ``fiscal_year``, ``state``,
        ``state_label``, ``version``, ``revision``, ``since`` (when it came into this state), ``event`` by
        which, its ``event_label``, ``role``, ``role_label``, ``note``, ``due``, ``objection_until`` and
        ``touched``: something happened since it was handed in or verified
    :rtype: list of dicts
    """
    listed = rounds.listed(
        model.Session, data_dict["kpi"], data_dict.get("fiscal_year"), data_dict.get("state") or ""
    )
    nodes = {agency.id: agency.as_node() for agency in stored_agencies(model.Session)} if listed else {}
    touched = score_changes.touched(model.Session) if listed else {}
    return [
        _waiting(round_, nodes[round_.agency_id], touched) for round_ in listed if round_.agency_id in nodes
    ]


def _waiting(round_: Round, agency: AgencyNode, touched: dict[str, dt.datetime | None]) -> WaitingRoundDict:
    last = round_.decisions[-1]
    return {
        "agency": listed_agency_dict(agency),
        "fiscal_year": round_.fiscal_year,
        "state": round_.state.value,
        "state_label": round_state_label(round_.state.value),
        "version": round_.version,
        "revision": round_.revision,
        "since": last.at.isoformat(),
        "event": last.event.value,
        "event_label": round_event_label(last.event.value),
        "role": last.role.value,
        "role_label": role_label(last.role.value),
        "note": last.note,
        "due": to_plain(last.due),
        "objection_until": to_plain(round_.objection_until),
        "touched": services.is_touched(round_, touched, [agency.id]),
    }


# --- dry run ---


@reads(schema.ruleset_simulate_schema, allowed=auditors)
def bmagov_ruleset_simulate(context: Context, data_dict: DataDict) -> SimulationDict:
    """Try a rule set on a period: which agencies would move, and by how much. Nothing is stored. Auditors.

    A request looks at agencies for some seconds, then tells how many are left: ask again with the last one.
    `ckan bmagov rules try` looks at all of them.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: fiscal year of the rule set, พ.ศ.
    :type fiscal_year: int
    :param version: its version
    :type version: int
    :param period: fiscal year whose facts are judged (optional, default: that of the rule set). The rules'
        days move by as many years
    :type period: int
    :param as_of: the day whose end is meant (optional, default: today; of a year that is over, its last day)
    :type as_of: string
    :param beyond: name of an agency: only those that come after it (optional)
    :type beyond: string

    :returns: ``left`` (how many agencies were not looked at), ``last`` (name of the last that was),
        ``period``, ``as_of``, ``with_version``: the version in force that it is compared with; ``up``,
        ``down``, ``same`` (numbers of agencies), ``mean_before``, ``mean_after``; ``agencies``: the greatest
        moves first, each with ``id``, ``name``, ``title``, ``title_en``, ``kind``, ``before``, ``after``,
        ``change`` (percentage points, or null) and ``criteria``: those whose points differ, with ``before``
        and ``after`` (``state``, ``state_label``, ``points``; null where one of the two has none)
    :rtype: dict
    """
    known = rule_service.find(model.Session, data_dict["kpi"], data_dict["fiscal_year"], data_dict["version"])
    if known is None or (known.rules.status is Status.DRAFT and not reads_audit(context)):
        raise tk.ObjectNotFound(tk._("There is no such rule set"))
    period = data_dict.get("period") or known.rules.fiscal_year
    in_force = rule_service.in_force(model.Session, data_dict["kpi"], period, today())
    if in_force is None:
        said = tk._("No rule set is in force in fiscal year {year}").format(year=period)
        raise tk.ValidationError({"period": [f"RULESET-NONE: {said}"]})
    day = data_dict.get("as_of")
    as_of = cards.moment(period, end_of_day(day) if day else now())
    other = dry_run.moved_to(known.rules, period)
    try:
        every = dry_run.pairs(model.Session, in_force, other, as_of, beyond=data_dict["beyond"])
    except LookupError as error:
        raise tk.ValidationError({"beyond": [tk._("There is no such agency")]}) from error
    moves, left = _in_time(every, None if is_trusted(context) else DRY_RUN_SECONDS)
    model.Session.rollback()
    changes = [move.change for move in moves]
    return {
        "left": left,
        "last": moves[-1].agency.name if moves else data_dict["beyond"],
        "period": period,
        "as_of": as_of.isoformat(),
        "with_version": in_force.version,
        "up": sum(change is not None and change > 0 for change in changes),
        "down": sum(change is not None and change < 0 for change in changes),
        "same": sum(not change for change in changes),
        "mean_before": to_plain(mean([move.before for move in moves if move.before is not None])),
        "mean_after": to_plain(mean([move.after for move in moves if move.after is not None])),
        "agencies": [_move(move) for move in sorted(moves, key=lambda move: -abs(move.change or 0))],
    }


@dataclass(frozen=True)
class Move:
    """What other rules would change for an agency."""

    agency: AgencyNode
    before: Decimal | None
    after: Decimal | None
    criteria: list[CriterionMoveDict]

    @property
    def change(self) -> Decimal | None:
        """Percentage points; None where one of the two has no result."""
        return None if self.before is None or self.after is None else self.after - self.before


def _in_time(every: Iterator[dry_run.Pair], seconds: float | None) -> tuple[list[Move], int]:
    """Return what pairs say, and how many are left when the time is over; one pair is always looked at."""
    stop = None if seconds is None else time.monotonic() + seconds
    moves: list[Move] = []
    for pair in every:
        moves.append(
            Move(
                pair.agency.node,
                pair.before.result if pair.before else None,
                pair.after.result if pair.after else None,
                _differences(pair.before, pair.after),
            )
        )
        if stop is not None and time.monotonic() >= stop:
            return moves, pair.left
    return moves, 0


def _move(move: Move) -> AgencyMoveDict:
    return {
        **listed_agency_dict(move.agency),
        "before": to_plain(move.before),
        "after": to_plain(move.after),
        "change": to_plain(move.change),
        "criteria": move.criteria,
    }


def _differences(before: ScoreCard | None, after: ScoreCard | None) -> list[CriterionMoveDict]:
    old = {score.id: score for score in before.criteria} if before else {}
    new = {score.id: score for score in after.criteria} if after else {}
    return [
        {"criterion": name, "before": judgement_dict(old.get(name)), "after": judgement_dict(new.get(name))}
        for name in dict.fromkeys((*old, *new))
        if _key(old.get(name)) != _key(new.get(name))
    ]


def _key(score: CriterionScore | None) -> tuple[State, Points] | None:
    return (score.state, score.points) if score else None


# --- one dataset ---


@reads(id_schema, allowed=auth.dataset_agency)
def bmagov_dataset_kpi_show(context: Context, data_dict: DataDict) -> DatasetKpiDict | None:
    """Tell how a dataset stands against the KPI today, and why. Its agency's members, auditors.

    :param id: id or name of the dataset
    :type id: string

    :returns: ``fiscal_year``, ``duty`` (kind of obligation in the register, empty for none) with
        ``duty_label``, ``database`` (it is the year's own of Part 2), ``marks``: ``name`` (freshness,
        metadata, dictionary), ``label``, ``state``, ``state_label``, ``reason``, ``text``, ``remedy``; null
        where no rule set is in force or the dataset is not published
    :rtype: dict
    """
    package: Any = model.Package.get(data_dict["id"])
    year = FiscalYear.of(today()).year
    rules = rule_service.in_force(model.Session, DEFAULT_KPI, year, today())
    if package is None:
        raise tk.ObjectNotFound(tk._("Not found"))
    if rules is None:
        return None
    standing = badge.of_dataset(model.Session, package.id, rules, now())
    if standing is None:
        return None
    return {
        "fiscal_year": year,
        "duty": standing.duty,
        "duty_label": obligation_kind_label(standing.duty) if standing.duty else "",
        "database": standing.database,
        "marks": [_mark(mark, rules) for mark in standing.marks],
    }


def _mark(mark: Mark, rules: RuleSet) -> MarkDict:
    systems = {system.id: system.name.th for system in rules.systems}
    labels = {
        "freshness": tk._("Currency"),
        "metadata": tk._("Metadata"),
        "dictionary": tk._("Data dictionary"),
    }
    return {
        "name": mark.name,
        "label": labels[mark.name],
        "state": mark.state.value,
        "state_label": state_label(mark.state.value),
        "reason": mark.reason.code,
        "text": finding_text(mark.reason, mark.params, systems),
        "remedy": remedy_text(mark.reason, mark.params, systems),
    }
