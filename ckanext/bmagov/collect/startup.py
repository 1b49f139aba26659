"""Read the rules of the start."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from ckanext.bmagov.domain.startup import Rules, parse_rules

RULES = Path(__file__).parent.parent / "rules" / "startup.yaml"


@functools.cache
def rules() -> Rules:
    """Return the rules, read once."""
    return parse_rules(yaml.safe_load(RULES.read_text(encoding="utf-8")))
