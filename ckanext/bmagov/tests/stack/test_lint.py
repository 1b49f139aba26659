"""The checks of the source: what they need is pinned, and each of them counts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from bmagov_stack import linting, node_env
from bmagov_stack.console import Console
from bmagov_stack.layout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = "https://registry.npmjs.org/"
LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "log")


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything installed."""
    monkeypatch.setattr(linting.python_env, "is_ready", lambda purpose: True)
    monkeypatch.setattr(linting.node_env, "is_ready", lambda: True)


def locked() -> dict[str, dict[str, Any]]:
    return {name: entry for name, entry in LOCK["packages"].items() if name}


def test_packages_of_npm_are_for_development_only_and_of_one_version():
    assert not {"dependencies", "peerDependencies", "optionalDependencies"} & set(PACKAGE)
    versions = PACKAGE["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in versions} == versions
    assert all(entry.get("dev") for entry in locked().values())


def test_the_lock_knows_every_package_by_its_bytes_and_no_other_registry():
    assert all(entry["integrity"].startswith("sha512-") for entry in locked().values())
    assert all(entry.get("resolved", REGISTRY).startswith(REGISTRY) for entry in locked().values())


def test_a_lock_that_changed_is_installed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in node_env.INPUTS:
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(node_env, "ROOT", tmp_path)
    monkeypatch.setattr(node_env, "STAMP", tmp_path / "installed")
    monkeypatch.setattr(node_env, "MODULES", tmp_path)
    assert not node_env.is_ready()

    node_env.STAMP.write_text(node_env.fingerprint())
    assert node_env.is_ready()

    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    assert not node_env.is_ready()


@pytest.mark.parametrize(("codes", "result"), [({}, 0), ({"ruff": 1}, 1), ({"djlint": 2}, 1)])
def test_one_check_that_fails_fails_all_and_stops_none(
    console: Console, ready: None, monkeypatch: pytest.MonkeyPatch, codes: dict[str, int], result: int
):
    run: list[str] = []
    monkeypatch.setattr(linting, "check", lambda console, name: run.append(name) or codes.get(name, 0))

    assert linting.run(console, []) == result
    assert run == list(linting.CHECKS)


def test_checks_are_chosen_by_name(console: Console, ready: None, monkeypatch: pytest.MonkeyPatch):
    run: list[str] = []
    monkeypatch.setattr(linting, "check", lambda console, name: run.append(name) or 0)

    assert linting.run(console, ["eslint", "ruff"]) == 0
    assert run == ["eslint", "ruff"]
    with pytest.raises(SystemExit):
        linting.run(console, ["jslint"])
