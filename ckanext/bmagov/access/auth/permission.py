"""What the functions of this package are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context


def same_as(action: str, context: Context, name_or_id: str | None) -> AuthResult:
    """Allow whoever may do the other action with this object.

    Raises NotAuthorized with the words of the other when the caller may know of the object, ObjectNotFound in
    the same words when there is none and when it is hidden: an answer must not tell that something exists.
    """
    kind = action.partition("_")[0]
    try:
        tk.check_access(f"{kind}_show", tk.fresh_context(context), {"id": name_or_id})
    except (tk.NotAuthorized, tk.ObjectNotFound) as error:
        said = tk._("Resource not found") if kind == "resource" else tk._("Dataset not found")
        raise tk.ObjectNotFound(said) from error
    if action != f"{kind}_show":
        tk.check_access(action, tk.fresh_context(context), {"id": name_or_id})
    return {"success": True}


def no_data() -> AuthResult:
    """Refuse the data to who may read their description."""
    said = tk._("You may read the description of these data, but not the data themselves")
    return {"success": False, "msg": said}
