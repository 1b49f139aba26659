"""What the actions on rule sets answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import TextDict


class RuleSetDict(TypedDict):
    """A version of the rules of a year; ``differs``: the file on the server says something else."""

    kpi: str
    fiscal_year: int
    version: int
    status: str
    effective_from: str
    digest: str
    name: TextDict
    code: str
    in_force: bool
    differs: bool


class FullRuleSetDict(RuleSetDict):
    """A version with all that it says, as plain data; ``source`` is for auditors."""

    rules: dict[str, object]
    source: NotRequired[str]


class DiscardedDict(TypedDict):
    """A draft that was thrown away."""

    kpi: str
    fiscal_year: int
    version: int
    discarded: bool


class ChangeDict(TypedDict):
    """One difference between two versions; null where it is absent."""

    path: str
    before: str | None
    after: str | None


class ComparisonDict(TypedDict):
    """What differs between two versions."""

    changes: list[ChangeDict]


class RuleProblemDict(TypedDict):
    """What is wrong in a file, and where."""

    line: int
    path: str
    code: str
    message: str


class RuleCheckDict(TypedDict):
    """Whether a text is a rule set; ``digest`` when it is."""

    valid: bool
    problems: list[RuleProblemDict]
    digest: str | None
