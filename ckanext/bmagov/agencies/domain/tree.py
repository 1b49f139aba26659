"""The agencies as a tree: who belongs to whom, datasets of each and of those below, what a search leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ckanext.bmagov.agencies.domain.fields import KINDS, ZONES
from ckanext.bmagov.base.domain.text import collation_key, match_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


@dataclass(frozen=True, kw_only=True)
class AgencyNode:
    """One agency of the catalog in its place.

    ``dataset_count`` counts its own datasets, ``dataset_count_below`` its own and all those below, both only
    what the reader may see.
    """

    id: str
    name: str
    title: str
    parent_id: str = ""
    title_en: str = ""
    abbreviation_th: str = ""
    abbreviation_en: str = ""
    code8: str = ""
    kind: str = "other"
    zone: str = ""
    status: str = "current"
    successor_codes: tuple[str, ...] = ()
    image_url: str = ""
    dataset_count: int = 0
    dataset_count_below: int = 0
    children: tuple[AgencyNode, ...] = field(default=())

    def walk(self) -> Iterator[AgencyNode]:
        """Yield this agency and all those below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(agencies: Iterable[AgencyNode], counts: Mapping[str, int]) -> tuple[AgencyNode, ...]:
    """Return the agencies without a parent, each with those below it, in the order of lists.

    ``counts`` are datasets by agency id. An agency whose parent is not among ``agencies`` stands at the top,
    and so does the first of a ring: nobody is lost.
    """
    flat = {agency.id: agency for agency in agencies}
    below: dict[str, list[str]] = {}
    for agency in flat.values():
        below.setdefault(agency.parent_id if agency.parent_id in flat else "", []).append(agency.id)

    placed: set[str] = set()

    def grow(agency_id: str) -> AgencyNode:
        placed.add(agency_id)
        children = [grow(child) for child in below.get(agency_id, []) if child not in placed]
        own = counts.get(agency_id, 0)
        return replace(
            flat[agency_id],
            children=tuple(sorted(children, key=list_key)),
            dataset_count=own,
            dataset_count_below=own + sum(child.dataset_count_below for child in children),
        )

    roots = [grow(agency_id) for agency_id in below.get("", [])]
    roots += [grow(agency_id) for agency_id in flat if agency_id not in placed]
    return tuple(sorted(roots, key=list_key))


def list_key(agency: AgencyNode) -> tuple[int, int, str, tuple[str, str, str]]:
    """Sort by kind, zone, BMA's code, then name in dictionary order; without a code, last in its kind."""
    kind = KINDS.index(agency.kind) if agency.kind in KINDS else len(KINDS)
    zone = ZONES.index(agency.zone) if agency.zone in ZONES else len(ZONES)
    return kind, zone, agency.code8 or "~", collation_key(agency.title)


def matches(agency: AgencyNode, query: str) -> bool:
    """Return whether each word of ``query`` is in a name, an abbreviation (dots do not count) or the code."""
    names = (
        agency.title,
        agency.title_en,
        agency.abbreviation_th,
        agency.abbreviation_en,
        agency.name,
        agency.code8,
    )
    text = "\n".join(match_key(name) for name in names)
    text += "\n" + text.replace(".", "")
    return all(match_key(word) in text for word in query.split())


def prune(roots: Iterable[AgencyNode], keep: Collection[str]) -> tuple[AgencyNode, ...]:
    """Return the tree with only the agencies in ``keep`` and those above them; counts stay what they were."""
    result = []
    for root in roots:
        children = prune(root.children, keep)
        if children or root.id in keep:
            result.append(replace(root, children=children))
    return tuple(result)


def find(roots: Iterable[AgencyNode], id_or_name: str) -> tuple[AgencyNode, ...]:
    """Return the way from the top to an agency, itself last; empty when there is none."""
    for root in roots:
        if id_or_name in (root.id, root.name):
            return (root,)
        way = find(root.children, id_or_name)
        if way:
            return (root, *way)
    return ()
