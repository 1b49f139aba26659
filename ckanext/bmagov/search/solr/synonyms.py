"""Words that mean the same, from the project's data: agencies' names and abbreviations, and a general list.

Out of them come three things: the rules of Solr's synonym filter, the spellings of abbreviations that are set
apart before words are cut, and the phrases of several words that a query may hold.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import normalize_line
from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DATA = PACKAGE / "data"
AGENCIES = DATA / "agencies.csv"
GENERAL = DATA / "synonyms.csv"

_DISTRICT_TH = "สำนักงานเขต"
_DISTRICT_EN = " District Office"

# Written before its consonant: a match that starts after one starts inside a word (เสนอ. is not สนอ.), as one
# that starts after a dot starts inside a longer abbreviation (อ.ก.ค. is not ก.ค.).
_LEADING_VOWELS = "เแโใไ"
_DOT_IN_ABBREVIATION = re.compile(r"(?<=[ก-๙])\.(?=[ก-ฮ])")
_SIGNS = re.compile("[ฯๆ]")
_NOT_WORD = re.compile(r"[^\w\u0e00-\u0e7f]+|_+")
# Where Solr's word delimiter filter cuts a Latin word.
_CUTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


class SynonymsError(Exception):
    """A row of the list that cannot be used; the message names file, line and reason."""


@dataclass(frozen=True)
class Group:
    """Terms that find one another. ``glued``: those cut out of a run of letters even without a dot."""

    terms: tuple[str, ...]
    glued: tuple[str, ...] = ()


def load(agencies: Path = AGENCIES, general: Path = GENERAL) -> list[Group]:
    """Read both lists. Raises :class:`SynonymsError` for a row with fewer than two terms."""
    return [*_general_groups(general), *_agency_groups(agencies)]


def _general_groups(path: Path) -> list[Group]:
    groups = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in (reader := csv.DictReader(file)):
            terms = _split(row.get("terms"))
            if len(terms) < 2:
                raise SynonymsError(
                    f"{path.name}, line {reader.line_num}: write two or more terms, with | between"
                )
            groups.append(Group(terms, _split(row.get("glued"))))
    return groups


def _agency_groups(path: Path) -> list[Group]:
    groups = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if lacking := {"name_th", "name_en"}.difference(reader.fieldnames or ()):
            raise SynonymsError(f"{path.name}, line 1: there is no column {', '.join(sorted(lacking))}")
        for row in reader:
            thai, english = row["name_th"] or "", row["name_en"] or ""
            names = (thai, english, row.get("abbrev_th") or "", row.get("abbrev_en") or "")
            groups.append(Group(tuple(normalize_line(name) for name in names if name.strip())))
            if thai.startswith(_DISTRICT_TH) and english.endswith(_DISTRICT_EN):
                district = english.removesuffix(_DISTRICT_EN)
                spellings = (thai.removeprefix(_DISTRICT_TH), district, district.replace(" ", "").lower())
                groups.append(Group(tuple(dict.fromkeys(spellings))))
    return [group for group in groups if len(group.terms) > 1]


def _split(cell: str | None) -> tuple[str, ...]:
    terms = (normalize_line(term) for term in (cell or "").split("|"))
    return tuple(dict.fromkeys(term for term in terms if term))


def rules(groups: Iterable[Group]) -> str:
    """Return the text of Solr's ``synonyms.txt``: one line a group, words as the analysis leaves them."""
    lines = []
    for group in groups:
        terms = dict.fromkeys(_as_analysed(term) for term in group.terms)
        if len(terms) > 1:
            lines.append(", ".join(terms))
    return "\n".join(lines) + "\n"


def _as_analysed(term: str) -> str:
    """Return the term as the analysis chain holds it when the synonym filter sees it.

    No signs, no dots inside an abbreviation, Latin words cut at digits and capitals, lower case.
    """
    term = _DOT_IN_ABBREVIATION.sub("", _SIGNS.sub(" ", term))
    return " ".join(_CUTS.sub(" ", _NOT_WORD.sub(" ", term)).lower().split())


def abbreviations(groups: Iterable[Group]) -> str:
    """Return Solr mapping rules that set known abbreviations apart from their neighbours.

    The dictionary knows no abbreviation: it cuts ``ของกทม.`` into ขอ, งก, ทม. An abbreviation is known by its
    dots (``กทม.``, ``ก.ท.ม.``, ``ก.ท.ม``); without any, only one listed as glued is cut out of a run.
    """
    mappings: dict[str, str] = {}
    for group in groups:
        for term in (*group.terms, *group.glued):
            for form in _forms(term, glued=term in group.glued):
                mappings[form] = f" {term.replace('.', '')} "
                guards = _LEADING_VOWELS + ("." if "." in form[:-1] else "")
                mappings.update({guard + form: guard + form for guard in guards})
    return "".join(f'"{old}" => "{new}"\n' for old, new in sorted(mappings.items()))


def _forms(term: str, *, glued: bool) -> set[str]:
    """Return how an abbreviation is written; nothing for another term."""
    letters = term.replace(".", "")
    if glued:
        return {letters}
    if "." not in term or not re.fullmatch("[ก-๙]{2,}", letters):
        return set()
    forms = {term, term.removesuffix(".")}
    if re.fullmatch("[ก-ฮ]+", letters):
        forms |= {letters + ".", ".".join(letters), ".".join(letters) + "."}
    return {form for form in forms if "." in form}


@cache
def phrases() -> re.Pattern[str]:
    """Return a pattern of the listed terms that are several words, the longest first.

    A query is read part by part between spaces; these parts are one thing.
    """
    terms = {term for group in load() for term in group.terms if " " in term}
    ordered = sorted(terms, key=len, reverse=True)
    alternatives = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in ordered)
    return re.compile(rf"(?<!\S)(?:{alternatives})(?!\S)", re.IGNORECASE)
