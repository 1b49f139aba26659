"""Classification levels and the policy that binds category, level and licence together.

The policy is data (``rules/classification.yaml``); this module knows its shape and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OPEN = "open"


class PolicyError(ValueError):
    """A policy with a hole or an unknown name. ``str()`` says where and what to change."""


@dataclass(frozen=True)
class Policy:
    """Levels in order of protection, the levels each category allows, the licences each level allows."""

    levels: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    licences: Mapping[str, tuple[str, ...]]

    def rank(self, level: str) -> int:
        """Return the place of a level, the lowest being 0. An unknown level ranks as the most closed."""
        return self.levels.index(level) if level in self.levels else len(self.levels) - 1

    def is_open(self, level: str) -> bool:
        """Return whether anyone may read data of this level."""
        return level == OPEN

    def levels_for(self, category: str) -> tuple[str, ...]:
        """Return the levels that a category allows, lowest first."""
        return self.categories.get(category, ())

    def licences_for(self, level: str) -> tuple[str, ...]:
        """Return the licences that a level allows."""
        return self.licences.get(level, ())


def parse_policy(
    raw: object, source: str, *, levels: Iterable[str], categories: Iterable[str], licences: Iterable[str]
) -> Policy:
    """Build the policy and check it against the values of the code lists.

    Raises PolicyError when a level, category or licence is unknown or left out.
    """
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{source}: the policy has the keys levels, categories and licences")
    order = _names(raw.get("levels"), f"{source}: levels", set(levels))
    if set(order) != set(levels) or order[:1] != (OPEN,):
        raise PolicyError(f"{source}: levels must name each level once, beginning with {OPEN}")
    by_category = _table(raw.get("categories"), f"{source}: categories", set(categories), set(levels))
    by_level = _table(raw.get("licences"), f"{source}: licences", set(levels), set(licences))
    return Policy(order, by_category, by_level)


def _table(raw: object, where: str, rows: set[str], columns: set[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{where}: must be a mapping")
    if set(raw) != rows:
        differing = ", ".join(sorted(str(name) for name in set(raw) ^ rows))
        raise PolicyError(f"{where}: unknown or left out: {differing}")
    return {str(row): _names(names, f"{where}.{row}", columns) for row, names in raw.items()}


def _names(raw: object, where: str, known: set[str]) -> tuple[str, ...]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
        raise PolicyError(f"{where}: must be a list of at least one name")
    unknown = [str(name) for name in raw if name not in known]
    if unknown:
        raise PolicyError(f"{where}: unknown {', '.join(unknown)}")
    if len(set(raw)) != len(raw):
        raise PolicyError(f"{where}: a name is there twice")
    return tuple(raw)
