"""The words of the reference of the API on a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ckanext.bmagov.site.words import capability_title, room_title

_CODE = re.compile(r"``?([^`]+)``?")


def bmagov_with_code(text: str) -> Markup:
    """Return a text, what stands between its backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def bmagov_api_title(name: str, of_room: bool = False) -> str:
    """Return what the reference calls a capability, or a part of one."""
    return room_title(name) if of_room else capability_title(name)
