"""What a save does to levels, and which of it takes a second person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .policy import Policy


@dataclass(frozen=True)
class Levels:
    """The level of a dataset and those that its resources have of their own; empty where there is none."""

    dataset: str = ""
    resources: Mapping[str, str] = field(default_factory=dict)

    def effective(self, policy: Policy, resource_id: str) -> str:
        """Return the level that a resource really has."""
        return policy.effective(self.dataset, self.resources.get(resource_id, ""))


@dataclass(frozen=True)
class Change:
    """The effective level of a dataset (``resource_id`` None) or of a resource, before and after."""

    resource_id: str | None
    before: str
    after: str

    def is_lowering(self, policy: Policy) -> bool:
        """Return whether less is protected than before.

        To classify what had no level at all is no lowering; a level that the policy does not know counts as
        the most closed, so that to replace it is one.
        """
        return bool(self.before) and _rank(policy, self.after) < policy.rank(self.before)


def _rank(policy: Policy, level: str) -> int:
    return policy.rank(level) if level else 0


def changes(policy: Policy, before: Levels, after: Levels) -> Iterator[Change]:
    """Yield the changes of levels: of the dataset, and of each resource whose own level is another.

    Resources that are new or gone change no level; those that only follow their dataset are told with it.
    """
    if before.dataset != after.dataset:
        yield Change(None, before.dataset, after.dataset)
    for resource_id, own in after.resources.items():
        if resource_id in before.resources and before.resources[resource_id] != own:
            old, new = before.effective(policy, resource_id), after.effective(policy, resource_id)
            if old != new:
                yield Change(resource_id, old, new)
