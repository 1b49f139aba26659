"""The KPI: rules, register, workspace, scores and rounds, as each of the cast."""

from __future__ import annotations

from typing import ClassVar

from .surface import Changes, Public, Quiet


def nobody(role: str, case: str) -> bool:
    """Tell that all of the cast are asked: what they send is refused as wrong, if not sooner."""
    return False


# --- rule sets ---


class TestRuleSets(Public):
    action = "bmagov_ruleset_list"


class TestRuleSet(Public):
    action, params = "bmagov_ruleset_show", {"fiscal_year": "2564"}


class TestRuleSetComparison(Public):
    action = "bmagov_ruleset_compare"
    params: ClassVar = {
        "fiscal_year": "2564",
        "version": "1",
        "with_fiscal_year": "2570",
        "with_version": "1",
    }


class TestRuleSetCheck(Quiet):
    action, params = "bmagov_ruleset_check", {"source": "kpi: [id"}


class TestRuleSetDraft(Changes):
    action, params, may = "bmagov_ruleset_create", {"source": "kpi: [id"}, staticmethod(nobody)


class TestRuleSetPublication(Changes):
    action, may = "bmagov_ruleset_publish", staticmethod(nobody)
    params: ClassVar = {"fiscal_year": "2570", "version": "1", "digest": "{id}"}


# --- score cards ---


class TestScorecard(Quiet):
    action, params = "bmagov_scorecard_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestScorecards(Quiet):
    action, params = "bmagov_scorecard_list", {"fiscal_year": "2570"}


class TestScoring(Changes):
    action, params = "bmagov_scorecard_update", {"fiscal_year": "2569", "id": "{id}"}
    may = staticmethod(nobody)
