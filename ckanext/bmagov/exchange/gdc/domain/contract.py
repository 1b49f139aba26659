"""What GD Catalog calls our fields and our codes, as ``schemas/gd-catalog.yaml`` says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import OTHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.bmagov.base.domain.codelist import CodeList
    from ckanext.bmagov.base.domain.schema_facts import Facts, Field

YES_NO = "yes_no"
FLAGS = {"yes": "True", "no": "False"}


class ContractError(ValueError):
    """A table that does not fit the schema or the code lists; ``str()`` says what to change."""


@dataclass(frozen=True)
class Column:
    """A field of a record there. ``field`` is ours, in which its value stands."""

    key: str
    field: Field


@dataclass(frozen=True)
class Contract:
    """The table for one version of the form there."""

    version: str
    dataset: tuple[Column, ...]
    resource: tuple[Column, ...]
    other: str
    _lists: Mapping[str, CodeList]
    _words: Mapping[str, Mapping[str, str]]
    _unknown: Mapping[str, frozenset[str]]

    def word(self, codelist: str, value: str) -> str:
        """Return the word there for a code of ours; empty where there is none."""
        if codelist == YES_NO:
            return FLAGS.get(value, "")
        code = self._lists[codelist].get(value)
        if code is None or value in self._unknown.get(codelist, ()):
            return ""
        own = self._words.get(codelist, {}).get(value)
        return own or (self.other if value == OTHER else code.label_th)

    def words(self, codelist: str) -> tuple[str, ...]:
        """Return all words there for a list, in its order."""
        codes = self._lists[codelist].codes
        return tuple(word for code in codes if (word := self.word(codelist, code.value)))

    def codes(self, codelist: str, word: str) -> tuple[str, ...]:
        """Return the values of ours that go out as a word; of "other" also those without a word."""
        values = [
            code.value
            for code in self._lists[codelist].codes
            if (self.word(codelist, code.value) or (self.other if self.has_other(codelist) else "")) == word
        ]
        return tuple(values) if word else ()

    def has_other(self, codelist: str) -> bool:
        """Return whether a list there has a word for "other"."""
        return self._lists[codelist].get(OTHER) is not None

    def label(self, codelist: str, value: str) -> str:
        """Return our own Thai label of a code; the value where the list has no such code."""
        code = self._lists[codelist].get(value)
        return code.label_th if code else value

    def column(self, key: str) -> Column | None:
        """Return the field of a dataset with this name there."""
        return next((column for column in self.dataset if column.key == key), None)


def parse_contract(
    raw: Mapping[str, Any], facts: Facts, lists: Mapping[str, CodeList], version: str
) -> Contract:
    """Build the table for one version.

    :raises ContractError: it names a field, list or code that there is not, or no such version
    """
    if version not in raw["versions"]:
        raise ContractError(f"{version} is none of the versions {', '.join(raw['versions'])}")
    for part in ("words_there", "only_words", "unknown"):
        for name, entries in raw[part].items():
            codes = [code for own in entries.values() for code in own] if part == "only_words" else entries
            _check_codes(part, name, codes, lists)
    unknown = {name: set(codes) for name, codes in raw["unknown"].items()}
    for name, by_version in raw["only_words"].items():
        for only, codes in by_version.items():
            if only != version:
                unknown.setdefault(name, set()).update(codes)
    only_fields = raw["only_fields"]
    wanted = [key for key in raw["dataset"] if only_fields.get(key, version) == version]
    return Contract(
        version,
        _columns(wanted, raw["renamed"], facts.dataset),
        _columns(raw["resource"], raw["renamed"], facts.resource),
        raw["other_there"],
        lists,
        raw["words_there"],
        {name: frozenset(codes) for name, codes in unknown.items()},
    )


def _columns(keys: Sequence[str], renamed: Mapping[str, str], fields: Sequence[Field]) -> tuple[Column, ...]:
    by_name = {field.name: field for field in fields}
    missing = [key for key in keys if renamed.get(key, key) not in by_name]
    if missing:
        raise ContractError(f"no field of ours holds {', '.join(missing)}")
    return tuple(Column(key, by_name[renamed.get(key, key)]) for key in keys)


def _check_codes(part: str, name: str, codes: Any, lists: Mapping[str, CodeList]) -> None:
    if name not in lists:
        raise ContractError(f"{part}: there is no code list {name}")
    for value in codes:
        if lists[name].get(value) is None:
            raise ContractError(f"{part}.{name}: the list has no code {value}")
