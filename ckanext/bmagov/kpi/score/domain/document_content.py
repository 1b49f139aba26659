"""Whether a file that was handed in holds something of its own: one rule for documents and for evidence."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.evidence.domain.document_text import Reading, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.kpi.evidence.domain.document_text import Alike
    from ckanext.bmagov.kpi.rules.domain.ruleset import Substance


class Content(Enum):
    """What is known of the content of a file."""

    ENOUGH = auto()
    """It holds text of its own; or it is scanned, which only people read; or nothing is asked."""
    EMPTY = auto()
    """It was read, and there is hardly any text."""
    REPEATED = auto()
    """Its text is that of a document of another kind that came before."""
    NOT_READ = auto()
    """It waits to be read: no fault of who handed it in."""
    UNREADABLE = auto()
    """It was tried, and could not be read."""


def content_of(sha256: str, reading: Reading | None, substance: Substance) -> Content:
    """Judge what a file holds. Of an address only people can say it.

    :param sha256: of the file; empty for an address
    """
    if not sha256 or not asks(substance):
        return Content.ENOUGH
    if reading is None:
        return Content.NOT_READ
    if reading.characters is None:
        return Content.UNREADABLE
    if not reading.scanned and reading.characters < substance.document_characters:
        return Content.EMPTY
    if any(alike.relation is Relation.KIND for alike in repeated(reading, substance)):
        return Content.REPEATED
    return Content.ENOUGH


def asks(substance: Substance) -> bool:
    """Tell whether a rule set asks what documents hold."""
    return substance.document_characters > 0 or substance.document_alike < Decimal(1)


def repeated(reading: Reading, substance: Substance) -> Iterator[Alike]:
    """Yield the documents whose text a document repeats, by the share of the rule set."""
    if substance.document_alike < Decimal(1):
        yield from (alike for alike in reading.alike if alike.share >= substance.document_alike)
