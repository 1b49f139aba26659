"""The categories of a dataset are saved with it, by whoever may save it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckan import logic, model

from ckanext.bmagov.access.services import categories
from ckanext.bmagov.base.request_state import CATEGORIES_WANTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict


@dataclass
class CategorySave:
    """How a save of categories went."""

    alone: bool = False
    """Nothing else was changed: what CKAN answered is from before."""


@contextmanager
def saving_categories(context: Context, data_dict: DataDict, package: Any = None) -> Iterator[CategorySave]:
    """Put the dataset that is saved inside into the categories that it names (`groups`), if it names any.

    They are stored with the rest, in its transaction. Where nothing else is changed CKAN stores nothing: then
    they are a change of their own.

    :param package: the stored dataset; none while it is created
    """
    wanted = None
    if isinstance(data_dict.get("groups"), list):
        known = categories.category_ids(model.Session, categories.refer_to(data_dict["groups"]))
        wanted = set(known.values())
    CATEGORIES_WANTED.put(model.Session, wanted)
    save = CategorySave()
    yield save
    CATEGORIES_WANTED.put(model.Session, None)
    if wanted is None or package is None or not categories.put(model.Session, package.id, wanted):
        return
    save.alone = True
    package.metadata_modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    model.Session.flush()
    if not context.get("defer_commit"):
        logic.index_update_package({"ignore_auth": True}, package.id)
        model.Session.commit()
