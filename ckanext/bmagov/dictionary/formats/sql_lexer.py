"""SQL as tokens, in the writings of four databases. Nothing is run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.dictionary.formats.registry import DictionaryFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>--[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)
    | (?P<string>[NnEe]?'[^']*(?:''[^']*)*')
    | (?P<quoted>"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`
        |\[(?!\])[^\]\n]{0,128}(?:\]\][^\]\n]{0,128}){0,8}\](?!\s*::))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<word>[^\W\d][\w$#@\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|@[\w$]+)
    | (?P<sign>::|<=|>=|<>|!=|\|\||~\*?|\[\s*\]|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MYSQL_STRING: Final = re.compile(r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'", re.DOTALL)
_ROWS: Final = re.compile(r"(?:[^';]++|'[^']*')*+;")
_MYSQL_ROWS: Final = re.compile(
    r"(?:[^'\";]++|'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\")*+;", re.DOTALL
)
"""Rows up to the end of their statement; a doubled quotation mark ends a text and begins another."""

_DOLLAR: Final = re.compile(r"(?=(\$[A-Za-z_]*\$))")
_HASH: Final = re.compile(r"#[^\n]*")
_BRACKET: Final = re.compile(r"(?P<sign>\[\s*\]|\[)")
_COPY: Final = re.compile(r"COPY\s.{0,9999}?\bFROM\s{1,9}STDIN\b.{0,199};$", re.IGNORECASE)
_PSQL: Final = re.compile(r"\\(?:connect|encoding|restrict|unrestrict|set|timing|pset|echo|ir?|c)\b")
_END_OF_ROWS: Final = "\\."
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
MAX_TOKENS: Final = 200_000
MAX_DEPTH: Final = 100
"""Brackets within brackets: what databases write has ten."""

OPENING: Final = frozenset("([")
CLOSING: Final = frozenset(")]")
NESTED: Final = frozenset(("ARRAY", "MAP", "STRUCT"))
"""Types that hold others, in angle brackets or in round ones."""


@dataclass(frozen=True)
class Token:
    """`kind` is `word`, `name` (quoted), `string`, `number`, `sign` or `comment`; `text` has no quotes."""

    kind: str
    text: str
    line: int

    @property
    def key(self) -> str:
        """Return a word or sign as it is compared; nothing for names in quotes and strings."""
        return self.text.upper() if self.kind in ("word", "sign") else ""


def dialect_of(text: str) -> str:
    """Guess whose SQL it is, from what only one of them writes."""
    head = text[:200_000].upper()
    marks = (
        ("mysql", r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b"),
        (
            "sqlserver",
            r"\[[A-Z_]\w*\]\s*\.\s*\[|\bNVARCHAR\b|SP_ADDEXTENDEDPROPERTY|^[^\S\n]*GO[^\S\n]*$"
            r"|\bTABLE\s+\[|\bIDENTITY\s*\(\s*[0-9]+\s*,",
        ),
        ("oracle", r"\bVARCHAR2\b|\bNUMBER\s*\(|\bNVARCHAR2\b|\bCLOB\b"),
    )
    for name, pattern in marks:
        if re.search(pattern, head, re.MULTILINE):
            return name
    return "postgresql"


def tokens(text: str, dialect: str, most: float = MAX_TOKENS) -> Iterator[Token]:
    """Cut the text into tokens, `most` of them. Rows to be inserted say nothing of columns and do not count.

    :raises DictionaryFileError: `SQL-QUOTE` (`line`): a quotation mark or a comment is never closed;
        `SQL-LIMIT` (`limit`)
    """
    text = text if dialect == "mysql" else _without_psql(text)
    position, line, count = 0, 1, 0
    last_dollars: dict[str, int] | None = None
    begins, skips = True, dialect != "sqlserver"
    while position < len(text):
        if text[position] == "$" and last_dollars is None:
            last_dollars = {item[1]: item.start() for item in _DOLLAR.finditer(text)}
        kind, end = _dollar(text, position, last_dollars or {}) or _match(text, position, dialect)
        whole = text[position:end]
        if kind == "sign" and (whole in ("'", '"', "`") or text.startswith("/*", position)):
            raise DictionaryFileError("SQL-QUOTE", line=line)
        if skips and begins and kind == "word" and whole.upper() == "INSERT":
            behind = _end_of_rows(text, end, dialect)
            skips = behind > 0  # looked for once: it would be looked for up to the end each time
            kind, end = ("space", behind) if skips else (kind, end)
        elif kind not in ("space", "comment"):
            begins = whole == ";"
        if kind != "space":
            count += 1
            if count > most:
                raise DictionaryFileError("SQL-LIMIT", limit=most)
            yield _token(kind, whole, line, dialect)
        line += text.count("\n", position, end)
        position = end


def _end_of_rows(text: str, position: int, dialect: str) -> int:
    """Return where a statement that inserts rows ends; 0 when it does not, which is told as elsewhere."""
    of_rows = _MYSQL_ROWS if dialect == "mysql" else _ROWS
    match = of_rows.match(text, position)
    return match.end() if match else 0


def _without_psql(text: str) -> str:
    """Empty the lines that are no SQL: rows behind `COPY ... FROM stdin;` and commands of `psql`."""
    if "\n\\" not in text and not text.startswith("\\"):
        return text
    lines = text.split("\n")
    last = max((n for n, line in enumerate(lines) if line.rstrip() == _END_OF_ROWS), default=-1)
    in_rows = False
    for number, line in enumerate(lines):
        if in_rows:
            in_rows, lines[number] = line.rstrip() != _END_OF_ROWS, ""
        elif _PSQL.match(line):
            lines[number] = ""
        else:
            in_rows = number < last and _COPY.match(line.rstrip()) is not None
    return "\n".join(lines)


def _dollar(text: str, position: int, last: dict[str, int]) -> tuple[str, int] | None:
    """Return a string between two equal marks (`$a$ ... $a$`), if the mark comes again."""
    match = _DOLLAR.match(text, position) if text[position] == "$" else None
    if match is None or last[match[1]] < match.end(1):
        return None
    return "dollar", text.index(match[1], match.end(1)) + len(match[1])


def _match(text: str, position: int, dialect: str) -> tuple[str, int]:
    """Return the kind and the end of what stands here."""
    if dialect == "mysql":
        for kind, character, pattern in (("string", "'", _MYSQL_STRING), ("comment", "#", _HASH)):
            if text[position] == character and (match := pattern.match(text, position)):
                return kind, match.end()
    if text[position] == "[" and dialect != "sqlserver" and (match := _BRACKET.match(text, position)):
        return "sign", match.end()
    match = _TOKEN.match(text, position)
    assert match is not None  # noqa: S101 (the last alternative takes any character)
    return match.lastgroup or "sign", match.end()


def _token(kind: str, whole: str, line: int, dialect: str) -> Token:
    if kind == "string":
        body = whole[whole.index("'") + 1 : -1].replace("''", "'")
        if dialect == "mysql" or whole[0] in "eE":
            body = re.sub(r"\\(.)", lambda item: _ESCAPES.get(item[1], item[1]), body, flags=re.DOTALL)
        return Token("string", body, line)
    if kind == "quoted":
        closing = whole[-1]
        return Token("name", whole[1:-1].replace(closing * 2, closing), line)
    if kind == "dollar":
        return Token("string", whole.split("$", 2)[2].rpartition("$")[0].rpartition("$")[0], line)
    if kind == "comment":
        text = whole[2:-2] if whole.startswith("/*") else whole.lstrip("-#")
        return Token("comment", text.strip(" *\n\t"), line)
    return Token(kind, whole, line)


def statements(stream: Iterator[Token]) -> Iterator[list[Token]]:
    """Cut at semicolons, at `GO` and at a slash on a line of its own.

    :raises DictionaryFileError: `SQL-DEPTH` (`line`, `limit`)
    """
    current: list[Token] = []
    depth = 0
    for token in stream:
        depth += (token.key == "(") - (token.key == ")")
        if depth > MAX_DEPTH:
            raise DictionaryFileError("SQL-DEPTH", line=token.line, limit=MAX_DEPTH)
        alone = token.key in ("GO", "/") and (not current or current[-1].line < token.line)
        if (token.key == ";" and depth <= 0) or (alone and depth <= 0):
            if current:
                yield current
            current, depth = [], 0
        else:
            current.append(token)
    if current:
        yield current


def parts(inside: Sequence[Token]) -> list[list[Token]]:
    """Cut the inside of brackets at its commas; a comment behind a comma belongs to what stands before it."""
    results: list[list[Token]] = [[]]
    depth = angles = 0
    for position, token in enumerate(inside):
        depth += (token.key in OPENING) - (token.key in CLOSING)
        if token.key == "<" and (angles or (position and inside[position - 1].key in NESTED)):
            depth, angles = depth + 1, angles + 1
        elif token.key == ">" and angles:
            depth, angles = depth - 1, angles - 1
        if token.key == "," and depth == 0:
            results.append([])
        elif token.kind == "comment" and position and not results[-1] and len(results) > 1:
            before = results[-2]
            (before if before and before[-1].line == token.line else results[-1]).append(token)
        else:
            results[-1].append(token)
    return [part for part in results if any(token.kind != "comment" for token in part)]


def inside(stream: Sequence[Token], start: int) -> tuple[list[Token], int]:
    """Return what stands within the brackets that open at `start`, and the place behind them."""
    depth = 0
    for position in range(start, len(stream)):
        depth += (stream[position].key == "(") - (stream[position].key == ")")
        if depth == 0:
            return list(stream[start + 1 : position]), position + 1
    raise DictionaryFileError("SQL-BRACKET", line=stream[start].line)
