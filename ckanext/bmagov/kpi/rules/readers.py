"""The rule sets that come with the catalog, and those of the site's own directory."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from ckanext.bmagov import config
from ckanext.bmagov.folder import PACKAGE
from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet  # noqa: TC001 - a named tuple's field
from ckanext.bmagov.kpi.rules.formats import read_rules

OURS = PACKAGE / "rules"


class RuleFile(NamedTuple):
    """A rule set and the text it was read from."""

    rules: RuleSet
    source: str


def paths() -> tuple[Path, ...]:
    """Return the files, ours and the site's; one of the site replaces ours of the same name."""
    files = {path.name: path for path in sorted(OURS.glob("kpi-*.yaml"))}
    own = config.rules_dir()
    if own:
        files |= {path.name: path for path in sorted(Path(own).glob("*.yaml"))}
    return tuple(files.values())


def rule_files() -> tuple[RuleFile, ...]:
    """Return all rule sets on file, read once.

    :raises RuleFileError: with every problem of the first file that has any
    """
    return tuple(_read(path, path.stat().st_mtime_ns) for path in paths())


@functools.lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> RuleFile:
    content = path.read_bytes()
    return RuleFile(read_rules(content, path.name), content.decode("utf-8-sig"))
