"""Change `domain` in one place at a time and see whether its tests notice: python tools/domain_mutation.py

Everything named `domain` below the package is taken, folders and files, and the tests in folders of that
name. First the tests run once under coverage, which notes what test runs what line. Then changes are drawn
with a fixed seed; for each the tests that run its line are run (those of its whole file for what runs at
import), with the change made while the module is imported: no file is touched. A change that all tests pass
with has survived. A folder below the package that is given (`access`, `kpi/score`) is looked at alone, with
the tests in the folder of its name.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "ckanext" / "bmagov"
PLACE: Final = "BMAGOV_MUTATION"
"""The variable that tells the tests what to change: path, number of the change."""
LONGEST: Final = 600
MEMORY: Final = 4 * 1024**3
"""Seconds and bytes of a change's tests: some changes never end."""
PYTEST: Final = ("-q", "-p", "no:ckan", "-p", "no:ckan_fixtures", "-p", "no:cacheprovider")
COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
CALCULATED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}


@dataclass(frozen=True)
class Mutation:
    """One change: the number of it in its file, its line, and what it does."""

    path: Path
    number: int
    line: int
    change: str


def sources(room: str) -> list[Path]:
    """Return the files of every `domain` in a folder, without tests."""
    files = (PACKAGE / room).rglob("*.py")
    files = (path for path in files if "tests" not in path.relative_to(PACKAGE).parts)
    return sorted(path for path in files if "domain" in (*path.relative_to(PACKAGE).parent.parts, path.stem))


def test_paths(room: str) -> list[str]:
    """Return the folders of tests that are named `domain`, and files so named elsewhere."""
    tests = list((PACKAGE / "tests" / room).rglob("*"))
    folders = [path for path in tests if path.is_dir() and path.name == "domain"]
    files = [path for path in tests if path.name == "test_domain.py"]
    return sorted(str(path.relative_to(ROOT)) for path in (*folders, *files))


def places(tree: ast.AST) -> Iterator[tuple[ast.expr, str, Any]]:
    """Yield the expressions that can be changed: the expression, words for it, and what stands there then.

    Types, decorators and what runs for type checkers alone are left out: they are not the tests' matter.
    """
    for node in _run(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            other = copy.copy(node)
            other.ops = [COMPARED[type(node.ops[0])](), *node.ops[1:]]
            yield node, f"{ast.unparse(node)} -> {ast.unparse(other)}", other
        elif isinstance(node, ast.BoolOp):
            other = copy.copy(node)
            other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, f"{ast.unparse(node)} -> {ast.unparse(other)}", other
        elif isinstance(node, ast.BinOp) and type(node.op) in CALCULATED and not _is_text(node):
            other = copy.copy(node)
            other.op = CALCULATED[type(node.op)]()
            yield node, f"{ast.unparse(node)} -> {ast.unparse(other)}", other
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, f"{ast.unparse(node)} -> without not", node.operand
        elif isinstance(node, ast.IfExp):
            other = copy.copy(node)
            other.body, other.orelse = node.orelse, node.body
            yield node, f"{ast.unparse(node)} -> branches changed over", other
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            value = not node.value if isinstance(node.value, bool) else node.value + 1
            yield node, f"{node.value} -> {value}", ast.Constant(value)


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr | ast.List | ast.Tuple) for side in sides) or any(
        isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides
    )


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs below a node, in order."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            yield child
            yield from _run(child)


def mutations(path: Path) -> list[Mutation]:
    """Return all changes of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        Mutation(path, number, node.lineno, words) for number, (node, words, _) in enumerate(places(tree))
    ]


def mutated(source: bytes, number: int) -> ast.Module:
    """Return the module with one change made."""
    tree = ast.parse(source)
    node, _, other = list(places(tree))[number]

    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, ast.copy_location(other, node))
            elif isinstance(value, list):
                value[:] = [ast.copy_location(other, node) if item is node else item for item in value]
    return ast.fix_missing_locations(tree)


def pytest_configure() -> None:
    """Make the change that the variable names, when its module is imported (`pytest -p domain_mutation`)."""
    if PLACE not in os.environ:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path, _, number = os.environ[PLACE].rpartition(":")
    original = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> Any:
        if Path(loader.get_filename(fullname)) != Path(path):
            return original(loader, fullname)
        return compile(mutated(loader.get_data(path), int(number)), path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def tests_of_lines(room: str) -> dict[tuple[str, int], set[str]]:
    """Run all tests once, and return the test functions that run each line."""
    import coverage

    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "coverage.ini"
        config.write_text("[run]\ndynamic_context = test_function\n", encoding="utf-8")
        data_file = Path(folder) / "data"
        included = ",".join(map(str, sources(room)))
        command = [sys.executable, "-m", "coverage", "run", f"--rcfile={config}", f"--data-file={data_file}"]
        command += [f"--include={included}", "-m", "pytest", *PYTEST, *test_paths(room)]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603
        data = coverage.CoverageData(str(data_file))
        data.read()
        found: dict[tuple[str, int], set[str]] = {}
        for path in data.measured_files():
            for line, names in data.contexts_by_lineno(path).items():
                found[path, line] = {name for name in names if name}
        return found


def tests_for(mutation: Mutation, lines: dict[tuple[str, int], set[str]]) -> set[str]:
    """Return the tests to run: those of the line, or of the whole file when it runs at import."""
    path = str(mutation.path)
    tests = lines.get((path, mutation.line), set())
    return tests or set().union(*(found for place, found in lines.items() if place[0] == path))


def selection(contexts: set[str]) -> list[str]:
    """Return arguments of pytest from coverage's names of tests: `bmagov.tests.test_a.TestB.test_c`."""
    files: set[str] = set()
    names: set[str] = set()
    for context in contexts:
        parts = context.split(".")
        for end in range(1, len(parts)):
            path = PACKAGE.parent.joinpath(*parts[:end]).with_suffix(".py")
            if path.is_file():
                files.add(str(path))
                names.add(parts[-1])
    return [*sorted(files), "-k", " or ".join(sorted(names))]


def survives(mutation: Mutation, tests: set[str]) -> bool:
    """Whether every test that runs the line passes with the change; without an end or memory none does."""
    if not tests:
        return True
    environment = {
        **os.environ,
        PLACE: f"{mutation.path}:{mutation.number}",
        "PYTHONPATH": str(ROOT / "tools"),
    }
    command = [sys.executable, "-m", "pytest", *PYTEST, "-p", "domain_mutation", "-x", "--hypothesis-seed=0"]
    command += selection(tests)
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return False
    # 2: with the change a module cannot be imported, so that its tests are not even collected.
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(done.stdout.decode() + done.stderr.decode())
    return done.returncode == 0


def main() -> None:
    """Draw a sample, try it, and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", nargs="?", default="", help="a folder below the package, as kpi/score")
    parser.add_argument("--sample", type=int, default=150, help="how many changes are tried")
    parser.add_argument("--seed", type=int, default=2569)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    known = [mutation for path in sources(options.room) for mutation in mutations(path)]
    drawn = random.Random(options.seed).sample(known, min(options.sample, len(known)))  # noqa: S311
    lines = tests_of_lines(options.room)
    with ThreadPoolExecutor(options.processes) as pool:
        tests = [tests_for(mutation, lines) for mutation in drawn]
        results = []
        for mutation, used, survived in zip(drawn, tests, pool.map(survives, drawn, tests), strict=True):
            results.append(survived)
            if survived:
                place = f"{mutation.path.relative_to(ROOT)}:{mutation.line}"
                words = "" if used else " (no test runs it)"
                print(f"{place}: {mutation.change}{words}", flush=True)  # noqa: T201
    killed = results.count(False)
    print(  # noqa: T201
        f"{killed} of {len(drawn)} changes noticed ({killed / len(drawn):.0%}), drawn from {len(known)}"
        f" with seed {options.seed}"
    )


if __name__ == "__main__":
    main()
