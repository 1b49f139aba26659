"""The checks of SQL that a dictionary can hold: lists of values, ranges, lengths and patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.dictionary.formats.sql_lexer import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.dictionary.formats.sql_lexer import Token

_MATCHES: Final = frozenset(("~", "REGEXP", "RLIKE"))
WRAPPED: Final = re.compile(r"\^\(\?:(.*)\)\$", re.DOTALL)


def read_check(body: Sequence[Token]) -> dict[str, dict[str, Any]] | None:
    """Changes to columns by name, or none when it says something else. Casts do not count."""
    plain = _bare(_without_casts([token for token in body if token.kind != "comment"]))
    results: dict[str, dict[str, Any]] = {}
    for part in _split(plain, "AND"):
        read = _condition(_bare(_without_null(_bare(part))))
        if read is None:
            return None
        results.setdefault(read[0], {}).update(read[1])
    return results


def _without_casts(plain: list[Token]) -> list[Token]:
    """`'a'::character varying` is `'a'`."""
    kept: list[Token] = []
    position = 0
    while position < len(plain):
        if plain[position].key != "::":
            kept.append(plain[position])
            position += 1
            continue
        position += 1
        while position < len(plain) and (
            plain[position].kind == "word" or plain[position].key == "[]" or plain[position].text == "[]"
        ):
            if plain[position].key in ("AND", "OR"):
                break
            position += 1
        if position < len(plain) and plain[position].key == "(" and plain[position - 1].kind == "word":
            _, position = inside(plain, position)
    return kept


def _bare(plain: Sequence[Token]) -> list[Token]:
    """Without brackets around the whole."""
    plain = list(plain)
    while plain and plain[0].key == "(":
        body, end = inside(plain, 0)
        if end != len(plain):
            break
        plain = body
    return plain


def _split(plain: Sequence[Token], word: str) -> list[list[Token]]:
    """Cut at AND (but that of BETWEEN) or OR outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth, between = 0, False
    for token in plain:
        depth += (token.key == "(") - (token.key == ")")
        between = between or (token.key == "BETWEEN" and depth == 0)
        if token.key == word and depth == 0 and not (between and word == "AND"):
            parts.append([])
            continue
        if token.key == "AND" and depth == 0:
            between = False
        parts[-1].append(token)
    return parts


def _without_null(plain: list[Token]) -> list[Token]:
    """`a IN (1, 2) OR a IS NULL` is `a IN (1, 2)`: an empty cell is no value anyhow."""
    parts = _split(plain, "OR")
    if len(parts) != 2:
        return plain
    first, second = map(_bare, parts)
    for empty, kept in ((first, second), (second, first)):
        if [token.key for token in empty[1:]] == ["IS", "NULL"] and empty[0].text in {t.text for t in kept}:
            return kept
    return plain


def _condition(plain: Sequence[Token]) -> tuple[str, dict[str, Any]] | None:
    if not plain:
        return None
    if plain[0].key in _CALLS:
        return _CALLS[plain[0].key](plain)
    unwrapped = _column_first(plain)
    if unwrapped is None:
        return None
    name, rest = unwrapped
    key = rest[0].key if rest else ""
    if key == "IN" or (key == "=" and any(token.key == "ANY" for token in rest[1:2])):
        return name, {"allowed": _values(rest)}
    if key in _MATCHES and len(rest) == 2 and rest[1].kind == "string":
        return name, {"pattern": _unwrapped(rest[1].text)}
    if key == "BETWEEN":
        ends = _literals(rest[1:])
        return (name, {"minimum": ends[0], "maximum": ends[1]}) if len(ends) == 2 else None
    ends = _literals(rest[1:])
    if key in (">=", "<=") and len(ends) == 1:
        return name, {"minimum" if key == ">=" else "maximum": ends[0]}
    if key == "=" and len(ends) == 1 and rest[-1].kind == "string":
        return name, {"allowed": ends}
    return None


def _matching(plain: Sequence[Token]) -> tuple[str, dict[str, Any]] | None:
    body = [token for token in _arguments(plain) if token.key != ","]
    return (body[0].text, {"pattern": _unwrapped(body[1].text)}) if len(body) == 2 else None


def _json(plain: Sequence[Token]) -> tuple[str, dict[str, Any]] | None:
    """Return a call that stands alone, or is compared with what means yes (`ISJSON(a) > 0`)."""
    body = _arguments(plain)
    rest = "".join(token.text for token in plain[len(body) + 3 :]).strip("()")
    return (
        (body[0].text, {"type": "json"})
        if len(body) == 1 and rest in ("", ">0", ">(0", "=1", "=(1")
        else None
    )


def _arguments(plain: Sequence[Token]) -> list[Token]:
    return inside(plain, 1)[0] if len(plain) > 1 and plain[1].key == "(" else []


def _column_first(plain: Sequence[Token]) -> tuple[str, list[Token]] | None:
    """Return the name of the column, also in brackets of its own (as PostgreSQL writes out a cast)."""
    if plain[0].key == "(":
        body, end = inside(plain, 0)
        return (body[0].text, list(plain[end:])) if len(body) == 1 else None
    return (plain[0].text, list(plain[1:])) if plain[0].kind in ("word", "name") else None


def _length(plain: Sequence[Token]) -> tuple[str, dict[str, Any]] | None:
    body, end = inside(plain, 1) if len(plain) > 1 and plain[1].key == "(" else ([], 0)
    name = _column_first(_bare(body)) if body else None
    rest = plain[end:]
    if (
        name
        and len(rest) == 2
        and rest[0].key == "<="
        and rest[1].kind == "number"
        and len(rest[1].text) < 10
    ):
        return name[0], {"size": int(float(rest[1].text))}
    return None


def _values(plain: Sequence[Token]) -> list[str]:
    return _literals(
        [token for token in plain if token.key not in ("IN", "=", "ANY", "ARRAY", "(", ")", ",")]
    )


def _literals(plain: Sequence[Token]) -> list[str]:
    """Numbers with their sign, and strings."""
    results: list[str] = []
    sign = ""
    for token in plain:
        if token.key == "-":
            sign = "-"
        elif token.kind in ("string", "number"):
            results.append(f"{sign}{token.text}")
            sign = ""
    return results


def _unwrapped(pattern: str) -> str:
    """Take what a database searches for as a pattern for the whole value."""
    match = WRAPPED.fullmatch(pattern)
    if match:
        return match[1]
    start = "" if pattern.startswith("^") else ".*"
    ending = pattern.endswith("$") and not pattern.endswith("\\$")
    inner = pattern.removeprefix("^")
    return start + (inner[:-1] if ending else f"{inner}.*")


_CALLS: Final = {
    **dict.fromkeys(("LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH", "LEN"), _length),
    "REGEXP_LIKE": _matching,
    **dict.fromkeys(("JSON_VALID", "ISJSON"), _json),
}
