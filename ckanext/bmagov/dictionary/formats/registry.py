"""The formats of dictionaries: one module with one class each, registered by a decorator.

A format reads bytes and writes them. What a format cannot hold is never lost silently: what was written is
read back and compared, and the difference is told.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_FORMATS
from ckanext.bmagov.base.domain.file_kind import Family, family, untabled
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.dictionary.domain.sheet import differences
from ckanext.bmagov.dictionary.domain.words import THAI, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.dictionary.domain.reading import Finding
    from ckanext.bmagov.dictionary.domain.spec import Dictionary

MAX_BYTES: Final = 5 * 1024 * 1024
"""Bytes of a dictionary's file, which is read while somebody waits; the largest real ones have less than one
million. This limit and those of the formats are what takes about a second (`docs/dictionary-files.md`).
"""


_NO_DICTIONARY: Final = frozenset((Family.PAGE, Family.DOCUMENT, Family.PICTURE, Family.PROGRAM, Family.MAP))


class DictionaryFileError(ProblemError):
    """The file can't be read as a dictionary."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read: the words of this site, and what a person chose (`sheet`; `*` takes every sheet as a
    table). A file that was just `written` here has no limits: what is stored can be given out.
    """

    words: Words = THAI
    sheet: str = ""
    written: bool = False


@dataclass(frozen=True)
class WriteOptions:
    """What a file says of itself besides the columns. `dialect` is the one of the format's dialects to
    write, its first when empty.
    """

    title: str = ""
    url: str = ""
    words: Words = THAI
    dialect: str = ""


@dataclass(frozen=True)
class Read:
    """A dictionary read from a file. `findings` name its rows by table and number; `lines` gives the row or
    line of the file for each, `headings` what stands above an attribute. `guessed` names what other readings
    would fit as well (`encoding`); `details` says what was recognised (`encoding`, `sheet`, `dialect`).
    """

    dictionary: Dictionary
    findings: tuple[Finding, ...] = ()
    lines: Mapping[tuple[str, int], int] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    codec: str = ""
    guessed: frozenset[str] = frozenset()
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that forbid to store it."""
        return tuple(finding for finding in self.findings if not finding.warning)


@dataclass(frozen=True)
class Written:
    """A file. `losses` are table, column and attribute of what the format cannot hold."""

    content: bytes
    losses: tuple[tuple[str, str, str], ...] = ()


class DictionaryFormat(ABC):
    """A format of dictionaries: all that the catalog knows of it stands in its class."""

    name: ClassVar[str]
    """What the API calls it."""

    label: ClassVar[str]
    """What a menu calls it."""

    media_type: ClassVar[str]
    extension: ClassVar[str] = ""
    """Ends the names of its files; the name itself when empty."""

    upload_ends: ClassVar[tuple[str, ...]] = ()
    """How names of files end that people take in."""

    of_data: ClassVar[bool] = False
    """What it says of its address is meant of the data, not of a page about them."""

    place: ClassVar[int]
    """Where it stands in menus, from 1."""

    turn: ClassVar[int]
    """When it is asked whether a file is its own: the lowest first."""

    offered: ClassVar[bool] = True
    """Stands in the menu of a dictionary. A format that is not offered can still be fetched."""

    in_dataset: ClassVar[bool] = False
    """Each dataset with a dictionary has a resource of this format, with the dictionaries of all files."""

    fillable: ClassVar[bool] = False
    """An empty file of it is offered to fill in."""

    dialects: ClassVar[tuple[str, ...]] = ()
    """Values of `WriteOptions.dialect` that it can write."""

    @abstractmethod
    def begins_like(self, data: bytes) -> bool:
        """Tell whether a file is of this format, by its bytes."""

    @abstractmethod
    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read a file."""

    @abstractmethod
    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write a file."""

    def with_losses(self, content: bytes, lost: Mapping[str, int]) -> bytes:
        """Say in a file, when the format can, how often it lacks which attribute."""
        del lost
        return content


FORMATS: Final[dict[str, DictionaryFormat]] = {}
"""The formats by name, in the order of menus."""


def dictionary_format(cls: type[DictionaryFormat]) -> type[DictionaryFormat]:
    """Register a format: it is read, written, offered and served from now on."""
    cls.extension = cls.extension or cls.name
    others = [*FORMATS.values(), cls()]
    FORMATS.clear()
    FORMATS.update({each.name: each for each in sorted(others, key=lambda each: each.place)})
    if cls.in_dataset:
        RESOURCE_FORMATS.add(cls.name)
    return cls


def format_of(extension: str) -> DictionaryFormat | None:
    """Return the format whose files end so."""
    return next((each for each in FORMATS.values() if each.extension == extension), None)


def read_dictionary(data: bytes, name: str = "", options: ReadOptions | None = None) -> Read:
    """Read a dictionary's file of any format. What it is shows in its bytes, not in its name.

    :param name: of a format, when a person chose it
    :raises DictionaryFileError: `FILE-EMPTY`, `FILE-SIZE` (`limit`), `FILE-IS-DOCUMENT` and others for
        what is no table (`kind`), and those of the format
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise DictionaryFileError("FILE-EMPTY")
    if len(data) > MAX_BYTES:
        raise DictionaryFileError("FILE-SIZE", limit=MAX_BYTES // 1024 // 1024)
    kind = kind_of_file(io.BytesIO(data))
    if family(kind) in _NO_DICTIONARY and kind != "DOCX":
        code, params = untabled(kind)
        raise DictionaryFileError(code, **params)
    by_turn = sorted(FORMATS.values(), key=lambda each: each.turn)
    chosen = FORMATS.get(name) or next(each for each in by_turn if each.begins_like(data))
    try:
        read = chosen.read(data, options or ReadOptions())
    except DictionaryFileError:
        raise
    except ProblemError as error:
        raise DictionaryFileError(error.code, **error.params) from error
    return replace(read, codec=chosen.name)


def write_dictionary(name: str, dictionary: Dictionary, options: WriteOptions | None = None) -> Written:
    """Write a dictionary, and say what the format lost."""
    chosen = FORMATS[name]
    options = options or WriteOptions()
    content = chosen.write(dictionary, options)
    if not any(table.columns for table in dictionary.tables):
        return Written(content)
    back = chosen.read(content, ReadOptions(words=options.words, written=True))
    return Written(content, differences(dictionary, back.dictionary))
