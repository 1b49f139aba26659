"""Everything goes at once, as when the power is cut: what was committed is whole, the rest never was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests.factories import SysadminWithToken

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.faults

SCORES = ("bmagov_scorecard", "bmagov_criterion_score", "bmagov_finding", "bmagov_audit_log")
SCORE = {"kpi": "database", "fiscal_year": 2570}


def rows():
    model.Session.remove()
    return [
        model.Session.scalars(sa.text(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")).all()
        for table in SCORES
    ]


def test_what_was_scored_is_there_after_a_power_cut_and_scoring_goes_on(app, dataset, service):
    factories.Agency(kind="bureau")
    admin = SysadminWithToken()

    def score():
        headers = {"Authorization": admin["token"]}
        return app.post("/api/3/action/bmagov_scorecard_update", json=SCORE, headers=headers).json["result"]

    with service("postgres"):  # from now on no child of who started the tests, who would keep its number
        model.Session.remove()
    assert score()["failed"] == {}
    before = rows()
    assert len(before[2]) > 5
    # Scores do not wait for the disk. What does wait, commits all that was before it.
    with model.ensure_engine().begin() as other:
        other.execute(sa.text("SET LOCAL synchronous_commit TO on"))
        # A commit waits for the disk only when its transaction wrote to the log before it.
        other.execute(sa.text("SELECT pg_logical_emit_message(true, 'bmagov', 'all before this')"))
    cut_off = model.meta.engine.connect()
    cut_off.execute(sa.text("DELETE FROM bmagov_finding"))  # and no commit
    model.Session.remove()
    with service("postgres", "kill"), service("redis", "kill"), service("solr", "kill"):
        cut_off.invalidate()
    assert rows() == before
    assert app.get("/health", status=200).json["healthy"] is True
    assert dataset["title"] in app.get("/dataset/", status=200).body
    assert score()["failed"] == {}
    assert [len(some) for some in rows()[:3]] == [len(some) for some in before[:3]]
