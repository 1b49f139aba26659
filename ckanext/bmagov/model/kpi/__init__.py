"""Tables of the KPI: rules in force, the register, what agencies hand in, scores, and the yearly round.

What each value means stands with the dataclass of `domain/kpi` or `domain/audit` that it becomes.
"""

from __future__ import annotations

from .audit import AuditNote, Deadline, Override, Round, Snapshot
from .link import LinkCheck
from .register import GovernanceItem, Obligation, SystemLink
from .rules import StoredRuleSet
from .score import CriterionScore, DatasetFacts, Finding, Scorecard, ScoreChange, ScoreRun
from .workspace import Deliverable, Progress, Proposal, Statement, Use

__all__ = [
    "AuditNote",
    "CriterionScore",
    "DatasetFacts",
    "Deadline",
    "Deliverable",
    "Finding",
    "GovernanceItem",
    "LinkCheck",
    "Obligation",
    "Override",
    "Progress",
    "Proposal",
    "Round",
    "ScoreChange",
    "ScoreRun",
    "Scorecard",
    "Snapshot",
    "Statement",
    "StoredRuleSet",
    "SystemLink",
    "Use",
]
