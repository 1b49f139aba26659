"""What GD Catalog may have of a dataset: everything, its name, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ckanext.bmagov.access import OPEN

if TYPE_CHECKING:
    from ckanext.bmagov.access import Policy

YES = "yes"
NO = "no"


class Share(Enum):
    """How much of a dataset goes out."""

    WHOLE = "whole"
    NAME = "name"
    """That it is there, to accounts of GD Catalog only: its agency has said yes to that."""

    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """How a dataset stands in the database now."""

    state: str
    type: str
    private: bool
    level: str
    consent: str


def share_of(standing: Standing, policy: Policy) -> Share:
    """Decide it. Nothing above the second level ever goes out, whatever is stored."""
    if standing.state != "active" or standing.type != "dataset":
        return Share.NOTHING
    if standing.level == OPEN and not standing.private:
        return Share.NOTHING if standing.consent == NO else Share.WHOLE
    if standing.level in nameable(policy) and standing.consent == YES:
        return Share.NAME
    return Share.NOTHING


def nameable(policy: Policy) -> tuple[str, ...]:
    """Return the levels whose private datasets may be named to harvesters: open, and the next."""
    return policy.levels[:2]
