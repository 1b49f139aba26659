"""Classification levels, the policy that gives them meaning, and the access that follows from both."""

from __future__ import annotations

from ckanext.bmagov.access.domain.classification.access import (
    ACTIVE,
    Grant,
    Reader,
    Subject,
    all_may,
    allowed_keys,
    allows,
    dataset_labels,
    groups_for,
    may_approve_lowering,
    reader_labels,
    resource_of,
)
from ckanext.bmagov.access.domain.classification.policy import (
    OPEN,
    Aspect,
    Policy,
    PolicyError,
    PolicyProblem,
    parse_policy,
)

__all__ = [
    "ACTIVE",
    "OPEN",
    "Aspect",
    "Grant",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "Reader",
    "Subject",
    "all_may",
    "allowed_keys",
    "allows",
    "dataset_labels",
    "groups_for",
    "may_approve_lowering",
    "parse_policy",
    "reader_labels",
    "resource_of",
]
