"""Core's way to one dataset or resource: what may not be known is answered as what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import ActionResult, Context, DataDict

    Action = Callable[[Context, DataDict], Any]


@tk.chained_action
@tk.side_effect_free
def package_show(original_action: Action, context: Context, data_dict: DataDict) -> ActionResult.PackageShow:
    """Return a dataset without the resources that the caller may not know; parameters as in CKAN."""
    return rights.without_hidden_of(context, [_absent_if_refused(original_action, context, data_dict)])[0]


@tk.chained_action
@tk.side_effect_free
def resource_show(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.ResourceShow:
    """Return a resource that the caller may know; parameters as in CKAN."""
    return _absent_if_refused(original_action, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def resource_view_list(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.ResourceViewList:
    """Return the views of a resource; parameters as in CKAN.

    A page gets none for who may read the description and not the data: a preview asks for rows, and its
    refusal would be that of the whole page.
    """
    views = original_action(context, data_dict)
    if context.get("for_view") and not rights.readable_resources(context, [data_dict["id"]], Aspect.DATA):
        return []
    return views


def _absent_if_refused(action: Action, context: Context, data_dict: DataDict) -> Any:
    """Call an action that only reads one thing; a refusal becomes CKAN's own answer for what is not there."""
    try:
        return action(context, data_dict)
    except tk.NotAuthorized:
        raise tk.ObjectNotFound from None
