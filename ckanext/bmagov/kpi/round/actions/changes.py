"""What the catalog of today would judge otherwise than what was handed in, in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model
from ckanext.activity.model.activity import Activity

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import state_label
from ckanext.bmagov.kpi.round.domain.changes import changes
from ckanext.bmagov.kpi.round.services import snapshots
from ckanext.bmagov.kpi.score.actions.scorecards import CardView, points_dict
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.answers import ChangeDict, ChangedSubjectDict, JudgementDict
    from ckanext.bmagov.kpi.round.domain.changes import Change
    from ckanext.bmagov.kpi.round.model import Snapshot
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, ScoreCard


def changes_since(context: Context, agency: Scored, rules: RuleSet, kept: Snapshot) -> list[ChangeDict]:
    """Return what differs now from what is judged, by the rules of then; what may not be read is left out."""
    then = snapshots.rules_of(model.Session, kept)
    if then is None:
        return []
    before = snapshots.whole_card(kept)
    after = cards.at(model.Session, agency, then, cards.moment(rules.fiscal_year, now()))
    return changes_between(context, agency, (before, then), (after, then), since=kept.taken_at)


def changes_between(
    context: Context,
    agency: Scored,
    earlier: tuple[ScoreCard, RuleSet],
    later: tuple[ScoreCard, RuleSet],
    *,
    since: dt.datetime,
) -> list[ChangeDict]:
    """Return what differs between two score cards, each with its rules; what may not be read is left out.

    :param since: saves of datasets after this moment are told
    """
    (before, _), (after, _) = earlier, later
    views = tuple(CardView(context, agency, card, rules) for card, rules in (earlier, later))
    differing = changes(before, after)
    datasets = {
        finding.dataset_id
        for change in differing
        for pair in change.findings
        for view, finding in zip(views, pair, strict=True)
        if finding and view.is_readable(finding)
    }
    saves = _last_saves(datasets - {""}, since)
    return [_change(change, views, saves) for change in differing]


def _last_saves(dataset_ids: set[str], since: dt.datetime) -> dict[str, tuple[str, str]]:
    """Return who saved each dataset last since then, and when."""
    table = Activity.__table__.c
    query = (
        sa.select(table.object_id, table.timestamp, table.user_id)
        .where(
            table.object_id.in_(dataset_ids), table.timestamp > since.astimezone(dt.UTC).replace(tzinfo=None)
        )
        .distinct(table.object_id)
        .order_by(table.object_id, table.timestamp.desc())
    )
    rows = model.Session.execute(query).all() if dataset_ids else []
    names = people({row.user_id for row in rows})
    return {
        row.object_id: (row.timestamp.replace(tzinfo=dt.UTC).isoformat(), names.get(row.user_id, ""))
        for row in rows
    }


def _change(change: Change, views: tuple[CardView, ...], saves: dict[str, tuple[str, str]]) -> ChangeDict:
    subjects: list[ChangedSubjectDict] = []
    hidden = False
    for pair in change.findings:
        findings = list(_readable(views, pair))
        if len(findings) < sum(finding is not None for finding in pair):
            hidden = True
            continue
        texts = {id(finding): view.reason(finding) for view, finding in findings}
        shown = texts[id(findings[-1][1])]
        at, by = saves.get(findings[-1][1].dataset_id, (None, None))
        was, now_ = pair
        subjects.append(
            {
                "subject": shown["subject"],
                "subject_id": shown["subject_id"],
                "title": shown["title"],
                "before": texts[id(was)]["text"] if was else "",
                "after": texts[id(now_)]["text"] if now_ else "",
                "at": at,
                "by": by,
            }
        )
    return {
        "criterion": change.criterion,
        "before": judgement_dict(change.before),
        "after": judgement_dict(change.after),
        "subjects": subjects,
        "hidden": hidden,
    }


def _readable(
    views: tuple[CardView, ...], pair: tuple[Finding | None, Finding | None]
) -> Iterable[tuple[CardView, Finding]]:
    for view, finding in zip(views, pair, strict=True):
        if finding and view.is_readable(finding):
            yield view, finding


def judgement_dict(score: CriterionScore | None) -> JudgementDict | None:
    """Return how a criterion stands in one of two score cards; None where that has no such criterion."""
    if score is None:
        return None
    state = score.state.value
    return {"state": state, "state_label": state_label(state), "points": points_dict(score.points)}
