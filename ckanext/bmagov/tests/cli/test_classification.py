"""`ckan bmagov classification check` and `ckan bmagov search reconcile`."""

from __future__ import annotations

from typing import Any

import pysolr
import pytest

from ckan import model
from ckan.cli.cli import ckan

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(ckan, ["bmagov", *words])


def store(dataset: dict[str, Any], level: str | None) -> None:
    """Write a level as older software may have."""
    package = model.Package.get(dataset["id"])
    extras = {key: value for key, value in package.extras.items() if key != "data_classification"}
    package.extras = extras if level is None else extras | {"data_classification": level}
    model.Session.commit()


def test_good_levels_are_good(run):
    factories.Dataset()
    factories.Draft()
    answer = run("classification", "check")
    assert answer.exit_code == 0, answer.output
    assert "Every level is one of: open, internal" in answer.output


def test_what_the_policy_does_not_know_is_listed(run):
    unknown, missing, public, bytes_kept = (factories.Dataset() for _ in range(4))
    store(unknown, "Private")
    store(missing, None)
    store(public, "internal")
    model.Resource.get(bytes_kept["resources"][0]["id"]).url_type = "upload"
    store(bytes_kept, "secret")
    file = factories.Dataset(resources=[factories.resource()])["resources"][0]
    resource = model.Resource.get(file["id"])
    resource.extras = {**resource.extras, "resource_data_classification": "ลับๆ"}
    model.Session.commit()
    answer = run("classification", "check")
    assert answer.exit_code == 1
    lines = answer.output
    assert f'{unknown["name"]} ({unknown["id"]}): the level "Private" is not in the policy' in lines
    assert f"{missing['name']} ({missing['id']}): published without a level" in lines
    assert f'{public["name"]} ({public["id"]}): level "internal", but not private' in lines
    assert f'{bytes_kept["resources"][0]["id"]}: keeps data of the level "secret"' in lines
    assert f'{file["id"]}: the level "ลับๆ" is not in the policy' in lines
    assert "bytes: 1, missing: 1, public: 3, unknown: 2" in lines


def test_an_index_that_is_behind_is_put_right(run):
    dataset = factories.Dataset()
    store(dataset, "secret")
    told = run("search", "reconcile", "--dry-run")
    assert (told.exit_code, "old: 1" in told.output) == (1, True)
    done = run("search", "reconcile")
    assert (done.exit_code, "Put right: 1" in done.output) == (0, True), done.output
    assert run("search", "reconcile", "--dry-run").exit_code == 0


def test_a_solr_that_is_away_is_said(run, ckan_config, monkeypatch):
    monkeypatch.setattr(
        "ckanext.bmagov.services.index.make_connection",
        lambda **_: pysolr.Solr("http://127.0.0.1:9/solr"),
    )
    answer = run("search", "reconcile")
    assert answer.exit_code == 1
    assert "Solr does not answer" in answer.output
