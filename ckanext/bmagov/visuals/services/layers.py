"""The map of a resource: from its file of shapes, or from a table with coordinates."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov import dictionary as dictionaries, files
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.visuals.domain.columns import coordinate_columns, features_of
from ckanext.bmagov.visuals.domain.coordinates import system_in
from ckanext.bmagov.visuals.domain.shapes import read_layer
from ckanext.bmagov.visuals.formats.geojson import GeoJson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary import Column, Dictionary
    from ckanext.bmagov.visuals.domain.columns import Places
    from ckanext.bmagov.visuals.domain.coordinates import System
    from ckanext.bmagov.visuals.domain.shapes import Layer

SHAPES: Final = "GEOJSON"
"""What a file of shapes is, told by its bytes."""

MOST_ROWS: Final = 1_000_000
"""Rows of a table that are looked at."""


class NoMapError(ProblemError):
    """There is no map here: `MAP-NONE`, `MAP-WAITING`, `MAP-GONE`, and those of the files of shapes."""


@dataclass(frozen=True)
class Labels:
    """How the dictionary calls the properties, by their names."""

    columns: Mapping[str, Column]

    def label(self, name: str, language: str) -> str:
        """Return the label of a property; its name where nobody gave it one."""
        column = self.columns.get(name)
        return column.label(language) if column else name


def kind_of(session: AlchemySession, resource: Mapping[str, Any]) -> str:
    """Return what a map would be made of: `shapes`, `points`; empty for none. Nothing is read for it."""
    if resource.get("url_type") != "upload":
        return ""
    known = session.get(files.ResourceContent, resource["id"])
    if known is None:
        return ""
    if known.kind == SHAPES:
        return "shapes"
    return "points" if known.layout and coordinate_columns(known.columns, {}) else ""


def content_hash(session: AlchemySession, resource_id: str) -> str:
    """Return what stands for the data of a resource; empty when nobody has looked at them."""
    known = session.get(files.ResourceContent, resource_id)
    return f"{known.sha256}-{known.layout}" if known else ""


def layer_of(
    session: AlchemySession, resource: dict[str, Any], known: Dictionary, chosen: System | None = None
) -> Layer:
    """Read the map of a resource.

    :param known: its dictionary, as the reader may know it
    :param chosen: the system of coordinates that a person has chosen
    :raises ProblemError: why there is none
    """
    kind = kind_of(session, resource)
    if kind == "shapes":
        try:
            with files.open_file(resource) as stored:
                file = GeoJson(stored.stream)
                return read_layer(file.features(), lambda: system_in(file.crs), chosen)
        except files.FileGoneError as error:
            raise NoMapError("MAP-GONE") from error
    if not kind:
        raise NoMapError("MAP-NONE")
    return _of_table(session, resource, known, chosen)


def _of_table(
    session: AlchemySession, resource: dict[str, Any], known: Dictionary, chosen: System | None
) -> Layer:
    if dictionaries.waits(session, resource):
        raise NoMapError("MAP-WAITING")
    try:
        with dictionaries.open_data(session, resource) as data:
            part = data.parts[0]
            header = column_names(part.header)
            places = _places(header, known)
            if places is None:
                raise NoMapError("MAP-NONE")
            with part.rows() as batches:
                rows = itertools.islice(itertools.chain.from_iterable(batches), MOST_ROWS)
                words = " ".join([*header, *(column.description for _, column in known.columns)])
                features = features_of(header, rows, places)
                return read_layer(features, lambda: system_in(words), chosen)
    except files.FileGoneError as error:
        raise NoMapError("MAP-GONE") from error


def _places(header: tuple[str, ...], known: Dictionary) -> Places | None:
    table = known.tables[0] if known.tables else None
    placed = dictionaries.place_columns(table, header) if table else {}
    return coordinate_columns(header, {place: column.type for place, column in placed.items()})


def labels_of(known: Dictionary) -> Labels:
    """Return the labels of the columns of a dictionary."""
    return Labels({column.name: column for _, column in known.columns})
