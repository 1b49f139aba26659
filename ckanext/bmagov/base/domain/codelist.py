"""Code lists: the stable values behind every choice, and every way in which people and catalogs write them.

A stored value never changes when a label is reworded. What comes in may be the value, the code of the
standard, a label in either language or an alias; case, spaces, invisible characters and the forms of sara am
do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.bmagov.base.domain.likeness import nearest
from ckanext.bmagov.base.domain.text import match_key

_TEXT_KEYS = ("value", "label_th", "label_en", "standard_code", "uri", "close_match")
_KNOWN_KEYS = frozenset((*_TEXT_KEYS, "standard_code_inferred", "aliases", "line"))


class CodeListError(ValueError):
    """A code list that must not be used. ``str()`` names the file, the line if known, and what to change."""


@dataclass(frozen=True)
class Code:
    """One choice.

    ``standard_code`` is the code of the Thai standard, empty where none could be confirmed;
    ``standard_code_inferred`` says that it was read from the order of a list, not from the standard. ``uri``
    is exactly the same concept in a public vocabulary, ``close_match`` nearly the same.
    """

    value: str
    label_th: str
    label_en: str
    standard_code: str = ""
    standard_code_inferred: bool = False
    aliases: tuple[str, ...] = ()
    uri: str = ""
    close_match: str = ""

    def label(self, lang: str) -> str:
        """Return the label in Thai or, for any other language, in English."""
        return self.label_th if lang == "th" else self.label_en

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that means this choice on input, the value first."""
        texts = (self.value, self.standard_code, self.label_th, self.label_en, *self.aliases)
        return tuple(text for text in texts if text)


@dataclass(frozen=True)
class CodeList:
    """The choices of one field, in the order of the standard."""

    name: str
    title_th: str
    title_en: str
    codes: tuple[Code, ...]
    _by_key: Mapping[str, Code] = field(repr=False, compare=False, default_factory=dict)
    _by_value: Mapping[str, Code] = field(repr=False, compare=False, default_factory=dict)

    def title(self, lang: str) -> str:
        """Return the title in Thai or, for any other language, in English."""
        return self.title_th if lang == "th" else self.title_en

    def get(self, value: str) -> Code | None:
        """Return the code stored as ``value``, or None."""
        return self._by_value.get(value)

    def find(self, text: str) -> Code | None:
        """Return the code that ``text`` means, however it is written, or None."""
        return self._by_value.get(text) or self._by_key.get(match_key(text))

    def nearest(self, text: str, count: int = 3) -> tuple[Code, ...]:
        """Return the choices that ``text`` resembles most, best first; a short list whole when none does."""
        key = match_key(text)
        close = nearest(key, self._by_key, count * 3)
        contained = [known for known in self._by_key if len(key) > 2 and (key in known or known in key)]
        similar = tuple(dict.fromkeys(self._by_key[match] for match in (*close, *contained)))[:count]
        return similar or (self.codes if len(self.codes) <= 5 else ())


def parse_codelist(raw: object, source: str) -> CodeList:
    """Build a code list from what its file holds.

    Each code may carry ``line``, the line it starts on, so that an error can name it. Raises CodeListError
    when a key is unknown or missing, when something is not text (an unquoted ``no`` is a boolean in YAML), or
    when two codes could be meant by the same input.
    """
    if not isinstance(raw, Mapping):
        raise CodeListError(f"{source}: a code list has the keys name, title and codes")
    name, title, codes = raw.get("name"), raw.get("title"), raw.get("codes")
    if not isinstance(name, str) or not name:
        raise CodeListError(f"{source}: name is missing")
    if not isinstance(title, Mapping) or not all(isinstance(title.get(lang), str) for lang in ("th", "en")):
        raise CodeListError(f"{source}: title needs th and en")
    if not isinstance(codes, Sequence) or isinstance(codes, str) or not codes:
        raise CodeListError(f"{source}: codes must be a list of at least one code")
    parsed = tuple(_parse_code(code, _where(source, code)) for code in codes)
    by_value, by_key = _index(parsed, [_where(source, code) for code in codes])
    return CodeList(name, title["th"], title["en"], parsed, by_key, by_value)


def _where(source: str, code: object) -> str:
    line = code.get("line") if isinstance(code, Mapping) else None
    return f"{source}, line {line}" if line else source


def _parse_code(raw: object, where: str) -> Code:
    if not isinstance(raw, Mapping):
        raise CodeListError(f"{where}: a code has the keys value, label_th and label_en")
    unknown = sorted(str(key) for key in raw if key not in _KNOWN_KEYS)
    if unknown:
        raise CodeListError(f"{where}: unknown key {', '.join(unknown)}")
    texts: dict[str, Any] = {key: raw[key] for key in _TEXT_KEYS if raw.get(key) is not None}
    for key, text in texts.items():
        if not isinstance(text, str):
            raise CodeListError(f"{where}: {key} must be text; put {text!r} in quotes")
    for key in ("value", "label_th", "label_en"):
        if not texts.get(key):
            raise CodeListError(f"{where}: {key} is missing")
    aliases = _parse_aliases(raw.get("aliases") or [], where)
    inferred = raw.get("standard_code_inferred", False)
    if not isinstance(inferred, bool):
        raise CodeListError(f"{where}: standard_code_inferred is true or false")
    return Code(**texts, standard_code_inferred=inferred, aliases=aliases)


def _parse_aliases(aliases: object, where: str) -> tuple[str, ...]:
    if not isinstance(aliases, Sequence) or isinstance(aliases, str):
        raise CodeListError(f"{where}: aliases must be a list")
    for alias in aliases:
        if not isinstance(alias, str):
            raise CodeListError(f"{where}: every alias must be text; put {alias!r} in quotes")
    return tuple(aliases)


def _index(codes: Sequence[Code], places: Sequence[str]) -> tuple[dict[str, Code], dict[str, Code]]:
    by_value: dict[str, Code] = {}
    by_key: dict[str, Code] = {}
    for code, where in zip(codes, places, strict=True):
        if code.value in by_value:
            raise CodeListError(f"{where}: value {code.value!r} is there twice")
        by_value[code.value] = code
        for text in code.spellings:
            other = by_key.setdefault(match_key(text), code)
            if other is not code:
                raise CodeListError(f"{where}: {text!r} means {code.value!r} and also {other.value!r}")
    return by_value, by_key
