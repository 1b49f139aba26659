"""Read the rules of the start."""

from __future__ import annotations

import functools

from ckanext.bmagov.files import read_data
from ckanext.bmagov.site.domain.startup import Rules, parse_rules


@functools.cache
def rules() -> Rules:
    """Return the rules, read once."""
    return parse_rules(read_data("rules/startup.yaml"))
