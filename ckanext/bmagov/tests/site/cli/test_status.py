"""`ckan bmagov status` as one types it, and the page that tells the same."""

from __future__ import annotations

import json

import pytest

from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import factories as core

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.score.model import ScoreRun
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")


@pytest.fixture
def failed_night():
    """A night in which one agency could not be scored."""
    agency = factories.Agency()
    moment = now()
    model.Session.add(
        ScoreRun(
            kpi="database",
            fiscal_year=2570,
            as_of=moment,
            rule_version=1,
            total=1,
            finished_at=moment,
            failed={agency["id"]: "InternalError"},
        )
    )
    model.Session.commit()
    return agency


def state(cli) -> dict[str, dict[str, object]]:
    answer = json.loads(cli.invoke(ckan, ["bmagov", "status", "--json"]).stdout)
    return {part["code"]: part for part in answer["parts"]}


def test_it_names_what_works_and_what_does_not(cli):
    done = cli.invoke(ckan, ["bmagov", "status"])

    assert done.exit_code == 1, "no worker runs in a test"
    assert "good  PostgreSQL answers." in done.output
    assert "bad   No worker runs" in done.output
    assert "ckan 2.12" in done.output


def test_a_dataset_that_is_in_no_index_is_counted(cli, reset_index):
    factories.Dataset()
    assert "INDEX" in state(cli)
    reset_index()

    drift = state(cli)["INDEX-DRIFT"]

    assert drift["params"] == {"datasets": 1, "indexed": 0}
    assert drift["grade"] == "look"


def test_the_agencies_that_a_night_could_not_score_are_named(cli, failed_night, monkeypatch):
    part = state(cli)["SCORES-FAILED"]

    assert part["grade"] == "bad"
    assert failed_night["title"] in part["text"]


def test_the_page_tells_administrators_and_nobody_else(app, failed_night):
    token = {"Authorization": core.SysadminWithToken()["token"]}
    other = {"Authorization": core.UserWithToken()["token"]}

    page = app.get("/ckan-admin/state", headers=token).body

    assert failed_night["title"] in page
    assert "ไม่มีเวิร์กเกอร์" in page
    for headers in (other, {}):
        refused = app.get("/ckan-admin/state", headers=headers, expect_errors=True, follow_redirects=False)
        assert refused.status_code in (302, 403)
