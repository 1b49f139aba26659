"""A worker that dies at any step of a run: the next run stores what one undisturbed would have stored."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.score.model import CriterionScore, DatasetState, Finding, ScoreRun, SeenFacts
from ckanext.bmagov.kpi.score.services import history, quarters, runs, score, score_changes, seen
from ckanext.bmagov.tests import factories

STEPS = (
    (runs, "take_turn"),
    (history, "keep_all"),
    (seen, "take"),
    (history, "read_apart"),
    (runs, "claim"),
    (seen, "unchanged"),
    (seen, "keep"),
    (score, "see_milestones"),
    (score, "store"),
    (score_changes, "forget"),
    (quarters, "keep_ended"),
    (runs, "done"),
    (history, "look_at_others"),
    (runs, "end"),
)


class Death(BaseException):
    """What no code expects."""


def run() -> None:
    call_action("bmagov_scorecard_update", {"ignore_auth": True, "user": ""}, fiscal_year=2570)


def stored() -> list[str]:
    """Return all that a run leaves behind, without its moments."""
    lines = []
    for table, leave in (
        (CriterionScore, ""),
        (Finding, ""),
        (DatasetState, "number valid_from recorded_at"),
    ):
        columns = [column for column in table.__table__.columns if column.name not in leave.split()]
        lines += sorted(map(str, model.Session.execute(sa.select(*columns)).all()))
    model.Session.rollback()
    return lines


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("place", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_run_that_ends_at_a_step_is_gone_on_with(agency, duty, monkeypatch, place, name, after):
    duty(agency, factories.Dataset(owner_org=agency)["id"])
    real = getattr(place, name)

    def die(*given, **named):
        if after:
            real(*given, **named)
        raise Death

    with monkeypatch.context() as patched:
        patched.setattr(place, name, die)
        with pytest.raises(Death):
            run()
        model.Session.rollback()
    run()
    once = stored()
    assert model.Session.scalars(sa.select(ScoreRun.finished_at.is_(None))).all() == [False]
    model.Session.execute(sa.delete(SeenFacts))
    model.Session.commit()
    run()
    assert stored() == once
