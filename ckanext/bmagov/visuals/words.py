"""Sentences about maps and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.base.words.tables import TABLE_CODES, table_problem
from ckanext.bmagov.visuals.services.places import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SYSTEMS: Final = {
    "degrees": N_("Degrees (WGS 84)"),
    "swapped": N_("Degrees, the two columns exchanged"),
    "utm47": N_("UTM zone 47 (WGS 84)"),
    "indian47": N_("UTM zone 47 (Indian 1975)"),
}

_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    "MAP-NONE": lambda: tk._("This file holds no places that can be shown on a map."),
    "MAP-WAITING": lambda: tk._(
        "The catalog is still reading this file. Open this page again in a few minutes."
    ),
    "MAP-GONE": lambda: tk._("The file is no longer in the storage. Tell the agency that publishes it."),
    "MAP-BROKEN": lambda: tk._("The file is not complete, or is no GeoJSON. Download it to see its content."),
    "MAP-TOO-LARGE": lambda: tk._(
        "One part of the file has more than {limit} MB, which is too much for a map. Download the file."
    ),
    "NO-DATA": lambda: tk._("There is no table here that can be read."),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return why something is not shown."""
    if code in _SENTENCES:
        return _SENTENCES[code]().format(**params)
    known = code if code in TABLE_CODES else "FILE-BROKEN"
    return table_problem(known, params).removeprefix(f"{known}: ")


def map_notes(made: Mapping[str, Any]) -> list[str]:
    """Return what a map holds, in words: for who does not see it, and for who shall not be misled by it."""
    return list(_counted(made)) + list(_reservations(made))


def _counted(made: Mapping[str, Any]) -> Iterator[str]:
    kinds = made["tally"]["kinds"]
    texts = {
        "point": lambda n: tk.ungettext("{n} point", "{n} points", n),
        "line": lambda n: tk.ungettext("{n} line", "{n} lines", n),
        "area": lambda n: tk.ungettext("{n} area", "{n} areas", n),
    }
    for kind, text in texts.items():
        count = kinds.get(kind, 0)
        if count:
            yield text(count).format(n=tk.h.localised_number(count))


def _reservations(made: Mapping[str, Any]) -> Iterator[str]:
    tally = made["tally"]
    if not made["system"] and tally["features"]:
        yield tk._("The coordinates are in no system that is known here, so nothing is drawn.")
    elif made["system"] != "degrees":
        label = SYSTEMS[made["system"]]
        text = tk._("Coordinates of the file: {system}. They were converted for the map.")
        yield text.format(system=tk._(label))
    for name, text in _COUNTS.items():
        count = made[name] if name in made else tally[name]
        if count:
            yield text(count).format(n=tk.h.localised_number(count))
    if made["clusters"]:
        yield tk._("There are too many points to draw each; a circle says how many lie near it.")
    if made["moved_metres"]:
        yield tk._("Lines are drawn simpler than they are, by at most {metres} metres.").format(
            metres=tk.h.localised_number(made["moved_metres"])
        )


_COUNTS: Final[dict[str, Callable[[int], str]]] = {
    "without_place": lambda n: tk.ungettext("{n} row has no place", "{n} rows have no place", n),
    "broken": lambda n: tk.ungettext("{n} shape cannot be read", "{n} shapes cannot be read", n),
    "off_globe": lambda n: tk.ungettext(
        "{n} place is nowhere on earth", "{n} places are nowhere on earth", n
    ),
    "crossing": lambda n: tk.ungettext("{n} area crosses itself", "{n} areas cross themselves", n),
    "left_out": lambda n: tk.ungettext(
        "{n} of the smallest shapes is not drawn", "{n} of the smallest shapes are not drawn", n
    ),
    "unread": lambda n: tk.ungettext(
        "{n} shape at the end of the file was not looked at",
        "{n} shapes at the end of the file were not looked at",
        n,
    ),
}


def class_label(group: Mapping[str, Any]) -> str:
    """Return what a colour of a legend means."""
    if group["other"]:
        return tk._("Other")
    if group["low"] is None:
        return group["word"]
    low, high = (tk.h.localised_number(end) for end in (group["low"], group["high"]))
    return low if low == high else tk._("{low} to {high}").format(low=low, high=high)


def number_text(value: float) -> str:
    """Return a number in the reader's language, with at most two decimals."""
    rounded = round(value, 2)
    return tk.h.localised_number(int(rounded) if rounded == int(rounded) else rounded)


def district_summary(made: Mapping[str, Any], label: str) -> str:
    """Return what a map by district shows, in a sentence that stands instead of it."""
    values = made["values"]
    if not values:
        return tk._("No row names a district of Bangkok.")
    places = {district.code: district.name(lang()) for district in gazetteer().districts}
    most, least = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
    text = tk._("{label}: most in {most} ({high}), least in {least} ({low}), {n} districts.")
    return text.format(
        label=label,
        most=places[most],
        high=number_text(values[most]),
        least=places[least],
        low=number_text(values[least]),
        n=len(values),
    )


def district_notes(made: Mapping[str, Any]) -> list[str]:
    """Return how the values of a map by district came about, and what is not among them."""
    notes = []
    if made["year"]:
        notes.append(tk._("Rows of {year} alone").format(year=made["year"]))
    if made["how"] == "mean":
        notes.append(tk._("Mean of the rows of each district"))
    elif made["how"] == "sum":
        notes.append(tk._("Sum of the rows of each district"))
    else:
        notes.append(tk._("Rows are counted: the data dictionary of this file has no numbers yet."))
    if made["unit"]:
        notes.append(tk._("Unit: {unit}").format(unit=made["unit"]))
    for key, text in _DISTRICT_COUNTS.items():
        if made[key]:
            notes.append(text(made[key]).format(n=tk.h.localised_number(made[key])))
    if made["several"]:
        listed = ", ".join(made["several"])
        notes.append(
            tk._("Several districts could be meant, so it is put to none: {names}").format(names=listed)
        )
    if made["unknown"]:
        listed = ", ".join(made["unknown"])
        notes.append(tk._("No district of Bangkok: {names}").format(names=listed))
    return notes


_DISTRICT_COUNTS: Final[dict[str, Callable[[int], str]]] = {
    "unplaced": lambda n: tk.ungettext("{n} row without a district", "{n} rows without a district", n),
    "left_out": lambda n: tk.ungettext("{n} row without a value", "{n} rows without a value", n),
}
