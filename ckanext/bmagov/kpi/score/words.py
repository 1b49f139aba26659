"""Findings of the KPI as sentences: what is the case, and what the agency can do about it.

A finding holds ids, days and numbers only. Titles are added by whoever knows that the reader may read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.files import unit_label
from ckanext.bmagov.kpi.common.words.labels import document_label, origin_label, use_label
from ckanext.bmagov.kpi.evidence.domain.governance import NAMES
from ckanext.bmagov.kpi.evidence.readers.governance import governance_kinds, governance_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ckanext.bmagov.kpi.rules.domain.ruleset import Text
    from ckanext.bmagov.kpi.score.domain.findings import Reason


def finding_text(reason: Reason, params: Mapping[str, Any], systems: Mapping[str, str]) -> str:
    """Return what is the case. ``systems`` are the names of the rule set's systems by their ids."""
    parameters = _Parameters(params, systems)
    sentence = tk._(reason.sentence).format_map(parameters)
    return " ".join([sentence, *_thin(parameters), *_counted(params)])


def _thin(parameters: _Parameters) -> Iterator[str]:
    """Return which words say too little to count; nothing where there are none."""
    if parameters.given("thin"):
        yield tk._("Filled, but says too little to count: {fields}.").format(fields=parameters["thin"])
    if parameters.given("thin_columns"):
        sentence = tk._("Columns whose description is no description: {count}.")
        yield sentence.format(count=parameters["thin_columns"])


def _counted(params: Mapping[str, Any]) -> Iterator[str]:
    """Return what was counted of days and uses; results of earlier days tell clicks, not people."""
    if params.get("days"):
        said = tk._("Current on {current} of {days} days.")
        yield said.format(current=params["current_days"], days=params["days"])
    if params.get("unknown_days"):
        yield tk._("Of {count} days it is not known.").format(count=params["unknown_days"])
    if params.get("counted"):
        yield tk._("Counted by the catalog: used {count} times.").format(count=params["counted"])
    if params.get("people"):
        yield tk._("Counted by the catalog: {count} people.").format(count=params["people"])
    if params.get("bursts"):
        said = tk._("On {count} days far more came than is usual: find out why.")
        yield said.format(count=params["bursts"])


def remedy_text(reason: Reason, params: Mapping[str, Any], systems: Mapping[str, str]) -> str:
    """Return what to do; empty where nothing is left to do."""
    if not reason.remedy:
        return ""
    parameters = _Parameters(params, systems)
    remedy = tk._(reason.remedy).format_map(parameters)
    return " ".join([remedy, *_thin_remedies(parameters)])


def _thin_remedies(parameters: _Parameters) -> Iterator[str]:
    if parameters.given("thin"):
        yield tk._("Write so that a reader who does not know the data understands; do not repeat the title.")
    if parameters.given("thin_columns"):
        yield tk._("Say of each column what its values mean: not its name again, nor the same for many.")


def governance_part_label(number: int) -> str:
    """Return the name of one of the six parts of data governance."""
    part = next((part for part in governance_parts() if part.number == number), None)
    return _in_language(part.name) if part else str(number)


def _in_language(name: Text) -> str:
    return name.en if lang() == "en" else name.th


class _Parameters(dict[str, str]):
    """The parameters of a finding as words that a reader knows, made when a sentence asks for them."""

    def __init__(self, params: Mapping[str, Any], systems: Mapping[str, str]) -> None:
        super().__init__()
        self._params = params
        self._systems = systems

    def given(self, name: str) -> bool:
        """Tell whether a finding has a parameter, and not an empty one."""
        return bool(self._params.get(name))

    def __missing__(self, name: str) -> str:
        params = self._params
        if name in ("last", "due", "since", "received", "proposed", "declared"):
            return iso_day(params[name]) if params.get(name) else tk._("an unknown day")
        if name == "frequency":
            return unit_label(str(params.get("unit", "")))
        labels = {
            "document": ("kind", document_label),
            "use": ("kind", use_label),
            "origin": ("origin", origin_label),
        }
        if name in labels:
            source, label = labels[name]
            return label(str(params[source]))
        if name == "count":
            return str(len(params["overlaps"]))
        makers = {
            "lacking": self._lacking,
            "missing": self._missing,
            "systems": self._in_systems,
            "governance": self._governance,
            "thin": self._thin,
        }
        return makers[name]() if name in makers else str(params[name])

    def _thin(self) -> str:
        return self._things(self._params["thin"])

    def _governance(self) -> str:
        """Return the kinds of entries that a part of governance lacks, and what datasets lack."""
        kinds = governance_kinds()
        names = [kinds[kind][1].name for kind in self._params["kinds"] if kind in kinds]
        names += [NAMES[measure] for measure in self._params["measures"]]
        return ", ".join(map(_in_language, names))

    def _in_systems(self) -> str:
        return self._things(self._params["systems"])

    def _lacking(self) -> str:
        """Return what a governed dataset lacks, with the fields that are empty."""
        text = self._things(self._params["lacking"])
        fields = [name for name in self._params.get("missing", ()) if name not in _NO_FIELDS]
        return f"{text} ({self._things(fields)})" if fields else text

    def _missing(self) -> str:
        things = [name for name in self._params.get("missing", ()) if name != "columns"]
        parts = [self._things(things)] if things else []
        if self._params.get("columns"):
            count = self._params["columns"]
            parts.insert(0, tk._("columns without type or description: {count}").format(count=count))
        return ", ".join(parts)

    def _things(self, names: Iterable[str]) -> str:
        """Return the labels of measures, systems and fields of the form."""
        known = facts()
        out = []
        for name in dict.fromkeys(names):
            field = known.dataset_field(name) or known.resource_field(name)
            label = _MEASURES[name]() if name in _MEASURES else field.label(lang()) if field else name
            out.append(self._systems.get(name, label))
        return ", ".join(out)


_NO_FIELDS = ("columns", "agreement", "category")

# Functions, because a message must be looked up when somebody reads it.
_MEASURES: dict[str, Callable[[], str]] = {
    "metadata": lambda: tk._("metadata"),
    "classification": lambda: tk._("category and classification"),
    "category": lambda: tk._("category"),
    "owner": lambda: tk._("responsible person"),
    "dictionary": lambda: tk._("data dictionary"),
    "machine_readable": lambda: tk._("a file that machines can read"),
    "agreement": lambda: tk._("agreement with the data"),
    "correct": lambda: tk._("correctness"),
    "complete": lambda: tk._("completeness"),
    "current": lambda: tk._("currency"),
}
