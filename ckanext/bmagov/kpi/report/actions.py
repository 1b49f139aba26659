"""The yearly report in its nine sections, as plain data; page, PDF and DOCX are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import day_of, now
from ckanext.bmagov.base.services import log_tree
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, end_of_day, year_of
from ckanext.bmagov.kpi.common.answers import agency_dict
from ckanext.bmagov.kpi.common.auth import year_readers
from ckanext.bmagov.kpi.common.words.labels import round_state_label
from ckanext.bmagov.kpi.evidence.actions.deliverable import may_read
from ckanext.bmagov.kpi.report import schema, services
from ckanext.bmagov.kpi.round.services import rounds, seals
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.report.answers import ReportDict
    from ckanext.bmagov.kpi.report.services import ReportSources
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.report_show_schema, allowed=year_readers)
def bmagov_report_show(context: Context, data_dict: DataDict) -> ReportDict:
    """Show the report of an agency's year in the nine sections of the form.

    Members of the agency and auditors. A report that was handed in or signed off is told as it was kept then;
    one that is prepared or mended, from what is known now. What you may not know of is left out and counted.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param revision: the report of this revision as it was kept (optional)
    :type revision: int
    :param as_of: not what was kept, but what is known today of the end of this day, in either era (optional)
    :type as_of: string

    :returns: ``agency`` (id, name, title), ``kpi``, ``fiscal_year``, ``state`` of the round with
        ``state_label``, ``kept`` (made from what was kept), ``period``, ``revision``, ``snapshot`` (SHA-256
        of what was kept, or null), ``as_of``, ``rule_version``, ``rule_digest``, ``digest`` (SHA-256 of the
        whole report), ``hidden`` (how many things you may not know), ``log_head`` (the line of the log of
        decisions on the day it was kept, or null) and ``report``: ``sections`` of
        ``number``, ``title`` (th, en) and ``blocks`` of ``lines`` (``text``, ``label``, ``day`` as ISO,
        ``value``, ``unit``, ``link``, ``sha256``), ``signed_by``, ``position``
    :raises ValidationError: SNAPSHOT-CHANGED when what was kept does not match what was signed
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    round_ = rounds.load(model.Session, agency.node.id, rules)
    with as_action_errors("fiscal_year"):
        sources = _sources(data_dict, agency, rules, round_)
        whole = sources.report()
    database = not sources.dataset_id or sources.dataset_id in access.readable(context, [sources.dataset_id])
    record, hidden = services.shown(
        sources.record,
        database=database,
        document=lambda row: may_read(context, row),
        wholly=lambda ids: access.cleared(context, ids),
        session=model.Session,
    )
    return {
        "agency": agency_dict(agency.node),
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "state": round_.state.value,
        "state_label": round_state_label(round_.state.value),
        "kept": sources.kept is not None,
        "period": sources.kept.period if sources.kept else None,
        "revision": sources.kept.revision if sources.kept else round_.revision,
        "snapshot": sources.kept.digest if sources.kept else None,
        "as_of": whole.as_of.isoformat(),
        "rule_version": whole.rule_version,
        "rule_digest": whole.rule_digest,
        "digest": whole.digest,
        "hidden": hidden,
        "log_head": _log_head(sources),
        "report": (sources.report(record) if hidden else whole).to_dict(),
    }


def _sources(data_dict: DataDict, agency: Scored, rules: RuleSet, round_: Round) -> ReportSources:
    if data_dict.get("as_of"):
        card = cards.at(model.Session, agency, rules, end_of_day(data_dict["as_of"]))
        return services.of_now(model.Session, agency, rules, round_.revision, card)
    revision = data_dict.get("revision")
    if kept := services.kept_of(model.Session, round_, revision):
        if seals.broken(model.Session, [kept.id]):
            raise ProblemError("SNAPSHOT-CHANGED")
        return services.of_kept(model.Session, kept)
    if revision is not None and revision != round_.revision:
        raise tk.ObjectNotFound(tk._("There is no such score card"))
    card, _ = cards.current(model.Session, agency, rules, now())
    return services.of_now(model.Session, agency, rules, round_.revision, card)


def _log_head(sources: ReportSources) -> str | None:
    """Return the line that was published on the day something was kept: it never changes."""
    kept = sources.kept
    return str(log_tree.head_on(model.Session, day_of(kept.taken_at))) if kept else None
