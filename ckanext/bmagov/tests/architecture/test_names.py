"""Names say what they hold. Held by reading the source; nothing is run and no service is needed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

BANNED = {
    "one": "of what? `for dataset in datasets`",
    "found": "what was found: `matches`, `rows`, `subject`, `problems`",
    "told": "what is said to whom: `payload`, `params`, `sentences`",
    "named": "the thing itself: `target`, `table_name`, `parameters`",
    "answer": "of Flask a `response`; of an action what it is about: `dataset`, `result`",
    "present": "there, given or now: `given`, `existing`, `current`",
}
"""Word -> what to write instead. Names are split at underscores: `other_named` holds one, `renamed` none."""

KPI_ALONE = {"report": "the yearly one of the KPI; what a check finds are `findings` or a `result`"}

PUBLISHED = {
    "access/actions/requests.py": {"bmagov_access_request_answer"},
    "access/model/requests.py": {"answer"},
    "dictionary/actions/level_change.py": {"bmagov_level_change_answer"},
    "dictionary/schema/proposal.py": {"one_of"},
}
"""Names that are not ours to choose any more: of actions, of columns of tables, of CKAN's own validators."""

TYPE_OF_A_VIEW = "Answer"
"""What Flask takes from a view, as all of them call it."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def sources() -> tuple[Path, ...]:
    files = sorted(ROOT.rglob("*.py"))
    return tuple(path for path in files if not {"tests", "migration"} & {*path.relative_to(ROOT).parts})


@cache
def answers() -> frozenset[str]:
    """Return the names of the classes whose fields are keys that clients read."""
    bases = {
        (node.name, ast.unparse(base))
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    known = {"TypedDict"}
    while more := {name for name, base in bases if base in known} - known:
        known |= more
    return frozenset(known)


def names(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of all that is bound in the source, but for the keys of answers."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield node.lineno, name
            if name in answers():
                return
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield node.lineno, name
        case ast.alias(name=name, asname=str(new)) if new not in (name, TYPE_OF_A_VIEW):
            yield node.lineno, new
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            yield node.lineno, name
    for inner in ast.iter_child_nodes(node):
        yield from names(inner)


def problems(source: ast.AST, place: str) -> list[str]:
    banned = BANNED if place.startswith("kpi/") else BANNED | KPI_ALONE
    return [
        f"line {line}, {name}: {word}? {banned[word]}"
        for line, name in names(source)
        for word in name.lower().split("_")
        if word in banned and name not in PUBLISHED.get(place, ())
    ]


def places() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sources()]


@pytest.mark.parametrize("place", places())
def test_names_say_what_they_hold(place: str):
    assert not problems(tree(ROOT / place), place)


@pytest.mark.parametrize(
    ("place", "name"), [(place, name) for place in PUBLISHED for name in PUBLISHED[place]]
)
def test_what_is_published_is_there(place: str, name: str):
    assert name in {bound for _, bound in names(tree(ROOT / place))}


@pytest.mark.parametrize(
    "source",
    [
        "for one in rows: pass",
        "def f(found): pass",
        "def is_told(): pass",
        "class Named: pass",
        "self.last_answer = 1",
        "import re as present",
        "try: pass\nexcept ValueError as found: pass",
        "match x:\n case [one]: pass",
        "rows = [one for one in rows]",
    ],
)
def test_every_way_to_bind_a_name_is_seen(source: str):
    assert len(problems(ast.parse(source), "access/x.py")) == 1
