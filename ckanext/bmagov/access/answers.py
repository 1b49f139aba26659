"""What helpers tell pages of levels and access."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping


class BannerDict(TypedDict):
    """Why a dataset or resource is closed, and what that means for the reader.

    `private` is open data that the owner keeps to itself. `by_column`: a column of the data dictionary is
    more closed than the file, so the data are, not the description. `readers` get the data. `until` is the
    last day of the reader's own access, `asked` the id of the reader's open request.
    """

    level: str
    label: str
    private: bool
    by_column: bool
    draft: bool
    readers: list[str]
    may_read: bool
    until: str
    asked: str
    may_ask: bool


class AspectDict(TypedDict):
    """What somebody may do, and which groups may."""

    label: str
    groups: list[str]


class AudienceDict(TypedDict):
    """Who sees a dataset (`file` is empty) or a file of it. `grants`: how many hold."""

    file: str
    level: str
    label: str
    aspects: list[AspectDict]
    grants: int
    stores: bool


class ClosedObjectDict(TypedDict):
    """What a request for access is about; empty where the reader may not read it."""

    id: str
    name: str
    resource_id: str | None
    title: str
    file: str
    level: str
    agency_id: str
    longest: int
    may_read: bool


class LevelDict(TypedDict):
    """What a level does to a dataset. `days`: how long a grant may last."""

    level: str
    label: str
    aspects: list[AspectDict]
    stores: bool
    licences: list[str]
    all_licences: bool
    logged: bool
    days: int
    givers: list[str]
    approvers: list[str]
    is_open: bool


class CategoryDict(TypedDict):
    """A category, and for each level whether it goes with it."""

    label: str
    levels: list[bool]


class ClassificationDict(TypedDict):
    """The policy, for the page that explains it."""

    levels: list[LevelDict]
    matrix: list[CategoryDict]


class QuestionDict(TypedDict):
    """A plain question, with the answer that was given; `answers` are values and texts."""

    id: str
    text: str
    help: str
    asked_if: Mapping[str, str]
    asked: bool
    answers: list[tuple[str, str]]
    given: str


class ProposedDict(TypedDict):
    """The category and level that answers lead to, also as a sentence."""

    category: str
    level: str
    said: str


class RuleDict(ProposedDict):
    """The answers that lead to a proposal, for the script of the form."""

    when: Mapping[str, str]


class LevelQuestionsDict(TypedDict):
    """The plain questions of the form, and what the answers given lead to.

    `given`: whether there are any. `missing`: texts of questions without an answer, for the page without a
    script.
    """

    questions: list[QuestionDict]
    rules: list[RuleDict]
    proposal: ProposedDict | None
    given: bool
    missing: list[str]
