"""Validators for what people type: Thai text in one form, no control characters, the standard's lengths."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.domain.text import (
    find_control_character,
    normalize_block,
    normalize_line,
    to_arabic_digits,
)
from ckanext.bmagov.domain.url import clean_url, url_problem
from ckanext.bmagov.logic.messages import invalid, shorten

if TYPE_CHECKING:
    from ckan.types import FlattenDataDict, FlattenErrorDict, FlattenKey

# One address. The dot in the domain is asked for: mail inside an office network cannot be answered by the
# public.
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\Z")  # fmt: skip  # noqa: E501
_TAG = re.compile(r"[\w\u0e00-\u0e7f &()/+.'%-]+\Z")
_SHORTEST_TAG, _LONGEST_TAG = 2, 100
_LONGEST_WITHOUT_RULE = 20_000

Rule = Callable[[Any], Any]


def clean_text(value: Any, *, limit: int = 0, prefix: str = "TEXT", block: bool = False) -> str:
    """Return text as it is stored. Raises Invalid for a control character, no text, or too much of it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise invalid("TEXT-TYPE", tk._("Text is expected here"))
    longest = limit or _LONGEST_WITHOUT_RULE
    found = find_control_character(value)
    if found:
        raise invalid(
            "TEXT-CONTROL-CHAR",
            tk._("Character {position} ({code}) cannot be stored. Delete it and type it again").format(
                position=found.position, code=found.code
            ),
        )
    text = normalize_block(value) if block else normalize_line(value)
    if len(text) > longest:
        raise invalid(
            f"{prefix}-LENGTH",
            tk._("{length} characters are too many; {limit} are allowed").format(
                length=len(text), limit=longest
            ),
        )
    return text


def bmagov_text(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept one line of text, at most ``max_length`` of the field, and return it normalised."""
    limit, prefix = field.get("max_length", 0), field.get("error_prefix", "TEXT")
    return lambda value: clean_text(value, limit=limit, prefix=prefix)


def bmagov_multiline_text(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept text of several lines, at most ``max_length`` of the field, and return it normalised."""
    limit, prefix = field.get("max_length", 0), field.get("error_prefix", "TEXT")
    return lambda value: clean_text(value, limit=limit, prefix=prefix, block=True)


def bmagov_title(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept the title; an empty one is TITLE-REQUIRED, even for a draft."""
    limit = field.get("max_length", 0)

    def validator(value: Any) -> str:
        text = "" if value is tk.missing or value is None else clean_text(value, limit=limit, prefix="TITLE")
        if not text:
            raise invalid("TITLE-REQUIRED", tk._("Give the dataset a title"))
        return text

    return validator


def bmagov_email(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept one e-mail address."""
    limit = field.get("max_length", 0)

    def validator(value: Any) -> str:
        # Line breaks are looked for before they are normalised away: a second line is a second mail header.
        text = clean_text(value, limit=limit, prefix="EMAIL")
        if text and (not _EMAIL.match(text) or "\n" in str(value).strip() or "\r" in str(value).strip()):
            raise invalid(
                "EMAIL-FORMAT",
                tk._('"{value}" is not one e-mail address such as name@example.go.th').format(
                    value=shorten(text)
                ),
            )
        return text

    return validator


def bmagov_url(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept a web address that begins with http or https."""
    limit = field.get("max_length", 0)

    def validator(value: Any) -> str:
        text = clean_url(clean_text(value, limit=limit, prefix="URL"))
        if text:
            _refuse_url(url_problem(text), text)
        return text

    return validator


def bmagov_resource_url(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any
) -> None:
    """Accept the link of a resource: http or https, and no machine of an inner network.

    A file that was uploaded, or a table of the DataStore, has a file name here and is left alone.
    """
    value = data[key]
    text = clean_url(clean_text(value, limit=2000, prefix="URL"))
    data[key] = text
    url_type = data.get((*key[:-1], "url_type"))
    if text and (url_type is tk.missing or not url_type):
        _refuse_url(url_problem(text, public_only=True), text)


def _refuse_url(code: str, text: str) -> None:
    if code == "URL-SCHEME":
        raise invalid(code, tk._("Only addresses that begin with http:// or https:// can be used"))
    if code == "URL-NOT-ALLOWED":
        raise invalid(
            code, tk._('"{value}" is inside a network that readers cannot reach').format(value=shorten(text))
        )
    if code:
        raise invalid(code, tk._('"{value}" is not a web address').format(value=shorten(text)))


def clean_tag(value: Any) -> str:
    """Return a keyword as it is stored. CKAN's own rule refuses Thai vowels and tone marks; ours does not."""
    text = clean_text(value, limit=_LONGEST_WITHOUT_RULE, prefix="TAG")
    if not _SHORTEST_TAG <= len(text) <= _LONGEST_TAG or not _TAG.match(text):
        raise invalid(
            "TAG-FORMAT",
            tk._(
                'The keyword "{value}" must have 2 to 100 letters, digits or spaces; commas separate keywords'
            ).format(value=shorten(text)),
        )
    return text


def bmagov_tag_name(value: Any) -> str:
    """Accept one keyword."""
    return clean_tag(value)


def bmagov_tag_string(field: dict[str, Any], schema: dict[str, Any]) -> Callable[..., None]:
    """Accept keywords with commas between them, and add them to the dataset's tags."""
    limit = field.get("max_length", 0)

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
        given = data[key]
        if isinstance(given, list):
            given = ",".join(str(item) for item in given)
        text = clean_text(given, limit=limit, prefix="TAG")
        taken = [place[1] for place in data if len(place) == 3 and place[0] == "tags"]
        start = max(taken, default=-1) + 1
        names = list(dict.fromkeys(clean_tag(part) for part in text.split(",") if part.strip()))
        for index, name in enumerate(names, start):
            data["tags", index, "name"] = name

    return validator


def bmagov_interval(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept a whole number from 1 to 999, Thai digits too."""

    def validator(value: Any) -> str:
        text = to_arabic_digits(clean_text(value))
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 999):
            raise invalid("INTERVAL-RANGE", tk._("Give a whole number from 1 to 999"))
        return str(int(text)) if text else ""

    return validator


def bmagov_latitude(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept a latitude in decimal degrees, -90 to 90."""
    return lambda value: _degrees(value, 90, "LATITUDE-RANGE")


def bmagov_longitude(field: dict[str, Any], schema: dict[str, Any]) -> Rule:
    """Accept a longitude in decimal degrees, -180 to 180, but not one that is a latitude of Thailand."""
    return lambda value: _degrees(value, 180, "LONGITUDE-RANGE")


def _degrees(value: Any, limit: int, code: str) -> str:
    text = to_arabic_digits(clean_text(value)).removesuffix("°").strip()
    if not text:
        return ""
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,15})?", text):
        raise invalid("COORDINATE-FORMAT", tk._("Give decimal degrees such as 13.7563"))
    number = float(text)
    if limit == 90 and 97 <= number <= 106:
        raise invalid(
            "COORDINATE-SWAPPED",
            tk._("{value} is a longitude of Thailand. Are latitude and longitude swapped?").format(
                value=text
            ),
        )
    if limit == 180 and 5 <= number <= 21:
        raise invalid(
            "COORDINATE-SWAPPED",
            tk._("{value} is a latitude of Thailand. Are latitude and longitude swapped?").format(value=text),
        )
    if abs(number) > limit:
        raise invalid(code, tk._("Must be between -{limit} and {limit}").format(limit=limit))
    return text.removeprefix("+")


for _factory in (
    bmagov_text, bmagov_multiline_text, bmagov_title, bmagov_email, bmagov_url, bmagov_tag_string,
    bmagov_interval, bmagov_latitude, bmagov_longitude,
):  # fmt: skip
    _factory.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]
