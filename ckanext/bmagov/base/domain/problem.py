"""What is wrong, without a language: a stable code, and what a sentence about it needs.

The sentences are made in `logic/*_messages.py`, when somebody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Problem:
    """A code with its parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class ProblemError(ValueError):
    """Something that cannot be taken, and why."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def problem(self) -> Problem:
        """The same as a problem, to be listed with others."""
        return Problem(self.code, self.params)
