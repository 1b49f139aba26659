"""What the text of a document says of it: how much there is, in which script, and what it repeats.

Texts are compared by their letters and digits alone (`skeleton`), since each program that writes a PDF puts
blanks, marks above letters and line ends where it likes. Likeness is the share of common passages of
`PASSAGE` letters (resemblance), estimated from the smallest hashes of each text (A. Broder, On the
resemblance and containment of documents, 1997). Nothing of a text itself is kept.
"""

from __future__ import annotations

import heapq
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

MOST_HASHES: Final = 128
PASSAGE: Final = 9
"""Letters of a passage."""

LEAST_ALIKE: Final = Decimal("0.5")
"""Likeness below is not kept: forms of one kind share as much."""

SHORT: Final = 8
"""A title of fewer letters must stand alone in its line, as its letters may stand in any text."""

_THAI_FORMS: Final = str.maketrans(
    "\uf700\uf701\uf702\uf703\uf704\uf705\uf706\uf707\uf708\uf709\uf70a\uf70b\uf70c\uf70d\uf70e\uf70f\uf710"
    "\uf711\uf712\uf713\uf714\uf715\uf716\uf717\uf718\uf719\uf71a",
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e0d\u0e31"
    "\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
)
"""Shifted forms of Thai letters that older fonts write into PDFs (the private codes of Windows)."""


class Relation(StrEnum):
    """Whose document it is that another is like."""

    KIND = "kind"
    """Of another kind, of the same agency and year, and it came before."""
    AGENCY = "agency"
    """Of another agency, in the same year."""
    YEAR = "year"
    """Of the same kind and agency, of the year before."""


@dataclass(frozen=True)
class Alike:
    """A document that another is like, and the share of common passages."""

    document: str
    relation: Relation
    share: Decimal


@dataclass(frozen=True)
class Reading:
    """What was read of a document. Numbers are none when it could not be read: locked, cut off, hostile."""

    pages: int | None = None
    characters: int | None = None
    """Of text, blanks apart."""
    language: str = ""
    """`th` or `en`, by most of its letters."""
    scanned: bool = False
    """Pages are pictures, so that there is no text to read."""
    signatures: int = 0
    """Fields for a signature."""
    datasets: tuple[str, ...] | None = None
    """Ids of the agency's datasets that its rows name, for a list of data."""
    alike: tuple[Alike, ...] = ()

    @property
    def is_read(self) -> bool:
        """Tell whether there was text that could be read; a scan has none."""
        return self.characters is not None and not self.scanned


def characters(text: str) -> int:
    """Return the number of characters, blanks and invisible ones apart."""
    return sum(map(len, text.split())) - sum(map(text.count, "\u200b\u200c\u200d\u00ad\ufeff"))


def language(text: str) -> str:
    """Return `th` or `en` by most of the letters; empty when there are neither."""
    thai = sum("\u0e01" <= letter <= "\u0e5b" for letter in text)
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return "th" if thai and thai >= latin else "en" if latin else ""


def skeleton(text: str) -> str:
    """Return letters and digits alone, in one form of each, without what stands above or below them."""
    plain = unicodedata.normalize("NFKD", text.translate(_THAI_FORMS)).casefold()
    return "".join(filter(str.isalnum, plain))


def sketch(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of the passages of a text, at most `MOST_HASHES`, in order."""
    letters = skeleton(text)
    return sketch_of(letters[at : at + PASSAGE] for at in range(max(1, len(letters) - PASSAGE + 1)))


def sketch_of(passages: Iterable[str]) -> tuple[int, ...]:
    """Return the same of passages that are known, or of what tells pictures from others."""
    return tuple(heapq.nsmallest(MOST_HASHES, set(map(_hash, filter(None, passages)))))


def _hash(passage: str) -> int:
    # 52 bits: a whole number of JSON that every reader keeps exactly.
    return int.from_bytes(blake2b(passage.encode(), digest_size=8).digest()) >> 12


def likeness(sketch_a: Sequence[int], sketch_b: Sequence[int]) -> Decimal:
    """Return the share of common passages of two texts, 0 to 1 to two places; 0 for one without text."""
    if not sketch_a or not sketch_b:
        return Decimal(0)
    both = set(sketch_a) & set(sketch_b)
    smallest = heapq.nsmallest(MOST_HASHES, set(sketch_a) | set(sketch_b))
    return (Decimal(sum(map(both.__contains__, smallest))) / len(smallest)).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Title:
    """A dataset by the words by which a list may name it."""

    id: str
    name: str
    title: str


def listed_ids(lines: Iterable[str], titles: Collection[Title], *, wraps: bool = False) -> tuple[str, ...]:
    """Return the ids of datasets that the rows of a list name, by title, name or id, in order.

    A title that stands within a longer one is not named by it. Two datasets of one title need two rows.

    :param lines: cells, paragraphs or lines of the text
    :param wraps: whether a title may go on in the next line, as it does in a PDF
    """
    rows = list(lines)
    words = {word for row in rows for word in _words(row)}
    known = {title.id for title in titles if title.id.lower() in words or title.name.lower() in words}
    bones = list(filter(None, map(skeleton, rows)))
    text = ("" if wraps else "\n").join(bones)
    alone = {bone: bones.count(bone) for bone in set(bones) if len(bone) < SHORT}
    by_title = _by_title(titles)
    for letters in sorted(by_title, key=lambda letters: (-len(letters), letters)):
        count = alone.get(letters, 0) if len(letters) < SHORT else text.count(letters)
        if count and len(letters) >= SHORT:
            text = text.replace(letters, "\n")
        waiting = [dataset_id for dataset_id in by_title[letters] if dataset_id not in known]
        known.update(waiting[:count])
    return tuple(sorted(known))


def _by_title(titles: Iterable[Title]) -> Mapping[str, list[str]]:
    by_title: dict[str, list[str]] = {}
    for title in sorted(titles, key=lambda title: title.id):
        if letters := skeleton(title.title):
            by_title.setdefault(letters, []).append(title.id)
    return by_title


def _words(row: str) -> list[str]:
    """Return the parts of a row that can be a name or an id: those of an address, too."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_") else " " for char in row)
    return plain.lower().split()
