"""A lottery after the hand-in (trust design, 3): what people look at, and on what they have to speak.

The same seed of the same items gives the same sample, so that anybody can draw it again. The order is that of
SHA-256 of seed and item, so that no version of a program's random numbers matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from ckanext.bmagov.kpi.score.domain.engine import Finding
    from ckanext.bmagov.kpi.score.domain.findings import SubjectKind

T = TypeVar("T")


def sample(items: Iterable[T], count: int, seed: str, key: Callable[[T], str]) -> list[T]:
    """Return ``count`` of the items, in the order drawn; all of them when there are fewer.

    :param key: what tells an item from all others, and stays the same
    """
    return sorted(items, key=lambda item: _number(seed, key(item)))[: max(count, 0)]


def _number(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: what a criterion found of one subject."""

    criterion: str
    subject: SubjectKind
    subject_id: str

    @classmethod
    def of(cls, finding: Finding) -> Piece:
        """Return the piece of a finding."""
        return cls(finding.criterion, finding.subject, finding.subject_id)

    @property
    def key(self) -> str:
        """What tells it from all others of a round."""
        return f"{self.criterion} {self.subject} {self.subject_id}"


def seed_of(log_head: str, at: datetime) -> str:
    """Return the seed of a hand-in: nobody knows it before, and everybody can make it afterwards.

    :param log_head: SHA-256 of the last entry of the log when it was handed in
    :param at: the moment of the hand-in, to the microsecond: the head alone may be known for a day
    """
    return hashlib.sha256(f"{log_head}\n{at.isoformat()}".encode()).hexdigest()


def draw(findings: Iterable[Finding], count: int, seed: str) -> tuple[Piece, ...]:
    """Draw from what was found with evidence, in the order drawn."""
    pieces = {Piece.of(finding) for finding in findings if finding.evidence and finding.points.weight}
    return tuple(sample(pieces, count, seed, lambda piece: piece.key))


def needs_word(
    findings: Iterable[Finding], drawn: Collection[Piece], flagged: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the criteria on which an auditor has to speak before the report is verified, in their order.

    They are those with a drawn piece, with something that could not be seen, and those with a flag. That no
    register is agreed has a step of its own in the round.

    :param flagged: ids of criteria
    """
    asked = {*flagged, *(piece.criterion for piece in drawn)}
    criteria: dict[str, bool] = {}
    for finding in findings:
        unseen = bool(finding.points.unknown) and finding.reason != DutyCheck.no_register.code
        criteria[finding.criterion] = (
            criteria.get(finding.criterion, False) or unseen or finding.criterion in asked
        )
    return tuple(criterion for criterion, wanted in criteria.items() if wanted)
