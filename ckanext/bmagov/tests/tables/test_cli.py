"""`ckan bmagov tables load` as one types it."""

from __future__ import annotations

import pytest

from ckan.cli.cli import ckan
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.tables.conftest import state

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")


def linked(dataset):
    about = {"package_id": dataset["id"], "name": "ลิงก์", "url": "https://example.go.th/a.csv"}
    return call_action("resource_create", {"user": core.Sysadmin()["name"]}, **about)


def test_all_tables_are_asked_for_and_other_files_are_passed_over(cli, upload, dataset):
    table = upload("เขต,จำนวน\nพระนคร,1\n")
    linked(dataset)

    done = cli.invoke(ckan, ["bmagov", "tables", "load", "--later"])

    assert done.exit_code == 0, done.output
    assert done.output == "Tables asked for: 1\n"
    assert state(table["id"])["state"] == "waiting"


def test_a_named_file_without_a_table_is_told_and_the_others_are_asked_for(cli, upload, dataset):
    table = upload("เขต,จำนวน\nพระนคร,1\n")
    link = linked(dataset)

    done = cli.invoke(ckan, ["bmagov", "tables", "load", "--later", link["id"], table["id"]])

    assert done.exit_code == 1
    assert f"{link['id']}: NO-TABLE" in done.output
    assert "Tables asked for: 1" in done.output
    assert state(table["id"])["state"] == "waiting"
    assert "Not loaded: 1" in done.output


def test_an_unknown_id_is_told_before_anything_is_done(cli):
    done = cli.invoke(ckan, ["bmagov", "tables", "load", "nothing"])

    assert done.exit_code == 1
    assert "no such resource: nothing" in done.output
