"""Agencies of the city: their kinds, codes and succession.

The Bangkok Metropolitan Administration gives every agency a code of eight digits; its first four are the code
of four digits used on KPI forms. A district office has, besides, the code of the Department of Provincial
Administration (DOPA) for its district. Both are four digits and both number the districts, in different
orders: BMA's 50NN and DOPA's 10NN must never be taken for each other.

Nothing here speaks a language: what is wrong with a value is a code with parameters
(`base/domain/problem.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import DateError, parse_date
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character, normalize_line, to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = ("city", "bureau", "office", "permanent_secretary_unit", "district_office", "other")
"""Kinds of agency, in the order in which a list shows them."""

ZONES = ("central", "south", "north", "east", "thonburi_north", "thonburi_south")
"""Six groups of districts of คำสั่งกรุงเทพมหานคร ที่ 2460/2552, in its order."""

DISTRICT_OFFICE = "district_office"
CURRENT = "current"

CODE8_LENGTH = 8
CODE4_LENGTH = 4
DOPA_BANGKOK = "10"
"""Every DOPA district code begins with its province; Bangkok is 10."""

NAME_LIMIT = 200
SLUG_LIMIT = 100

_BETWEEN_DIGITS = re.compile(r"[\s.\-]")
_SLUG = re.compile(rf"[a-z0-9_-]{{2,{SLUG_LIMIT}}}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_BETWEEN_CODES = re.compile(r"[\s,;|]+")


class AgencyError(ProblemError):
    """A value that an agency cannot have."""


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One agency as a list tells it. Empty means that the list does not say."""

    code8: str
    name_th: str
    kind: str
    code4: str = ""
    parent_code8: str = ""
    name: str = ""
    name_en: str = ""
    abbrev_th: str = ""
    abbrev_en: str = ""
    dopa_code: str = ""
    zone: str = ""
    status: str = CURRENT
    successor_codes: tuple[str, ...] = ()
    ended_on: str = ""


def read_digits(raw: str, length: int) -> str:
    """Return a code of ``length`` digits; Thai digits, spaces, dots and hyphens are understood.

    A code that lacks one digit has usually lost its leading zero to a spreadsheet. It is refused, not
    repaired: ``1000000`` may be 01000000 (the Council's secretariat) or 10000000 typed short (Public Works).
    """
    digits = _BETWEEN_DIGITS.sub("", to_arabic_digits(normalize_line(raw)))
    if not (digits.isascii() and digits.isdigit()):
        raise AgencyError("not_digits", value=raw, length=length)
    if len(digits) == length - 1:
        raise AgencyError("lost_zero", value=raw, length=length, perhaps="0" + digits)
    if len(digits) != length:
        raise AgencyError("wrong_length", value=raw, length=length, found=len(digits))
    return digits


def read_code8(raw: str) -> str:
    """Return BMA's code of eight digits."""
    return read_digits(raw, CODE8_LENGTH)


def read_code4(raw: str, code8: str) -> str:
    """Return BMA's code of four digits, which is the beginning of the eight."""
    if not raw.strip():
        return code8[:CODE4_LENGTH]
    code4 = read_digits(raw, CODE4_LENGTH)
    if code8 and code4 != code8[:CODE4_LENGTH]:
        raise AgencyError("codes_differ", value=code4, expected=code8[:CODE4_LENGTH])
    return code4


def read_dopa_code(raw: str, kind: str, code4: str) -> str:
    """Return DOPA's district code, which only district offices have and which is never BMA's own code."""
    if not raw.strip():
        return ""
    if kind != DISTRICT_OFFICE:
        raise AgencyError("not_a_district")
    dopa = read_digits(raw, CODE4_LENGTH)
    if dopa == code4:
        raise AgencyError("dopa_is_own_code", value=dopa)
    if not dopa.startswith(DOPA_BANGKOK):
        raise AgencyError("dopa_not_bangkok", value=dopa)
    return dopa


def read_codes(raw: str) -> tuple[str, ...]:
    """Return the codes of eight digits in ``raw``, separated by spaces, commas or semicolons, each once."""
    parts = [part for part in _BETWEEN_CODES.split(normalize_line(raw)) if part]
    return tuple(dict.fromkeys(read_code8(part) for part in parts))


def read_name(raw: str) -> str:
    """Return a name in its stored form."""
    control = find_control_character(raw)
    if control:
        raise AgencyError("control_character", position=control.position, character=control.code)
    name = normalize_line(raw)
    if len(name) > NAME_LIMIT:
        raise AgencyError("too_long", limit=NAME_LIMIT, found=len(name))
    return name


def read_slug(raw: str) -> str:
    """Return the part of the page's address that names the agency."""
    slug = normalize_line(raw)
    if slug and not _SLUG.fullmatch(slug):
        raise AgencyError("bad_slug", value=slug)
    return slug


def make_slug(name_en: str, code8: str) -> str:
    """Return a readable address for an agency whose list gives none: its English name, or its code."""
    slug = _NOT_SLUG.sub("-", name_en.casefold()).strip("-")[:SLUG_LIMIT].strip("-")
    return slug if _SLUG.fullmatch(slug) else f"agency-{code8}"


def read_date(raw: str) -> str:
    """Return the ISO date that ``raw`` means in either era."""
    try:
        return parse_date(raw).day.isoformat()
    except DateError as error:
        raise AgencyError("bad_date", value=normalize_line(raw)) from error


def check_zone(zone: str, kind: str) -> None:
    """Check that only districts are grouped in zones."""
    if zone and kind != DISTRICT_OFFICE:
        raise AgencyError("not_a_district")


def check_succession(successors: Sequence[str], code8: str, status: str) -> None:
    """Check that only an agency that is no more has successors, and is not its own."""
    if successors and status == CURRENT:
        raise AgencyError("current_has_successor")
    if code8 and code8 in successors:
        raise AgencyError("own_successor")
