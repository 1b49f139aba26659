"""Problems of API parameters and bodies as sentences, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.values import BadValueError
from ckanext.bmagov.base.words.language import limit_text, shorten, value_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.base.domain.api_parameters import BodyError, ParameterProblem


def body_text(error: BodyError) -> str:
    """Return ``CODE: what is wrong and what to do`` for a body."""
    if error.code == "JSON-DEPTH":
        sentence = tk._("The JSON is nested too deeply; {limit} levels are allowed")
    else:
        sentence = _REASONS[error.params["reason"]]()
    shown = {name: shorten(value) for name, value in error.params.items()}
    return f"{error.code}: {sentence.format(**shown)}"


def parameter_text(problem: ParameterProblem) -> str:
    """Return ``CODE: what is wrong and what to do`` for a parameter."""
    if problem.code in ("TEXT-TYPE", "TEXT-CONTROL-CHAR"):
        return f"{problem.code}: {value_sentence(BadValueError(problem.code, **problem.params))}"
    shown: dict[str, Any] = {name: shorten(value) for name, value in problem.params.items()}
    if problem.code == "LIMIT-RANGE":
        return limit_text(problem.params["least"], problem.params["most"])
    return f"{problem.code}: {_SENTENCES[problem.code]().format(**shown)}"


_REASONS: dict[str, Callable[[], str]] = {
    "encoding": lambda: tk._("The body is not UTF-8: byte {position} cannot be read. Send it as UTF-8"),
    "syntax": lambda: tk._("The body is not JSON: look at character {position}"),
    "number": lambda: tk._("The body has a number with too many digits"),
    "object": lambda: tk._("The body must be one JSON object, such as {{}}"),
    "constant": lambda: tk._("{value} is no JSON. Leave the value out or send null"),
    "duplicate": lambda: tk._('The name "{value}" is there twice. Give it once'),
}

_SENTENCES: dict[str, Callable[[], str]] = {
    "FIELD-REQUIRED": lambda: tk._("Please fill this in"),
    "ID-FORMAT": lambda: tk._("Give one id or name: text of at most {limit} characters"),
    "VALUE-UNKNOWN": lambda: tk._('"{value}" is neither true nor false'),
    "LIST-TYPE": lambda: tk._("Give a list, such as []"),
    "OBJECT-TYPE": lambda: tk._("Give an object, such as {{}}"),
    "VALUE-FORMAT": lambda: tk._('"{value}" cannot be used here'),
    "PARAM-NOT-ALLOWED": lambda: tk._('"{value}" cannot be used to search, sort, count or list datasets'),
}
