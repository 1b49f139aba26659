"""Every problem and change that the domain of dictionaries can name has a sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ckanext.bmagov.dictionary import domain
from ckanext.bmagov.dictionary.domain.diff import BREAKING, DictionaryChange
from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.validation.words.cells import CELLS
from ckanext.bmagov.dictionary.words.changes import change_text
from ckanext.bmagov.dictionary.words.dictionary import _SENTENCES, finding_text, problem_text

pytestmark = pytest.mark.usefixtures("with_plugins")

DOMAIN = Path(str(domain.__file__)).parent
NAMED = re.compile(
    r'(?:Problem|ProblemError|Finding|self\.say)\(\s*"([A-Z]+(?:-[A-Z0-9]+)+)"'
    r'|yield "([A-Z]+(?:-[A-Z0-9]+)+)"'
)
TEXTS = (
    "key",
    "right",
    "typed",
    "character",
    "name",
    "reference",
    "kind",
    "value",
    "pattern",
    "problem",
    "meant",
)
NUMBERS = (
    *("position", "length", "limit", "number", "first", "second", "bytes", "digits", "decimals", "cells"),
    *("columns", "count", "row", "day", "month", "year"),
)
PARAMS: dict[str, Any] = {
    **dict.fromkeys(TEXTS, "text"),
    **dict.fromkeys(NUMBERS, 3),
    "type": "integer",
    "other": "text",
    "level": "secret",
    "resource": "open",
    "nearest": ("text",),
    "known": ("a", "b"),
    "path": ("a", "b", "a"),
    "allowed": ("1", "2"),
    "era": "be",
    "column": "a",
    "buddhist": "2569",
    "gregorian": "2026",
    "time": "25:00",
}


def codes() -> list[str]:
    files = [path.read_text(encoding="utf-8") for path in DOMAIN.glob("*.py") if path.stem in CHECKED]
    return sorted({one or other for text in files for one, other in NAMED.findall(text)})


CHECKED = ("reading", "checks", "pattern", "types", "values", "cells", "validate", "registry")


def test_they_are_found():
    assert len(codes()) > 50


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", codes())
def test_every_code_has_a_sentence(code: str, language: str, read_in: Any):
    assert code in CELLS or code in _SENTENCES
    with read_in(language):
        text = problem_text(code, {"typed": "31/4/2564"} if code == "DATE-NOT-EXIST" else PARAMS)
    said = text.removeprefix(f"{code}: ")
    assert said
    assert "{" not in said
    assert bool(re.search("[ก-๙]", said)) == (language == "th") or "ใช่" in said or "วว/ดด" in said


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("reason", BREAKING)
def test_every_change_has_a_sentence(reason: str, language: str, read_in: Any):
    with read_in(language):
        said = change_text(DictionaryChange(reason, "t", "c", "type", "integer", "number"))
        without = change_text(DictionaryChange(reason, "t", "", "description", "a", "b"))
    assert said
    assert without
    assert "{" not in said + without


def test_what_was_typed_is_cut(read_in: Any):
    with read_in("th"):
        text = finding_text(Finding("TYPE-UNKNOWN", {"typed": "ก" * 500, "nearest": ()}, "", 2, "type"))
    assert "แถว 2" in text
    assert len(text) < 250
