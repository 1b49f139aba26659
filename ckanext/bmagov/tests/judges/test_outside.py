"""The judges stay outside: tests need them, the product never does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).parents[2]
PROJECT: Final = PACKAGE.parents[1]
JUDGES: Final = {
    "csvw": "csvw",
    "feedparser": "feedparser",
    "frictionless": "frictionless",
    "icalendar": "icalendar",
    "openapi-spec-validator": "openapi_spec_validator",
    "pdfplumber": "pdfplumber",
    "pyproj": "pyproj",
    "pyshacl": "pyshacl",
    "python-docx": "docx",
    "sqlglot": "sqlglot",
}
"""Distribution -> what is imported."""


def roots(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            named = ast.unparse(node.func).rpartition(".")[2]
            if named in ("import_module", "__import__"):
                found.add(str(node.args[0].value).split(".")[0])
    return found


def test_the_product_imports_no_judge():
    sources = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.relative_to(PACKAGE).parts]
    assert len(sources) > 100
    offenders = {
        str(path.relative_to(PACKAGE)): used for path in sources if (used := roots(path) & {*JUDGES.values()})
    }
    assert offenders == {}


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_is_pinned_for_tests_and_nowhere_else(name: str):
    pinned = re.compile(rf"^{re.escape(name)}==[0-9.]+$", re.MULTILINE)
    assert pinned.search((PROJECT / "dev-requirements.txt").read_text())
    for other in ("requirements.txt", "stack/requirements.txt", "setup.cfg", "setup.py"):
        assert not re.search(
            rf"\b{re.escape(name)}\b *(?:[=<>~!]|$)", (PROJECT / other).read_text(), re.MULTILINE
        )
