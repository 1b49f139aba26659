"""Filters of harvesters (``fq``), read and written anew: names and words of GD Catalog become ours.

What is not understood is refused. A filter that is dropped in silence would hand out more than was asked for.

>>> parse("organization:a OR organization:b")
Terms(parts=(Term('organization', 'a', ...), 'OR', Term('organization', 'b', ...)))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 4000
DEEPEST: Final = 8

Translate = Callable[[str, str], "tuple[str, tuple[str, ...], bool] | None"]
"""Given a field and a value there, ours, and whether the index keeps a list of them in one text.

None for a field that there is not; no values: nothing has it.
"""

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\)) | (?P<sign>[+\-!]) | (?P<operator>(?:AND|OR|NOT|&&|\|\|)(?=[\s(]|$))
      | (?P<every>\*:\*)
      | (?P<field>[A-Za-z_][A-Za-z0-9_]*):(?:
            (?P<range>[\[{]\s*\S+\s+TO\s+\S+?\s*[\]}])
          | "(?P<quoted>(?:\\.|[^"\\])*)"
          | (?P<group>\([^()"]*\))
          | (?P<bare>(?:\\.|[^\s()\[\]{}"\\])+)
        )
    )""",
    re.VERBOSE,
)
_RANGE: Final = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])")
_BOUND: Final = re.compile(
    r"\*|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?|NOW(?:[+\-/][0-9A-Z]+)*", re.ASCII
)
_WORDS: Final = {"&&": "AND", "||": "OR", "!": "-"}
_SPECIAL: Final = re.compile(r'([\\"])')
_INSIDE: Final = r"*\"{}\"*"
TIMES: Final = frozenset({"metadata_modified", "metadata_created"})


class FilterError(ValueError):
    """A filter that is not understood; ``str()`` is the part of it."""


@dataclass(frozen=True)
class Term:
    """A field with a value: of several of ours each will do. ``sign`` is empty, ``+`` or ``-``."""

    field: str
    values: tuple[str, ...]
    sign: str = ""
    quoted: bool = True
    in_list: bool = False


@dataclass(frozen=True)
class Group:
    """What stands in brackets, with the operators between its parts."""

    parts: tuple[Term | Group | str, ...]
    sign: str = ""


def parse(text: str, translate: Translate) -> Group:
    """Read a filter.

    :raises FilterError: what of it is not understood
    """
    if len(text) > LONGEST:
        raise FilterError(f"{text[:40]}…")
    reader = _Reader(text, translate)
    group = reader.read(0)
    if reader.rest():
        raise FilterError(reader.rest()[:40])
    return group


def written(group: Group, moved: Callable[[str], str] = str) -> str:
    """Return a filter as Solr takes it.

    :param moved: makes the condition of a range of `metadata_modified` another one
    """
    out: list[str] = []
    for part in group.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Group):
            out.append(f"{part.sign}({written(part, moved)})")
        else:
            out.append(part.sign + _term(part, moved))
    positive = any(not isinstance(part, str) and part.sign != "-" for part in group.parts)
    # Solr finds nothing for a bracket that only says what not.
    return " ".join(out if positive or not out else ["*:*", *out])


def fields_of(group: Group) -> set[str]:
    """Return the fields of ours that a filter asks about."""
    fields: set[str] = set()
    for part in group.parts:
        if isinstance(part, Group):
            fields |= fields_of(part)
        elif isinstance(part, Term):
            fields.add(part.field)
    return fields


def since(condition: str) -> str:
    """Return the lower bound of a range, `*` for none."""
    match = _RANGE.fullmatch(condition.partition(":")[2])
    return match[2] if match else "*"


def _term(term: Term, moved: Callable[[str], str]) -> str:
    if term.field == "*":
        return "*:*"
    if not term.values:
        return "(-*:*)"
    if not term.quoted:
        condition = f"{term.field}:{term.values[0]}"
        return moved(condition) if term.field == "metadata_modified" else condition
    if term.in_list:
        return f"{term.field}:({' OR '.join(_INSIDE.format(value) for value in term.values)})"
    values = ['"' + _SPECIAL.sub(r"\\\1", value) + '"' for value in term.values]
    return f"{term.field}:{values[0]}" if len(values) == 1 else f"{term.field}:({' OR '.join(values)})"


class _Reader:
    def __init__(self, text: str, translate: Translate) -> None:
        self._text, self._translate, self._at = text, translate, 0

    def rest(self) -> str:
        return self._text[self._at :].strip()

    def read(self, depth: int) -> Group:
        if depth > DEEPEST:
            raise FilterError(self.rest()[:40])
        parts: list[Term | Group | str] = []
        sign = ""
        while self.rest():
            match = _TOKEN.match(self._text, self._at)
            if match is None:
                raise FilterError(self.rest()[:40])
            if match["close"]:
                break
            self._at = match.end()
            if mark := match["sign"] or ("-" if match["operator"] == "NOT" else ""):
                sign = self._once(sign, _WORDS.get(mark, mark))
            elif match["operator"]:
                self._between(parts, sign, match["operator"])
                parts.append(_WORDS.get(match["operator"], match["operator"]))
            elif match["open"]:
                inner = self.read(depth + 1)
                self._close()
                parts.append(Group(inner.parts, sign))
                sign = ""
            else:
                parts.append(self._part(match, sign))
                sign = ""
        if not parts or isinstance(parts[-1], str) or sign:
            raise FilterError(self._text[:40])
        return Group(tuple(parts))

    def _close(self) -> None:
        match = _TOKEN.match(self._text, self._at)
        if match is None or not match["close"]:
            raise FilterError(self._text[:40])
        self._at = match.end()

    @staticmethod
    def _between(parts: list[Term | Group | str], sign: str, operator: str) -> None:
        if not parts or isinstance(parts[-1], str) or sign:
            raise FilterError(operator)

    @staticmethod
    def _once(before: str, sign: str) -> str:
        if before:
            raise FilterError(f"{before}{sign}")
        return sign

    def _part(self, match: re.Match[str], sign: str) -> Term:
        if match["every"]:
            return Term("*", ("*",), sign, quoted=False)
        field = match["field"]
        if match["range"]:
            return self._range(field, match["range"], sign)
        if match["group"]:
            return self._several(field, match["group"][1:-1], sign)
        value = _plain(match["bare"] if match["quoted"] is None else match["quoted"])
        if value == "*" and match["quoted"] is None:
            own = self._own(field, "")
            return Term(own[0], ("[* TO *]",), sign, quoted=False)
        name, values, in_list = self._own(field, value)
        return Term(name, values, sign, in_list=in_list)

    def _range(self, field: str, text: str, sign: str) -> Term:
        match = _RANGE.fullmatch(text)
        if field not in TIMES or match is None:
            raise FilterError(f"{field}:{text}")
        bounds = match.group(2, 3)
        for bound in bounds:
            if not _BOUND.fullmatch(bound):
                raise FilterError(bound)
        low, high = (
            bound if bound.endswith("Z") or not bound[0].isdigit() else f"{bound}Z" for bound in bounds
        )
        return Term(field, (f"{match[1]}{low} TO {high}{match[4]}",), sign, quoted=False)

    def _several(self, field: str, text: str, sign: str) -> Term:
        words = text.split()
        if not words or any(word in ("AND", "NOT") or word[0] in "+-!" for word in words):
            raise FilterError(f"{field}:({text})")
        terms = [self._own(field, _plain(word)) for word in words if word != "OR"]
        if not terms:
            raise FilterError(f"{field}:({text})")
        values = tuple(value for _, own, _ in terms for value in own)
        return Term(terms[0][0], values, sign, in_list=terms[0][2])

    def _own(self, field: str, value: str) -> tuple[str, tuple[str, ...], bool]:
        own = self._translate(field, value)
        if own is None:
            raise FilterError(field)
        return own


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)
