"""Records of other catalogs, read into our schema.

Two shapes are known: what a thai_gdc catalog's API gives, and the short records of a harvested list
(``formats``, ``license``, plain tags). Nothing is lost in silence: what fits no field is kept among the
extras as ``source_<name>``, and a note says so; what cannot be kept at all is in its note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ckanext.bmagov.base.domain import values
from ckanext.bmagov.base.domain.calendar import ECHOED, DateError, parse_date, parse_year
from ckanext.bmagov.base.domain.schema_facts import OTHER, Facts, Field, is_empty
from ckanext.bmagov.metadata.domain.rules import is_allowed

if TYPE_CHECKING:
    from ckanext.bmagov.access import Policy
    from ckanext.bmagov.base.domain.codelist import CodeList
from ckanext.bmagov.base.domain.text import find_control_character

Record = Mapping[str, Any]

# What a catalog computes for each answer: it says nothing that the record itself does not.
_COMPUTED = frozenset((
    "num_resources", "num_tags", "isopen", "license_title", "license_url", "state", "type", "revision_id",
    "relationships_as_object", "relationships_as_subject", "creator_user_id", "owner_org", "private",
))  # fmt: skip
_RESOURCE_COMPUTED = frozenset((
    "id", "package_id", "position", "state", "created", "last_modified", "metadata_modified", "cache_url",
    "cache_last_updated", "hash", "size", "mimetype", "mimetype_inner", "datastore_active", "resource_type",
    "url_type", "revision_id", "on_same_domain",
))  # fmt: skip

# Names that other catalogs give to a field of ours, beside the schema's own aliases.
_NAMES = {"license": "license_id", "formats": "data_format", "tags": "tag_string"}

# An address in the other catalog, when the record says no more about itself.
_SHORT_RECORD = frozenset(("formats", "license"))


@dataclass(frozen=True)
class Note:
    """What happened to one value. ``resource`` counts resources from 0; ``kept_as`` is where the value went.

    Codes: KEPT-AS-OTHER, KEPT-AS-EXTRA, CHANGED, DERIVED, NOT-KEPT.
    """

    code: str
    field: str
    value: str
    reason: str = ""
    kept_as: str = ""
    resource: int | None = None


@dataclass
class Mapped:
    """A record as ``package_create`` takes it, and what was done to it."""

    dataset: dict[str, Any]
    notes: list[Note]


def map_record(
    record: Record,
    facts: Facts,
    lists: Mapping[str, CodeList],
    policy: Policy,
    *,
    owner_org: str,
    default_type: str = "record",
) -> Mapped:
    """Map one record. ``default_type`` is for records that do not name their dataset type."""
    return _Mapping(record, facts, lists, policy).run(owner_org, default_type)


class _Mapping:
    """One run over one record; collects as it goes."""

    def __init__(self, record: Record, facts: Facts, lists: Mapping[str, CodeList], policy: Policy) -> None:
        self.record, self.facts, self.lists, self.policy = record, facts, lists, policy
        self.out: dict[str, object] = {}
        self.extras: dict[str, str] = {}
        self.notes: list[Note] = []

    def run(self, owner_org: str, default_type: str) -> Mapped:
        incoming = self._gather()
        self._set_type(incoming, default_type)
        fields = {field.name: field for field in self.facts.dataset}
        for name, value in incoming.items():
            if name in fields:
                self._put(self.out, fields[name], value, self.out, None)
            else:
                self._keep(name, value, "no such field")
        self._drop_companions()
        self.out["owner_org"] = owner_org
        self._derive_level()
        self.out["private"] = bool(self.record.get("private") in (True, "True", "true"))
        self.out["resources"] = self._resources()
        self.out["extras"] = [{"key": key, "value": value} for key, value in self.extras.items()]
        return Mapped(self.out, self.notes)

    def _gather(self) -> dict[str, object]:
        """Return the record's values under our names, extras included, without what was computed."""
        aliases = {alias: field.name for field in self.facts.dataset for alias in field.aliases} | _NAMES
        gathered: dict[str, object] = {}
        pairs = [(key, value) for key, value in self.record.items() if key not in ("extras", "resources")]
        pairs += [(extra.get("key"), extra.get("value")) for extra in self.record.get("extras") or ()]
        if set(self.record) >= _SHORT_RECORD:
            pairs = [("reference_url_catalog" if key == "url" else key, value) for key, value in pairs]
        for key, given in pairs:
            name = aliases.get(str(key), str(key))
            if name in _COMPUTED or is_empty(given):
                continue
            value = _names(given) if name in ("organization", "groups", "tag_string") else given
            if name not in gathered:
                gathered[name] = value
            elif gathered[name] != value:
                self._keep(str(key), value, f"{name} is already there")
        return gathered

    def _set_type(self, incoming: dict[str, object], default_type: str) -> None:
        code = self.lists["data_type"].find(str(incoming.get("data_type") or ""))
        if code is None:
            self.out["data_type"] = default_type
            self.notes.append(Note("DERIVED", "data_type", default_type, "the record names no dataset type"))
            if incoming.get("data_type"):
                self._keep("data_type", incoming.pop("data_type"), "unknown dataset type")
        else:
            self.out["data_type"] = code.value
            incoming.pop("data_type")

    def _put(
        self, target: dict[str, object], field: Field, value: Any, dataset: Record, resource: int | None
    ) -> None:
        """Put a value into its field, or keep it elsewhere and say why."""
        if not field.shown_for(str(dataset.get("data_type"))):
            self._keep(field.name, value, "not a field of this dataset type", resource, target)
            return
        try:
            if field.codelist:
                self._put_choices(target, field, value, resource)
            elif field.kind == "tags":
                self._put_tags(value)
            else:
                target[field.name] = _read(field, value)
        except (values.BadValueError, DateError) as error:
            self._keep(field.name, value, _reason(error), resource, target)

    def _put_choices(self, target: dict[str, object], field: Field, value: Any, resource: int | None) -> None:
        known = self.lists[field.codelist]
        given = [str(item) for item in values.listed(value if isinstance(value, list) else [value])]
        if field.multiple and len(given) == 1 and known.find(given[0]) is None:
            given = [part.strip() for part in given[0].split(",") if part.strip()]
        codes = {text: known.find(text) for text in given}
        unknown = [text for text, code in codes.items() if code is None]
        chosen = {code.value for code in codes.values() if code is not None}
        if unknown and known.get(OTHER) and f"{field.name}_other" in self._companions(resource):
            chosen.add(OTHER)
            said = ", ".join(unknown)
            target[f"{field.name}_other"] = said
            self.notes.append(
                Note(
                    "KEPT-AS-OTHER", field.name, said, "not in the code list", f"{field.name}_other", resource
                )
            )
        elif unknown:
            self._keep(field.name, ", ".join(unknown), "not in the code list", resource, target)
        ordered = [code.value for code in known.codes if code.value in chosen]
        if ordered:
            target[field.name] = ordered if field.multiple else ordered[0]

    def _companions(self, resource: int | None) -> set[str]:
        fields = self.facts.dataset if resource is None else self.facts.resource
        return {field.name for field in fields if field.other_of}

    def _put_tags(self, value: Any) -> None:
        kept: list[str] = []
        for part in str(value).split(","):
            # U+FFFD stands where the other catalog cut a letter in two; the word's beginning is left.
            text = part.replace("\ufffd", "").strip()
            try:
                tag = values.keyword(text) if text else ""
            except values.BadValueError as error:
                tag = _plain_tag(text)
                self.notes.append(Note("CHANGED" if tag else "NOT-KEPT", "tag_string", part, error.code, tag))
            else:
                if tag and "\ufffd" in part:
                    self.notes.append(Note("CHANGED", "tag_string", part, "broken letter", tag))
            if tag and tag not in kept:
                kept.append(tag)
        self.out["tag_string"] = ", ".join(kept)

    def _keep(
        self,
        name: str,
        value: Any,
        reason: str,
        resource: int | None = None,
        target: dict[str, object] | None = None,
    ) -> None:
        """Keep a value beside the fields, or only in its note when it is no text."""
        key, shown = f"source_{name}", _storable(_shown(value))
        if resource is not None and target is not None:
            target[key] = shown
        else:
            self.extras[key] = shown
        self.notes.append(Note("KEPT-AS-EXTRA", name, shown, reason, key, resource))

    def _drop_companions(self) -> None:
        """Move a companion of a choice that is not "other", and what a choice rules out, to the extras."""
        for field in self.facts.dataset:
            if field.name in self.out and not is_allowed(field, self.out, self.out):
                self._keep(field.name, self.out.pop(field.name), "does not fit the other fields")

    def _derive_level(self) -> None:
        allowed = self.policy.levels_for(str(self.out.get("data_category") or ""))
        if "data_classification" not in self.out and len(allowed) == 1:
            self.out["data_classification"] = allowed[0]
            self.notes.append(
                Note("DERIVED", "data_classification", allowed[0], "the only level of the category")
            )

    def _resources(self) -> list[dict[str, object]]:
        mapped: list[dict[str, object]] = []
        names: set[str] = set()
        for index, resource in enumerate(self.record.get("resources") or ()):
            out = self._resource(resource, index)
            given = str(out.get("name") or "")
            out["name"] = name = _distinct(given or _file_name(out), str(out.get("format") or ""), names)
            names.add(name)
            if name != given:
                reason = "another file has this name" if given else "the file has no name"
                self.notes.append(Note("CHANGED", "name", given, reason, name, index))
            mapped.append(out)
        return mapped

    def _resource(self, resource: Record, index: int) -> dict[str, object]:
        fields = {field.name: field for field in self.facts.resource}
        out: dict[str, object] = {}
        for key, value in resource.items():
            if key in _RESOURCE_COMPUTED or is_empty(value):
                continue
            if key == "resource_private":
                self._close_resource(out, value, index)
            elif key in fields:
                self._put(out, fields[key], value, self.out, index)
            else:
                self._keep(key, value, "no such field", index, out)
        for field in self.facts.resource:
            if field.name in out and not is_allowed(field, out, self.out):
                self._keep(field.name, out.pop(field.name), "does not fit the other fields", index, out)
        return out

    def _close_resource(self, out: dict[str, object], value: Any, index: int) -> None:
        """A private resource of another catalog is for its agency; here that is a level."""
        code = self.lists["yes_no"].find(str(value))
        if code is not None and code.value == "yes":
            out["resource_data_classification"] = self.policy.levels[1]
            self.notes.append(
                Note("DERIVED", "resource_data_classification", self.policy.levels[1], "private", "", index)
            )


def _read(field: Field, value: Any) -> Any:
    reader = _READERS.get(field.kind)
    return reader(field, value) if reader else values.text(value, field.max_length)


def _read_address(field: Field, value: Any) -> str:
    return values.web_address(value, field.max_length, public_only=field.kind == "resource_url_upload")


def _read_date_or_text(field: Field, value: Any) -> str:
    try:
        return parse_date(str(value), ECHOED).day.isoformat()
    except DateError:
        return values.text(value, field.max_length)


_READERS: dict[str, Callable[[Field, Any], str]] = {
    "markdown": lambda field, value: values.text(value, field.max_length, block=True),
    "email": lambda field, value: values.email(value, field.max_length),
    "url": _read_address,
    "resource_url_upload": _read_address,
    "date": lambda _field, value: parse_date(str(value), ECHOED).day.isoformat(),
    "past_date": lambda _field, value: parse_date(str(value), ECHOED).day.isoformat(),
    "year": lambda _field, value: str(parse_year(str(value)).year),
    "date_or_text": _read_date_or_text,
    "interval": lambda _field, value: values.interval(value),
    "latitude": lambda _field, value: values.latitude(value),
    "longitude": lambda _field, value: values.longitude(value),
}


def _reason(error: values.BadValueError | DateError) -> str:
    return error.code if isinstance(error, values.BadValueError) else error.problem.value


def _names(value: Any) -> Any:
    """Return the names in a list of tags or groups, or of an organization, as one text."""
    if isinstance(value, Mapping):
        return value.get("title") or value.get("display_name") or value.get("name")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(_names(item)) for item in value)
    return value


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def _storable(text: str) -> str:
    """Return text without the characters that no database takes."""
    return "".join(char for char in text if find_control_character(char) is None)


def _plain_tag(text: str) -> str:
    """Return a keyword with what is not allowed in it left out, or nothing."""
    kept = "".join(char for char in text if char.isalnum() or char in " -_." or "\u0e00" <= char <= "\u0e7f")
    try:
        return values.keyword(kept)
    except values.BadValueError:
        return ""


def _file_name(resource: Record) -> str:
    path = PurePosixPath(unquote(urlsplit(str(resource.get("url") or "")).path))
    return path.stem or str(resource.get("format") or "file")


def _distinct(name: str, file_format: str, taken: set[str]) -> str:
    """Return the name, with its format or a number when another resource has it."""
    if name not in taken:
        return name
    with_format = f"{name} ({file_format})" if file_format else name
    candidate, number = with_format, 2
    while candidate in taken:
        candidate, number = f"{with_format} {number}", number + 1
    return candidate
