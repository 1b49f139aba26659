"""Two people editing at once: the later one is told who saved what, and nothing is overwritten unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.domain.editing import RESOURCES, Changed, changed_fields
from ckanext.bmagov.metadata.services.edit_conflicts import Saved, saved_since

if TYPE_CHECKING:
    from datetime import datetime

    from ckan.types import Context


def saved(context: Context, package_id: str, read_at: datetime) -> Saved | None:
    """Return what was saved since, as far as the site keeps activities and the caller may read them."""
    return saved_since(context, model.Session, package_id, read_at) if p.plugin_loaded("activity") else None


def differences(save: Saved) -> tuple[Changed, ...] | None:
    """Return the fields that were changed; None when the version that was read is no longer known."""
    return None if save.before is None else changed_fields(save.before, save.after, facts().dataset)


def who(save: Saved) -> Any:
    """Return the user who saved last, or None when the account is gone."""
    return model.User.get(save.user_id) if save.user_id else None


def label(name: str) -> str:
    """Return the label of a dataset's field, or of its files."""
    if name == RESOURCES:
        return tk._("Files")
    field = facts().dataset_field(name)
    return field.label(lang()) if field else name


def stale_sentence(context: Context, package_id: str, read_at: datetime) -> str:
    """Say that somebody saved in between, who, and what, as far as it is known."""
    save = saved(context, package_id, read_at)
    user = who(save) if save else None
    changed = differences(save) if save else None
    said = (
        tk._("{name} has saved this dataset since you opened it.").format(name=user.display_name)
        if user
        else tk._("Someone has saved this dataset since you opened it.")
    )
    if changed:
        labels = ", ".join(label(change.name) for change in changed)
        said = f"{said} " + tk._("Changed: {fields}.").format(fields=labels)
    return f"{said} " + tk._("Open it again and repeat your change.")
