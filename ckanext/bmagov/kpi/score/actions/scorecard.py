"""Score cards: how far each agency is in a fiscal year, why, and what it can still win."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import is_trusted, reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.common.actions.year import end_of_day, rules_of, year_of
from ckanext.bmagov.kpi.common.answers import listed_agency_dict
from ckanext.bmagov.kpi.common.auth import auditors, members, reads_audit, year_readers
from ckanext.bmagov.kpi.common.services.agencies import find_scored, scored_agencies
from ckanext.bmagov.kpi.common.words.labels import state_label
from ckanext.bmagov.kpi.oversight import services
from ckanext.bmagov.kpi.register.services import duties_of
from ckanext.bmagov.kpi.round.services import review, rounds, snapshots, standing
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score import schema
from ckanext.bmagov.kpi.score.actions.scorecards import card_dict, due_dict, points_dict
from ckanext.bmagov.kpi.score.domain.findings import State
from ckanext.bmagov.kpi.score.services import cards, history, quarters, runs, seen, todo, wake
from ckanext.bmagov.kpi.score.services.amend import amend_agency, read_batch
from ckanext.bmagov.kpi.score.services.facts import last_proposal
from ckanext.bmagov.kpi.score.services.score import few_collections, score_agency

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.answers import (
        AgencyScoreDict,
        CellDict,
        ScorecardDict,
        ScorecardListDict,
        ScoringDict,
    )
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard
    from ckanext.bmagov.kpi.score.domain.todo import Task
    from ckanext.bmagov.kpi.score.model import ScoreRun
    from ckanext.bmagov.kpi.score.services.amend import Batch
    from ckanext.bmagov.kpi.score.services.seen import Marks


log = logging.getLogger(__name__)


@reads(schema.scorecard_show_schema, allowed=year_readers)
def bmagov_scorecard_show(context: Context, data_dict: DataDict) -> ScorecardDict:
    """Show the score of an agency: parts, criteria, findings with reasons and evidence, what can still be
    won.

    Members of the agency and auditors. What you may not know of is left out of the findings and told as
    points only.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param as_of: the day whose end is meant, in either era (optional, default: now; of a year that is over,
        its last day). What is known today of that day; without it a year that is handed in is told as it was
        kept then
    :type as_of: string

    :returns: ``agency``, ``kpi``, ``fiscal_year``, ``rule_version``, ``rule_digest``, ``as_of``, ``kept``
        (false when it was made for this answer), ``measured`` (false where nothing was kept of the year: no
        result is not zero), ``target``, ``result`` and ``highest`` still reachable (per cent, or null),
        ``stated``, ``due_so_far`` (``earned`` and ``weight``: points of what is due on that day, ``result``:
        per cent), ``points`` (earned, lost, unknown, reachable, weight), ``counts`` of
        findings by state, ``parts`` with their ``criteria`` with their ``findings`` (``state``, ``reason``,
        ``text``, ``remedy``, ``link``, ``day`` on which what was asked for came, ``late``, ``points``,
        ``evidence``, ``drawn``: its evidence was drawn for auditors to look at) and ``hidden``; ``gains``:
        what can still be done, an act a line, at most a hundred: ``gain`` is what doing it adds to the result
        of now, in percentage points, ``least`` what it adds for certain (the same, but where it depends on
        how it is done), ``mends`` all findings that it mends, ``deadline``
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    if data_dict.get("as_of"):
        card = cards.at(model.Session, agency, rules, end_of_day(data_dict["as_of"]))
        return card_dict(context, agency, card, rules, kept=False, tasks=_tasks(context, agency, rules, card))
    round_ = rounds.load(model.Session, agency.node.id, rules)
    stands = standing.of_round(model.Session, agency, rules, round_, now())
    drawn = review.drawn(round_, stands.card, stands.rules) if stands.kept else ()
    tasks = () if stands.kept else _tasks(context, agency, stands.rules, stands.card)
    return card_dict(context, agency, stands.card, stands.rules, kept=stands.stored, drawn=drawn, tasks=tasks)


def _tasks(context: Context, agency: Scored, rules: RuleSet, card: ScoreCard) -> tuple[Task, ...]:
    return todo.of_card(model.Session, agency, rules, card, lambda ids: access.readable(context, set(ids)))


@reads(schema.scorecard_list_schema, allowed=members)
def bmagov_scorecard_list(context: Context, data_dict: DataDict) -> ScorecardListDict:
    """List the scores of all agencies in a fiscal year; who does not audit gets the agencies of one's own.

    Read from what is kept; an agency that was never scored has no ``result``.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param id: only this agency, by name or id (optional)
    :type id: string

    :returns: ``kpi``, ``fiscal_year``, ``as_of`` of the oldest, ``target``, ``criteria`` (id, name, part,
        weight), ``agencies``: each with ``id``, ``name``, ``title``, ``kind``, ``result``, ``highest``,
        ``stated``, ``due_so_far`` (``earned``, ``weight``, ``result``: of what was due on the day of the
        score; null without one), ``as_of``, ``changed`` (something happened since), ``measured`` (false where
        nothing was kept of the year: no result is not zero), ``late`` (criteria past their deadline and not
        reached), ``no_register`` (no data are agreed that it has to keep, and nobody said why), ``touched``
        (something happened since it was handed in or verified), ``round`` (state), ``trend`` (years with a
        result until this one, the oldest first: ``fiscal_year``, ``result``, ``final``: signed off) and
        ``criteria`` (id to ``state``, ``state_label``, ``percent``, ``points``)
    :rtype: dict
    """
    rules = rules_of(data_dict)
    agencies = scored_agencies(model.Session, rules)
    if not (is_trusted(context) or reads_audit(context)):
        own = reader(context).roles
        agencies = [agency for agency in agencies if agency.node.id in own]
    if wanted := data_dict.get("id"):
        agencies = [agency for agency in agencies if wanted in (agency.node.id, agency.node.name)]
    rows = services.rows(model.Session, rules, agencies)
    moments = [row.as_of for row in rows if row.as_of]
    return {
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "as_of": to_plain(min(moments, default=None)),
        "target": str(rules.target),
        "criteria": [
            {
                "id": criterion.id,
                "name": to_plain(criterion.name),
                "part": part.id,
                "weight": str(criterion.weight),
            }
            for part in rules.parts
            for criterion in part.criteria
        ],
        "agencies": _rows(rows),
    }


def _rows(rows: list[services.Row]) -> list[AgencyScoreDict]:
    """Return agencies with their criteria; what stands in many cells is written once."""
    labels = {state.value: state_label(state.value) for state in State}
    cells = {id(cell): cell for row in rows for cell in row.cells.values()}
    written: dict[int, CellDict] = {
        key: {
            "state": cell.state,
            "state_label": labels[cell.state],
            "not_due": cell.not_due,
            "percent": cell.percent,
            "points": points_dict(cell.points),
        }
        for key, cell in cells.items()
    }
    return [_row(row, {name: written[id(cell)] for name, cell in row.cells.items()}) for row in rows]


def _row(row: services.Row, criteria: dict[str, CellDict]) -> AgencyScoreDict:
    return {
        **listed_agency_dict(row.agency),
        "result": to_plain(row.result),
        "highest": to_plain(row.highest),
        "stated": to_plain(row.stated),
        "due_so_far": due_dict(row.due) if row.due else None,
        "as_of": to_plain(row.as_of),
        "changed": row.changed,
        "measured": row.measured,
        "late": list(row.late),
        "no_register": row.no_register,
        "touched": row.touched,
        "round": row.round_state,
        "trend": [
            {"fiscal_year": year.fiscal_year, "result": str(year.result), "final": year.final}
            for year in row.trend
        ],
        "criteria": criteria,
    }


@writes(schema.scorecard_update_schema, allowed=auditors)
def bmagov_scorecard_update(context: Context, data_dict: DataDict) -> ScoringDict:
    """Score the agencies of a fiscal year and keep what is found. Auditors; the site does it by itself.

    A run is shared: whoever comes while one is at work scores agencies that nobody has scored yet, as do the
    workers of the site. What a worker that died held is scored by another; what it had done stays done.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param id: only this agency, by name or id (optional)
    :type id: string
    :param changed: only agencies where something happened since they were scored (optional, default: false)
    :type changed: bool
    :param join: only help a run that is at work, if there is one (optional, default: false)
    :type join: bool
    :param as_of: with ``id``: the day whose end is meant, where the site itself vouches for the past that it
        loads; nobody else may give it (optional, default: now)
    :type as_of: string

    :returns: ``running`` (another worker has not finished yet), ``scored`` (number of agencies that were
        scored by this call), ``failed`` (name of the agency to kind of the fault)
    :rtype: dict
    """
    rules = rules_of(data_dict)
    moment = _vouched(context, data_dict)
    if data_dict.get("id"):
        agency = find_scored(model.Session, rules, data_dict["id"])
        if agency is None:
            raise tk.ObjectNotFound(tk._("There is no such score card"))
        if moment:
            _vouch(agency, rules, moment)
        return _score_these([agency], rules, moment)
    agencies = scored_agencies(model.Session, rules)
    if data_dict["changed"]:
        batch = read_batch(model.Session, agencies, rules)
        changed = [agency for agency in agencies if agency.node.id in batch.noted]
        return _score_these(changed, rules, batch=batch)
    if data_dict["join"] and not runs.opened(model.Session, rules):
        return {"running": False, "scored": 0, "failed": {}}
    with few_collections():
        return _score_all(agencies, rules)


def _vouched(context: Context, data_dict: DataDict) -> dt.datetime | None:
    """Return the end of the day that is meant; only what loads the past may mean another than today."""
    if not data_dict.get("as_of"):
        return None
    if not is_trusted(context) or not data_dict.get("id"):
        said = tk._("Scores are kept as of now")
        raise tk.ValidationError({"as_of": [f"FIELD-READ-ONLY: {said}"]})
    return end_of_day(data_dict["as_of"])


def _vouch(agency: Scored, rules: RuleSet, moment: dt.datetime) -> None:
    """Keep the year's database and what the agency owes as they are for the past day that is scored."""
    proposal = last_proposal(model.Session, agency.node.id, rules)
    owed = {duty.dataset_id for duty in duties_of(model.Session, agency.carries)}
    if ids := {*owed, proposal.dataset_id if proposal else ""} - {""}:
        history.vouch(model.Session, ids, moment)


def _score_these(
    agencies: list[Scored], rules: RuleSet, moment: dt.datetime | None = None, batch: Batch | None = None
) -> ScoringDict:
    """Score agencies, each committed by itself.

    :param batch: what happened since, where the kept scores may be mended
    """
    failed: dict[str, str] = {}
    for agency in agencies:
        fault = _fault_of_scoring(agency, rules, moment or cards.moment(rules.fiscal_year, now()), batch)
        if fault:
            failed[agency.node.name] = fault
        else:
            model.Session.commit()
    return {"running": False, "scored": len(agencies) - len(failed), "failed": failed}


def _score_all(agencies: list[Scored], rules: RuleSet) -> ScoringDict:
    """Score all agencies, together with whoever else is at it; a fault of one agency stops no other.

    What another worker holds is left to it at first, and looked at again at the end: who has died left it.
    """
    run = runs.join(model.Session, rules, cards.moment(rules.fiscal_year, now()), len(agencies))
    model.Session.commit()
    wake.call_help(rules, len(agencies))
    if run.rule_version != rules.version:
        begun = rule_service.find(model.Session, rules.kpi, rules.fiscal_year, run.rule_version)
        rules = begun.rules if begun else rules
    marks = _look_at_all(run)
    scored: ScoringDict = {"running": False, "scored": 0, "failed": {}}
    held = [agency for agency in agencies if not _score_own(run, agency, rules, scored, marks)]
    left = [agency for agency in held if not _score_own(run, agency, rules, scored, marks, wait=True)]
    if not left:
        history.look_at_others(model.Session, {each for agency in agencies for each in agency.carries}, marks)
    runs.end(model.Session, run, [agency.node.id for agency in agencies])
    model.Session.commit()
    return {**scored, "running": bool(left)}


def _look_at_all(run: ScoreRun) -> Marks:
    """Keep how all datasets stand and what is read for all agencies at once; one worker of a run at a time.

    What another has kept a moment ago is seen as kept, so that nothing is kept twice.
    """
    runs.take_turn(model.Session, run)
    history.keep_all(model.Session)
    marks = seen.take(model.Session)
    marks = replace(marks, apart=history.read_apart(model.Session))
    model.Session.commit()
    return marks


def _score_own(
    run: ScoreRun, agency: Scored, rules: RuleSet, scored: ScoringDict, marks: Marks, *, wait: bool = False
) -> bool:
    """Score an agency of a run unless it is scored; return false while another worker holds it."""
    claimed = runs.claim(model.Session, run, agency.node.id, wait=wait)
    if claimed:
        fault = _fault_of_scoring(agency, rules, run.as_of, looks=marks)
        runs.done(model.Session, run, agency.node.id, fault)
        scored["scored"] += not fault
        if fault:
            scored["failed"][agency.node.name] = fault
    model.Session.commit()
    return claimed is not None


def _fault_of_scoring(
    agency: Scored,
    rules: RuleSet,
    moment: dt.datetime,
    batch: Batch | None = None,
    *,
    looks: Marks | None = None,
) -> str:
    """Score without committing; return the kind of the fault, if there was one, with nothing half written.

    :param batch: what happened since, where the kept score may be mended
    :param looks: marks of all datasets, where what is to be seen of its own is kept as well
    """
    try:
        # Not waiting for the disk: what a crash of PostgreSQL loses of it is noted as before, and made again.
        model.Session.execute(sa.text("SET LOCAL synchronous_commit TO off"))
        own = rule_service.for_agency(model.Session, rules, agency.node.id)
        moment = agency.until(moment)
        if batch is None or not amend_agency(model.Session, agency, own, moment, batch):
            score_agency(model.Session, agency, own, moment, looks=looks)
            quarters.keep_ended(model.Session, agency, own, moment)
        # Asked last: who handed in meanwhile is seen.
        if kept := snapshots.judged(model.Session, rounds.load(model.Session, agency.node.id, own)):
            standing.restore(model.Session, kept, own)
    except OperationalError:
        model.Session.rollback()
        raise
    except Exception as error:
        log.exception("Agency %s could not be scored", agency.node.id)
        model.Session.rollback()
        return type(error).__name__
    return ""
