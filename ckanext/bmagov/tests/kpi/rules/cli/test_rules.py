from __future__ import annotations

import pytest

from ckanext.bmagov.capabilities import commands
from ckanext.bmagov.kpi.rules.readers import OURS
from ckanext.bmagov.tests import factories

bmagov = commands()[0]

pytestmark = pytest.mark.usefixtures("clean_db")


@pytest.fixture
def run(cli):
    return lambda *arguments: cli.invoke(bmagov, ["rules", "check", *map(str, arguments)])


def test_our_rule_sets_are_valid(run):
    result = run()
    assert result.exit_code == 0, result.output
    assert (
        "database 2564 version 1 (published), 14 criteria, 14 weights and 5 deadlines are defaults"
        in result.output
    )
    assert "database 2570 version 1 (published)" in result.output
    assert "database 2570 version 2 (published)" in result.output


def test_every_problem_is_told_with_file_and_line(run, tmp_path):
    path = tmp_path / "kpi-2571.yaml"
    text = (OURS / "kpi-2570.yaml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("weight: 25", "weight: -1", 1).replace("unknown: excluded", "unknown: maybe")
    )
    result = run(path)
    assert result.exit_code == 1
    assert "WEIGHT-RANGE" in result.output
    assert "VALUE-UNKNOWN" in result.output
    assert result.output.count("kpi-2571.yaml: ") >= 2


def test_a_date_that_can_be_read_two_ways_is_asked_back(run, tmp_path):
    path = tmp_path / "kpi-2571.yaml"
    text = (OURS / "kpi-2570.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("effective_from: 2026-10-01", "effective_from: 3/4/2569"))
    assert "DATE-AMBIGUOUS" in run(path).output


def test_a_dry_run_tells_who_would_move(cli, clean_index):
    factories.Agency(name="public-relations-office", kind="bureau")
    result = cli.invoke(bmagov, ["rules", "try", "2570", "1"])
    assert result.exit_code == 0, result.output
    assert "0 up, 0 down, 1 same" in result.output
    assert cli.invoke(bmagov, ["rules", "try", "2570", "99"]).exit_code == 1
    assert "Error: " in cli.invoke(bmagov, ["rules", "try", "2570", "1", "--as-of", "31/2/2570"]).output
