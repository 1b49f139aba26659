"""Every name by which parts leave something for each other stands in one place."""

from __future__ import annotations

import ast
import re

import pytest

from ckanext.bmagov.base import request_state
from ckanext.bmagov.tests.test_architecture import ROOT, sources, templates, tree

OF_CORE = {
    "site_title",
    "form_action",
    "recaptcha_publickey",
    "user",
    "userobj",
    "login_via_auth_header",
    "_login_user",
}
"""What CKAN itself carries in ``g``."""

CARRIED = {value.name for value in vars(request_state).values() if isinstance(value, request_state.Carried)}
IN_CONTEXTS = {request_state.DATA_CHANGE, request_state.DATA_CHANGE_AT}
READING = {"get", "setdefault", "pop"}


def _is_g(node: ast.AST) -> bool:
    return ast.unparse(node) in {"g", "tk.g", "flask.g"}


def names_on_g(module: ast.Module) -> set[str]:
    """Return what a module reads and writes on ``g``; ``?`` where the name is not written there."""
    found: set[str] = set()
    # A `g` of somebody's own, in a lambda for instance, is no more than a letter.
    if not re.search(r"^from flask import .*\bg\b|\btk\.g\b", ast.unparse(module), re.M):
        return found
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and _is_g(node.value):
            found.add(node.attr)
        elif isinstance(node, ast.Call):
            function, args = node.func, node.args
            if isinstance(function, ast.Attribute) and _is_g(function.value):
                found |= _word(args[0])
            elif isinstance(function, ast.Name) and function.id in {"setattr", "getattr", "hasattr"}:
                found |= _word(args[1]) if _is_g(args[0]) else set()
    return found - READING


def _word(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else {"?"}


SOURCES = [path for path in sources() if path.name != "request_state.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_under_a_name_of_ones_own(path):
    assert names_on_g(tree(path)) <= OF_CORE, "carry it by base/request_state.py"
    text = path.read_text(encoding="utf-8")
    assert ".info[" not in text, "note it by base/request_state.py"
    assert not re.search(r"session(\(\))?\.info\.", text), "note it by base/request_state.py"
    keys = set(re.findall(r"""context(?:\[|\.get\(|\.pop\()["'](bmagov_\w+)""", text))
    assert not keys, "use the name that stands in base/request_state.py"


def test_templates_read_what_is_carried():
    used = {
        name for path in templates() for name in re.findall(r"\bg\.(bmagov_\w+)", path.read_text("utf-8"))
    }
    assert used <= CARRIED


def test_names_are_told_apart():
    kinds = request_state.Carried | request_state.Note
    names = [thing.name for thing in vars(request_state).values() if isinstance(thing, kinds)]
    assert len(names) == len({*names})
    assert all(name.startswith("bmagov_") for name in CARRIED | IN_CONTEXTS)
