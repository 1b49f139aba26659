"""Things that are done one after the other, and which of them must not change places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Ordered:
    """Names of functions, in the order in which they are called.

    :raises ValueError: two of them stand against what `before` says
    """

    names: tuple[str, ...]
    before: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(earlier, later): why. Those of which nothing is said may change places, and nothing changes."""

    def __post_init__(self) -> None:
        """Refuse a list that was put into another order, or pairs that name what is not there."""
        places = {name: place for place, name in enumerate(self.names)}
        for (earlier, later), reason in self.before.items():
            if earlier not in places or later not in places:
                raise ValueError(f"{earlier} or {later} is not in the list")
            if places[earlier] > places[later]:
                raise ValueError(f"{earlier} must come before {later}: {reason}")
