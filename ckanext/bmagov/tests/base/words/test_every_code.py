"""Each code that is raised anywhere has a sentence and stands in docs: the codes are read from the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import ckanext.bmagov
from ckanext.bmagov.base.domain.calendar import DateProblem

PACKAGE = Path(next(iter(ckanext.bmagov.__path__)))
CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
DOCS = PACKAGE.parents[1] / "docs"
RAISERS = re.compile(r"(Error|Problem|Refusal|refuse|problem|warn|_warning)$")
"""Ends of the names of what makes an error of a code."""

ELSEWHERE = {
    "NETWORK-FORMAT": "an option of the site; its validator tells it at the start",
    "PLAIN-SHAPE": "stored data that no request can bring about",
}


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "tests" not in path.relative_to(PACKAGE).parts]


def raised() -> dict[str, str]:
    """Return the codes that stand in a call which makes an error, with one of the places."""
    found: dict[str, str] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            codes = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if RAISERS.search(name):
                found |= {one: str(path) for one in codes if isinstance(one, str) and CODE.fullmatch(one)}
    return found


def sentences() -> set[str]:
    """Return the codes that messages have words for: keys of their tables, or beginnings of texts."""
    found: set[Any] = set()
    for path in sources():
        if not {*path.with_suffix("").parts} & {"words", "helpers", "actions", "validators"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                found |= {one.value for one in node.keys if isinstance(one, ast.Constant)}
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value).partition(": ")[0])
    return {one for one in found if isinstance(one, str) and CODE.fullmatch(one)}


def test_every_code_has_a_sentence():
    known = raised()
    assert len(known) > 100, sorted(known)
    said = sentences() | ELSEWHERE.keys() | {problem.value for problem in DateProblem}
    assert {code: place for code, place in known.items() if code not in said} == {}


def test_every_code_stands_in_docs():
    pages = " ".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    documented = {code.group() for code in re.finditer(rf"(?<![\w-]){CODE.pattern}(?![\w-])", pages)}
    known = raised().keys() | sentences() | {problem.value for problem in DateProblem}
    assert sorted(known - documented) == [], "say in docs/api-errors.md what it means and what to do"
