"""Findings of the KPI as sentences: what is the case, and what the agency can do about it.

A finding holds ids, days and numbers only. Titles are added by whoever knows that the reader may read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.files import FRESHNESS_SENTENCES, unit_label
from ckanext.bmagov.kpi.common.words.labels import document_label, origin_label, use_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def finding_text(reason: str, params: Mapping[str, Any], systems: Mapping[str, str]) -> str:
    """Return what is the case. ``systems`` are the names of the rule set's systems by their ids."""
    return " ".join([_REASONS[reason]().format_map(_Words(params, systems)), *_counted(params)])


def _counted(params: Mapping[str, Any]) -> Iterator[str]:
    """Return what the catalog has counted of a use; results of earlier days tell clicks, not people."""
    if params.get("counted"):
        yield tk._("Counted by the catalog: used {count} times.").format(count=params["counted"])
    if params.get("people"):
        yield tk._("Counted by the catalog: {count} people.").format(count=params["people"])
    if params.get("bursts"):
        said = tk._("On {count} days far more came than is usual: find out why.")
        yield said.format(count=params["bursts"])


def remedy_text(reason: str, params: Mapping[str, Any], systems: Mapping[str, str]) -> str:
    """Return what to do; empty where nothing is left to do."""
    remedy = _REMEDIES.get(reason)
    return remedy().format_map(_Words(params, systems)) if remedy else ""


def reasons() -> frozenset[str]:
    """Return the codes that have a sentence."""
    return frozenset(_REASONS)


class _Words(dict[str, str]):
    """The parameters of a finding as words that a reader knows, made when a sentence asks for them."""

    def __init__(self, params: Mapping[str, Any], systems: Mapping[str, str]) -> None:
        super().__init__()
        self._params = params
        self._systems = systems

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
        makers = {"lacking": self._lacking, "missing": self._missing, "systems": self._in_systems}
        return makers[name]() if name in makers else str(params[name])

    def _in_systems(self) -> str:
        return self._things(self._params["systems"])

    def _lacking(self) -> str:
        """What a governed dataset lacks, with the fields that are empty."""
        text = self._things(self._params["lacking"])
        fields = [one for one in self._params.get("missing", ()) if one not in _NO_FIELDS]
        return f"{text} ({self._things(fields)})" if fields else text

    def _missing(self) -> str:
        things = [one for one in self._params.get("missing", ()) if one != "columns"]
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
    "agreement": lambda: tk._("agreement with the data"),
    "correct": lambda: tk._("correctness"),
    "complete": lambda: tk._("completeness"),
    "current": lambda: tk._("currency"),
}

_REASONS: dict[str, Callable[[], str]] = {
    **FRESHNESS_SENTENCES,
    # Part 1
    "NO-OBLIGATIONS": lambda: tk._("The register has no such dataset for this agency."),
    "NOT-IN-CATALOG": lambda: tk._("The dataset is not in the catalog: deleted, hidden, or still a draft."),
    "NO-DATASET-LINKED": lambda: tk._("No dataset is linked to this duty yet."),
    "NOT-IN-SYSTEM": lambda: tk._("Current, but not in: {systems}."),
    "SYSTEM-NOT-SEEN": lambda: tk._("Current; whether it is in {systems} could not be seen."),
    "GOVERNANCE-KEPT": lambda: tk._(
        "Metadata, classification, responsible person and dictionary are complete."
    ),
    "GOVERNANCE-LACKING": lambda: tk._("Incomplete: {lacking}."),
    "GOVERNANCE-NOT-SEEN": lambda: tk._("Could not be seen: {lacking}. This costs no points."),
    # Documents
    "DOCUMENT-MISSING": lambda: tk._("Not handed in yet: {document}."),
    "DOCUMENT-OVERDUE": lambda: tk._("Not handed in, and the deadline has passed: {document}."),
    "DOCUMENT-RECEIVED": lambda: tk._("{document}: received on {received}."),
    "DOCUMENT-LATE": lambda: tk._("{document}: received on {received}, after the deadline."),
    "DOCUMENT-GONE": lambda: tk._("{document}: the file or link is no longer there."),
    "DOCUMENT-NOT-SEEN": lambda: tk._(
        "{document}: could not be opened by the catalog. This costs no points."
    ),
    "CATALOG-NOT-SEEN": lambda: tk._(
        "The list could not be compared with the catalog. This costs no points."
    ),
    "LIST-INCOMPLETE": lambda: tk._("The list names {listed} of {published} published datasets."),
    "PROPOSAL-MISSING": lambda: tk._("No new or widened database is proposed yet."),
    "PROPOSAL-OVERDUE": lambda: tk._("No new or widened database is proposed, and the deadline has passed."),
    "PROPOSAL-COMPLETE": lambda: tk._("{origin}, proposed on {proposed}."),
    "PROPOSAL-LATE": lambda: tk._("{origin}, proposed on {proposed}, after the deadline."),
    "PROPOSAL-ACCEPTED": lambda: tk._("{origin}, proposed on {proposed}, accepted by the auditor."),
    "PROPOSAL-REFUSED": lambda: tk._("The auditor did not accept the proposed database."),
    "IMPORTANCE-MISSING": lambda: tk._("The proposal does not say why the database matters."),
    "WIDENING-MISSING": lambda: tk._("The proposal does not say what is new about the database."),
    "NEEDS-JUDGEMENT": lambda: tk._(
        "The database resembles {count} of Part 1. The auditor decides; until then this costs no points."
    ),
    # The database of Part 2
    "NO-DATABASE": lambda: tk._("No dataset is named as the database of Part 2."),
    "METADATA-COMPLETE": lambda: tk._("Metadata complete since {since}."),
    "METADATA-LATE": lambda: tk._("Metadata complete since {since}, after the deadline."),
    "METADATA-TIME-NOT-SEEN": lambda: tk._("Metadata complete; since when is not known."),
    "METADATA-NOT-SEEN": lambda: tk._("Metadata could not be read. This costs no points."),
    "METADATA-INCOMPLETE": lambda: tk._("Metadata lack: {missing}."),
    "METADATA-MISSING": lambda: tk._("There are no metadata yet."),
    "DICTIONARY-COMPLETE": lambda: tk._("Data dictionary complete since {since}."),
    "DICTIONARY-LATE": lambda: tk._("Data dictionary complete since {since}, after the deadline."),
    "DICTIONARY-TIME-NOT-SEEN": lambda: tk._("Data dictionary complete; since when is not known."),
    "DICTIONARY-NOT-SEEN": lambda: tk._("The data dictionary could not be compared. This costs no points."),
    "DICTIONARY-INCOMPLETE": lambda: tk._("The data dictionary lacks: {missing}."),
    "DICTIONARY-MISSING": lambda: tk._("There is no data dictionary yet."),
    "STORED-COMPLETE": lambda: tk._("Can be searched and exchanged since {since}."),
    "STORED-LATE": lambda: tk._("Can be searched and exchanged since {since}, after the deadline."),
    "STORED-TIME-NOT-SEEN": lambda: tk._("Can be searched and exchanged; since when is not known."),
    "STORED-NOT-SEEN": lambda: tk._("Whether its API works could not be seen. This costs no points."),
    "STORED-INCOMPLETE": lambda: tk._("Only part of it can be searched and exchanged."),
    "STORED-MISSING": lambda: tk._(
        "It is in no database that others can search: no DataStore table, no working API."
    ),
    "IMPORTED-COMPLETE": lambda: tk._("Data imported, correct, complete and current since {since}."),
    "IMPORTED-LATE": lambda: tk._("Data imported completely on {since}, after the deadline."),
    "IMPORTED-TIME-NOT-SEEN": lambda: tk._("Data imported completely; since when is not known."),
    "IMPORTED-NOT-SEEN": lambda: tk._("The imported data could not be checked. This costs no points."),
    "IMPORTED-INCOMPLETE": lambda: tk._("The imported data lack: {missing}."),
    "IMPORTED-MISSING": lambda: tk._("No data are imported yet."),
    "LINKED-COMPLETE": lambda: tk._("Linked to the named systems since {since}."),
    "LINKED-LATE": lambda: tk._("Linked to the named systems since {since}, after the deadline."),
    "LINKED-TIME-NOT-SEEN": lambda: tk._("Linked to the named systems; since when is not known."),
    "LINKED-NOT-SEEN": lambda: tk._("Whether it is linked could not be seen. This costs no points."),
    "LINKED-INCOMPLETE": lambda: tk._("Not yet linked to: {missing}."),
    "LINKED-MISSING": lambda: tk._("Not linked to: {missing}."),
    # Uses
    "USE-MISSING": lambda: tk._("No such use is declared yet."),
    "USE-SHOWN": lambda: tk._("{use}: shown, declared on {declared}."),
    "USE-LATE": lambda: tk._("{use}: shown, declared on {declared}, after the deadline."),
    "USE-WITHOUT-EVIDENCE": lambda: tk._("{use}: declared without evidence."),
    "USE-EVIDENCE-GONE": lambda: tk._("{use}: the evidence is no longer there."),
    "USE-EVIDENCE-NOT-SEEN": lambda: tk._(
        "{use}: the evidence could not be opened by the catalog. This costs no points."
    ),
}

_REMEDIES: dict[str, Callable[[], str]] = {
    "NOT-IN-CATALOG": lambda: tk._("Publish the dataset again."),
    "NO-DATASET-LINKED": lambda: tk._("Link the dataset that answers this duty, or publish it."),
    "FREQUENCY-NOT-DECLARED": lambda: tk._("Declare the update frequency in the metadata."),
    "NOT-IN-SYSTEM": lambda: tk._("Import the dataset into {systems} and say so here."),
    "DATA-OVERDUE": lambda: tk._("Upload the new data."),
    "DATA-DELINQUENT": lambda: tk._("Upload the new data."),
    "DATA-NEVER": lambda: tk._("Upload the data."),
    "GOVERNANCE-LACKING": lambda: tk._("Complete: {lacking}."),
    "DOCUMENT-MISSING": lambda: tk._("Hand in: {document}."),
    "DOCUMENT-OVERDUE": lambda: tk._("Hand in, even late: {document}."),
    "DOCUMENT-GONE": lambda: tk._("Hand in again: {document}."),
    "LIST-INCOMPLETE": lambda: tk._("Hand in a list that names all published datasets."),
    "PROPOSAL-MISSING": lambda: tk._("Propose the database of Part 2."),
    "PROPOSAL-OVERDUE": lambda: tk._("Propose the database of Part 2, even late."),
    "PROPOSAL-REFUSED": lambda: tk._("Propose another database."),
    "IMPORTANCE-MISSING": lambda: tk._("Say why the database matters to operations or services."),
    "WIDENING-MISSING": lambda: tk._("Say what is new about the database."),
    "NO-DATABASE": lambda: tk._("Name the dataset of the proposed database."),
    "METADATA-INCOMPLETE": lambda: tk._("Fill in: {missing}."),
    "METADATA-MISSING": lambda: tk._("Fill in the metadata."),
    "DICTIONARY-INCOMPLETE": lambda: tk._("Complete the data dictionary: {missing}."),
    "DICTIONARY-MISSING": lambda: tk._("Add a data dictionary."),
    "STORED-INCOMPLETE": lambda: tk._("Load all files into the DataStore."),
    "STORED-MISSING": lambda: tk._(
        "Upload a table that the DataStore can load, or give the address of an API."
    ),
    "IMPORTED-INCOMPLETE": lambda: tk._("Mend the imported data: {missing}."),
    "IMPORTED-MISSING": lambda: tk._("Import the data."),
    "LINKED-INCOMPLETE": lambda: tk._("Link it to {missing} and say so here."),
    "LINKED-MISSING": lambda: tk._("Link it to {missing} and say so here."),
    "USE-MISSING": lambda: tk._("Declare a use, with evidence."),
    "USE-WITHOUT-EVIDENCE": lambda: tk._("Add a file or address that shows the use."),
    "USE-EVIDENCE-GONE": lambda: tk._("Hand in the evidence again."),
}
