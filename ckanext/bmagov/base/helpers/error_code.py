"""The code at the start of a message."""

from __future__ import annotations

import re

_CODE = re.compile(r"^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+: ")


def bmagov_error_sentence(message: str) -> str:
    """Return a message without its code, which is for programs."""
    return _CODE.sub("", message)
