"""A problem found in metadata: a code and its parameters. Its sentence is made elsewhere."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Problem:
    """What is wrong, where. ``resource`` is the place in the list of resources, from 0."""

    code: str
    field: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    resource: int | None = None
