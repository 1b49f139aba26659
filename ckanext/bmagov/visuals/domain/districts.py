"""The fifty districts of Bangkok: where values belong that name one, and where each has its tile.

The map is drawn by us: a tile a district, about where it lies. It shows no boundaries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST: Final = 3
"""Letters of the beginning of a name that are enough, where only one name begins so."""

REMEMBERED: Final = 10_000
"""Values that are remembered with what they name."""

_BEFORE: Final = re.compile(r"^(?:สำนักงานเขต|เขต|แขวง|ข\.|ส\.?น\.?ข\.?|khet|khwaeng)\s*", re.IGNORECASE)
_BEHIND: Final = re.compile(r"\s*(?:district|subdistrict|sub-district)$", re.IGNORECASE)


@dataclass(frozen=True)
class District:
    """A district with its code of the Department of Provincial Administration, and its tile."""

    code: str
    name_th: str
    name_en: str
    latitude: float
    longitude: float
    column: int
    row: int

    def name(self, language: str) -> str:
        """Return its name in Thai or, for any other language, in English."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True)
class Match:
    """What a value names: a district, none, or several that it could be."""

    district: District | None = None
    several: tuple[District, ...] = ()


@dataclass
class Gazetteer:
    """All districts, and the districts of subdistricts by their codes and names."""

    districts: tuple[District, ...]
    subdistricts: Mapping[str, str] = field(default_factory=dict)
    """Name by code of six digits, whose first four are those of the district."""

    def __post_init__(self) -> None:
        """Learn names and codes."""
        self._by_code = {district.code: district for district in self.districts}
        self._by_name = {
            match_key(name): district
            for district in self.districts
            for name in (district.name_th, district.name_en)
        }
        self._of_subdistrict: dict[str, set[str]] = {}
        for code, name in self.subdistricts.items():
            self._of_subdistrict.setdefault(match_key(name), set()).add(code[:4])
        self._known: dict[tuple[str, bool], Match] = {}

    def match(self, text: str, *, subdistrict: bool = False) -> Match:
        """Find the district that a value names, by code or name.

        :param subdistrict: the value names a subdistrict
        """
        key = (text, subdistrict)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = self._match(text, subdistrict=subdistrict)
        return self._known[key]

    def _match(self, text: str, *, subdistrict: bool) -> Match:
        plain = to_arabic_digits(text).strip()
        digits = plain.removesuffix(".0")
        if digits.isdigit():
            return Match(self._by_code.get(digits[:4]) if len(digits) in (4, 6) else None)
        name = match_key(_BEHIND.sub("", _BEFORE.sub("", plain)))
        if subdistrict:
            return self._of(self._by_code[code] for code in self._of_subdistrict.get(name, ()))
        if name in self._by_name:
            return Match(self._by_name[name])
        if len(name) < LEAST:
            return Match()
        return self._of(
            {known.code: known for key, known in self._by_name.items() if key.startswith(name)}.values()
        )

    @staticmethod
    def _of(candidates: Iterable[District]) -> Match:
        listed = tuple(sorted(candidates, key=lambda district: district.code))
        return Match(listed[0]) if len(listed) == 1 else Match(several=listed)
