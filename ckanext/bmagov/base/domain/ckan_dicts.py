"""Records of CKAN as its actions give and take them.

They are open: schemas, forms and other plugins add keys of their own. What is ours has types of its own.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypedDict

PackageDict: TypeAlias = dict[str, Any]
"""A dataset, as `package_show` gives it."""

ResourceDict: TypeAlias = dict[str, Any]
"""A resource of a dataset."""

GroupDict: TypeAlias = dict[str, Any]
"""A category or an organization, as `group_show` gives it."""

UserDict: TypeAlias = dict[str, Any]
"""An account, as `user_show` gives it."""

ActivityDict: TypeAlias = dict[str, Any]
"""An entry of the history, as `activity_show` gives it."""


class FieldDict(TypedDict, total=False):
    """A field of the scheming schema, as validators and helpers get it; a preset may add more."""

    field_name: str
    codelist: str
    error_prefix: str


class FacetItemDict(TypedDict):
    """A value of a facet, as `package_search` gives it."""

    name: str
    display_name: str
    count: int
