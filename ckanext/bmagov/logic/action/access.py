"""Core's way to one dataset or resource: what may not be known is answered as what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.services import access

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Context, DataDict

    Action = Callable[[Context, DataDict], Any]

__all__ = ["package_show", "resource_show"]


@tk.chained_action
@tk.side_effect_free
def package_show(original_action: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a dataset without the resources that the caller may not know; parameters as in CKAN."""
    return access.without_hidden(context, _absent_if_refused(original_action, context, data_dict))


@tk.chained_action
@tk.side_effect_free
def resource_show(original_action: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a resource that the caller may know; parameters as in CKAN."""
    return _absent_if_refused(original_action, context, data_dict)


def _absent_if_refused(action: Action, context: Context, data_dict: DataDict) -> Any:
    """Call an action that only reads one thing; a refusal becomes CKAN's own answer for what is not there."""
    try:
        return action(context, data_dict)
    except tk.NotAuthorized:
        raise tk.ObjectNotFound from None
