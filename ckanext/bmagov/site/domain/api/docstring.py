"""The words of an action: its docstring, taken apart."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELD: Final = re.compile(r"^:(?P<kind>\w+)(?: (?P<name>\w+))?:", re.MULTILINE)
_SENTENCE: Final = re.compile(r".+?[.](?=\s|$)", re.DOTALL)


@dataclass(frozen=True)
class Docstring:
    """A docstring in the form of Sphinx."""

    sentence: str
    """The first one, in one line: what the action does."""

    more: tuple[str, ...]
    """What follows it, a paragraph each."""

    parameters: Mapping[str, str]
    """Name to what it is."""

    types: Mapping[str, str]
    """Name to type, where the docstring gives it."""

    returns: str
    """What is answered."""

    raises: tuple[tuple[str, str], ...]
    """Names of exceptions, with the codes or the reason."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text in one line; empty for no text."""
    match = _SENTENCE.match(text.strip())
    return without_breaks(match[0] if match else text)


def without_breaks(text: str) -> str:
    """Return a text without its breaks of lines."""
    return " ".join(text.split())


def parse(text: str) -> Docstring:
    """Take a docstring apart."""
    clean = inspect.cleandoc(text)
    head, fields = _parts(clean)
    sentence = first_sentence(head)
    paragraphs = [without_breaks(part) for part in head.split("\n\n")]
    rest = [paragraphs[0].removeprefix(sentence).strip(), *paragraphs[1:]]
    return Docstring(
        sentence=sentence,
        more=tuple(part for part in rest if part),
        parameters={name: said for kind, name, said in fields if kind == "param"},
        types={name: said for kind, name, said in fields if kind == "type"},
        returns=next((said for kind, _, said in fields if kind in ("return", "returns")), ""),
        raises=tuple((name, said) for kind, name, said in fields if kind == "raises"),
    )


def _parts(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    marks = list(_FIELD.finditer(text))
    if not marks:
        return text, []
    return text[: marks[0].start()].strip(), list(_fields(text, marks))


def _fields(text: str, marks: list[re.Match[str]]) -> Iterator[tuple[str, str, str]]:
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark["kind"], mark["name"] or "", without_breaks(text[mark.end() : end])
