"""`ckan bmagov dictionary`: the same as the pages do, without a browser, a worker or Redis."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.capabilities import commands
from ckanext.bmagov.dictionary.formats import read_dictionary
from ckanext.bmagov.tests import factories

bmagov = commands()[0]

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

DATA = "รหัส,ประชากร\n1,5\n2,มาก\n"


@pytest.fixture
def file(create_with_upload: Any) -> str:
    user = core.Sysadmin()
    dataset = factories.Dataset(resources=[], user=user)
    context = {"user": user["name"]}
    return create_with_upload(
        DATA.encode(), "x.csv", context, package_id=dataset["id"], name="x", format="CSV"
    )["id"]


@pytest.fixture
def run(cli: Any):
    def command(*arguments: Any) -> Any:
        return cli.invoke(bmagov, ["dictionary", *map(str, arguments)])

    return command


def test_proposed_imported_exported(file, run, tmp_path):
    proposed = run("propose", file)
    assert proposed.exit_code == 0, proposed.output
    path = tmp_path / "d.json"
    path.write_text(json.dumps(json.loads(proposed.stdout)), encoding="utf-8")
    assert "1 columns new" not in run("import", file, path, "--dry-run").output
    with pytest.raises(tk.ObjectNotFound):
        call_action("bmagov_dictionary_show", id=file)
    assert "saved as version 1" in run("import", file, path).output
    out = tmp_path / "d.sql"
    written = run("export", file, out, "--dialect", "oracle")
    assert written.exit_code == 0, written.output
    assert [column.name for column in read_dictionary(out.read_bytes()).dictionary.tables[0].columns] == [
        "รหัส",
        "ประชากร",
    ]


def test_a_bad_file_saves_nothing(file, run, tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("name,type\na,สี\n", encoding="utf-8")
    done = run("import", file, path)
    assert done.exit_code == 1
    assert "TYPE-UNKNOWN" in done.output
    with pytest.raises(tk.ObjectNotFound):
        call_action("bmagov_dictionary_show", id=file)


def test_data_are_checked_here_and_now(file, run):
    assert run("validate", file).exit_code == 1  # there is no dictionary yet
    columns = [{"name": "รหัส", "type": "integer"}, {"name": "ประชากร", "type": "integer"}]
    call_action("bmagov_dictionary_update", id=file, columns=columns)
    done = run("validate", file)
    assert done.exit_code == 1
    assert "2 rows, 1 problems" in done.output
    assert "ประชากร\ttype\t1\trow 3" in done.output


def test_all_that_waits_is_done(file, run):
    columns = [{"name": "รหัส", "type": "integer"}, {"name": "ประชากร", "type": "text"}]
    call_action("bmagov_dictionary_update", id=file, columns=columns)
    assert "1 checks done" in run("validate", "--due").output
    assert call_action("bmagov_validation_show", id=file)["report"]["valid"]


@pytest.mark.parametrize("arguments", [("validate",), ("export", "x", "d.pdf")])
def test_what_makes_no_sense_is_told(run, arguments):
    assert run(*arguments).exit_code == 2
