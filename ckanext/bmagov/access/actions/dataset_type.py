"""The one type of records: what is no dataset is refused, and what older software left becomes one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import logic, model

from ckanext.bmagov.access.words.levels import type_unknown
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict


def refuse_foreign_type(data_dict: DataDict) -> None:
    """Refuse every type but ours. Absent is fine.

    The forms of CKAN look for the rules by the type that the caller sends, and find none for another.

    :raises ValidationError: TYPE-UNKNOWN
    """
    if not p.plugin_loaded("bmagov_datasets") or "type" not in data_dict:
        return
    value = data_dict["type"]
    if not (isinstance(value, str) and value == DATASET_TYPE):
        model.Session.rollback()
        raise tk.ValidationError({"type": [type_unknown(value)]})


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """Undo what was written before something was refused, by the session itself at the latest.

    CKAN does so for what its own validation finds; who catches the error and goes on with the same session
    would carry the rest along.
    """
    try:
        yield
    except tk.ValidationError:
        model.Session.rollback()
        raise


@contextmanager
def becoming_dataset(context: Context, package: Any) -> Iterator[bool]:
    """Have a record of another type saved as a dataset, under all its rules, or not at all.

    CKAN keeps the stored type of a record for ever; here it is the first thing that a save changes.

    Gives whether it is such a record: then the caller commits, even when nothing else of it was changed.

    :param package: the stored record
    """
    if package is None or package.type == DATASET_TYPE or not p.plugin_loaded("bmagov_datasets"):
        yield False
        return
    tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})
    stored = package.type
    shown = tk.get_action("package_show")(tk.fresh_context(context, ignore_auth=True), {"id": package.id})
    package.type = DATASET_TYPE
    model.Session.flush()
    # Nothing of it has been checked as a dataset: without the fields that files depend on, all of them are.
    context["original_package"] = {  # pyright: ignore[reportGeneralTypeIssues]
        "id": package.id,
        "type": stored,
        "resources": shown.get("resources", []),
    }
    yield True
    if not context.get("defer_commit"):
        logic.index_update_package({"ignore_auth": True}, package.id)
