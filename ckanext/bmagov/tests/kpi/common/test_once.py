"""What several rooms of the KPI need stands in one of them."""

from __future__ import annotations

import ast
import datetime as dt
from itertools import combinations
from pathlib import Path

import pytest

import ckanext.bmagov.kpi
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence, error_codes
from ckanext.bmagov.kpi.oversight.services import Cell
from ckanext.bmagov.kpi.score.domain.engine import Points
from ckanext.bmagov.kpi.score.domain.findings import State, is_not_due

KPI = Path(ckanext.bmagov.kpi.__file__).parent
ROOMS = ("common", "score", "round", "report", "oversight")


def sources():
    return [path for room in ROOMS for path in sorted((KPI / room).rglob("*.py"))]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_rules_of_auth_are_no_twins_and_not_named_like_actions():
    rules = [node for path in sources() if path.name == "auth.py" for node in functions(path)]
    assert not [node.name for node in rules if node.name.startswith("bmagov_")]
    bodies = {node.name: ast.unparse(ast.Module(node.body[1:], [])) for node in rules}
    assert not [pair for pair in combinations(bodies, 2) if bodies[pair[0]] == bodies[pair[1]]]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ('"DATE-FUTURE: ', {"common/actions/year.py"}),
        ('f"DATE-FUTURE: ', {"common/actions/year.py"}),
        (".display_name", {"common/services/people.py", "common/services/own_case.py"}),
        ("auth_user_obj", set()),
        ('"title_en": ', {"common/answers.py"}),
        ('re.compile(r"^[A-Z', set()),
        ("There is no such rule set", {"common/actions/year.py", "oversight/actions/oversight.py"}),
    ],
)
def test_it_is_written_in_one_place(text, home):
    holding = {str(path.relative_to(KPI)) for path in sources() if text in path.read_text(encoding="utf-8")}
    assert holding <= home


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("days", [-1, 0, 1, None])
def test_page_and_overview_agree_on_what_is_not_due(state, days, monkeypatch):
    today = dt.date(2021, 3, 1)
    monkeypatch.setattr("ckanext.bmagov.kpi.oversight.services.today", lambda: today)
    deadline = None if days is None else today + dt.timedelta(days=days)
    cell = Cell(state.value, Points(), deadline)
    assert cell.not_due == is_not_due(state, deadline, today)
    assert cell.not_due == (state is State.FAIL and days in (0, 1))


def test_codes_of_errors():
    errors = {"version": ["STALE-VERSION: Somebody was faster."], "note": ["DATE: no code", "SHARE-RANGE: x"]}
    assert error_codes(errors) == {"STALE-VERSION", "SHARE-RANGE"}
    assert bmagov_error_sentence(errors["version"][0]) == "Somebody was faster."
