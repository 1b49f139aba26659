"""Flags as sentences: what somebody should look at, with the numbers that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.words.dates import iso_day

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES: Final = {
    "NO-REGISTER": N_("No duty stands in the register for this agency."),
    "UNKNOWN": N_("Criterion {criterion}: {unknown} of {of} points could not be seen."),
    "FEW-ROWS": N_("The database has {rows} rows; at least {least} are expected."),
    "LINK-UNCONFIRMED": N_("Said to be in {systems}; nobody has confirmed it."),
    "FREQUENCY-NEVER": N_("Said to be never updated, without an agreement."),
    "ROWS-UNCHANGED": N_("{unchanged} of {events} updates changed no row."),
    "ROWS-SHARED": N_("{percent} per cent of its rows stand in another dataset as well."),
    "DESCRIPTIONS-ALIKE": N_("All {columns} columns have the same description."),
    "LAST-DAYS": N_("All {events} acts of the year came in its last days, the first on {first}."),
    "LAST-MINUTE": N_("It came {minutes} minutes before the end of the deadline, {deadline}."),
    "BURSTS": N_("On {bursts} days far more people came than is usual; {people} in all."),
    "DOCUMENT-SCANNED": N_("Its {pages} pages are pictures: only people can read them."),
    "DOCUMENT-ADDRESS": N_("It is an address: nobody has read what lies there."),
    "DOCUMENT-UNREADABLE": N_("The file could not be read."),
    "DOCUMENT-EMPTY": N_("It holds {characters} characters of text."),
    "LIST-NOT-READ": N_("Which datasets the list names could not be read."),
    "TEXT-ALIKE": N_("{percent} per cent of its text stands in another document as well."),
}
_SAME_HAND: Final = {
    "person": N_("The same account proposed the agreement and confirmed it."),
    "side": N_("The same side proposed the agreement and confirmed it."),
}
_OTHER: Final = N_("To look at: {code}.")
_DAYS: Final = ("first", "deadline")


def flag_text(code: str, params: Mapping[str, Any], systems: Mapping[str, str]) -> str:
    """Return what somebody should look at.

    :param systems: the names of the rule set's systems by their ids
    """
    sentence = _SENTENCES.get(code, _OTHER)
    if code == "SELF-AGREED":
        sentence = _SAME_HAND[params["same"]]
    shown = {name: iso_day(value) if name in _DAYS else value for name, value in params.items()}
    shown["systems"] = ", ".join(systems.get(name, name) for name in params.get("systems", ()))
    return tk._(sentence).format_map({**shown, "code": code})
