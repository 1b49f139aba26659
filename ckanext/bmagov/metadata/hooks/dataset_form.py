"""`IDatasetForm` by scheming, with what CKAN 2.12 asks for and scheming 3.1 does not answer.

Scheming builds every validator anew for each save, and moves each field to and from the extras by walking
all of them. With 61 dataset fields that walk is most of the work: both directions are one pass here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import validate as navl_validate
from ckanext.scheming import validation
from ckanext.scheming.plugins import SchemingDatasetsPlugin

from ckanext.bmagov.base.domain.schema_facts import SchemaError, parse_schema
from ckanext.bmagov.base.hooks.configurer import SCHEMING_DEFAULTS
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckan.config.declaration import Declaration, Key
    from ckan.types import Context, DataDict, FlattenDataDict, FlattenErrorDict, FlattenKey, Schema

Validators = list[Any]


@dataclass(frozen=True)
class _Compiled:
    """The validators of one schema for one kind of action, and the fields that live in the extras."""

    source: Mapping[str, Any]
    dataset: dict[str, Validators]
    resource: dict[str, Validators]
    before: Validators
    after: Validators


class BmagovDatasetsPlugin(SchemingDatasetsPlugin, p.IConfigDeclaration):
    """Scheming's dataset plugin that names the dataset fields on which resource rules depend."""

    _compiled: dict[tuple[str, str], _Compiled]

    def declare_config_options(self, declaration: Declaration, key: Key) -> None:
        """Make ours scheming's schemas where the site names none.

        Declared defaults are there before any plugin reads its options; `update_config` of a plugin listed
        first runs last.
        """
        for option, value in SCHEMING_DEFAULTS.items():
            declaration.declare(key.from_string(option), value)

    def update_config(self, config: Any) -> None:
        """Load the schemas, and forget what was built from older ones."""
        super().update_config(config)
        self._compiled = {}

    def configure(self, config: Any) -> None:
        """Stop the start of the site when the schema or a code list has an error."""
        super().configure(config)
        for schema in self._expanded_schemas.values():  # pyright: ignore[reportAttributeAccessIssue]
            if "bmagov_groups" in schema:
                known = parse_schema(schema)
                for field in (*known.dataset, *known.resource):
                    if field.codelist and field.codelist not in codelists():
                        raise SchemaError(f"{field.name}: there is no code list {field.codelist!r}")

    def resource_validation_dependencies(self, package_type: str) -> list[str]:
        """Return the dataset fields whose change makes CKAN check every resource again."""
        schema = self._schemas.get(package_type, {})  # pyright: ignore[reportAttributeAccessIssue]
        return list(schema.get("bmagov_resource_validation_dependencies", ()))

    def create_package_schema(self) -> Schema:
        """Return core's schema with keywords and states that Thai drafts need."""
        return _adapt(super().create_package_schema())

    def update_package_schema(self) -> Schema:
        """Return core's schema with keywords and states that Thai drafts need."""
        return _adapt(super().update_package_schema())

    def validate(
        self, context: Context, data_dict: DataDict, schema: Schema, action: str
    ) -> tuple[DataDict, DataDict]:
        """Validate and convert a dataset for package_create, package_update and package_show."""
        package_type = self._treated_as(data_dict.get("type"))
        if action == "package_show":
            data_dict = {**data_dict, "type": package_type}
        expanded = self._expanded_schemas.get(package_type)  # pyright: ignore[reportAttributeAccessIssue]
        if expanded is None or _has_subfields(expanded):
            return super().validate(context, data_dict, schema, action)
        compiled = self._compile(str(package_type), action)
        if action == "package_show":
            return navl_validate(_lift_extras(data_dict, compiled, schema), _merge(schema, compiled), context)
        stored = [name for name in compiled.dataset if name not in schema]
        merged: dict[str, Any] = _merge(schema, compiled)
        # Core's list ends with `ignore`, which ends the run.
        merged["__before"] = [*compiled.before, *schema.get("__before", [])]
        merged["__after"] = [*schema.get("__after", []), *compiled.after, _store_in_extras(stored)]
        return navl_validate(data_dict, merged, context)

    def is_fallback(self) -> bool:
        """Take records whose type nobody knows, too: our rules hold for them."""
        return True

    def _treated_as(self, package_type: object) -> str:
        """Return the type as which a record is read: one that has no form of its own is a dataset here."""
        known = isinstance(package_type, str) and package_type in self.package_types()
        return str(package_type) if known else DATASET_TYPE

    def _compile(self, package_type: str, action: str) -> _Compiled:
        source = self._expanded_schemas[package_type]  # pyright: ignore[reportCallIssue, reportArgumentType]
        compiled = self._compiled.get((package_type, action))
        if compiled is None or compiled.source is not source:
            compiled = self._compiled[package_type, action] = _build(source, action)
        return compiled


def _adapt(schema: Schema) -> Schema:
    tag_name = ["not_missing", "not_empty", "unicode_safe", "bmagov_tag_name"]
    tags: Any = schema["tags"]
    resources: Any = schema["resources"]
    media_type: Any = [
        tk.get_validator(name) for name in ("ignore_missing", "unicode_safe", "bmagov_media_type")
    ]
    return {
        **schema,
        "resources": {**resources, "mimetype": media_type, "mimetype_inner": media_type},
        "tags": {**tags, "name": [tk.get_validator(name) for name in tag_name]},
        "state": [tk.get_validator("bmagov_state")],
    }


def _build(source: Mapping[str, Any], action: str) -> _Compiled:
    def validators(field: Mapping[str, Any]) -> Validators:
        if action == "package_show":
            names = f"ignore_missing {field.get('output_validators', '')}"
        elif action == "package_create" and "create_validators" in field:
            names = field["create_validators"]
        else:
            names = field.get("validators", "ignore_missing")
        return validation.validators_from_string(names, field, source)

    def of_schema(key: str) -> Validators:
        names = "" if action == "package_show" else source.get(key, "")
        return validation.validators_from_string(names, None, source)

    return _Compiled(
        source,
        {field["field_name"]: validators(field) for field in source["dataset_fields"]},
        {field["field_name"]: validators(field) for field in source["resource_fields"]},
        of_schema("before_validators"),
        of_schema("after_validators"),
    )


def _has_subfields(schema: Mapping[str, Any]) -> bool:
    fields = (*schema["dataset_fields"], *schema["resource_fields"])
    return any("repeating_subfields" in field for field in fields)


def _merge(schema: Schema, compiled: _Compiled) -> Schema:
    resources: Any = schema["resources"]
    return {**schema, **compiled.dataset, "resources": {**resources, **compiled.resource}}


def _lift_extras(data_dict: DataDict, compiled: _Compiled, schema: Schema) -> DataDict:
    """Return the dataset with its stored fields at the top, as they were sent."""
    lifted: DataDict = {}
    left: list[DataDict] = []
    for extra in data_dict.get("extras") or ():
        name = extra["key"]
        if name in compiled.dataset and name not in schema:
            lifted[name] = extra["value"]
        else:
            left.append(extra)
    return {**data_dict, **lifted, "extras": left}


def _store_in_extras(names: list[str]) -> Callable[..., None]:
    def store(_key: FlattenKey, data: FlattenDataDict, _errors: FlattenErrorDict, _context: Context) -> None:
        used = [place[1] for place in data if len(place) > 1 and place[0] == "extras"]
        index = max(used, default=-1) + 1
        for name in names:
            value = data.get((name,), tk.missing)
            if value is tk.missing or value in (None, "", "[]"):
                continue
            data["extras", index, "key"] = name
            data["extras", index, "value"] = value if isinstance(value, str) else str(value)
            index += 1

    return store
