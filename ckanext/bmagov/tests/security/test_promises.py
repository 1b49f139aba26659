"""Each sentence of the documentation about who gets what is held by a test, and the tests are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ckanext.bmagov.tests.security.promises import PROMISES, WITHOUT_PROMISES

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
PROJECT = TESTS.parents[2]

_CODE = re.compile(r"^( *)```.*?^\1```$|^ {4}\S[^\n]*$", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"\n\s*\n|\n(?=- |\|)")
_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z`(])")

SECTIONS = [(page, section) for page, found in PROMISES.items() for section in found]


@cache
def sections(page: str) -> dict[str, str]:
    """Return the text of a page below each of its headings, without examples of code."""
    text = _CODE.sub("", (PROJECT / page).read_text(encoding="utf-8"))
    parts = re.split(r"^#+ +", text, flags=re.MULTILINE)[1:]
    return {title.strip(): body for title, _, body in (part.partition("\n") for part in parts)}


def sentences(text: str) -> Iterator[str]:
    """Yield rows of tables and sentences of bullets and paragraphs, each in one line and without stars."""
    for block in _BLOCK.split("\n" + text):
        line = " ".join(block.replace("*", "").split()).removeprefix("- ")
        if line.startswith("|"):
            if set(line) - set("|- "):
                yield line
        elif line:
            yield from _SENTENCE.split(line)


@cache
def names(file: str) -> frozenset[str]:
    """Return what a file of tests defines: `test_a`, `TestB`, `TestB::test_c`."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= {node.name, *(f"{node.name}::{one.name}" for one in node.body if _is_function(one))}
        elif _is_function(node):
            found.add(node.name)
    return frozenset(found)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef)


def exists(test: str) -> bool:
    """Tell whether there is a test of this name, or a class or file of tests."""
    file, _, inside = test.partition("::")
    if not (TESTS / file).is_file():
        return False
    is_test = all(part.lower().startswith("test") for part in inside.split("::"))
    return not inside or (is_test and inside in names(file))


def test_every_section_is_one_of_promises_or_known_to_have_none():
    for page, found in PROMISES.items():
        assert sections(page).keys() == found.keys() | WITHOUT_PROMISES[page], page


@pytest.mark.parametrize(("page", "section"), SECTIONS)
def test_every_sentence_is_held(page: str, section: str):
    said, held = list(sentences(sections(page)[section])), PROMISES[page][section]
    known = {one: [begin for begin in held if one.startswith(begin)] for one in said}
    assert [one for one in said if not known[one]] == [], "name the tests that hold it in promises.py"
    assert [one for one in said if len(known[one]) > 1] == [], "two entries for one sentence"
    kept = [begin for found in known.values() for begin in found]
    assert sorted(held.keys() - kept) == [], "promised no more"
    assert len(kept) == len(set(kept)), "one entry for two sentences"


@pytest.mark.parametrize(("page", "section"), SECTIONS)
def test_every_test_is_there(page: str, section: str):
    tests = [test for named in PROMISES[page][section].values() for test in named.split()]
    assert [test for test in tests if not exists(test)] == []


@pytest.mark.parametrize(("page", "section"), SECTIONS)
def test_rules_alone_hold_nothing(page: str, section: str):
    """What the domain decides counts when it is seen in bytes, rows, answers or pages."""
    held = {begin: named.split() for begin, named in PROMISES[page][section].items()}
    alone = [begin for begin, tests in held.items() if tests and all(one[:7] == "domain/" for one in tests)]
    assert alone == []
