"""What every message needs: the language, values as they may be repeated, problems of values as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import FlattenErrorDict, FlattenKey

    from ckanext.bmagov.base.domain.codelist import CodeList
    from ckanext.bmagov.base.domain.values import BadValueError


# What a person typed is repeated in the message, but never more of it than this.
_SHOWN = 60


# A list this short is told whole.
_FEW = 5


def lang() -> str:
    """Return the reader's language; the site's own when nobody is reading (a command, a job)."""
    try:
        language = tk.h.lang()
    except (TypeError, RuntimeError):
        language = None
    return language or tk.config.get("ckan.locale_default", "th")


def shorten(value: object) -> str:
    """Return a value as it may be repeated in a message."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def invalid(code: str, sentence: str) -> tk.Invalid:
    """Return the exception of a validator for a problem."""
    return tk.Invalid(f"{code}: {sentence}")


def value_invalid(problem: BadValueError) -> tk.Invalid:
    """Return the exception of a validator for a value that cannot be stored."""
    return invalid(problem.code, value_sentence(problem))


def value_sentence(problem: BadValueError) -> str:
    """Return the sentence for a value that cannot be stored."""
    params = {name: shorten(value) for name, value in problem.params.items()}
    if problem.code.endswith("-LENGTH"):
        return tk._("{length} characters are too many; {limit} are allowed").format(**params)
    return _VALUE_SENTENCES[problem.code]().format(**params)


def add_error(errors: FlattenErrorDict, place: FlattenKey, code: str, sentence: str) -> None:
    """Add a problem to the errors of a validation."""
    errors.setdefault(place, []).append(f"{code}: {sentence}")


def choices_sentence(known: CodeList, value: str) -> str:
    """Return the sentence for a value that is not in its code list, with the choices it resembles."""
    nearest = known.codes if len(known.codes) <= _FEW else known.nearest(value)
    if nearest:
        names = ", ".join(code.label(lang()) for code in nearest)
        return tk._('"{value}" is not a choice. Did you mean: {choices}?').format(
            value=shorten(value), choices=names
        )
    return tk._('"{value}" is not a choice. See the list of codes: {list}').format(
        value=shorten(value), list=known.title(lang())
    )


_VALUE_SENTENCES: dict[str, Callable[[], str]] = {
    "TITLE-REQUIRED": lambda: tk._("Give the dataset a title"),
    "TEXT-TYPE": lambda: tk._("Text is expected here"),
    "TEXT-CONTROL-CHAR": lambda: tk._(
        "Character {position} ({code}) cannot be stored. Delete it and type it again"
    ),
    "EMAIL-FORMAT": lambda: tk._('"{value}" is not one e-mail address such as name@example.go.th'),
    "URL-SCHEME": lambda: tk._("Only addresses that begin with http:// or https:// can be used"),
    "URL-NOT-ALLOWED": lambda: tk._('"{value}" is inside a network that readers cannot reach'),
    "URL-FORMAT": lambda: tk._('"{value}" is not a web address'),
    "MEDIA-TYPE-FORMAT": lambda: tk._('"{value}" is not a media type such as text/csv'),
    "TAG-FORMAT": lambda: tk._(
        'The keyword "{value}" must have 2 to 100 letters, digits or spaces; commas separate keywords'
    ),
    "INTERVAL-RANGE": lambda: tk._("Give a whole number from 1 to {limit}"),
    "COORDINATE-FORMAT": lambda: tk._("Give decimal degrees such as 13.7563"),
    "LATITUDE-SWAPPED": lambda: tk._(
        "{value} is a longitude of Thailand. Are latitude and longitude swapped?"
    ),
    "LONGITUDE-SWAPPED": lambda: tk._(
        "{value} is a latitude of Thailand. Are latitude and longitude swapped?"
    ),
    "LATITUDE-RANGE": lambda: tk._("Must be between -{limit} and {limit}"),
    "LONGITUDE-RANGE": lambda: tk._("Must be between -{limit} and {limit}"),
    "CHOICES-LIMIT": lambda: tk._("At most {limit} choices are possible"),
}


def limit_text(least: int, most: int) -> str:
    """Return the message for a number outside its bounds."""
    sentence = tk._("Give a whole number from {least} to {most}.").format(least=least, most=most)
    return f"LIMIT-RANGE: {sentence}"
