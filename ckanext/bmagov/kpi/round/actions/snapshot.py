"""What was kept of an agency's year: at the end of each quarter, at each hand-in, at the sign-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.kpi.common.actions.year import year_of
from ckanext.bmagov.kpi.common.auth import year_readers
from ckanext.bmagov.kpi.common.words.labels import period_label
from ckanext.bmagov.kpi.round import schema
from ckanext.bmagov.kpi.round.actions.changes import changes_between
from ckanext.bmagov.kpi.round.domain.periods import QUARTERS, quarter_before
from ckanext.bmagov.kpi.round.services import snapshots
from ckanext.bmagov.kpi.score.actions.scorecards import card_dict

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.answers import ChangeDict, KeptDict, KeptScorecardDict
    from ckanext.bmagov.kpi.round.model import Snapshot
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_snapshot_list(context: Context, data_dict: DataDict) -> list[KeptDict]:
    """List what was kept of an agency's year, the oldest first.

    A quarter that ended and is not listed was not measured: nobody knows now how it stood.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int

    :returns: each with ``period`` (q1 to q4, submitted-N, objected-N, retaken-N, signed_off),
        ``period_label``, ``is_quarter``, ``revision``, ``as_of`` (the moment it tells of), ``taken_at``,
        ``result`` (measured, per cent, or null), ``rule_version``, ``digest`` (SHA-256) and ``whole``: what
        is kept has this digest
    :rtype: list of dicts
    """
    agency, rules = year_of(data_dict)
    return [_kept_dict(kept) for kept in snapshots.of_year(model.Session, agency.node.id, rules)]


@reads(schema.snapshot_show_schema, allowed=year_readers)
def bmagov_snapshot_show(context: Context, data_dict: DataDict) -> KeptScorecardDict:
    """Show a score card as it was kept, and for a quarter what differs from the one before.

    What you may not know of is left out, as in ``bmagov_scorecard_show``.

    :param id: name or id of the agency
    :type id: string
    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param period: the period, as ``bmagov_snapshot_list`` names it
    :type period: string
    :param revision: of this revision (optional, default: the last that has it)
    :type revision: int

    :returns: as an item of ``bmagov_snapshot_list``, with ``card`` (as ``bmagov_scorecard_show``),
        ``before``: the quarter that it is compared with, or null, and ``changes`` (as ``bmagov_round_show``)
    :raises ObjectNotFound: nothing was kept then
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    every = snapshots.of_year(model.Session, agency.node.id, rules)
    kept = _chosen(every, data_dict["period"], data_dict.get("revision"))
    then = snapshots.rules_of(model.Session, kept) if kept else None
    if kept is None or then is None:
        raise tk.ObjectNotFound(tk._("Nothing was kept of this period"))
    name = quarter_before(kept.period)
    before = _chosen(every, name, None) if name else None
    return {
        **_kept_dict(kept),
        "card": card_dict(context, agency, snapshots.whole_card(kept), then, kept=True),
        "before": before.period if before else None,
        "changes": _changes(context, agency, before, kept, then) if before else [],
    }


def _chosen(every: list[Snapshot], period: str, revision: int | None) -> Snapshot | None:
    """Return the last that was kept of a period."""
    same = [kept for kept in every if kept.period == period and revision in (None, kept.revision)]
    return same[-1] if same else None


def _changes(
    context: Context, agency: Scored, before: Snapshot, kept: Snapshot, then: RuleSet
) -> list[ChangeDict]:
    first_rules = snapshots.rules_of(model.Session, before)
    if first_rules is None:
        return []
    first, second = snapshots.whole_card(before), snapshots.whole_card(kept)
    return changes_between(context, agency, (first, first_rules), (second, then), since=before.taken_at)


def _kept_dict(kept: Snapshot) -> KeptDict:
    card = snapshots.kept_card(kept)
    return {
        "period": kept.period,
        "period_label": period_label(kept.period),
        "is_quarter": kept.period in QUARTERS,
        "revision": kept.revision,
        "as_of": card.as_of.isoformat(),
        "taken_at": kept.taken_at.isoformat(),
        "result": to_plain(card.result),
        "rule_version": kept.rule_version,
        "digest": kept.digest,
        "whole": snapshots.is_whole(kept),
    }
