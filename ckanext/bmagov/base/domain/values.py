"""What one value must be, and the one form in which it is stored.

Each function takes what was typed or sent and returns what is stored, or raises BadValueError: a code with
parameters. Validators and the mapping of foreign records use the same functions.
"""

from __future__ import annotations

import re
from typing import Any

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import (
    find_control_character,
    normalize_block,
    normalize_line,
    to_arabic_digits,
)
from ckanext.bmagov.base.domain.url import clean_url, url_problem

# One address. The domain must have a dot: the public cannot answer mail inside an office network.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MEDIA_TYPE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,198}")
_EMAIL = re.compile(rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}\Z")

_TAG = re.compile(r"[\w\u0e00-\u0e7f &()/+.'%>-]+\Z")
_SHORTEST_TAG, _LONGEST_TAG = 2, 100
_LONGEST_TEXT = 20_000
_LONGEST_URL = 2000
_MOST_VALUES = 100
_LARGEST_INTERVAL = 999

# Thailand lies between these. A latitude field with a longitude of it is a pair that was swapped.
_THAI_LATITUDES, _THAI_LONGITUDES = (5, 21), (97, 106)


class BadValueError(ProblemError):
    """A value that cannot be stored."""


def text(value: Any, limit: int = 0, prefix: str = "TEXT", *, block: bool = False) -> str:
    """Return text of one line, or of several with ``block``, of at most ``limit`` characters."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadValueError("TEXT-TYPE")
    character = find_control_character(value)
    if character:
        raise BadValueError("TEXT-CONTROL-CHAR", position=character.position, code=character.code)
    clean = normalize_block(value) if block else normalize_line(value)
    _refuse_long(clean, limit or _LONGEST_TEXT, prefix)
    return clean


def _refuse_long(clean: str, limit: int, prefix: str) -> None:
    if len(clean) > limit:
        raise BadValueError(f"{prefix}-LENGTH", length=len(clean), limit=limit)


def email(value: Any, limit: int = 0) -> str:
    """Return one e-mail address."""
    # Line breaks are looked for before they are normalised away: a second line is a second mail header.
    if isinstance(value, str) and ("\n" in value.strip() or "\r" in value.strip()):
        raise BadValueError("EMAIL-FORMAT", value=value)
    clean = text(value, limit, "EMAIL")
    if clean and not _EMAIL.match(clean):
        raise BadValueError("EMAIL-FORMAT", value=clean)
    return clean


def web_address(value: Any, limit: int = 0, *, public_only: bool = False) -> str:
    """Return an address that begins with http or https; with ``public_only`` of no inner network."""
    if not isinstance(value, str):
        raise BadValueError("TEXT-TYPE")
    clean = clean_url(value)
    character = find_control_character(clean)
    if character:
        raise BadValueError("TEXT-CONTROL-CHAR", position=character.position, code=character.code)
    _refuse_long(clean, limit or _LONGEST_URL, "URL")
    code = url_problem(clean, public_only=public_only) if clean else ""
    if code:
        raise BadValueError(code, value=clean)
    return clean


def keyword(value: Any) -> str:
    """Return a keyword. CKAN's own rule refuses Thai vowels and tone marks; ours does not."""
    clean = text(value, prefix="TAG")
    if not _SHORTEST_TAG <= len(clean) <= _LONGEST_TAG or not _TAG.match(clean):
        raise BadValueError("TAG-FORMAT", value=clean)
    return clean


def keywords(value: Any, limit: int = 0) -> list[str]:
    """Return the keywords of a text with commas, or of a list, each once."""
    given = ",".join(str(item) for item in value) if isinstance(value, list) else value
    return list(dict.fromkeys(keyword(part) for part in text(given, limit, "TAG").split(",") if part.strip()))


def interval(value: Any) -> str:
    """Return a whole number from 1 to 999 as text."""
    clean = to_arabic_digits(text(value))
    if clean and not (clean.isascii() and clean.isdigit() and 1 <= int(clean[:9]) <= _LARGEST_INTERVAL):
        raise BadValueError("INTERVAL-RANGE", limit=_LARGEST_INTERVAL)
    return str(int(clean)) if clean else ""


def media_type(value: Any) -> str:
    """Return a media type such as ``text/csv`` (RFC 9110, 8.3.1): it becomes a header of the download."""
    clean = str(value or "").strip()
    if clean and not _MEDIA_TYPE.fullmatch(clean):
        raise BadValueError("MEDIA-TYPE-FORMAT", value=clean)
    return clean


def latitude(value: Any) -> str:
    """Return a latitude in decimal degrees as text."""
    clean, number = _degrees(value)
    if number is not None and _THAI_LONGITUDES[0] <= number <= _THAI_LONGITUDES[1]:
        raise BadValueError("LATITUDE-SWAPPED", value=clean)
    if number is not None and abs(number) > 90:
        raise BadValueError("LATITUDE-RANGE", limit=90)
    return clean


def longitude(value: Any) -> str:
    """Return a longitude in decimal degrees as text; one that can only be a Thai latitude is refused."""
    clean, number = _degrees(value)
    if number is not None and _THAI_LATITUDES[0] <= number <= _THAI_LATITUDES[1]:
        raise BadValueError("LONGITUDE-SWAPPED", value=clean)
    if number is not None and abs(number) > 180:
        raise BadValueError("LONGITUDE-RANGE", limit=180)
    return clean


def _degrees(value: Any) -> tuple[str, float | None]:
    clean = to_arabic_digits(text(value)).removesuffix("°").strip()
    if not clean:
        return "", None
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,15})?", clean):
        raise BadValueError("COORDINATE-FORMAT")
    return clean.removeprefix("+"), float(clean)


def listed(values: list[Any]) -> list[Any]:
    """Return the given choices without empty ones; more than any list has are refused."""
    if len(values) > _MOST_VALUES:
        raise BadValueError("CHOICES-LIMIT", limit=_MOST_VALUES)
    return [item for item in values if item not in ("", None)]
