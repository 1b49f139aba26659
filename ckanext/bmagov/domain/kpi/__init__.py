"""The KPI: rules and facts go in, findings with evidence come out. No clock, no services, no language."""

from __future__ import annotations

from .engine import Finding, Gain, Points, ScoreCard, evaluate
from .facts import Facts
from .findings import State
from .parsing import RuleProblem, RuleSetError, parse_rule_set
from .ruleset import RuleSet, compare

__all__ = [
    "Facts",
    "Finding",
    "Gain",
    "Points",
    "RuleProblem",
    "RuleSet",
    "RuleSetError",
    "ScoreCard",
    "State",
    "compare",
    "evaluate",
    "parse_rule_set",
]
