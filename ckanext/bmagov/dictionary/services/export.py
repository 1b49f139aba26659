"""Dictionaries on their way out: in any format, with what the format could not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.dictionary.formats import write_dictionary

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.formats import DictionaryFormat, WriteOptions


@dataclass(frozen=True)
class Exported:
    """A file. `lost` counts by attribute what the format could not hold."""

    content: bytes
    lost: dict[str, int]


def export(file_format: DictionaryFormat, dictionary: Dictionary, options: WriteOptions) -> Exported:
    """Write a dictionary; the file says what it could not hold when its format can."""
    written = write_dictionary(file_format.name, dictionary, options)
    lost = dict(sorted(Counter(attribute for _, _, attribute in written.losses).items()))
    content = file_format.with_losses(written.content, lost) if lost else written.content
    return Exported(content, lost)
