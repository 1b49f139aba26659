"""The forms of datasets and resources as data: groups of fields with what each needs to be drawn.

Marks, counts and conditions come from the facts that the server's rules use, so that a mark is never wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.schema_facts import OTHER, is_empty, values_of
from ckanext.bmagov.base.domain.text import collation_key
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.helpers.dates import bmagov_date_input, bmagov_year_input
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.readers.dataset_schema import facts, schema
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.domain.completeness import completeness
from ckanext.bmagov.metadata.domain.file_name import last_part
from ckanext.bmagov.metadata.domain.rules import is_allowed, is_due
from ckanext.bmagov.metadata.helpers.dataset import bmagov_group_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckanext.bmagov.base.domain.schema_facts import Field

CONTROLS = {
    "text.html": "text",
    "large_text.html": "text",
    "markdown.html": "textarea",
    "select.html": "select",
    "multiple_checkbox.html": "checkboxes",
    "bmagov_date.html": "date",
    "organization.html": "agency",
    "slug.html": "slug",
    "upload.html": "file",
}
"""Form snippet of the schema -> how it is drawn here; any other snippet is drawn by scheming."""


@dataclass(frozen=True)
class FormField:
    """One field of a form. `errors` are sentences; `rule` tells scripts when it must or may be filled."""

    name: str
    label: str
    control: str
    help: str
    example: str
    item: str
    value: Any
    shown: str
    chosen: tuple[str, ...]
    choices: list[tuple[str, str]]
    errors: list[str]
    mark: str
    unless: str
    due: bool
    missing: bool
    kind: str
    attrs: Mapping[str, str]
    advised: int
    limit: int
    rule: str
    source: Mapping[str, Any]
    companion: FormField | None = None


@dataclass(frozen=True)
class FormGroup:
    """A group of fields under a heading, and how many mandatory ones are still empty."""

    name: str
    label: str
    fields: tuple[FormField, ...]
    missing: int
    errors: int


def bmagov_dataset_form(data: Mapping[str, Any], errors: Mapping[str, Any]) -> list[FormGroup]:
    """Return the groups of the dataset form for the type in `data`, without the type itself."""
    known = facts()
    return _groups(known.dataset, schema()["dataset_fields"], data, data, errors)


def bmagov_resource_form(
    data: Mapping[str, Any], pkg: Mapping[str, Any], errors: Mapping[str, Any]
) -> list[FormGroup]:
    """Return the groups of the form of a resource of a dataset."""
    return _groups(facts().resource, schema()["resource_fields"], data, pkg, errors, of_resource=True)


def _groups(
    fields: Sequence[Field],
    raw: Sequence[Mapping[str, Any]],
    record: Mapping[str, Any],
    dataset: Mapping[str, Any],
    errors: Mapping[str, Any],
    *,
    of_resource: bool = False,
) -> list[FormGroup]:
    sources = {source["field_name"]: source for source in raw}
    data_type = str(dataset.get("data_type") or "")
    shown = [field for field in fields if field.shown_for(data_type)]
    drawn = {field.name: _field(field, sources[field.name], record, dataset, errors) for field in shown}
    companions = {field.other_of: drawn[field.name] for field in shown if field.other_of}
    groups = []
    for name, _labels in facts().groups:
        own = [field for field in shown if field.group == name]
        main = tuple(
            replace(drawn[field.name], companion=companions.get(field.name))
            for field in own
            if not field.other_of
        )
        if main:
            everything = [drawn[field.name] for field in own]
            groups.append(
                FormGroup(
                    name,
                    bmagov_group_label(name, of_resource),
                    main,
                    sum(field.missing for field in everything),
                    sum(bool(field.errors) for field in everything),
                )
            )
    return groups


def _field(
    field: Field,
    source: Mapping[str, Any],
    record: Mapping[str, Any],
    dataset: Mapping[str, Any],
    errors: Mapping[str, Any],
) -> FormField:
    value = record.get(field.name)
    data_type = str(dataset.get("data_type") or "")
    due = is_due(field, record, dataset, data_type) and is_allowed(field, record, dataset)
    control = CONTROLS.get(source.get("form_snippet", "text.html"), "snippet")
    date_kind = source.get("date_kind", "date")
    conditions = {**(field.required_unless or {}), **(field.required_if or {})}
    return FormField(
        name=field.name,
        label=field.label(lang()),
        control=control,
        help=_text(source.get("help_text")),
        example=_text(source.get("example")),
        item=field.standard_item,
        value=value,
        shown=_shown(value, control, date_kind),
        chosen=values_of(value),
        choices=_choices(field, source),
        errors=[bmagov_error_sentence(error) for error in _listed(errors.get(field.name))],
        mark=_mark(field),
        unless=_unless(conditions),
        due=due,
        missing=due and field.counted and is_empty(value),
        kind=date_kind if control == "date" else field.kind,
        attrs={
            name: text
            for name, text in (source.get("form_attrs") or {}).items()
            if name in ("type", "inputmode", "autocomplete")
        },
        advised=field.standard_length,
        limit=field.max_length if not field.standard_length else 0,
        rule=_rule(field),
        source=source,
    )


def _mark(field: Field) -> str:
    if field.required:
        return "always"
    if field.required_for_publish:
        return "publish"
    if field.other_of:
        return "other"
    return "unless" if field.required_unless else "if" if field.required_if else "optional"


def _unless(conditions: Mapping[str, tuple[str, ...]]) -> str:
    """Return the choices that a condition names, as the reader knows them."""
    words = []
    for name, values in conditions.items():
        field = facts().dataset_field(name)
        words += [bmagov_codelist_label(field.codelist, value) if field else value for value in values]
    return ", ".join(words)


def _rule(field: Field) -> str:
    """Return what scripts need to know when a field is due or allowed (see assets/js/form.js)."""
    rule = {
        "due": field.counted and (field.required or field.required_for_publish),
        "other_of": field.other_of,
        "required_if": field.required_if,
        "required_unless": field.required_unless,
        "forbidden_if": field.forbidden_if,
    }
    return json.dumps({name: value for name, value in rule.items() if value})


def _choices(field: Field, source: Mapping[str, Any]) -> list[tuple[str, str]]:
    if field.codelist:
        return [(code.value, code.label(lang())) for code in codelists()[field.codelist].codes]
    if source.get("form_snippet") == "organization.html":
        agencies = [
            (agency["id"], agency["display_name"])
            for agency in tk.h.organizations_available("create_dataset")
        ]
        return sorted(agencies, key=lambda agency: collation_key(agency[1]))
    return []


def _shown(value: Any, control: str, date_kind: str) -> str:
    if control == "date":
        return bmagov_year_input(value) if date_kind == "year" else bmagov_date_input(value)
    return "" if value is None or isinstance(value, (list, tuple, dict)) else str(value)


def _text(text: Any) -> str:
    shown = text.get("th" if lang() == "th" else "en") if isinstance(text, dict) else text
    return str(shown or "")


def _listed(errors: Any) -> list[str]:
    if isinstance(errors, str):
        return [errors]
    return [str(error) for error in errors or () if isinstance(error, str)]


def bmagov_error_summary(
    errors: Mapping[str, Any], pkg: Mapping[str, Any] | None = None, of_resource: bool = False
) -> list[dict[str, str]]:
    """Return all errors in the order of the form, each with the address of its field where there is one.

    Errors of a dataset's files come last and lead to the forms of the files.
    """
    known = facts()
    fields = known.resource if of_resource else known.dataset
    lines = _field_lines(fields, errors, "")
    names = {field.name for field in fields}
    for name, messages in errors.items():
        if name in names or name == "resources":
            continue
        target = {"upload": "#field-url", "private": "#field-private"}.get(name, "")
        lines += [
            {"label": "", "href": target, "text": bmagov_error_sentence(message)}
            for message in _flat(messages)
        ]
    files = errors.get("resources") or () if not of_resource else ()
    stored = (pkg or {}).get("resources") or ()
    for index, problems in enumerate(files):
        resource = stored[index] if index < len(stored) else {}
        if isinstance(problems, dict) and problems:
            name = _file_label(resource, index)
            lines += _resource_lines(known.resource, problems, resource, pkg or {}, name)
        elif isinstance(problems, str):
            lines.append({"label": tk._("Files"), "href": "", "text": bmagov_error_sentence(problems)})
    return lines


def _field_lines(fields: Iterable[Field], errors: Mapping[str, Any], before: str) -> list[dict[str, str]]:
    return [
        {
            "label": field.label(lang()),
            "href": f"{before}#field-{field.name}",
            "text": bmagov_error_sentence(message),
        }
        for field in fields
        for message in _listed(errors.get(field.name))
    ]


def _resource_lines(
    fields: Iterable[Field],
    errors: Mapping[str, Any],
    resource: Mapping[str, Any],
    pkg: Mapping[str, Any],
    name: str,
) -> list[dict[str, str]]:
    address = ""
    if resource.get("id"):
        address = tk.url_for("dataset_resource.edit", id=pkg["name"], resource_id=resource["id"])
    lines = _field_lines(fields, errors, address)
    return [{**line, "label": f"{name}: {line['label']}"} for line in lines]


def _file_label(resource: Mapping[str, Any], index: int) -> str:
    """Return what a file is called: its name, else that of the file itself, else its number."""
    file_name = last_part(str(resource.get("url") or ""))
    return resource.get("name") or file_name or tk._("File {n} without a name").format(n=index + 1)


def _flat(messages: Any) -> list[str]:
    if isinstance(messages, dict):
        return [text for value in messages.values() for text in _flat(value)]
    if isinstance(messages, (list, tuple)):
        return [text for value in messages for text in _flat(value)]
    return [str(messages)] if messages else []


def bmagov_resource_gaps(pkg: Mapping[str, Any]) -> list[int]:
    """Return how many mandatory fields are missing in each file of a dataset, in their order."""
    return [len(part.mandatory_missing) for part in completeness(pkg, facts()).resources]


def bmagov_type_choices() -> list[dict[str, str]]:
    """Return the dataset types with one line that helps to choose."""
    said = {
        "record": tk._("One row for each person, case or thing: registers, lists, requests, inspections."),
        "statistics": tk._("Figures that were counted or calculated, by year, area or group."),
        "geospatial": tk._("Positions, lines or areas on a map: Shapefile, GeoJSON, KML, satellite images."),
        "mixed": tk._("Several of these kinds together in one dataset."),
        OTHER: tk._("None of these: documents, images, audio, software."),
    }
    icons = {"record": "fa-list", "statistics": "fa-chart-column", "geospatial": "fa-map-location-dot"}
    icons |= {"mixed": "fa-layer-group", OTHER: "fa-file-lines"}
    return [
        {
            "value": code.value,
            "label": code.label(lang()),
            "text": said.get(code.value, ""),
            "icon": icons.get(code.value, "fa-file"),
        }
        for code in codelists()["data_type"].codes
    ]


def bmagov_value_words(name: str, value: Any, of_resource: bool = False) -> str:
    """Return a field's value in words, for lists of what changed or would go."""
    known = facts().resource_field(name) if of_resource else facts().dataset_field(name)
    if known is None:
        return ", ".join(values_of(value))
    if known.name == "owner_org" and value:
        organization = tk.h.get_organization(str(value))
        return str((organization or {}).get("display_name") or value)
    words = [
        bmagov_codelist_label(known.codelist, item) if known.codelist else str(item)
        for item in values_of(value)
    ]
    if known.kind in ("date", "past_date", "date_or_text"):
        words = [bmagov_date_input(word) for word in words]
    elif known.kind == "year":
        words = [bmagov_year_input(word) for word in words]
    return ", ".join(words)
