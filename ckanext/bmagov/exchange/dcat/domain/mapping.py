"""The table of terms (`schemas/dcat.yaml`): which property says which field, and what follows from values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.exchange.dcat.domain.terms import iri

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = frozenset(
    (
        *(
            "text",
            "plain",
            "words",
            "choice",
            "flag",
            "day",
            "day_or_text",
            "first_day",
            "last_day",
            "number",
            "count",
        ),
        *("link", "mail", "agency"),
    )
)
"""How a value may be written (`values.py`)."""


class MappingError(ValueError):
    """A table that must not be used. ``str()`` names the entry and what to change."""


@dataclass(frozen=True)
class Choice:
    """The code list of a field, and whether it takes several of its codes."""

    codelist: str = ""
    several: bool = False


NO_CHOICE = Choice()


@dataclass(frozen=True)
class Node:
    """What stands between a subject and a value: its address is that of the subject, `#` and its name."""

    name: str
    shown: str
    """The term as the table has it."""

    term: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class FieldTerm:
    """How a field is written and read. ``term`` and the types of nodes are as N-Triples has them."""

    field: str
    shown: str
    """The term as the table has it, with its prefix."""

    term: str
    kind: str
    lang: str = ""
    node: Node | None = None
    also: tuple[str, ...] = ()
    codelist: str = ""
    several: bool = False
    spare: str = ""
    """The property of ours for a value that is not of the field's kind."""


@dataclass(frozen=True)
class TermTable:
    """The whole table, for one site."""

    site: str
    prefixes: Mapping[str, str]
    dataset: tuple[FieldTerm, ...]
    file: tuple[FieldTerm, ...]
    agency: tuple[FieldTerm, ...]
    always: Mapping[str, tuple[str, ...]]
    frequencies: Mapping[str, Mapping[int, str]]
    dataset_types: Mapping[str, str]
    themes: Mapping[str, str]
    formats: Mapping[str, tuple[str, str]]
    authorities: Mapping[str, tuple[str, str]]
    labels: Mapping[str, str]
    place: Mapping[str, Any]
    _terms: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def term(self, name: str) -> str:
        """Return the address of a name with a prefix, as N-Triples has it."""
        if name not in self._terms:
            self._terms[name] = expand(self.prefixes, name)
        return self._terms[name]

    def frequency(self, unit: str, interval: object) -> str:
        """Return the EU's code of a frequency: every 3 months is QUARTERLY."""
        known = self.frequencies.get(unit, {})
        if 0 in known:
            return known[0]
        count = str(interval or "")
        return known.get(int(count), "OTHER") if count.isascii() and count.isdigit() else "OTHER"


def expand(prefixes: Mapping[str, str], name: str) -> str:
    """Return the address that a name with a prefix stands for, as N-Triples has it.

    :raises MappingError: for a prefix that is not in the table
    """
    prefix, _, local = name.partition(":")
    if prefix not in prefixes:
        raise MappingError(f"{name}: there is no prefix {prefix!r}")
    return iri(prefixes[prefix] + local)


def parse_mapping(
    raw: Mapping[str, Any], site: str, choices: Mapping[str, Mapping[str, Choice]]
) -> TermTable:
    """Read the table.

    :param site: address of the site, without a slash at its end
    :param choices: for `dataset`, `file` and `agency` the fields that have a code list
    :raises MappingError: for a kind, node or prefix that there is not
    """
    prefixes = {**raw["prefixes"], "bma": f"{site}/def#"}
    nodes = {
        name: Node(
            name,
            said["term"],
            expand(prefixes, said["term"]),
            tuple(expand(prefixes, kind) for kind in said["types"]),
        )
        for name, said in raw["nodes"].items()
    }
    parts = {
        part: tuple(
            _field(prefixes, nodes, name, said, choices.get(part, {}).get(name, NO_CHOICE))
            for name, said in raw[part].items()
        )
        for part in ("dataset", "file", "agency")
    }
    return TermTable(
        site=site,
        prefixes=prefixes,
        dataset=parts["dataset"],
        file=parts["file"],
        agency=parts["agency"],
        always={name: tuple(terms) for name, terms in raw["always"].items()},
        frequencies=raw["frequencies"],
        dataset_types=raw["dataset_types"],
        themes=raw["themes"],
        formats={name: (kind, media) for name, (kind, media) in raw["formats"].items()},
        authorities={name: (kind, title) for name, (kind, title) in raw["authorities"].items()},
        labels={str(code): label for code, label in raw["labels"].items()},
        place=raw["place"],
    )


def _field(
    prefixes: Mapping[str, str], nodes: Mapping[str, Node], name: str, said: Mapping[str, Any], choice: Choice
) -> FieldTerm:
    unknown = set(said) - {"term", "as", "lang", "at", "also"}
    if unknown:
        raise MappingError(f"{name}: there is no key {', '.join(sorted(unknown))}")
    if said["as"] not in KINDS:
        raise MappingError(f"{name}: as is one of {', '.join(sorted(KINDS))}")
    if "at" in said and said["at"] not in nodes:
        raise MappingError(f"{name}: there is no node {said['at']!r}")
    if said["as"] in ("choice", "flag") and not choice.codelist:
        raise MappingError(f"{name}: a choice has a code list")
    return FieldTerm(
        field=name,
        shown=said["term"],
        term=expand(prefixes, said["term"]),
        kind=said["as"],
        lang=said.get("lang", ""),
        node=nodes[said["at"]] if "at" in said else None,
        also=tuple(said.get("also", ())),
        codelist=choice.codelist,
        several=choice.several,
        spare=expand(prefixes, f"bma:{name}"),
    )
