"""Validators for choices: any spelling of a code comes in, its value is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain import values
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.language import choices_sentence, invalid, value_invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import FlattenDataDict, FlattenErrorDict, FlattenKey

    from ckanext.bmagov.base.domain.ckan_dicts import FieldDict
    from ckanext.bmagov.base.domain.codelist import CodeList


def bmagov_codelist_value(field: FieldDict, schema: object) -> Callable[[Any], Any]:
    """Accept one choice of the field's code list in any spelling and return its value.

    Raises Invalid with the nearest choices.
    """

    def validator(value: Any) -> Any:
        if isinstance(value, str) and not value.strip():
            return ""
        return _find(codelist(field["codelist"]), value, field)

    return validator


def bmagov_codelist_values(field: FieldDict, schema: object) -> Callable[..., None]:
    """Accept several choices: a list, a JSON list, or one text. Stores a JSON list of values in order.

    Nothing chosen is nothing stored.
    """

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
        known = codelist(field["codelist"])
        try:
            chosen = {_find(known, item, field) for item in _as_list(data[key])}
        except tk.Invalid as error:
            errors[key].append(error.error)
            return
        if chosen:
            data[key] = json.dumps([code.value for code in known.codes if code.value in chosen])
        else:
            data.pop(key, None)

    return validator


def bmagov_json_list(value: Any) -> list[Any]:
    """Return a stored JSON list as a list (output validator)."""
    if isinstance(value, list):
        return value
    try:
        loaded = json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return [value] if value else []
    return loaded if isinstance(loaded, list) else [loaded]


bmagov_codelist_value.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]
bmagov_codelist_values.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]


def _as_list(value: Any) -> list[Any]:
    if value is tk.missing or value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise invalid("JSON-INVALID", tk._("This is not a valid JSON list of choices")) from error
    try:
        return values.listed(value if isinstance(value, list) else [value])
    except values.BadValueError as problem:
        raise value_invalid(problem) from problem


def _find(known: CodeList, value: Any, field: FieldDict) -> str:
    if isinstance(value, (bool, int)):
        value = str(value)
    if not isinstance(value, str):
        raise invalid("VALUE-TYPE", tk._("Give a code or a label as text"))
    code = known.find(value)
    if code is None:
        raise invalid(f"{field.get('error_prefix', 'VALUE')}-UNKNOWN", choices_sentence(known, value))
    return code.value
