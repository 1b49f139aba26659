"""What can be done to a selection of datasets at once. A field more is an entry here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.schema_facts import OTHER, Facts, values_of
from ckanext.bmagov.metadata.bulk.domain.columns import STATE
from ckanext.bmagov.metadata.bulk.domain.plan import CHANGE, TRASH

if TYPE_CHECKING:
    from ckanext.bmagov.access import Policy

Record = Mapping[str, Any]
LEVEL: Final = "data_classification"


@dataclass(frozen=True)
class Act:
    """An act: its label, the fields it may set, and those of them without which it is nothing."""

    label: str
    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    state: str = ""
    """The state that datasets get."""

    kind: str = CHANGE


ACTS: Final[Mapping[str, Act]] = {
    "category": Act(N_("Set the data category"), ("data_category",), ("data_category",)),
    "contact": Act(N_("Set the contact"), ("maintainer", "maintainer_email", "maintainer_phone")),
    "license": Act(N_("Set the licence"), ("license_id", "license_id_other"), ("license_id",)),
    "level": Act(
        N_("Raise the classification level"),
        (LEVEL, "data_category", "license_id", "license_id_other"),
        (LEVEL,),
    ),
    "publish": Act(N_("Publish drafts"), state="active"),
    "trash": Act(N_("Move to the trash"), kind=TRASH),
}
"""By the name that the action takes. A level that is raised may need another category and licence with it."""


def wanted_values(act: str, given: Record) -> dict[str, str]:
    """Return what an act sets, of the fields that were filled in.

    :raises ProblemError: `BULK-VALUE` (`field`), when something is missing without which it does nothing
    """
    known = ACTS[act]
    values = {name: str(given[name]) for name in known.fields if given.get(name)}
    missing = [name for name in known.needed if name not in values]
    if missing or (known.fields and not values):
        raise ProblemError("BULK-VALUE", field=(missing or known.fields)[0])
    return values | ({STATE: known.state} if known.state else {})


def values_for(values: Record, stored: Record, facts: Facts, policy: Policy) -> dict[str, Any]:
    """Return what changes in one dataset: the values that it does not have yet.

    A companion text ("other: which") goes when its choice does. A level only goes up.

    :raises ProblemError: `BULK-LEVEL-DOWN` (`level`)
    """
    changed = {
        name: value for name, value in values.items() if values_of(stored.get(name)) != values_of(value)
    }
    level, before = changed.get(LEVEL), str(stored.get(LEVEL) or "")
    if level and before and policy.rank(level) < policy.rank(before):
        raise ProblemError("BULK-LEVEL-DOWN", level=before)
    for field in facts.dataset:
        leaves = field.other_of in changed and OTHER not in values_of(changed[field.other_of])
        if leaves and stored.get(field.name):
            changed[field.name] = ""
    return changed


def undo_values(before: Record, after: Record, current: Record) -> dict[str, Any] | None:
    """Return what puts a dataset back; None when somebody has changed one of the values since."""
    touched = [name for name, value in after.items() if values_of(current.get(name)) != values_of(value)]
    return None if touched else {name: "" if value is None else value for name, value in before.items()}
