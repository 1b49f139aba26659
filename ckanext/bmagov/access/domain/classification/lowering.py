"""What a save does to levels, and which of it takes a second person."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ckanext.bmagov.access.domain.classification.policy import Policy


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


def level_changes(policy: Policy, before: Levels, after: Levels) -> Iterator[Change]:
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


@dataclass(frozen=True)
class Standing:
    """What decides who reads a dataset, as it is stored.

    ``levels`` has deleted resources too: what comes back must not come back at a lower level.
    """

    owner_org: str = ""
    state: str = ""
    type: str = ""
    private: bool = False
    levels: Levels = field(default_factory=Levels)
    deleted: frozenset[str] = frozenset()
    """The resources among these that are deleted."""

    links: Mapping[str, str] = field(default_factory=dict)
    """Resource -> the address of its data, where they are elsewhere."""

    def is_closed(self, policy: Policy) -> bool:
        """Return whether not everybody may read it: by its level, or for want of one once it is published."""
        return not policy.is_open(self.levels.dataset) and bool(self.levels.dataset or self.state == "active")


@dataclass(frozen=True)
class Refusal:
    """What a save may not do: the code, the field it is about, and of which resource."""

    code: str
    field: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    resource_id: str | None = None


def refusals(
    policy: Policy,
    before: Standing | None,
    after: Standing,
    *,
    moved: Collection[Change] = (),
    returned: Collection[Change] = (),
    was_published: bool,
    approved: Collection[Change] = (),
    types: Collection[str] = (),
    may_move: bool = True,
) -> Iterator[Refusal]:
    """Yield what a save of a dataset may not do, whichever way it came.

    :param before: what was stored; None for a new dataset
    :param moved: changes of resources that went from one dataset to another
    :param returned: resources that are what a deleted one of the dataset was, with its level and the new one
    :param was_published: whether others than its makers could ever read it
    :param approved: what a second person has approved in this very transaction
    :param types: the types that a dataset may have; empty to leave them alone
    :param may_move: whether who saves may hand the dataset to the other agency
    """
    if types and after.type not in types and (before is None or before.type != after.type):
        yield Refusal("TYPE-UNKNOWN", "type", {"value": after.type})
    if before is None:
        return
    done = [*level_changes(policy, before.levels, after.levels), *moved] if was_published else ()
    for change in done:
        if change.is_lowering(policy) and change not in approved:
            name = "data_classification" if change.resource_id is None else "resource_data_classification"
            params = {"before": change.before, "after": change.after}
            yield Refusal("LEVEL-DOWN-NEEDS-REVIEW", name, params, change.resource_id)
    for change in returned if was_published else ():
        if change.is_lowering(policy):
            params = {"before": change.before, "after": change.after}
            yield Refusal("LEVEL-DELETED-HIGHER", "resource_data_classification", params, change.resource_id)
    if before.private and not after.private and after.is_closed(policy):
        yield Refusal("PRIVATE-REQUIRED", "private")
    goes = before.owner_org and after.owner_org and before.owner_org != after.owner_org
    if goes and not may_move and _is_closed_somewhere(policy, before):
        yield Refusal("ORG-MOVE", "owner_org")


def _is_closed_somewhere(policy: Policy, standing: Standing) -> bool:
    own = any(level and not policy.is_open(level) for level in standing.levels.resources.values())
    return own or standing.private or standing.is_closed(policy)
