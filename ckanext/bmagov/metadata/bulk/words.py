"""Reasons of the work on many datasets as sentences: ``CODE: what is wrong and what to do``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import lang, shorten
from ckanext.bmagov.metadata.bulk.domain.acts import ACTS
from ckanext.bmagov.metadata.bulk.domain.columns import OWN_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS = {"import": N_("Excel workbook"), "undo": N_("Undo")}
_COMING = {
    "new": N_("will be added"),
    "change": N_("will change"),
    "trash": N_("goes to the trash"),
    "restore": N_("will be restored"),
}
_PAST = {
    "new": N_("added"),
    "change": N_("changed"),
    "trash": N_("moved to the trash"),
    "restore": N_("restored"),
}
_ENDS = {"unchanged": N_("stays as it is"), "refused": N_("refused")}


def bulk_problem(code: str, **params: Any) -> str:
    """Return the sentence for a reason."""
    words = {name: value if isinstance(value, int) else shorten(value) for name, value in params.items()}
    return f"{code}: {_SENTENCES[code]().format(**words)}"


def kind_text(kind: str) -> str:
    """Return what a job is: an act, a workbook, or an undo."""
    return tk._(ACTS[kind].label if kind in ACTS else _KINDS.get(kind, kind))


def status_text(kind: str, status: str) -> str:
    """Return what becomes, or became, of a dataset."""
    if status == "waiting":
        return tk._(_COMING[kind])
    return tk._(_PAST[kind] if status == "done" else _ENDS[status])


def field_text(name: str, *, of_file: bool = False) -> str:
    """Return the label of a field, of a column that is none, or of the files of a dataset."""
    if name == "resources":
        return tk._("Files")
    known = facts()
    field = (known.resource_field(name) if of_file else None) or known.dataset_field(name)
    field = field or known.resource_field(name)
    if field is not None:
        return field.label(lang())
    labels = OWN_LABELS.get(name, {})
    return labels.get(lang()) or labels.get("en") or name


def level_text(level: str) -> str:
    """Return the label of a classification level."""
    code = codelist("data_classification").get(level)
    return code.label(lang()) if code else level


_SENTENCES: dict[str, Callable[[], str]] = {
    "BULK-NO-SHEET": lambda: tk._(
        "The workbook has no sheet of a dataset type ({sheets}). Download the template and fill that in."
    ),
    "BULK-HEADING": lambda: tk._(
        'The sheet "{sheet}" has no column {column} in its first rows. Keep the two rows of headings.'
    ),
    "BULK-TOO-MANY": lambda: tk._(
        "{count} datasets or more are too many; {limit} can be done at once. Split them into parts."
    ),
    "BULK-TOO-MANY-FILES": lambda: tk._(
        "{count} linked files or more are too many; {limit} can be read at once. Split the workbook."
    ),
    "BULK-EMPTY": lambda: tk._("No dataset stands in the workbook. Fill in a row and upload it again."),
    "BULK-CHANGED-FILE": lambda: tk._(
        "This is not the workbook that was checked. Check it first, then confirm."
    ),
    "BULK-SELECTION": lambda: tk._("No dataset is selected. Tick at least one."),
    "BULK-VALUE": lambda: tk._("Fill in {field}: without it nothing changes."),
    "BULK-LEVEL-DOWN": lambda: tk._(
        "The dataset is {level} already, which is higher. A level is lowered on the form of the dataset, with"
        " the word of a second person."
    ),
    "BULK-DATASET-UNKNOWN": lambda: tk._(
        "There is no such dataset that you may edit. Leave the id empty for a new dataset."
    ),
    "BULK-DATASET-GONE": lambda: tk._("The dataset is in the trash. Restore it first."),
    "BULK-TYPE": lambda: tk._(
        'The dataset is of the type "{type}". Put the row on that sheet; the type is changed on the form.'
    ),
    "BULK-TWICE": lambda: tk._("Row {first} has the same id or web address. Keep one of them."),
    "BULK-VERSION": lambda: tk._(
        "Someone has saved the dataset since the workbook was made, or its version was changed in the sheet."
        " Download it again and repeat the change."
    ),
    "BULK-FILE-DATASET": lambda: tk._(
        'No row of the workbook is the dataset "{dataset}", or several are. Write its web address.'
    ),
    "BULK-FILE-UNKNOWN": lambda: tk._(
        "The dataset has no link with this id. Leave the id empty for a new link."
    ),
    "BULK-AGENCY": lambda: tk._('There is no agency "{agency}" whose datasets you may edit.'),
    "BULK-AGENCY-NEAREST": lambda: tk._(
        'There is no agency "{agency}" whose datasets you may edit. Did you mean: {choices}?'
    ),
    "BULK-STATE": lambda: tk._('"{state}" is no state. Choose Draft or Published.'),
    "BULK-NOT-ALLOWED": lambda: tk._("You may not do this with the dataset."),
    "BULK-TOUCHED": lambda: tk._("Someone has changed these fields since. They stay as they are."),
    "BULK-BROKE-OFF": lambda: tk._(
        "Saving broke off three times. Save the dataset on its form, or tell the administrator of the site."
    ),
    "BULK-FAILED": lambda: tk._("It could not be saved. Try again; if that fails, tell the administrator."),
    "BULK-UNDO-LATE": lambda: tk._(
        "This cannot be undone: it is not done yet, was undone already, or more than 24 hours have passed."
    ),
}
