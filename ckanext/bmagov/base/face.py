"""The face of a capability: the names that others may import from it, looked up when first asked for.

So a pure module of a capability can be imported without its services, and those without its pages.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def open_face(package: str, file: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a capability's ``__init__.py``.

    What it hands on stands there once, below ``if TYPE_CHECKING:`` (``from .services.rights import reader``):
    type checkers read it, and so does this.
    """
    places = _places(ast.parse(Path(file).read_text(encoding="utf-8")))

    def look_up(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, attribute = places[name]
        return getattr(import_module(module, package), attribute)

    return look_up


def _places(source: ast.Module) -> dict[str, tuple[str, str]]:
    return {
        alias.asname or alias.name: (f".{node.module}", alias.name)
        for block in source.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
