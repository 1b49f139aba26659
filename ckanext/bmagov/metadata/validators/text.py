"""Validators for what people type, by the functions of `base/domain/values.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain import values
from ckanext.bmagov.base.domain.file_name import name_of_address
from ckanext.bmagov.base.words.language import value_invalid

if TYPE_CHECKING:
    from ckan.types import FlattenDataDict, FlattenErrorDict, FlattenKey

Rule = Callable[[Any], Any]


def _rule(check: Callable[..., Any], *params: Any, **options: Any) -> Rule:
    def validator(value: Any) -> Any:
        try:
            return check(value, *params, **options)
        except values.BadValueError as problem:
            raise value_invalid(problem) from problem

    return validator


def bmagov_text(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Rule:
    """Accept one line of text, at most ``max_length`` of the field, and return it normalised."""
    return _rule(values.text, field.get("max_length", 0), field.get("error_prefix", "TEXT"))


def bmagov_multiline_text(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Rule:
    """Accept text of several lines, at most ``max_length`` of the field, and return it normalised."""
    return _rule(values.text, field.get("max_length", 0), field.get("error_prefix", "TEXT"), block=True)


def bmagov_title(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Rule:
    """Accept the title; an empty one is TITLE-REQUIRED, even for a draft."""
    check = _rule(values.text, field.get("max_length", 0), "TITLE")

    def validator(value: Any) -> str:
        title = "" if value is tk.missing or value is None else check(value)
        if not title:
            raise value_invalid(values.BadValueError("TITLE-REQUIRED"))
        return title

    return validator


def bmagov_email(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Rule:
    """Accept one e-mail address."""
    return _rule(values.email, field.get("max_length", 0))


def bmagov_url(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Rule:
    """Accept a web address that begins with http or https."""
    return _rule(values.web_address, field.get("max_length", 0))


def bmagov_resource_url(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any
) -> None:
    """Accept the link of a resource: http or https, and no machine of an inner network.

    A file that was uploaded, or a table of the DataStore, has a file name here.
    """
    url_type = data.get((*key[:-1], "url_type"))
    if url_type == "upload" and isinstance(data[key], str):
        data[key] = name_of_address(data[key])  # a name is no prose: nothing in it is mended
        return
    is_link = url_type is tk.missing or not url_type
    check = _rule(values.web_address, public_only=True) if is_link else _rule(values.text)
    data[key] = check(data[key])


bmagov_tag_name = _rule(values.keyword)
"""Accept one keyword."""


def bmagov_tag_string(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Callable[..., None]:
    """Accept keywords with commas between them, and add them to the dataset's tags."""
    check = _rule(values.keywords, field.get("max_length", 0))

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
        taken = [place[1] for place in data if len(place) == 3 and place[0] == "tags"]
        for index, name in enumerate(check(data[key]), max(taken, default=-1) + 1):
            data["tags", index, "name"] = name

    return validator


bmagov_interval = _rule(values.interval)
"""Accept a whole number from 1 to 999, Thai digits too."""

bmagov_latitude = _rule(values.latitude)
"""Accept a latitude in decimal degrees."""

bmagov_media_type = _rule(values.media_type)
"""Accept a media type; CKAN makes a header of it, and fails over what cannot stand in one."""

bmagov_longitude = _rule(values.longitude)
"""Accept a longitude in decimal degrees."""

for _factory in (
    bmagov_text,
    bmagov_multiline_text,
    bmagov_title,
    bmagov_email,
    bmagov_url,
    bmagov_tag_string,
):
    _factory.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]
