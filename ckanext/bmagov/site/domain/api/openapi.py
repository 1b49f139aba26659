"""The reference of the API as OpenAPI 3.1, for programs that make clients of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ckanext.bmagov.site.domain.api.answer import Field
    from ckanext.bmagov.site.domain.api.parameters import Parameter
    from ckanext.bmagov.site.domain.api.reference import Action

_TYPES: Final[Mapping[str, dict[str, Any]]] = {
    "date": {"type": "string", "format": "date"},
    "file": {"type": "string", "format": "binary"},
    "any": {},
}
_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["success", "error"],
    "properties": {
        "help": {"type": "string"},
        "success": {"const": False},
        "error": {
            "type": "object",
            "properties": {"__type": {"type": "string"}, "message": {"type": "string"}},
            "additionalProperties": True,
        },
    },
}
OF_CORE: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "package_search": (
        "Search datasets.",
        {"q": "string", "fq": "string", "rows": "integer", "start": "integer", "sort": "string"},
    ),
    "package_show": ("Show a dataset.", {"id": "string"}),
    "package_list": ("List the names of open datasets.", {"limit": "integer", "offset": "integer"}),
    "resource_show": ("Show a file.", {"id": "string"}),
    "organization_list": ("List agencies.", {"all_fields": "boolean", "limit": "integer"}),
    "organization_show": ("Show an agency.", {"id": "string"}),
    "group_list": ("List topic categories.", {"all_fields": "boolean"}),
    "datastore_search": (
        "Read rows of a table.",
        {"resource_id": "string", "q": "string", "limit": "integer", "offset": "integer"},
    ),
}
"""Actions of CKAN with which most programs begin: name -> sentence, parameters."""


def openapi(
    reference: Mapping[str, Iterable[Action]],
    site: str,
    titles: Mapping[str, str],
    version: str,
    said: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Return the whole document.

    :param reference: the actions by capability
    :param titles: `title` of the API, and `description`
    :param said: gives a sentence in the reader's language
    """
    paths: dict[str, Any] = {
        f"/{name}": {"get": _of_core(name, sentence, taken)} for name, (sentence, taken) in OF_CORE.items()
    }
    for capability, actions in reference.items():
        for action in actions:
            paths[f"/{action.name}"] = _path(action, capability, said)
    return {
        "openapi": "3.1.0",
        "info": {"title": titles["title"], "description": titles["description"], "version": version},
        "servers": [{"url": f"{site}/api/3/action"}],
        "externalDocs": {"url": f"{site}/api-guide"},
        "tags": [{"name": "ckan"}, *({"name": name} for name in reference)],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
    }


def _of_core(name: str, sentence: str, taken: Mapping[str, str]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": sentence,
        "tags": ["ckan"],
        "parameters": [
            {"name": key, "in": "query", "schema": {"type": kind}, "required": False}
            for key, kind in taken.items()
        ],
        "responses": _responses({}, ()),
    }


def _path(action: Action, capability: str, said: Callable[[str], str]) -> dict[str, Any]:
    common: dict[str, Any] = {
        "summary": said(action.sentence),
        "description": " ".join([said(action.who), *action.more]).strip(),
        "tags": [capability],
        "responses": _responses(_result(action), action.refusals),
    }
    if not action.anonymous:
        common["security"] = [{"token": []}]
    path: dict[str, Any] = {"post": {"operationId": action.name, **common}}
    if action.parameters:
        kind = _FORM if action.uploads else _JSON
        path["post"]["requestBody"] = {
            "required": any(parameter.required for parameter in action.parameters),
            "content": {kind: {"schema": _object(action.parameters)}},
        }
    if "GET" in action.methods:
        query = [_in_query(parameter) for parameter in action.parameters]
        path["get"] = {"operationId": f"{action.name}_get", **common, "parameters": query}
    return path


def _object(parameters: Iterable[Parameter]) -> dict[str, Any]:
    known = list(parameters)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {parameter.name: _schema(parameter) for parameter in known},
    }
    if required := [parameter.name for parameter in known if parameter.required]:
        schema["required"] = required
    return schema


def _in_query(parameter: Parameter) -> dict[str, Any]:
    schema = _schema(parameter)
    text = schema.pop("description", "")
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": text,
        "schema": schema,
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_TYPES.get(parameter.kind, _typed(parameter.kind)))
    bounds = {
        "enum": list(parameter.choices),
        "minimum": parameter.least,
        "maximum": parameter.most,
        "maxLength": parameter.longest,
        "description": parameter.text,
    }
    schema |= {key: value for key, value in bounds.items() if value not in (None, "", [])}
    default = json.loads(parameter.default or '""')
    if default != "" and default in (parameter.choices or (default,)):
        schema["default"] = default
    return schema


def _typed(kind: str) -> dict[str, Any]:
    """Return the schema of a type as the reference writes it: `array of object or null`."""
    kinds = [part.strip() for part in re.split(r"\bor\b", kind) if part.strip()]
    known = [_plain(part) for part in kinds if _plain(part)]
    if not known or len(known) < len(kinds):
        return {}
    return known[0] if len(known) == 1 else {"anyOf": known}


def _plain(kind: str) -> dict[str, Any]:
    if kind.startswith("array of "):
        return {"type": "array", "items": _typed(kind.removeprefix("array of "))}
    if kind == "array":
        return {"type": "array"}
    return {"type": kind} if kind in ("string", "integer", "number", "boolean", "object", "null") else {}


def _result(action: Action) -> dict[str, Any]:
    """Return the schema of what is answered: its fields of the first storey, by name."""
    schema = _typed(action.result_type)
    holder = schema.get("items", schema) if schema.get("type") == "array" else schema
    tops = [field for field in action.fields if "." not in field.path.lstrip("[].")]
    if holder.get("type") == "object" and tops:
        holder["properties"] = {_name(field): _typed(field.type) for field in tops if _name(field)}
    if action.returns:
        schema["description"] = action.returns
    return schema


def _name(field: Field) -> str:
    return field.path.lstrip("[].").rstrip("[]*.")


def _responses(result: dict[str, Any], refusals: Iterable[Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["success", "result"],
        "properties": {"help": {"type": "string"}, "success": {"const": True}, "result": result},
    }
    responses: dict[str, Any] = {
        "200": {"description": "OK", "content": {_JSON: {"schema": schema}}},
    }
    for refusal in refusals:
        before = responses.get(str(refusal.status), {}).get("description")
        text = f"{before}; {refusal.text}" if before else refusal.text
        responses[str(refusal.status)] = {
            "description": text,
            "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
    return responses
