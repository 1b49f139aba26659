"""What the actions on notices take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator

MOST_LINES: Final = 2000
LONGEST_NAME: Final = 500


@validator_args
def seen_schema(not_missing: Validator) -> Schema:
    """Take `names`."""
    return {"names": [not_missing, notice_names]}


def notice_names(value: Any) -> list[str]:
    """Take a list of names of lines, of bounded length."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise tk.Invalid(f"TEXT-TYPE: {tk._('Give a list of names of notices')}")
    if len(names) > MOST_LINES or any(len(name) > LONGEST_NAME for name in names):
        sentence = tk._("At most {limit} names of notices can be given").format(limit=MOST_LINES)
        raise tk.Invalid(f"CHOICES-LIMIT: {sentence}")
    return names
