"""Dictionaries on their way out: in any format, with what the format could not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.formats import CODECS, Heading, write_dictionary

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.words import Words

EXTENSIONS: Final = {codec.extension: codec.name for codec in CODECS.values()}
"""End of a file's name -> name of its codec."""

TEMPLATES: Final = ("csv", "xlsx")


@dataclass(frozen=True)
class Exported:
    """A file. `lost` counts by attribute what the format could not hold."""

    content: bytes
    media_type: str
    lost: dict[str, int]


def export(extension: str, dictionary: Dictionary, heading: Heading) -> Exported:
    """Write a dictionary. SQL says in a comment what it could not hold."""
    codec = CODECS[EXTENSIONS[extension]]
    written = write_dictionary(codec.name, dictionary, heading)
    lost = dict(sorted(Counter(attribute for _, _, attribute in written.losses).items()))
    content = written.content
    if lost and codec.name == "sql":
        listed = ", ".join(f"{name} ({count})" for name, count in lost.items())
        content = f"-- not in this file: {listed}\n".encode() + content
    return Exported(content, codec.media_type, lost)


def template(extension: str, words: Words) -> bytes:
    """An empty file to fill in; without example rows, which people would leave in."""
    return CODECS[EXTENSIONS[extension]].write(Dictionary(), Heading(words=words))
