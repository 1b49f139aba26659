"""The classification policy: levels, what fits them, and who may know, read and keep what.

The policy is data (``rules/classification.yaml``); this module knows its shape and finds its holes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

OPEN = "open"


class Aspect(IntEnum):
    """What there is to know of an object; who may have one of these may have those before it."""

    EXISTENCE = 1
    METADATA = 2
    DATA = 3


EVERYONE = "everyone"
AGENCIES = "agencies"
OWNER = "owner"
OWNER_EDITORS = "owner_editors"
OWNER_ADMINS = "owner_admins"
CREATOR = "creator"
GRANTEES = "grantees"
AUDITORS = "auditors"
SUPERVISORS = "supervisors"

WIDER: Mapping[str, frozenset[str]] = {
    EVERYONE: frozenset(),
    AGENCIES: frozenset({EVERYONE}),
    OWNER: frozenset({AGENCIES, EVERYONE}),
    OWNER_EDITORS: frozenset({OWNER, AGENCIES, EVERYONE}),
    OWNER_ADMINS: frozenset({OWNER_EDITORS, OWNER, AGENCIES, EVERYONE}),
    CREATOR: frozenset({EVERYONE}),
    GRANTEES: frozenset({EVERYONE}),
    AUDITORS: frozenset({AGENCIES, EVERYONE}),
    SUPERVISORS: frozenset({AUDITORS, AGENCIES, EVERYONE}),
}
"""Group -> the groups that hold all its people. These are the groups that a policy may name."""

_TOP = (
    "levels",
    "categories",
    "licences",
    "readers",
    "unpublished",
    "kept_private",
    "storage",
    "approvers",
    "givers",
    "longest_grant",
    "logged",
)
_ASPECTS = {aspect.name.lower(): aspect for aspect in Aspect}
_APPROVERS = frozenset({OWNER_EDITORS, OWNER_ADMINS, AUDITORS, SUPERVISORS})

_GIVERS = frozenset({OWNER_EDITORS, OWNER_ADMINS})

LONGEST_GRANT = 3660
"""Days: ten years. Access without an end is not given."""

Groups = frozenset[str]


@dataclass(frozen=True)
class PolicyProblem:
    """A hole or an unknown name: where (``readers.secret.data``), a code, and what a sentence needs."""

    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class PolicyError(ValueError):
    """A policy that cannot be used. ``str()`` says where and what; ``problems`` has them one by one."""

    def __init__(self, source: str, problems: Sequence[PolicyProblem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{source}: {p.path}: {p.code} {dict(p.params)}" for p in problems))


@dataclass(frozen=True)
class Policy:
    """Levels in order of protection, and what each of them means."""

    levels: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    """Category -> the levels it allows."""

    licences: Mapping[str, tuple[str, ...]]
    """Level -> the licences it allows."""

    readers: Mapping[str, Mapping[Aspect, Groups]] = field(default_factory=dict)
    """Level -> who may know, read and fetch what is published."""

    unpublished: Mapping[str, Groups] = field(default_factory=dict)
    """Level -> who may see drafts and what is deleted, all aspects."""

    kept_private: Groups = frozenset()
    """Who may read open data that its owner keeps private."""

    storage: Mapping[str, bool] = field(default_factory=dict)
    """Level -> whether bytes may be stored in this catalog."""

    approvers: Mapping[str, Groups] = field(default_factory=dict)
    """Level -> who may approve that something of it gets a lower one."""

    givers: Mapping[str, Groups] = field(default_factory=dict)
    """Level -> who of the owner may give others access, and answers who asks for it."""

    longest_grant: Mapping[str, int] = field(default_factory=dict)
    """Level -> for how many days access can be given at most."""

    logged: frozenset[str] = frozenset()
    """Levels of which every read of the data is logged."""

    def rank(self, level: str) -> int:
        """Return the place of a level, the lowest being 0. An unknown level ranks as the most closed."""
        return self.levels.index(level) if level in self.levels else len(self.levels) - 1

    def effective(self, *levels: str) -> str:
        """Return the highest of several levels; empty ones do not count, an unknown one is the most closed.

        Of nothing but empty ones it is empty.
        """
        given = [level for level in levels if level]
        return max(given, key=self.rank) if given else ""

    def is_open(self, level: str) -> bool:
        """Return whether anyone may read data of this level."""
        return level == OPEN

    def levels_for(self, category: str) -> tuple[str, ...]:
        """Return the levels that a category allows, lowest first."""
        return self.categories.get(category, ())

    def licences_for(self, level: str) -> tuple[str, ...]:
        """Return the licences that a level allows."""
        return self.licences.get(level, ())

    def readers_of(self, level: str, aspect: Aspect) -> Groups:
        """Return who may have an aspect of what is published; of an unknown level, of the most closed."""
        known = level if level in self.levels else self.levels[-1]
        return self.readers.get(known, {}).get(aspect, frozenset())

    def stores_bytes(self, level: str) -> bool:
        """Return whether bytes of this level may be stored here."""
        return self.storage.get(self._known(level), False)

    def approvers_of(self, level: str) -> Groups:
        """Return who may approve that something of this level gets a lower one."""
        return self.approvers.get(self._known(level), frozenset())

    def givers_of(self, level: str) -> Groups:
        """Return who may give others access to what has this level."""
        return self.givers.get(self._known(level), frozenset())

    def longest_grant_of(self, level: str) -> int:
        """Return for how many days access to what has this level can be given; 0: not at all."""
        return self.longest_grant.get(self._known(level), 0)

    def is_logged(self, level: str) -> bool:
        """Return whether reads of data of this level are logged."""
        return self._known(level) in self.logged

    def _known(self, level: str) -> str:
        return self.levels[self.rank(level)]


def parse_policy(
    raw: object, source: str, *, levels: Iterable[str], categories: Iterable[str], licences: Iterable[str]
) -> Policy:
    """Build the policy and check it against the values of the code lists.

    :raises PolicyError: with every hole (a level without readers), unknown name and contradiction: a higher
        level with readers that a lower one does not have, or data for whom the metadata are hidden
    """
    reader = _Reader(frozenset(levels), frozenset(categories), frozenset(licences))
    policy = reader.read(raw)
    if reader.problems:
        raise PolicyError(source, reader.problems)
    return policy


def covers(groups: Iterable[str], group: str) -> bool:
    """Return whether everyone in a group is also in one of several."""
    return any(other == group or other in WIDER[group] for other in groups)


class _Reader:
    """Reads the parts one by one and collects what is wrong."""

    def __init__(self, levels: Groups, categories: Groups, licences: Groups) -> None:
        self.problems: list[PolicyProblem] = []
        self._levels, self._categories, self._licences = levels, categories, licences

    def tell(self, path: str, code: str, **params: str) -> None:
        self.problems.append(PolicyProblem(path, code, params))

    def read(self, raw: object) -> Policy:
        if not isinstance(raw, Mapping):
            self.tell("", "policy-mapping", names=", ".join(_TOP))
            return Policy((OPEN,), {}, {})
        self._keys(raw, "", frozenset(_TOP))
        order = self._order(raw)
        groups = frozenset(WIDER)
        readers = {
            level: {_ASPECTS[name]: frozenset(allowed) for name, allowed in of_level.items()}
            for level, of_level in self._readers(raw.get("readers"), groups).items()
        }
        if not self.problems:
            self._narrowing(order, readers)
        return Policy(
            order,
            self._table(raw, "categories", self._categories, self._levels),
            self._table(raw, "licences", self._levels, self._licences),
            readers,
            _sets(self._table(raw, "unpublished", self._levels, groups)),
            frozenset(
                self._names(raw["kept_private"], "kept_private", groups) if "kept_private" in raw else ()
            ),
            self._flags(raw),
            _sets(self._table(raw, "approvers", self._levels - {OPEN}, _APPROVERS)),
            _sets(self._table(raw, "givers", self._levels, _GIVERS)),
            self._days(raw),
            frozenset(self._names(raw["logged"], "logged", self._levels) if "logged" in raw else ()),
        )

    def _order(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        if "levels" not in raw:
            return (OPEN,)
        order = self._names(raw["levels"], "levels", self._levels)
        if order and (set(order) != self._levels or order[0] != OPEN):
            self.tell("levels", "policy-order", first=OPEN, names=_list(self._levels))
        return order or (OPEN,)

    def _readers(self, raw: object, groups: Groups) -> dict[str, dict[str, tuple[str, ...]]]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.tell("readers", "policy-mapping", names=_list(self._levels))
            return {}
        self._keys(raw, "readers", self._levels)
        readers: dict[str, dict[str, tuple[str, ...]]] = {}
        for level in self._levels & set(raw):
            readers[level] = self._rows(raw[level], f"readers.{level}", frozenset(_ASPECTS), groups)
        return readers

    def _table(
        self, raw: Mapping[str, Any], key: str, rows: Groups, columns: Groups
    ) -> dict[str, tuple[str, ...]]:
        return self._rows(raw[key], key, rows, columns) if key in raw else {}

    def _rows(self, raw: object, path: str, rows: Groups, columns: Groups) -> dict[str, tuple[str, ...]]:
        if not isinstance(raw, Mapping):
            self.tell(path, "policy-mapping", names=_list(rows))
            return {}
        self._keys(raw, path, rows)
        return {row: self._names(raw[row], f"{path}.{row}", columns) for row in raw if row in rows}

    def _flags(self, raw: Mapping[str, Any]) -> dict[str, bool]:
        storage = raw.get("storage", {})
        if not isinstance(storage, Mapping):
            self.tell("storage", "policy-mapping", names=_list(self._levels))
            return {}
        if "storage" in raw:
            self._keys(storage, "storage", self._levels)
        for level, value in storage.items():
            if not isinstance(value, bool):
                self.tell(f"storage.{level}", "policy-flag")
        return dict(storage)

    def _days(self, raw: Mapping[str, Any]) -> dict[str, int]:
        given = raw.get("longest_grant", {})
        if not isinstance(given, Mapping):
            self.tell("longest_grant", "policy-mapping", names=_list(self._levels))
            return {}
        if "longest_grant" in raw:
            self._keys(given, "longest_grant", self._levels)
        for level, days in given.items():
            if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST_GRANT:
                self.tell(f"longest_grant.{level}", "policy-days", most=str(LONGEST_GRANT))
        return {str(level): days for level, days in given.items() if isinstance(days, int)}

    def _keys(self, raw: Mapping[Any, Any], path: str, wanted: Groups) -> None:
        prefix = f"{path}." if path else ""
        for name in raw:
            if name not in wanted:
                self.tell(f"{prefix}{name}", "policy-unknown", name=str(name), names=_list(wanted))
        for name in sorted(wanted - set(raw)):
            self.tell(path, "policy-missing", name=f"{prefix}{name}")

    def _names(self, raw: object, path: str, known: Groups) -> tuple[str, ...]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            self.tell(path, "policy-list", names=_list(known))
            return ()
        for name in dict.fromkeys(str(item) for item in raw):
            if name not in known:
                self.tell(path, "policy-unknown", name=name, names=_list(known))
            elif list(raw).count(name) > 1:
                self.tell(path, "policy-twice", name=name)
        return tuple(str(name) for name in raw if name in known)

    def _narrowing(self, order: Sequence[str], readers: Mapping[str, Mapping[Aspect, Groups]]) -> None:
        """Check that more protection never means more readers, nor does more to read."""
        for place, level in enumerate(order):
            for aspect, groups in readers[level].items():
                path = f"readers.{level}.{aspect.name.lower()}"
                lower = readers[order[place - 1]][aspect] if place else groups
                before = readers[level][Aspect(aspect - 1)] if aspect > Aspect.EXISTENCE else groups
                for group in sorted(groups):
                    if not covers(lower, group):
                        self.tell(path, "policy-wider", name=group, level=order[place - 1])
                    if not covers(before, group):
                        self.tell(path, "policy-blind", name=group, aspect=Aspect(aspect - 1).name.lower())


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _sets(table: Mapping[str, tuple[str, ...]]) -> dict[str, Groups]:
    return {row: frozenset(names) for row, names in table.items()}
