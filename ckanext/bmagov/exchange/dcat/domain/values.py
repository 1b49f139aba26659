"""One value of a field as RDF, and back: a function for each kind, and nothing lost between the two."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from ckanext.bmagov.base.domain.schema_facts import is_empty, values_of
from ckanext.bmagov.exchange.dcat.domain.terms import (
    address_of,
    iri,
    is_web_address,
    language_of,
    literal,
    text_of,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ckanext.bmagov.exchange.dcat.domain.mapping import FieldTerm

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DATE: Final = f"<{XSD}date>"
DATE_TIME: Final = f"<{XSD}dateTime>"
DECIMAL: Final = f"<{XSD}decimal>"
COUNT: Final = f"<{XSD}nonNegativeInteger>"
BOOLEAN: Final = f"<{XSD}boolean>"
ANY_URI: Final = f"<{XSD}anyURI>"

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_SECONDS: Final = 19
"""Letters of a time to the second."""


def write(term: FieldTerm, value: object, site: str, *, translated: bool = False) -> Iterator[str]:
    """Yield the objects that say a value of a field; none for an empty one, or one that is not of its kind.

    Such (data older than the rule) are written in another place, as they are: `misfit`.

    :param translated: the field's text in English stands beside it; without it, English in the Thai field is
        said to be English
    """
    if is_empty(value):
        return
    if term.kind == "choice":
        for code in values_of(value):
            yield concept(site, term.codelist, code)
        return
    text = str(value).strip()
    if term.kind not in _WRITERS:
        yield literal(text, _language(term, text, translated))
    elif said := _WRITERS[term.kind](text, site):
        yield said


def misfit(value: object) -> str:
    """Return a value that is not of its kind as a text."""
    text = str(value).strip()
    return literal(text, language_of(text))


def concept(site: str, codelist: str, value: str) -> str:
    """Return the address of a code as a concept (`base/formats/codelist.py` writes it)."""
    return iri(f"{site}/codelists/{codelist}#{quote(value, safe='')}")


def read(term: FieldTerm, objects: list[str]) -> str | list[str]:
    """Return what a field holds, from the objects that stand for it; a list for choices and keywords."""
    if term.kind == "choice":
        return sorted(unquote(address_of(item).rpartition("#")[2]) for item in objects)
    if term.kind == "words":
        return sorted(text_of(item)[0] for item in objects)
    chosen = _of_language(objects, term.lang) if term.lang else next(iter(sorted(objects)), "")
    if not chosen:
        return ""
    reader = _READERS.get(term.kind)
    return reader(chosen) if reader else text_of(chosen)[0]


def day(text: str) -> str:
    """Return the day of a date or time in ISO form as a value; empty for anything else."""
    try:
        return typed(dt.date.fromisoformat(text[:10]).isoformat(), DATE) if text else ""
    except ValueError:
        return ""


def moment(text: str) -> str:
    """Return a time of CKAN's tables, which is in UTC and does not say so, as a value; empty for none."""
    try:
        said = dt.datetime.fromisoformat(text[:_SECONDS]).isoformat()
    except ValueError:
        return ""
    return typed(f"{said}Z", DATE_TIME)


def _language(term: FieldTerm, text: str, translated: bool) -> str:
    guessed = "" if term.kind == "plain" else language_of(text)
    is_english = term.lang == "th" and guessed == "en" and not translated
    return "en" if is_english else term.lang or guessed


def _of_language(objects: list[str], lang: str) -> str:
    """Return the text of a language: English that stands alone is of the Thai field."""
    by_language = {text_of(item)[1]: item for item in sorted(objects)}
    if "th" in by_language or lang == "th":
        return by_language.get(lang, "" if lang == "en" else by_language.get("en", ""))
    return ""


def _flag(text: str, _: str) -> str:
    return typed("true" if text == "yes" else "false", BOOLEAN) if text in ("yes", "no") else ""


def _day(text: str, _: str) -> str:
    return day(text) if len(text) == len("2026-11-30") else ""


def _day_or_text(text: str, site: str) -> str:
    return _day(text, site) or misfit(text)


def _is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text)) and text > "0000"


def _first_day(text: str, _: str) -> str:
    return typed(f"{text}-01-01", DATE) if _is_year(text) else ""


def _last_day(text: str, _: str) -> str:
    return typed(f"{text}-12-31", DATE) if _is_year(text) else ""


def _number(text: str, _: str) -> str:
    return typed(text, DECIMAL) if _NUMBER.fullmatch(text) else ""


def _count(text: str, _: str) -> str:
    return typed(text, COUNT) if text.isascii() and text.isdigit() else ""


def _link(text: str, _: str) -> str:
    return iri(text) if is_web_address(text) else ""


def _mail(text: str, _: str) -> str:
    return iri(f"mailto:{quote(text, safe='@._+-')}") if "@" in text else ""


def _agency(text: str, site: str) -> str:
    return iri(f"{site}/organization/{quote(text, safe='')}")


def _read_flag(item: str) -> str:
    text = text_of(item)[0]
    return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(text, text)


def _read_year(item: str) -> str:
    text = text_of(item)[0]
    return text[:4] if _YEAR.fullmatch(text[:4]) and text[4:] in ("-01-01", "-12-31") else text


def _read_link(item: str) -> str:
    return address_of(item) or text_of(item)[0]


def _read_mail(item: str) -> str:
    return unquote(address_of(item).removeprefix("mailto:")) or text_of(item)[0]


def _read_agency(item: str) -> str:
    return unquote(address_of(item).rpartition("/organization/")[2])


_WRITERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "flag": _flag,
    "day": _day,
    "day_or_text": _day_or_text,
    "first_day": _first_day,
    "last_day": _last_day,
    "number": _number,
    "count": _count,
    "link": _link,
    "mail": _mail,
    "agency": _agency,
}
_READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "flag": _read_flag,
    "first_day": _read_year,
    "last_day": _read_year,
    "link": _read_link,
    "mail": _read_mail,
    "agency": _read_agency,
}
