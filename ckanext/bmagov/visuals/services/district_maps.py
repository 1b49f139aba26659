"""A table as a map by district: its values as tiles, in classes, kept until the data change."""

from __future__ import annotations

import itertools
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov import dictionary as dictionaries, files
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.visuals import readers
from ckanext.bmagov.visuals.domain.columns import district_column, subdistrict_column
from ckanext.bmagov.visuals.domain.district_map import by_district, shape_of
from ckanext.bmagov.visuals.domain.legend import in_classes
from ckanext.bmagov.visuals.services import layers
from ckanext.bmagov.visuals.services.places import gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary import Dictionary

VERSION: Final = 1
MOST_ROWS: Final = 1_000_000

Plain = dict[str, Any]


def has_districts(session: AlchemySession, resource: dict[str, Any]) -> bool:
    """Tell whether a file is a table with a column of districts; nothing is read for it."""
    known = session.get(files.ResourceContent, resource["id"]) if files.is_table(resource) else None
    if known is None or not known.layout:
        return False
    header = list(known.columns or ())
    return district_column(header) >= 0 or subdistrict_column(header) >= 0


def district_map_of(
    session: AlchemySession, resource: dict[str, Any], known: Dictionary, measure: str = ""
) -> Plain:
    """Return the values of a table by district.

    :param measure: name of the column; the first one that the dictionary calls a number where it is empty
    :raises ProblemError: why there is none
    """
    if not has_districts(session, resource):
        raise layers.NoMapError("MAP-NONE")
    if dictionaries.waits(session, resource):
        raise layers.NoMapError("MAP-WAITING")
    described = sorted(repr(column) for _, column in known.columns)
    about = repr((VERSION, "districts", layers.content_hash(session, resource["id"]), described, measure))
    made = readers.load(resource["id"], about)
    if made is None:
        made = _made(session, resource, known, measure)
        readers.save(resource["id"], about, made)
    return made


def _made(session: AlchemySession, resource: dict[str, Any], known: Dictionary, measure: str) -> Plain:
    try:
        with dictionaries.open_data(session, resource) as data:
            part = data.parts[0]
            header = column_names(part.header)
            table = known.tables[0] if known.tables else None
            placed = dictionaries.place_columns(table, part.header) if table else {}
            columns = [placed.get(place, Column(name)) for place, name in enumerate(header)]
            shape = shape_of(
                [_as_in_file(column, name) for column, name in zip(columns, header, strict=True)]
            )
            if shape is None:
                raise layers.NoMapError("MAP-NONE")
            chosen = _chosen(header, shape.measures, measure)
            with part.rows() as batches:
                rows = itertools.islice(itertools.chain.from_iterable(batches), MOST_ROWS)
                summed = by_district(columns, shape, rows, gazetteer(), chosen)
    except files.FileGoneError as error:
        raise layers.NoMapError("MAP-GONE") from error
    codes = [district.code for district in gazetteer().districts if district.code in summed.values]
    classes = in_classes([summed.values[code] for code in codes])
    return {
        **asdict(summed),
        "measure": header[chosen] if chosen >= 0 else "",
        "measures": [header[place] for place in shape.measures],
        "unit": columns[chosen].unit if chosen >= 0 else "",
        "year_column": header[shape.year] if shape.year >= 0 else "",
        "classes": [asdict(group) for group in classes.classes],
        "of": dict(zip(codes, classes.of, strict=True)),
    }


def _as_in_file(column: Column, name: str) -> Column:
    return replace(column, name=name)


def _chosen(header: Sequence[str], measures: Sequence[int], wanted: str) -> int:
    places = [place for place in measures if header[place] == wanted]
    return (places or list(measures) or [-1])[0]
