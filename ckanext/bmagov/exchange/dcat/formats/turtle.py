"""Triples as Turtle and N-Triples, faster than a graph in memory: a catalog is written as it is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

_LOCAL: Final = re.compile(r"[A-Za-z_](?:[\w-]*\w)?", re.ASCII)
"""Of the names that Turtle takes behind a prefix, those that need no second thought."""

INTEGER: Final = "<http://www.w3.org/2001/XMLSchema#integer>"
TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def ntriples(triples: Iterable[Triple]) -> Iterator[str]:
    """Yield a line for each triple."""
    for subject, predicate, said in triples:
        yield f"{subject} {predicate} {said} .\n"


def grouped(triples: Iterable[Triple]) -> dict[str, dict[str, list[str]]]:
    """Return triples by subject and property, each once, in the order in which they come first."""
    subjects: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, said in triples:
        objects = subjects.setdefault(subject, {}).setdefault(predicate, [])
        if said not in objects:
            objects.append(said)
    return subjects


class Turtle:
    """Writes Turtle with prefixes; what is said of a subject in one go stands together."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Take the addresses that prefixes stand for."""
        self.prefixes = prefixes
        self._names: dict[str, str] = {TYPE: "a"}

    def head(self) -> str:
        """Return the lines that declare the prefixes."""
        return "".join(f"@prefix {name}: <{address}> .\n" for name, address in self.prefixes.items()) + "\n"

    def body(self, triples: Iterable[Triple]) -> str:
        """Return triples, sorted into subjects in the order in which these come first."""
        return "\n".join(self._subject(subject, said) for subject, said in grouped(triples).items())

    def _subject(self, subject: str, said: dict[str, list[str]]) -> str:
        lines = [
            f"    {self.name(predicate)} {', '.join(map(self._object, objects))}"
            for predicate, objects in said.items()
        ]
        return f"{subject}\n" + " ;\n".join(lines) + " .\n"

    def _object(self, said: str) -> str:
        if said.startswith("<"):
            return self.name(said)
        if not said.endswith(">"):
            return said
        value, _, datatype = said.rpartition("^^")
        return value[1:-1] if datatype == INTEGER else f"{value}^^{self.name(datatype)}"

    def name(self, address: str) -> str:
        """Return the short name of an address, or the address as it stands in N-Triples."""
        known = self._names.get(address)
        if known is None:
            known = self._short(address)
            if known is not address:
                self._names[address] = known
        return known

    def _short(self, address: str) -> str:
        for prefix, start in self.prefixes.items():
            if address.startswith(start, 1) and _LOCAL.fullmatch(address, len(start) + 1, len(address) - 1):
                return f"{prefix}:{address[len(start) + 1 : -1]}"
        return address
