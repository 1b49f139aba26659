"""`ckan bmagov agencies load`."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan

HEADER = "code8,name_th,kind,name\n"
GOOD = HEADER + "08000000,สำนักอนามัย,bureau,health\n"
BAD = GOOD + "0900000,สำนักการศึกษา,bureu,education\n"


@pytest.fixture
def load(cli, tmp_path, clean_db, clean_index):
    def run(content=None, *options):
        arguments = ["bmagov", "agencies", "load", *options]
        if content is not None:
            path = tmp_path / "list.csv"
            path.write_bytes(content)
            arguments += ["--file", str(path)]
        return cli.invoke(ckan, arguments)

    return run


def titles():
    listed = tk.get_action("organization_list")({"ignore_auth": True}, {"all_fields": True})
    return [organization["title"] for organization in listed]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_a_list_of_ones_own_in_any_common_encoding(load, encoding):
    result = load(GOOD.encode(encoding))
    assert result.exit_code == 0, result.output
    assert "Created 1" in result.output
    assert titles() == ["สำนักอนามัย"]


def test_semicolons_are_understood(load):
    assert load(GOOD.replace(",", ";").encode()).exit_code == 0


def test_the_second_time_it_says_that_nothing_changes(load):
    load(GOOD.encode())
    assert "Nothing to change: 1" in load(GOOD.encode()).output


def test_a_bad_row_is_named_and_nothing_is_written(load):
    result = load(BAD.encode())
    assert result.exit_code == 1
    assert "Line 3, column code8: AGENCY-LOST-ZERO" in result.output
    assert "Line 3, column kind: AGENCY-UNKNOWN-CHOICE" in result.output
    assert "nothing was written" in result.output
    assert titles() == []


def test_what_is_no_text_is_refused_without_a_traceback(load):
    result = load(b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x00\x01")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_a_dry_run_says_what_it_would_do(load):
    result = load(GOOD.encode(), "--dry-run")
    assert "Would create 1" in result.output
    assert titles() == []


def test_a_missing_file_is_told(cli):
    result = cli.invoke(ckan, ["bmagov", "agencies", "load", "--file", "/nowhere.csv"])
    assert result.exit_code == 2
