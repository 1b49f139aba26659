"""Datasets in the index of the test instance, which has our configset."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories


class AddDataset(Protocol):
    def __call__(self, title: str, **fields: Any) -> str: ...


class Find(Protocol):
    def __call__(self, q: str, **parameters: Any) -> set[str]: ...


@pytest.fixture
def catalog(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """An empty catalog with core's plain dataset form: what is tested is search, not the form."""


@pytest.fixture
def agency(catalog: None) -> dict[str, Any]:
    return factories.Organization(name="health-department", title="สำนักอนามัย")


@pytest.fixture
def add(agency: dict[str, Any]) -> AddDataset:
    """Add a dataset; returns its name."""

    def add_dataset(title: str, **fields: Any) -> str:
        return factories.Dataset(title=title, **{"owner_org": agency["id"], "notes": "", **fields})["name"]

    return add_dataset


@pytest.fixture
def find(catalog: None) -> Find:
    """Search as everybody; returns the names of what was found."""

    def find_names(q: str, **parameters: Any) -> set[str]:
        found = tk.get_action("package_search")({}, {"q": q, "rows": 100, **parameters})
        return {dataset["name"] for dataset in found["results"]}

    return find_names
