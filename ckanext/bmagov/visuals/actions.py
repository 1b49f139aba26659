"""Maps and charts of files, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic.schema import validator_args

from ckanext.bmagov import files
from ckanext.bmagov.access import record_resource_read
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.schema.bounds import choice
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary import readable_dictionary
from ckanext.bmagov.visuals.domain.coordinates import System
from ckanext.bmagov.visuals.services import district_maps, layers, maps
from ckanext.bmagov.visuals.services.places import district_labels, gazetteer
from ckanext.bmagov.visuals.words import class_label, district_notes, district_summary, map_notes, sentence

if TYPE_CHECKING:
    from ckan.types import Context, DataDict, Schema, Validator

    from ckanext.bmagov.visuals.answers import DistrictMapDict, MapDict


@validator_args
def map_schema(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`, and how the map is drawn."""
    return {
        "id": [not_empty, unicode_safe],
        "column": [ignore_empty, unicode_safe],
        "system": [ignore_empty, unicode_safe, choice(list(System))],
    }


@reads(map_schema, allowed=files.reads_data)
def bmagov_map_show(context: Context, data_dict: DataDict) -> MapDict:
    """Show a file as a map: GeoJSON, or a table with coordinates.

    Points that are too many to be drawn are counted in a grid, lines and areas have fewer corners.

    :param id: id of the resource
    :param column: name of the property that the colours tell (optional)
    :param system: system of the coordinates, where it is not the one that was recognised: `degrees`,
        `swapped`, `utm47`, `indian47` (optional)
    :returns: `id`, `system` (recognised, or given), `bounds` (west, south, east, north, in degrees), `keys`
        (`name`, `label`: what the values of a feature are), `column`, `scale` of the colours (`words`,
        `numbers`), `legend` (`label`, `count` by number of class), `districts` (names to be written on it,
        and where), `notes` (sentences), `geojson` (each feature with `n`, its number in the file, `v`, its
        values, and `c`, its class; or with `count`, for so many points)
    :raises ObjectNotFound: when there is no such resource
    :raises ValidationError: `map` says why there is none
    """
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    record_resource_read(context, resource["id"])
    known = readable_dictionary(context, resource["id"])
    try:
        made = maps.map_of(
            model.Session, resource, known, data_dict.get("column") or "", data_dict.get("system") or ""
        )
    except ProblemError as error:
        raise tk.ValidationError({"map": [sentence(error.code, error.params)]}) from error
    return _map_dict(resource["id"], made, layers.labels_of(known))


@validator_args
def district_map_schema(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`, and the column whose values are shown."""
    return {"id": [not_empty, unicode_safe], "measure": [ignore_empty, unicode_safe]}


@reads(district_map_schema, allowed=files.reads_data)
def bmagov_district_map_show(context: Context, data_dict: DataDict) -> DistrictMapDict:
    """Show the values of a table by district of Bangkok.

    They are summed, or averaged where they are shares and rates, over the rows of the last year of the table.
    Only what the data dictionary calls a number is shown; without one rows are counted.

    :param id: id of the resource
    :param measure: name of the column of the values (optional; the first one of numbers)
    :returns: `id`, `measure`, `label`, `unit`, `how` (`sum`, `mean`, `count`), `year` (as the table
        writes it), `measures` (`name`, `label`: what else can be shown), `legend` (`label`, `count` by number
        of class), `districts` (`code`, `name`, `column` and `row` of its tile, `value`, `group`: its class),
        `summary` and `notes` (sentences: what is shown, and what is left out)
    :raises ObjectNotFound: when there is no such resource
    :raises ValidationError: `map` says why there is none
    """
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    record_resource_read(context, resource["id"])
    known = readable_dictionary(context, resource["id"])
    try:
        made = district_maps.district_map_of(model.Session, resource, known, data_dict.get("measure") or "")
    except ProblemError as error:
        raise tk.ValidationError({"map": [sentence(error.code, error.params)]}) from error
    labels = layers.labels_of(known)
    label = labels.label(made["measure"], lang()) if made["measure"] else tk._("Number of rows")
    return {
        "id": resource["id"],
        "measure": made["measure"],
        "label": label,
        "unit": made["unit"],
        "how": made["how"],
        "year": made["year"],
        "measures": [{"name": name, "label": labels.label(name, lang())} for name in made["measures"]],
        "legend": [{"label": class_label(group), "count": group["count"]} for group in made["classes"]],
        "districts": [
            {
                "code": district.code,
                "name": district.name(lang()),
                "column": district.column,
                "row": district.row,
                "value": made["values"].get(district.code),
                "group": made["of"].get(district.code),
            }
            for district in gazetteer().districts
        ],
        "summary": district_summary(made, label),
        "notes": district_notes(made),
    }


def _map_dict(resource_id: str, made: dict[str, Any], labels: layers.Labels) -> MapDict:
    return {
        "id": resource_id,
        "system": made["system"],
        "bounds": made["bounds"],
        "keys": [{"name": name, "label": labels.label(name, lang())} for name in made["keys"]],
        "column": made["column"],
        "scale": made["scale"],
        "legend": [{"label": class_label(group), "count": group["count"]} for group in made["legend"]],
        "districts": district_labels(made["bounds"], lang()),
        "notes": map_notes(made),
        "geojson": made["geojson"],
    }
