"""What judges one criterion: the judgement, each reason in words, the remedy, and where it is mended.

A new criterion is one class in one file of this package. Rule sets call it by the name it is registered
under; pages, the reader of rule files and the JSON Schema take what they need from the class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from ckanext.bmagov.kpi.score.domain.findings import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.kpi.score.domain.facts import Facts
    from ckanext.bmagov.kpi.score.domain.findings import Assessment, Params, Question

METADATA_FORM: Final = "/dataset/edit/{dataset}"
FILES_FORM: Final = "/dataset/resources/{dataset}"
DICTIONARY_FORM: Final = "/dataset/{dataset}/dictionary"
GOVERNANCE_PAGE: Final = "{workspace}/governance"
REGISTER_PAGE: Final = "{workspace}/register"
DOCUMENTS_PAGE: Final = "{workspace}/documents"
DATABASE_PAGE: Final = "{workspace}/database"
SYSTEMS_PAGE: Final = "{workspace}/systems"
USES_PAGE: Final = "{workspace}/uses"


class Check(ABC):
    """The judge of one criterion. Its reasons are its class attributes."""

    page: ClassVar[str]
    """Address in the agency's workspace where it is mended, with `{workspace}`."""
    form: ClassVar[str] = ""
    """Address of the form of the dataset that mends it, with `{dataset}`; empty where there is none."""
    day: ClassVar[str] = ""
    """The parameter of its findings that says on which day what it asks for came."""
    timed: ClassVar[bool] = False
    """Whether its whole sense is a deadline, so that rules must name a step for it."""
    by_duty: ClassVar[bool] = False
    """Whether it judges each duty of the register by itself. No other check reads the register."""

    @cached_property
    def reasons(self) -> Mapping[str, Reason]:
        """All reasons it can give, by their codes."""
        return {
            value.code: value
            for kind in reversed(type(self).__mro__)
            for value in vars(kind).values()
            if isinstance(value, Reason)
        }

    @abstractmethod
    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge an agency by its facts: one assessment for each subject."""

    def form_of(self, reason: Reason, params: Params) -> str:  # noqa: ARG002 - for those that choose by them
        """Return the address that mends what the reason names: a form of the dataset, or a page."""
        return reason.form or self.form or self.page

    def steps(self, reason: Reason, params: Params) -> tuple[tuple[str, Params], ...]:
        """Return what is to be done about a finding: each address with what is mended there."""
        return ((self.form_of(reason, params), params),)

    def address(self, reason: Reason, params: Params, workspace: str, dataset: str) -> str:
        """Return the address on which a finding is mended.

        :param workspace: address of the year of the agency
        :param dataset: id of the dataset that it is about; empty where the reader knows of none
        """
        form = self.form_of(reason, params)
        if not dataset and "{dataset}" in form:
            form = self.page
        return form.format(workspace=workspace, dataset=dataset)


CHECKS: dict[str, Check] = {}
"""The checks by the names that rule sets use."""

C = TypeVar("C", bound=Check)


def check(name: str) -> Callable[[type[C]], type[C]]:
    """Register a class under the name by which rule sets call it; a name is taken once."""

    def register(kind: type[C]) -> type[C]:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = kind()
        return kind

    return register
