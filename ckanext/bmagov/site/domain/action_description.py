"""What the description of an action says of its parameters; read when a call of the action has failed.

CKAN's own actions take many parameters as they come, and fail inside over a kind of value that they did not
expect. Their descriptions tell what they expect, so a failed call can be told what was odd about it. Nothing
is refused by this that would have worked; where nothing was odd, the failure is a fault of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.api_parameters import ParameterProblem, is_count, is_flag
from ckanext.bmagov.base.domain.limits import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Kind(StrEnum):
    """Kinds of values that descriptions name."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    OBJECT = "object"
    ANY = "any"


@dataclass(frozen=True)
class Described:
    """A parameter as its action's description has it."""

    kind: Kind = Kind.ANY
    optional: bool = True


_PARAM: Final = re.compile(
    r"^[ \t]*:param (?:(?P<kind>[\w ]+?) )?(?P<name>\w+):(?P<text>.*(?:\n(?![ \t]*(?::|\n)).*)*)",
    re.MULTILINE,
)
_TYPE: Final = re.compile(r"^[ \t]*:type (?P<name>\w+):(?P<kind>.*)", re.MULTILINE)
_KINDS: Final = (
    (re.compile(r"\b(list|array)", re.IGNORECASE), Kind.LIST),
    (re.compile(r"\b(dict|object)", re.IGNORECASE), Kind.OBJECT),
    (re.compile(r"\b(bool)", re.IGNORECASE), Kind.FLAG),
    (re.compile(r"\b(int|number)", re.IGNORECASE), Kind.NUMBER),
    (re.compile(r"\b(str|unicode)", re.IGNORECASE), Kind.TEXT),
)
"""In this order: a "list of strings" is a list."""

_CHOICES: Final = re.compile(r"\bor\b")
_LEAST_QUOTED: Final = 3
"""Characters of a value that are enough to know it again in the words of an error."""


def describe(text: str) -> dict[str, Described]:
    """Return the parameters of a description in the form of Sphinx, by name."""
    kinds = {match["name"]: match["kind"] for match in _TYPE.finditer(text)}
    return {
        match["name"]: Described(
            _kind(kinds.get(match["name"]) or match["kind"] or ""),
            "optional" in match["text"].lower() or "optional" in kinds.get(match["name"], "").lower(),
        )
        for match in _PARAM.finditer(text)
    }


def odd_parameters(
    described: Mapping[str, Described], params: Mapping[str, Any], error: BaseException
) -> list[ParameterProblem]:
    """Return what was odd about a call that failed with this error; empty for nothing that can be told."""
    problems = [*_missing(described, params, error)]
    for name, value in params.items():
        if value is not None:
            problems += _of_kind(name, value, described.get(name, Described()))
    return problems or _quoted(params, error) or _no_plain_values(params)


def _kind(text: str) -> Kind:
    kinds = [kind for pattern, kind in _KINDS if pattern.search(text)]
    # What may be one or the other says nothing, but for "list of strings" and the like.
    return kinds[0] if kinds and (len(kinds) == 1 or not _CHOICES.search(text)) else Kind.ANY


def _missing(
    described: Mapping[str, Described], params: Mapping[str, Any], error: BaseException
) -> Iterator[ParameterProblem]:
    names = {name for name, parameter in described.items() if not parameter.optional}
    if isinstance(error, KeyError) and error.args and str(error.args[0]).isidentifier():
        names.add(str(error.args[0]))
    for name in sorted(names):
        if params.get(name) in (None, ""):
            yield ParameterProblem(name, "FIELD-REQUIRED")


def _of_kind(name: str, value: Any, described: Described) -> Iterator[ParameterProblem]:
    match described.kind:
        case Kind.TEXT if not isinstance(value, str):
            yield ParameterProblem(name, "TEXT-TYPE")
        case Kind.NUMBER if value == "" or not is_count(value):
            yield ParameterProblem(name, "LIMIT-RANGE", {"least": 0, "most": LARGEST})
        case Kind.FLAG if not is_flag(value):
            yield ParameterProblem(name, "VALUE-UNKNOWN", {"value": value})
        case Kind.LIST if not isinstance(value, list) or any(item is None for item in value):
            yield ParameterProblem(name, "LIST-TYPE")
        case Kind.OBJECT if not isinstance(value, dict):
            yield ParameterProblem(name, "OBJECT-TYPE")
        case _ if isinstance(value, int) and abs(value) > LARGEST:
            yield ParameterProblem(name, "LIMIT-RANGE", {"least": 0, "most": LARGEST})


def _quoted(params: Mapping[str, Any], error: BaseException) -> list[ParameterProblem]:
    """Return the parameters whose values the error itself quotes."""
    said = f"{error!r} {getattr(error, 'params', '')}"
    return [
        ParameterProblem(name, "VALUE-FORMAT", {"value": value})
        for name, value in params.items()
        if isinstance(value, str)
        and len(value) >= _LEAST_QUOTED
        and (value in said or repr(value)[1:-1] in said)
    ]


def _no_plain_values(params: Mapping[str, Any]) -> list[ParameterProblem]:
    """Return the parameters that are nothing, or more than one value: one of them was the cause."""
    return [
        ParameterProblem(name, "VALUE-FORMAT", {"value": value})
        for name, value in params.items()
        if value is None or value == "" or isinstance(value, (list, dict))
    ]
