"""What a graph needs to know: the record of a dataset, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict
    from ckanext.bmagov.base.domain.codelist import CodeList


@dataclass(frozen=True)
class Bytes:
    """What is known of the bytes of a file: their digest and the day they came, as ISO text in UTC."""

    sha256: str
    at: str


@dataclass(frozen=True)
class Record:
    """A dataset as its reader gets it (`package_show`), with what its record does not say.

    ``bytes`` is the last change of the data by resource; ``described`` are the resources with a dictionary.
    """

    dataset: PackageDict
    bytes: Mapping[str, Bytes] = field(default_factory=dict)
    described: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Agency:
    """An agency: its fields with `id`, `name` and `parent` (an id), and the ids of its successors."""

    fields: Mapping[str, str]
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """A topic category: core's group."""

    name: str
    title: str
    title_en: str = ""


@dataclass(frozen=True)
class Around:
    """What is the same for all datasets of a moment."""

    title_th: str
    title_en: str
    codelists: Mapping[str, CodeList]
    agencies: Mapping[str, Agency]
    """By id."""

    categories: Mapping[str, Category] = field(default_factory=dict)
    """By name."""

    city: str = ""
    """Id of the agency that publishes the catalog, empty when the site names none."""
