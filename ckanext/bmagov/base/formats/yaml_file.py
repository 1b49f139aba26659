"""Files of YAML that people write: read with the line of each value, bounded, without surprises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


MAX_BYTES = 512 * 1024


MAX_NODES = 20_000


MAX_DEPTH = 20


FIRST_BUDDHIST_YEAR = 2400
"""A year from here on in a date is พ.ศ.; a date written year first is ค.ศ. (`DATE-ISO-BE`)."""


_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?")


_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:nan|inf)", re.IGNORECASE)


_DAY = re.compile(r"(\d{4})-\d{2}-\d{2}")


_BOOLEANS = {"true": True, "false": False}


_TAG = "tag:yaml.org,2002:"


_READ_AS_TEXT = {f"{_TAG}str"}


_CHECKED = {f"{_TAG}{name}" for name in ("bool", "int", "float", "timestamp", "null")}


@dataclass(frozen=True)
class FileProblem:
    """What is wrong and on which line; ``line`` counts from 1, 0 when it is about the whole file."""

    code: str
    line: int
    path: str
    params: Mapping[str, Any]


class RuleFileError(ValueError):
    """A file that is not taken; ``problems`` in the order of their lines."""

    def __init__(self, source: str, problems: list[FileProblem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(
            "\n".join(
                f"{source}:{problem.line}: {problem.code} {problem.path} {dict(problem.params)}"
                for problem in self.problems
            )
        )


def load_yaml(content: bytes, source: str = "") -> tuple[Any, dict[str, int]]:
    """Return plain data and the line of each path in it. Numbers are whole or Decimal, days stay text.

    :raises RuleFileError: YAML-LIMIT, YAML-ENCODING, YAML-SYNTAX, YAML-EMPTY, YAML-TAG, YAML-ALIAS-LIMIT,
        YAML-DUPLICATE-KEY, YAML-QUOTE-VALUE, DATE-ISO-BE
    """
    if len(content) > MAX_BYTES:
        raise _error(source, "YAML-LIMIT", 0, limit=MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _error(source, "YAML-ENCODING", line, byte=f"0x{content[error.start]:02X}") from None
    try:
        _refuse_bombs(text, source)
        nodes = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
        raise _error(source, "YAML-SYNTAX", mark.line + 1 if mark else 0, detail=detail) from None
    if not nodes or nodes[0] is None:
        raise _error(source, "YAML-EMPTY", 0)
    if len(nodes) > 1:
        raise _error(source, "YAML-SYNTAX", nodes[1].start_mark.line + 1, detail="second document")
    builder = _Builder()
    plain = builder.build(nodes[0], "")
    if builder.problems:
        raise RuleFileError(source, builder.problems)
    return plain, builder.lines


def _error(source: str, code: str, line: int, **params: Any) -> RuleFileError:
    return RuleFileError(source, [FileProblem(code, line, "", params)])


def _refuse_bombs(text: str, source: str) -> None:
    """Refuse aliases, depth and size before anything is built.

    A rule set repeats nothing that needs an alias, and nine levels of nine are a billion nodes.
    """
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(source, "YAML-ALIAS-LIMIT", line, limit=0)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _error(source, "YAML-LIMIT", line, limit=MAX_DEPTH)
        if count > MAX_NODES:
            raise _error(source, "YAML-LIMIT", line, limit=MAX_NODES)


def line_of(path: str, lines: Mapping[str, int]) -> int:
    """Return the line of a path, or of the nearest thing around it that stands in the file."""
    while path:
        if path in lines:
            return lines[path]
        cut = max(path.rfind("."), path.rfind("["))
        path = path[:cut] if cut > 0 else ""
    return lines.get("", 0)


class _Builder:
    """Turns nodes into plain data; the paths are those of `kpi/rules/domain/parsing.py`."""

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []
        self.lines: dict[str, int] = {}

    def tell(self, code: str, node: yaml.Node, path: str, **params: Any) -> None:
        self.problems.append(FileProblem(code, node.start_mark.line + 1, path, params))

    def build(self, node: yaml.Node, path: str) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [
                self.build(item, f"{path}[{self._name(item) or place}]")
                for place, item in enumerate(node.value, 1)
            ]
        if isinstance(node, yaml.ScalarNode) and node.tag in _READ_AS_TEXT | _CHECKED:
            return self._scalar(node, path)
        self.tell("YAML-TAG", node, path, tag=node.tag.removeprefix(_TAG))
        return None

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, object]:
        out: dict[str, object] = {}
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _READ_AS_TEXT:
                self.tell("YAML-QUOTE-VALUE", key, path, found=str(key.value)[:40])
                continue
            name = key.value
            where = f"{path}.{name}" if path else name
            line = key.start_mark.line + 1
            if name in first:
                self.tell("YAML-DUPLICATE-KEY", key, where, lines=(first[name], line))
                continue
            first[name] = self.lines[where] = line
            out[name] = self.build(value, where)
        return out

    @staticmethod
    def _name(node: yaml.Node) -> str:
        """Return the id of a thing in a list, by which paths call it."""
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == "id" and isinstance(value, yaml.ScalarNode) and value.tag in _READ_AS_TEXT:
                    return value.value
        return ""

    def _scalar(self, node: yaml.ScalarNode, path: str) -> Any:
        text = node.value
        if node.tag in _READ_AS_TEXT or _NOT_A_NUMBER.fullmatch(text):
            return text
        if node.style is None and text in _BOOLEANS:
            return _BOOLEANS[text]
        if _PLAIN_NUMBER.fullmatch(text):
            return Decimal(text) if "." in text else int(text)
        day = _DAY.fullmatch(text)
        if day and int(day.group(1)) >= FIRST_BUDDHIST_YEAR:
            self.tell("DATE-ISO-BE", node, path, year=int(day.group(1)), typed=text)
            return None
        if day:
            return text
        self.tell("YAML-QUOTE-VALUE", node, path, found=text)
        return None
