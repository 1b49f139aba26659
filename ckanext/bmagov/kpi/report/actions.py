"""The yearly report in its nine sections, as plain data; page, PDF and DOCX are made from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.kpi.common.actions.year import told, year_of
from ckanext.bmagov.kpi.common.auth import year_readers
from ckanext.bmagov.kpi.common.words.labels import round_state_label
from ckanext.bmagov.kpi.report import schema, services
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
    from ckanext.bmagov.kpi.report.services import Told
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.report_show_schema, allowed=year_readers)
def bmagov_report_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
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
        whole report), ``hidden`` (how many things you may not know) and ``report``: ``sections`` of
        ``number``, ``title`` (th, en) and ``blocks`` of ``lines`` (``text``, ``label``, ``day`` as ISO,
        ``value``, ``unit``, ``link``, ``sha256``), ``signed_by``, ``position``
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    found = rounds.load(model.Session, agency.node.id, rules)
    with told("fiscal_year"):
        year = _told(data_dict, agency, rules, found)
        whole = year.report()
    database = not year.dataset_id or year.dataset_id in access.readable(context, [year.dataset_id])
    record, hidden = services.shown(
        year.record,
        database=database,
        document=lambda row: _may_read(context, row),
        wholly=lambda ids: access.cleared(context, ids),
        session=model.Session,
    )
    return {
        "agency": {"id": agency.node.id, "name": agency.node.name, "title": agency.node.title},
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "state": found.state.value,
        "state_label": round_state_label(found.state.value),
        "kept": year.kept is not None,
        "period": year.kept.period if year.kept else None,
        "revision": year.kept.revision if year.kept else found.revision,
        "snapshot": year.kept.digest if year.kept else None,
        "as_of": whole.as_of.isoformat(),
        "rule_version": whole.rule_version,
        "rule_digest": whole.rule_digest,
        "digest": whole.digest,
        "hidden": hidden,
        "report": (year.report(record) if hidden else whole).to_dict(),
    }


def _told(data_dict: DataDict, agency: Scored, rules: RuleSet, found: Round) -> Told:
    if data_dict.get("as_of"):
        day = dt.date.fromisoformat(data_dict["as_of"])
        if day > today():
            raise tk.ValidationError({"as_of": [f"DATE-FUTURE: {tk._('Give a day that is not to come')}"]})
        moment = min(dt.datetime.combine(day, cards.DAY_ENDS, cards.BANGKOK), now())
        card = cards.at(model.Session, agency, rules, moment)
        return services.of_now(model.Session, agency, rules, found.revision, card)
    revision = data_dict.get("revision")
    if kept := services.kept_of(model.Session, agency.node.id, rules, found, revision):
        return services.of_kept(model.Session, kept)
    if revision is not None and revision != found.revision:
        raise tk.ObjectNotFound(tk._("There is no such score card"))
    card, _ = cards.current(model.Session, agency, rules, now())
    return services.of_now(model.Session, agency, rules, found.revision, card)


def _may_read(context: Context, row: Deliverable) -> bool:
    try:
        tk.check_access("bmagov_deliverable_show", tk.fresh_context(context), {"id": row.id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True
