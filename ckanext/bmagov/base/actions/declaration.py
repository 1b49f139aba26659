"""What an action of ours is, said once above it: what it takes, who may call it, whether it changes anything.

>>> @reads(schema.grant_list_schema, allowed=auth.grant_list)
... def bmagov_grant_list(context, data_dict): ...

CKAN then finds the action, and its auth function of the same name, by themselves (`capabilities.py`). Each
call validates, checks the right, and works; one that changes something waits at most so long for a lock, is
done again as a whole when it lost, and ends as 503 when it lost for good.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.actions.retry_on_contention import retried

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ckan.types import AuthFunction, Context, DataDict, Schema

    Action = Callable[[Context, DataDict], Any]

_MARK: Final = "bmagov_declaration"
_writing: ContextVar[bool] = ContextVar("bmagov_writing", default=False)


@dataclass(frozen=True)
class Declaration:
    """What is known of an action."""

    schema: Callable[[], Schema] | None
    """What it takes, or None when it takes nothing."""

    allowed: AuthFunction
    """Who may call it: the auth function that CKAN asks under the action's name."""

    writes: bool
    """It changes something, and commits."""

    raw: frozenset[str]
    """Keys that the schema does not know and the action reads by itself."""


def reads(
    schema: Callable[[], Schema] | None = None, *, allowed: AuthFunction, raw: Collection[str] = ()
) -> Callable[[Action], Action]:
    """Declare an action that changes nothing; the API answers it to GET, too.

    :param schema: makes the schema of what it takes
    :param allowed: the auth function
    :param raw: keys that pass by the schema
    """
    declared = Declaration(schema, allowed, writes=False, raw=frozenset(raw))
    return lambda work: tk.side_effect_free(_declared(work, declared))


def writes(
    schema: Callable[[], Schema] | None = None, *, allowed: AuthFunction, raw: Collection[str] = ()
) -> Callable[[Action], Action]:
    """Declare an action that changes something; parameters as those of :func:`reads`."""
    declared = Declaration(schema, allowed, writes=True, raw=frozenset(raw))
    return lambda work: _declared(work, declared)


def declaration_of(function: object) -> Declaration | None:
    """Return what an action declares; None when it is not one of ours, or chained to another."""
    return getattr(function, _MARK, None)


def _declared(work: Action, declared: Declaration) -> Action:
    name = work.__name__

    def checked(context: Context, data_dict: DataDict) -> Any:
        params = _validated(declared, context, data_dict)
        tk.check_access(name, context, params)
        return work(context, params)

    again = retried(checked)

    @functools.wraps(work)
    def action(context: Context, data_dict: DataDict) -> Any:
        # What is called by another that writes is part of its work, and done again with it.
        if not declared.writes or _writing.get():
            return checked(context, data_dict)
        token = _writing.set(True)
        try:
            return again(context, data_dict)
        finally:
            _writing.reset(token)

    setattr(action, _MARK, declared)
    return action


def _validated(declared: Declaration, context: Context, data_dict: DataDict) -> DataDict:
    if declared.schema is None:
        return data_dict
    passed = {key: value for key, value in data_dict.items() if key in declared.raw}
    given = {key: value for key, value in data_dict.items() if key not in declared.raw}
    params, errors = tk.navl_validate(given, declared.schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    return {**params, **passed}
