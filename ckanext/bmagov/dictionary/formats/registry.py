"""The formats of dictionaries: one module each, registered by a decorator.

A format reads bytes and writes them. What a format cannot hold is never lost silently: what was written is
read back and compared, and the difference is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.dictionary.domain.sheet import differences
from ckanext.bmagov.dictionary.domain.words import THAI, Words

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.reading import Finding
    from ckanext.bmagov.dictionary.domain.spec import Dictionary

MAX_BYTES: Final = 5 * 1024 * 1024
"""Bytes of a dictionary's file, which is read while somebody waits; the largest real ones have less than one
million. This limit and those of the formats are what takes about a second (`docs/dictionary-files.md`).
"""


class DictionaryFileError(ProblemError):
    """The file can't be read as a dictionary."""


@dataclass(frozen=True)
class Options:
    """How to read: the words of this site, and what a person chose (`sheet`; `*` takes every sheet as a
    table). A file that was just `written` here has no limits: what is stored can be given out.
    """

    words: Words = THAI
    sheet: str = ""
    written: bool = False


@dataclass(frozen=True)
class Heading:
    """What a file says of itself besides the columns. `dialect` is the database that SQL is written for."""

    title: str = ""
    url: str = ""
    words: Words = THAI
    dialect: str = "postgresql"


@dataclass(frozen=True)
class Read:
    """A dictionary read from a file. `findings` name its rows by table and number; `lines` gives the row or
    line of the file for each, `headings` what stands above an attribute. `guessed` names what other readings
    would fit as well (`encoding`); `found` says what was recognised (`encoding`, `sheet`, `dialect`).
    """

    dictionary: Dictionary
    findings: tuple[Finding, ...] = ()
    lines: Mapping[tuple[str, int], int] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    codec: str = ""
    guessed: frozenset[str] = frozenset()
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid to store it."""
        return tuple(finding for finding in self.findings if not finding.warning)


@dataclass(frozen=True)
class Written:
    """A file. `losses` are table, column and attribute of what the format cannot hold."""

    content: bytes
    losses: tuple[tuple[str, str, str], ...] = ()


Reader = Callable[[bytes, Options], Read]
Writer = Callable[["Dictionary", Heading], bytes]


@dataclass
class Codec:
    """A format. `extension` ends the names of its files; `sniff` says whether a file begins like one."""

    name: str
    extension: str
    media_type: str
    title: str
    sniff: Callable[[bytes], bool]
    read: Reader
    write: Writer
    rank: int


CODECS: Final[dict[str, Codec]] = {}


def codec(
    name: str, *, media_type: str, title: str, sniff: Callable[[bytes], bool], rank: int, extension: str = ""
) -> Callable[[type], type]:
    """Register a class with `read(data, options)` and `write(dictionary, heading)` as static methods.

    When a file says by its bytes what it is, the codecs are asked in the order of `rank`.
    """

    def register(cls: type[Any]) -> type:
        CODECS[name] = Codec(name, extension or name, media_type, title, sniff, cls.read, cls.write, rank)
        return cls

    return register


def read_dictionary(data: bytes, name: str = "", options: Options | None = None) -> Read:
    """Read a dictionary's file of any format. What it is shows in its bytes, not in its name.

    :param name: of a codec, when a person chose it
    :raises DictionaryFileError: `FILE-EMPTY`, `FILE-SIZE` (`limit`), and those of the codec
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise DictionaryFileError("FILE-EMPTY")
    if len(data) > MAX_BYTES:
        raise DictionaryFileError("FILE-SIZE", limit=MAX_BYTES // 1024 // 1024)
    ranked = sorted(CODECS.values(), key=lambda one: one.rank)
    chosen = CODECS.get(name) or next(one for one in ranked if one.sniff(data))
    try:
        found = chosen.read(data, options or Options())
    except DictionaryFileError:
        raise
    except ProblemError as error:
        raise DictionaryFileError(error.code, **error.params) from error
    return replace(found, codec=chosen.name)


def write_dictionary(name: str, dictionary: Dictionary, heading: Heading | None = None) -> Written:
    """Write a dictionary, and say what the format lost."""
    chosen = CODECS[name]
    heading = heading or Heading()
    content = chosen.write(dictionary, heading)
    if not any(table.columns for table in dictionary.tables):
        return Written(content)
    back = chosen.read(content, Options(words=heading.words, written=True))
    return Written(content, differences(dictionary, back.dictionary))
