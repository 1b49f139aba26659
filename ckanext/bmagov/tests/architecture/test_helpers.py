"""Each template helper is declared, once, and each that a template asks for is there."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from ckan.lib import helpers as core
from ckanext.activity import helpers as activity

from ckanext.bmagov import capabilities

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
ASKED: Final = re.compile(r"\bh\.(bmagov_\w+)")


@cache
def helpers() -> frozenset[str]:
    return frozenset(capabilities.brought("helpers"))


@cache
def core_names() -> frozenset[str]:
    return frozenset({*dir(core), *dir(activity)})


def test_what_templates_ask_for_is_there():
    unknown = {
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in TEMPLATES.rglob("*.html")
        for name in ASKED.findall(path.read_text(encoding="utf-8"))
        if name not in helpers()
    }
    assert not unknown, "a helper is a function called bmagov_... in `helpers`"


def test_what_is_called_like_a_helper_of_core_takes_its_place():
    forgotten = {
        f"{module.__name__}: {name}"
        for module in capabilities.modules("helpers")
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__
        if name in core_names() - helpers()
    }
    assert not forgotten, "mark it by @tk.chained_helper or @instead_of_core, or call it otherwise"


def test_nothing_is_declared_twice(monkeypatch: pytest.MonkeyPatch):
    twins = [ModuleType("first"), ModuleType("second")]
    for module in twins:
        exec("def bmagov_twin(): ...", module.__dict__)
    monkeypatch.setattr(capabilities, "modules", lambda storey: iter(twins))
    with pytest.raises(ValueError, match="bmagov_twin"):
        capabilities.brought("helpers")


def test_what_a_module_only_imports_is_not_brought_by_it(monkeypatch: pytest.MonkeyPatch):
    reader = ModuleType("reader")
    reader.__dict__["bmagov_time"] = capabilities.brought("helpers")["bmagov_time"]
    monkeypatch.setattr(capabilities, "modules", lambda storey: iter([reader]))
    assert not capabilities.brought("helpers")
