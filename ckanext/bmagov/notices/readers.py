"""Reads the rules of notices, and the public holidays."""

from __future__ import annotations

import functools
from typing import Any

from ckanext.bmagov.base.formats.yaml_file import load_yaml
from ckanext.bmagov.folder import PACKAGE
from ckanext.bmagov.notices.domain.rules import NoticeRules, parse_rules
from ckanext.bmagov.notices.domain.working_days import WorkingDays


@functools.cache
def rules() -> NoticeRules:
    """Return what `rules/notices.yaml` says."""
    return parse_rules(_plain("notices.yaml"))


@functools.cache
def working_days() -> WorkingDays:
    """Return the calendar of working days by `rules/holidays.yaml`."""
    return WorkingDays.from_plain(_plain("holidays.yaml"))


def _plain(name: str) -> Any:
    return load_yaml((PACKAGE / "rules" / name).read_bytes(), name)[0]
