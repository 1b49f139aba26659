"""Looks into a PDF for what acts by itself: scripts, files inside, addresses that open without a click.

No reader of PDF: they find objects by tables that may lead anywhere, so every byte is looked at, and every
packed object stream is unpacked, wherever it stands and however its names are written. What cannot be looked
into is refused. Time and memory grow with the size of the file and are bounded (`Budget`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.formats.pdf_filters import CHAIN, DECODERS, FILTERS, HEAD, Budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_STREAMS: Final = 100_000
MAX_OBJECTS: Final = 20 * 1024 * 1024
"""Bytes of objects that are unpacked."""

MAX_ACTIONS: Final = 1000
LONGEST_ACTION: Final = 64 * 1024

_SPACE = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]{0,200}[\r\n])*"
_NAME = rb"(?![A-Za-z0-9_.\-])"
_REFERENCE = rb"(\d{1,10})" + _SPACE + rb"\d{1,10}" + _SPACE + rb"R" + _NAME
_VALUE = _SPACE + rb"(?:(<<)|" + _REFERENCE + rb")"
_FILTERS = {name: re.compile(rb"/(?:" + written + rb")" + _NAME) for name, written in FILTERS.items()}
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_KEYWORD = re.compile(rb"endstream|stream(?:\r\n|\n|\r)")
_ENCRYPTED = re.compile(rb"/Encrypt" + _NAME)
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia(?:Execute)?|SubmitForm|ImportData|GoToR|GoToE|Rendition)"
    + _NAME
)
_ACTIVE_SHORT = re.compile(rb"/(?:JS|XFA)" + _NAME)
"""Three letters stand in any picture by chance, so these are not looked for within streams."""

_FIRST, _COUNT = re.compile(rb"/First" + _NAME), re.compile(rb"/N" + _NAME)
_BEGIN_OF_OBJECTS = re.compile(rb"/First" + _SPACE + rb"(\d{1,10})(?!" + _SPACE + rb"\d)")
_OBJECT_STREAM = re.compile(rb"/ObjStm" + _NAME)
_NUMBERS = re.compile(_SPACE + rb"(?:\d{1,10}(?=[\x00\t\n\x0c\r %])" + _SPACE + rb"\d|\Z)")
"""How objects begin: with a list of their numbers; or there are none."""

_OPENING = re.compile(rb"/OpenAction" + _VALUE)
_TRIGGERS = re.compile(rb"/AA" + _VALUE)
_TRIGGER = re.compile(rb"/(?:[OCEXDUKFV]|Fo|Bl|P[OCVI]|W[CSP]|D[SP])" + _SPACE + _REFERENCE)
_OUTGOING = re.compile(rb"/S" + _SPACE + rb"(?:/URI" + _NAME + rb"|\d)|/Next" + _NAME)
"""An action that leaves the file, or that is somewhere else, or is followed by another."""

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})" + _SPACE + rb"\d{1,10}" + _SPACE + rb"obj" + _NAME)


@dataclass(frozen=True)
class _Packed:
    """Objects that were unpacked: as they are, with their names as they are read, and where they begin."""

    text: bytes
    plain: bytes
    first: int


def look(content: bytes) -> None:
    """Refuse a PDF that acts by itself.

    :raises ProblemError: `FILE-ENCRYPTED`, `FILE-ACTIVE-CONTENT`, `FILE-UNPACKED-SIZE` (`limit` in MB),
        `FILE-UNREADABLE` when it has objects that cannot be looked into
    """
    whole = _plain(content)
    if _ENCRYPTED.search(whole):
        raise ProblemError("FILE-ENCRYPTED")
    if _ACTIVE.search(whole):
        raise ProblemError("FILE-ACTIVE-CONTENT")
    budget, outside, packed = Budget(MAX_OBJECTS), [], []
    for before, data, holds_others in _streams(content, outside):
        packed += _object_streams(_plain(before), data, budget, holds_others)
    texts = [_plain(text) for text in outside] + [text.plain for text in packed]
    if any(_ACTIVE_SHORT.search(text) or _ACTIVE.search(text) for text in texts):
        raise ProblemError("FILE-ACTIVE-CONTENT")
    _refuse_opening(whole, texts, packed)


def _plain(text: bytes) -> bytes:
    """Return bytes with the names in them as they are read: a letter may be written as ``#`` and its code."""
    if b"#" not in text:
        return text
    return _ESCAPED.sub(lambda match: bytes((int(match.group(1), 16),)), text)


def _streams(content: bytes, outside: list[bytes]) -> Iterator[tuple[bytes, memoryview, bool]]:
    """Yield every stream: what stands before its keyword, its bytes, and whether others begin within them.

    What is outside of any is noted.

    A stream within the bytes of another is one, too: a table of objects may lead there.
    """
    view, count = memoryview(content), 0
    begin = 0
    waiting: list[tuple[bytes, int]] = []
    for match in _KEYWORD.finditer(content):
        before = content[begin : match.start()]
        if not waiting:
            outside.append(before)
        begin = match.end()
        if match.group().startswith(b"end"):
            yield from _ended(waiting, view[: match.start()])
            waiting = []
            continue
        count += 1
        if count > MAX_STREAMS:
            raise ProblemError("FILE-UNPACKED-SIZE", limit=MAX_OBJECTS // (1024 * 1024))
        waiting.append((before, match.end()))
    yield from _ended(waiting, view)
    if not waiting:
        outside.append(content[begin:])


def _ended(waiting: list[tuple[bytes, int]], until: memoryview) -> Iterator[tuple[bytes, memoryview, bool]]:
    for place, (text, start) in enumerate(waiting, 1):
        yield text, until[start:], place < len(waiting)


# object streams


def _object_streams(before: bytes, data: memoryview, budget: Budget, holds_others: bool) -> list[_Packed]:
    """Return the objects that a stream holds, in every way in which it can be unpacked; mostly none, or one.

    Readers know an object stream by its kind or by its two numbers. One that says what it is and cannot be
    unpacked is refused; so is one that is not packed and in which others seem to begin.

    :raises ProblemError: `FILE-UNREADABLE`, `FILE-UNPACKED-SIZE`
    """
    is_declared = bool(_OBJECT_STREAM.search(before))
    if not is_declared and not (_FIRST.search(before) and _COUNT.search(before)):
        return []
    names = [name for name, written in _FILTERS.items() if written.search(before)]
    packed: list[_Packed] = []
    for filters in _chains(bytes(data[:HEAD]), names, budget, CHAIN):
        if not filters and holds_others:
            raise ProblemError("FILE-UNREADABLE")
        unpacked: bytes | memoryview = data
        for name in filters:
            unpacked = DECODERS[name](unpacked, budget.left, budget) or b""
        budget.spend(len(unpacked))
        text = bytes(unpacked)
        starts = [int(match.group(1)) for match in _BEGIN_OF_OBJECTS.finditer(before)]
        packed.append(_Packed(text, _plain(text), starts[-1] if starts else 0))
    if is_declared and not packed:
        raise ProblemError("FILE-UNREADABLE")
    return packed


def _chains(head: bytes, names: list[str], budget: Budget, depth: int) -> Iterator[list[str]]:
    """Yield the filters that make objects of the beginning of a stream.

    They are tried, not read: their names can be written in more ways than are worth to understand.
    """
    if _NUMBERS.match(head):
        yield []
    if not depth:
        return
    for name in ("flate", "hex", "base85", *names):
        budget.spend(HEAD)
        made = DECODERS[name](head, HEAD, None)
        if made is not None:
            yield from ([name, *rest] for rest in _chains(made, names, budget, depth - 1))


# what happens when the file is opened


def _refuse_opening(whole: bytes, texts: list[bytes], packed: list[_Packed]) -> None:
    """Refuse what leaves the file as soon as it, or a page of it, is opened; going to a page is well.

    :raises ProblemError: `FILE-ACTIVE-CONTENT`; `FILE-UNREADABLE` when what is opened is nowhere
    """
    opened, actions = set[bytes](), set[bytes]()
    for text in _values(_OPENING, [whole, *(stream.plain for stream in packed)], opened):
        _refuse_outgoing(text)
    triggers = set[bytes]()
    for text in _values(_TRIGGERS, texts, triggers):
        _look_at_triggers(text, actions)
    for text in chain.from_iterable(_objects(whole, packed, triggers).values()):
        _look_at_triggers(text, actions)
    objects = _objects(whole, packed, opened | actions)
    if opened - objects.keys():
        raise ProblemError("FILE-UNREADABLE")
    for text in chain.from_iterable(objects.values()):
        _refuse_outgoing(text)


def _values(pattern: re.Pattern[bytes], texts: Iterable[bytes], numbers: set[bytes]) -> Iterator[bytes]:
    """Yield the dictionaries that a key has for its value; add the numbers of those that are elsewhere."""
    count = 0
    for text in texts:
        for match in pattern.finditer(text):
            count += 1
            if count > MAX_ACTIONS:
                raise ProblemError("FILE-ACTIVE-CONTENT")
            if match.group(1):
                yield _until_end(text, match.end())
            else:
                _add(numbers, match.group(2))


def _look_at_triggers(text: bytes, actions: set[bytes]) -> None:
    _refuse_outgoing(text)
    for match in _TRIGGER.finditer(text):
        _add(actions, match.group(1))


def _refuse_outgoing(text: bytes) -> None:
    if _OUTGOING.search(text):
        raise ProblemError("FILE-ACTIVE-CONTENT")


def _add(numbers: set[bytes], number: bytes) -> None:
    numbers.add(_number(number))
    if len(numbers) > MAX_ACTIONS:
        raise ProblemError("FILE-ACTIVE-CONTENT")


def _number(digits: bytes) -> bytes:
    return digits.lstrip(b"0") or b"0"


def _until_end(text: bytes, start: int) -> bytes:
    end = text.find(b"endobj", start, start + LONGEST_ACTION)
    return text[start : end if end >= 0 else start + LONGEST_ACTION]


def _objects(whole: bytes, packed: list[_Packed], wanted: set[bytes]) -> dict[bytes, list[bytes]]:
    """Return every text that is, or claims to be, one of these objects."""
    objects: dict[bytes, list[bytes]] = {}
    if not wanted:
        return objects
    count = 0
    for match in _OBJECT.finditer(whole):
        number = _number(match.group(1))
        if number in wanted:
            count += 1
            if count > MAX_ACTIONS:
                raise ProblemError("FILE-ACTIVE-CONTENT")
            objects.setdefault(number, []).append(_until_end(whole, match.end()))
    for stream in packed:
        for number, start, end in _members(stream):
            if number in wanted:
                objects.setdefault(number, []).append(_plain(stream.text[start:end]))
    return objects


def _members(packed: _Packed) -> Iterator[tuple[bytes, int, int]]:
    """Yield number, begin and end of unpacked objects, of which a list stands first."""
    listed = packed.text[: packed.first].split()
    numbers = [digits for digits in listed if digits.isdigit() and len(digits) <= 10]
    offsets = sorted({packed.first + int(digits) for digits in numbers[1::2]})
    following = dict(zip(offsets, [*offsets[1:], len(packed.text)], strict=True))
    for number, offset in zip(numbers[::2], numbers[1::2], strict=False):
        start = packed.first + int(offset)
        yield _number(number), start, following[start]
