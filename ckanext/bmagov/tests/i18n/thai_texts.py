"""The Thai that readers meet, wherever it is written: catalogues, YAML, Python, templates."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import bmagov_messages as messages
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = messages.SOURCE
THAI = re.compile("[\u0e00-\u0e7f]")

VOCABULARIES = {
    *("headings", "infer", "naming", "personal", "sheet", "types"),
    *("dictionary/helpers/form", "duplicates", "register_list", "spoiled", "synonyms"),
}
"""Ends of paths of modules that hold words which others write, and which are understood: no word of ours."""

NAMES_OF_OTHERS = {"aliases", "words_there", "other_there"}
"""Keys of YAML under which words of other catalogs stand."""


class Said(NamedTuple):
    """A Thai text and where it is written."""

    place: str
    text: str


def everywhere() -> list[Said]:
    """Return every Thai text of ours, and CKAN's own that stays in use."""
    return [*catalogue(), *yaml_files(), *python(), *templates()]


def catalogue() -> Iterator[Said]:
    """Yield what gettext gives: CKAN's Thai, under ours."""
    seen = {
        (messages.key(m.id), m.context): m
        for catalog in (messages.core_translations("th"), messages.our_translations("th"))
        for m in catalog
        if m.id and messages.translated(m)
    }
    for (msgid, _), message in seen.items():
        for text in messages.forms(message.string):
            yield Said(f"{msgid[:60]!r}", text)


def yaml_files() -> Iterator[Said]:
    """Yield the texts of schemas, code lists and rules; a published rule set is as it was published."""
    for path in sorted(SOURCE.rglob("*.yaml")):
        if "tests" in path.relative_to(SOURCE).parts or "demo" in path.relative_to(SOURCE).parts:
            continue
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not is_frozen(content):
            yield from (Said(path.name, text) for text in _texts(content))


def is_frozen(content: Any) -> bool:
    """Tell whether a file is a rule set that others rely on, and so may not change."""
    return isinstance(content, dict) and content.get("status") in {"published", "locked"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and THAI.search(value):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NAMES_OF_OTHERS:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def python() -> Iterator[Said]:
    """Yield the texts of Python, without docstrings and without the words that are only understood."""
    for path in _files("*.py"):
        if any(str(path.with_suffix("")).endswith(f"/{end}") for end in VOCABULARIES):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                for line in node.value.splitlines():
                    if THAI.search(line):
                        yield Said(f"{path.name}:{node.lineno}", line)


def templates() -> Iterator[Said]:
    """Yield the lines of templates that hold Thai themselves."""
    for path in (*_files("*.html"), *_files("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if THAI.search(line):
                yield Said(f"{path.name}:{number}", line)


def written_files() -> Iterator[Path]:
    """Yield every file of the package in which Thai is written, demo content and catalogues too."""
    for pattern in ("*.py", "*.html", "*.yaml", "*.txt", "*.js", "*.csv", "*.po"):
        yield from _files(pattern)


def _files(pattern: str) -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob(pattern))
        if not {"tests", "vendor"} & set(path.relative_to(SOURCE).parts)
    ]
