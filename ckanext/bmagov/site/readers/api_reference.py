"""The reference of the API, made once in a process from the actions that the capabilities declare."""

from __future__ import annotations

import ast
import inspect
import sys
import typing
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.actions.declaration import declaration_of
from ckanext.bmagov.capabilities import CAPABILITIES, actions
from ckanext.bmagov.site.domain.api import answer, docstring
from ckanext.bmagov.site.domain.api.parameters import parameters
from ckanext.bmagov.site.domain.api.reference import OPEN, Action, refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.actions.declaration import Declaration


@cache
def reference() -> Mapping[str, tuple[Action, ...]]:
    """Return the actions of each capability that has some, in the order of the capabilities."""
    described = [describe(name, function, declaration) for name, function, declaration in declared()]
    by_capability = {
        name: tuple(action for action in described if action.capability == name) for name in CAPABILITIES
    }
    return {name: some for name, some in by_capability.items() if some}


def declared() -> list[tuple[str, Any, Declaration]]:
    """Return our own actions: name, function and declaration. Those chained to core's are core's."""
    return [
        (name, function, declaration)
        for name, function in actions().items()
        if (declaration := declaration_of(function))
    ]


def sentences() -> dict[str, str]:
    """Return what the pages say of actions and of who may call them: message to the module it stands in."""
    modules: dict[str, str] = {}
    for _, function, declaration in declared():
        for said in (function, declaration.allowed):
            modules.setdefault(docstring.parse(said.__doc__ or "").sentence, said.__module__)
    return modules


def describe(name: str, function: Any, declaration: Declaration) -> Action:
    """Describe an action by its declaration, its signature and its docstring.

    :raises UnknownValidatorError: the schema asks for something of which nothing is known
    :raises TypeError: the answer cannot be sent as JSON
    """
    words = docstring.parse(function.__doc__ or "")
    schema = declaration.schema() if declaration.schema else {}
    hint = result_hint(function)
    who = docstring.parse(declaration.allowed.__doc__ or "").sentence
    _, _, capability, *rooms = function.__module__.split(".")
    return Action(
        name=name,
        capability=capability,
        room=rooms[0] if rooms and rooms[0] != "actions" else "",
        writes=declaration.writes,
        anonymous=who in OPEN and bool(getattr(declaration.allowed, "auth_allow_anonymous_access", False)),
        who=who,
        sentence=words.sentence,
        more=words.more,
        parameters=parameters(schema, sorted(declaration.raw), words.parameters, words.types),
        returns=words.returns,
        result_type=answer.name_of(hint),
        fields=tuple(answer.fields(hint, hints)),
        refusals=refusals(words.raises),
    )


def result_hint(function: Any) -> Any:
    """Return the type that an action says it answers."""
    work = inspect.unwrap(function)
    names = {**vars(sys.modules[work.__module__]), **_checked(work.__module__)}
    alone = SimpleNamespace(__annotations__={"return": work.__annotations__["return"]})
    return typing.get_type_hints(alone, globalns=names, include_extras=True)["return"]


@cache
def hints(record: Any) -> Mapping[str, Any]:
    """Return the fields of a TypedDict with their types, those of its bases too."""
    names: dict[str, Any] = {}
    for ancestor in _lineage(record):
        names |= _checked(ancestor.__module__)
    return typing.get_type_hints(record, localns=names, include_extras=True)


def _lineage(record: Any) -> list[Any]:
    bases = [base for base in getattr(record, "__orig_bases__", ()) if typing.is_typeddict(base)]
    return [*(older for base in bases for older in _lineage(base)), record]


@cache
def _checked(module: str) -> dict[str, Any]:
    """Return the names that a module imports for type checkers only."""
    imports = [
        node
        for block in ast.parse(inspect.getsource(sys.modules[module])).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    ]
    imported = [(import_module(node.module or ""), alias) for node in imports for alias in node.names]
    # Some names are there for type checkers alone, and CKAN writes its open dicts as text.
    checked = {
        alias.asname or alias.name: getattr(source, alias.name)
        for source, alias in imported
        if hasattr(source, alias.name)
    }
    return {name: dict if isinstance(hint, str) else hint for name, hint in checked.items()}
