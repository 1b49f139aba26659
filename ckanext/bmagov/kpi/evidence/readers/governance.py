"""Read the parts of data governance and the kinds of entries, as they come with the extension."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ckanext.bmagov.files import read_data
from ckanext.bmagov.kpi.evidence.domain.governance import parse_parts

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.evidence.domain.governance import Kind, Part


@cache
def governance_parts() -> tuple[Part, ...]:
    """Return the six parts in their order."""
    return parse_parts(read_data("rules/governance.yaml"))


@cache
def governance_kinds() -> dict[str, tuple[Part, Kind]]:
    """Return the kinds of entries by their ids, each with its part."""
    return {kind.id: (part, kind) for part in governance_parts() for kind in part.kinds}
