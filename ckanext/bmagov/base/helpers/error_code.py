"""The code at the start of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CODE = re.compile(r"^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+): ")


def bmagov_error_sentence(message: str) -> str:
    """Return a message without its code, which is for programs."""
    return _CODE.sub("", message)


def error_codes(errors: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the codes of errors that stand by field."""
    return {match[1] for messages in errors.values() for text in messages if (match := _CODE.match(text))}
