"""What auditors look at beside single records, and what is published."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.access import is_trusted
from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.kpi.common.auth import audit_readers, auditors, everyone, reads_audit
from ckanext.bmagov.kpi.common.words.labels import (
    obligation_kind_label,
    role_label,
    round_event_label,
    round_state_label,
    state_label,
)
from ckanext.bmagov.kpi.oversight import auth, schema
from ckanext.bmagov.kpi.oversight.domain.overview import mean
from ckanext.bmagov.kpi.round.services import results, rounds
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI, Status
from ckanext.bmagov.kpi.rules.services import dry_run, rules as rule_service
from ckanext.bmagov.kpi.score.actions.scorecards import points_dict
from ckanext.bmagov.kpi.score.services import badge, cards
from ckanext.bmagov.kpi.score.words import finding_text, remedy_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from ckan.types import Context, DataDict

    from ckanext.bmagov.agencies import AgencyNode
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.badge import Mark
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard


DRY_RUN_SECONDS = 5.0
"""So long a request tries other rules; agencies that were not reached are asked for again."""


# --- what is published ---


@reads(schema.result_list_schema, allowed=everyone)
def bmagov_kpi_result_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
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
        catalog), ``parts`` (id and measured result), ``signed_off_at``, ``revision``, ``rule_version`` and
        ``digest`` of what was kept
    :rtype: dict
    """
    kpi = data_dict["kpi"]
    if config.kpi_public() == "none":
        return {"years": [], "count": 0, "mean": None, "reached": 0, "results": []}
    found = results.closed(model.Session, kpi, data_dict.get("fiscal_year"))
    known = [one for one in found if one.decided is not None]
    return {
        "years": results.years(model.Session, kpi),
        "count": len(found),
        "mean": _text(mean([one.decided for one in known if one.decided is not None])),
        "reached": sum(one.decided >= one.target for one in known if one.decided is not None),
        "results": [_result(one) for one in found],
    }


def _result(one: results.Result) -> dict[str, Any]:
    return {
        "agency": {
            "id": one.agency.id,
            "name": one.agency.name,
            "title": one.agency.title,
            "title_en": one.agency.title_en,
            "kind": one.agency.kind,
        },
        "fiscal_year": one.fiscal_year,
        "target": str(one.target),
        "result": _text(one.decided),
        "measured": _text(one.machine),
        "parts": [{"id": name, "result": _text(value)} for name, value in one.parts],
        "signed_off_at": one.signed_off_at.isoformat(),
        "revision": one.revision,
        "rule_version": one.rule_version,
        "digest": one.digest,
    }


# --- rounds that wait ---


@reads(schema.round_list_schema, allowed=audit_readers)
def bmagov_round_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
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
        which, its ``event_label``, ``role``, ``role_label``, ``note``, ``due`` and ``objection_until``
    :rtype: list of dicts
    """
    found = rounds.listed(
        model.Session, data_dict["kpi"], data_dict.get("fiscal_year"), data_dict.get("state") or ""
    )
    nodes = {one.id: one.as_node() for one in stored_agencies(model.Session)} if found else {}
    return [_waiting(one, nodes[one.agency_id]) for one in found if one.agency_id in nodes]


def _waiting(one: Round, agency: AgencyNode) -> dict[str, Any]:
    last = one.decisions[-1]
    return {
        "agency": {
            "id": agency.id,
            "name": agency.name,
            "title": agency.title,
            "title_en": agency.title_en,
            "kind": agency.kind,
        },
        "fiscal_year": one.fiscal_year,
        "state": one.state.value,
        "state_label": round_state_label(one.state.value),
        "version": one.version,
        "revision": one.revision,
        "since": last.at.isoformat(),
        "event": last.event.value,
        "event_label": round_event_label(last.event.value),
        "role": last.role.value,
        "role_label": role_label(last.role.value),
        "note": last.note,
        "due": last.due.isoformat() if last.due else None,
        "objection_until": one.objection_until.isoformat() if one.objection_until else None,
    }


# --- dry run ---


@reads(schema.ruleset_simulate_schema, allowed=auditors)
def bmagov_ruleset_simulate(context: Context, data_dict: DataDict) -> dict[str, Any]:
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
    present = rule_service.in_force(model.Session, data_dict["kpi"], period, today())
    if present is None:
        said = tk._("No rule set is in force in fiscal year {year}").format(year=period)
        raise tk.ValidationError({"period": [f"RULESET-NONE: {said}"]})
    as_of = _moment(data_dict.get("as_of"), period)
    other = dry_run.moved_to(known.rules, period)
    try:
        every = dry_run.pairs(model.Session, present, other, as_of, beyond=data_dict["beyond"])
    except LookupError as error:
        raise tk.ValidationError({"beyond": [tk._("There is no such agency")]}) from error
    moved, left = _in_time(every, None if is_trusted(context) else DRY_RUN_SECONDS)
    model.Session.rollback()
    changes = [one["change"] for one in moved]
    return {
        "left": left,
        "last": moved[-1]["name"] if moved else data_dict["beyond"],
        "period": period,
        "as_of": as_of.isoformat(),
        "with_version": present.version,
        "up": sum(one is not None and one > 0 for one in changes),
        "down": sum(one is not None and one < 0 for one in changes),
        "same": sum(not one for one in changes),
        "mean_before": _text(mean([one["before"] for one in moved if one["before"] is not None])),
        "mean_after": _text(mean([one["after"] for one in moved if one["after"] is not None])),
        "agencies": [
            {**one, **{name: _text(one[name]) for name in ("before", "after", "change")}}
            for one in sorted(moved, key=lambda one: -abs(one["change"] or 0))
        ],
    }


def _in_time(every: Iterator[dry_run.Pair], seconds: float | None) -> tuple[list[dict[str, Any]], int]:
    """Return what pairs say, and how many are left when the time is over; one pair is always told."""
    stop = None if seconds is None else time.monotonic() + seconds
    moved: list[dict[str, Any]] = []
    for pair in every:
        moved.append(_moved(pair))
        if stop is not None and time.monotonic() >= stop:
            return moved, pair.left
    return moved, 0


def _moment(day: str | None, period: int) -> dt.datetime:
    """Return the end of a day of the period, never later than now."""
    if not day:
        return cards.moment(period, now())
    found = dt.date.fromisoformat(day)
    if found > today():
        raise tk.ValidationError({"as_of": [f"DATE-FUTURE: {tk._('Give a day that is not to come')}"]})
    return cards.moment(period, min(dt.datetime.combine(found, cards.DAY_ENDS, cards.BANGKOK), now()))


def _moved(pair: dry_run.Pair) -> dict[str, Any]:
    node = pair.agency.node
    before = pair.before.result if pair.before else None
    after = pair.after.result if pair.after else None
    return {
        "id": node.id,
        "name": node.name,
        "title": node.title,
        "title_en": node.title_en,
        "kind": node.kind,
        "before": before,
        "after": after,
        "change": None if before is None or after is None else after - before,
        "criteria": _differences(pair.before, pair.after),
    }


def _differences(before: ScoreCard | None, after: ScoreCard | None) -> list[dict[str, Any]]:
    old = {one.id: one for one in before.criteria} if before else {}
    new = {one.id: one for one in after.criteria} if after else {}
    return [
        {"criterion": name, "before": _score(old.get(name)), "after": _score(new.get(name))}
        for name in dict.fromkeys((*old, *new))
        if _key(old.get(name)) != _key(new.get(name))
    ]


def _key(score: Any) -> Any:
    return (score.state, score.points) if score else None


def _score(score: Any) -> dict[str, Any] | None:
    if score is None:
        return None
    state = score.state.value
    return {"state": state, "state_label": state_label(state), "points": points_dict(score.points)}


# --- one dataset ---


@reads(schema.dataset_kpi_show_schema, allowed=auth.dataset_agency)
def bmagov_dataset_kpi_show(context: Context, data_dict: DataDict) -> dict[str, Any] | None:
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
    found = badge.of_dataset(model.Session, package.id, rules, now())
    if found is None:
        return None
    return {
        "fiscal_year": year,
        "duty": found.duty,
        "duty_label": obligation_kind_label(found.duty) if found.duty else "",
        "database": found.database,
        "marks": [_mark(one, rules) for one in found.marks],
    }


def _mark(one: Mark, rules: RuleSet) -> dict[str, Any]:
    systems = {system.id: system.name.th for system in rules.systems}
    labels = {
        "freshness": tk._("Currency"),
        "metadata": tk._("Metadata"),
        "dictionary": tk._("Data dictionary"),
    }
    return {
        "name": one.name,
        "label": labels[one.name],
        "state": one.state.value,
        "state_label": state_label(one.state.value),
        "reason": one.reason.code,
        "text": finding_text(one.reason, one.params, systems),
        "remedy": remedy_text(one.reason, one.params, systems),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
