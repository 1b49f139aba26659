"""What one part of a request or of a transaction leaves for another: every name there is, with its type.

A test fails for a name that is used and does not stand here.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from flask import g, has_request_context

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_Notes: TypeAlias = "dict[str, Any]"
"""What is noted, by the name of the note, which alone knows the type."""

_STACK: Final = "bmagov_notes"
_LASTING: Final = "bmagov_lasting_notes"


class Note(Generic[T]):
    """A note of a transaction of the database, gone when that ends.

    What is noted after a savepoint is undone with it (`base/services/session_events.py`).
    """

    def __init__(self, name: str, empty: Callable[[], T]) -> None:
        """Name it; `empty` makes what it is before anybody notes anything."""
        self.name = name
        self._empty = empty

    def of(self, session: Any) -> T:
        """Return what is noted; a set or dict may be changed in place."""
        return self._notes(session).setdefault(self.name, self._empty())

    def put(self, session: Any, value: T) -> None:
        """Note something else."""
        self._notes(session)[self.name] = value

    def take(self, session: Any) -> T:
        """Return what is noted, and note it no longer."""
        return self._notes(session).pop(self.name, self._empty())

    def _notes(self, session: Any) -> _Notes:
        return _stack(session)[-1]


class LastingNote(Note[T]):
    """A note of what lies outside of the database: no savepoint undoes it, but the end of the transaction."""

    def _notes(self, session: Any) -> _Notes:
        return session.info.setdefault(_LASTING, {})


def _stack(session: Any) -> list[_Notes]:
    """Return the notes of a transaction, and of each savepoint in it: the last ones hold now."""
    return session.info.setdefault(_STACK, [{}])


def begin_savepoint(session: Any) -> None:
    """Begin to note apart what may be undone."""
    stack = _stack(session)
    stack.append({name: copy.copy(value) for name, value in stack[-1].items()})


def undo_savepoint(session: Any) -> None:
    """Note again what was noted when the savepoint began."""
    stack = _stack(session)
    stack[-1] = {name: copy.copy(value) for name, value in stack[-2].items()}


def end_savepoint(session: Any) -> None:
    """Let what was noted hold for what is around the savepoint."""
    stack = _stack(session)
    stack[-2:] = stack[-1:]


def forget(session: Any) -> None:
    """Forget the notes of a transaction that has ended."""
    session.info.pop(_STACK, None)
    session.info.pop(_LASTING, None)


class Carried(Generic[T]):
    """What a request carries, in Flask's ``g``; outside of a request nothing is carried."""

    def __init__(self, name: str, empty: Callable[[], T]) -> None:
        """Name it; `empty` makes what it is before anybody has put anything."""
        self.name = name
        self._empty = empty

    def of(self) -> T:
        """Return what the request carries; a set or dict may be changed in place."""
        return g.setdefault(self.name, self._empty()) if has_request_context() else self._empty()

    def put(self, value: T) -> None:
        """Carry something else."""
        if has_request_context():
            setattr(g, self.name, value)

    def forget(self) -> None:
        """Carry it no longer."""
        if has_request_context():
            g.pop(self.name, None)


# Transactions

ROWS_WRITTEN: Final = Note("rows_written", bool)
"""Rows that the log covers may have been written: who commits asks the triggers which."""

CONTENT_TO_READ: Final = Note("content_to_read", bool)
"""Files are left to be read: who commits it wakes a worker."""

STATES_TO_KEEP: Final[Note[set[str]]] = Note("states_to_keep", set)
"""Ids of datasets that may now be listed otherwise, or have another agency, level or frequency."""

SCORES_TO_MAKE: Final = Note("scores_to_make", bool)
"""A change was noted that scores may follow: who commits it wakes a worker."""

CHECKS_TO_RUN: Final = Note("checks_to_run", bool)
"""A check was put into the queue: who commits it wakes a worker."""

CHECKS_DUE: Final = Note[dict[str, str]]("checks_due", dict)
"""Resources with other data or another dictionary, and which of the two."""

TABLES_DUE: Final = Note[set[str]]("tables_due", set)
"""Resources whose table in the DataStore may have to be made anew, or taken away."""

TABLES_TO_LOAD: Final = Note("tables_to_load", bool)
"""A table was put into the queue: who commits it wakes a worker."""

RESOURCES_GONE: Final = Note[set[str]]("resources_gone", set)
"""Resources that are deleted."""

INDEX_WRITTEN: Final = LastingNote[dict[str, int]]("index_written", dict)
"""Datasets that are indexed before they are committed, with the time until which nobody else looks."""

LEVELS_BEFORE: Final = Note[dict[str, Any]]("levels_before", dict)
"""What datasets were before the transaction, by id: a `Standing`, or None for a new one."""

DATASETS_CHANGED: Final = Note[set[str]]("datasets_changed", set)
"""Datasets whose agency, state, type or levels are others than before: the log is told with the commit."""

CATEGORIES_WANTED: Final = Note[set[str] | None]("categories_wanted", lambda: None)
"""Ids of the categories in which the dataset that is being saved is to be; None when nothing is said."""

LEVEL_ACTOR: Final = Note("level_actor", str)
"""The id of who changes levels."""

DECISIONS: Final = Note[list[Any]]("decisions", list)
"""Decisions that are logged with the commit: actor, kind, payload, where."""

LEVELS_APPROVED: Final = Note[set[Any]]("levels_approved", set)
"""Lower levels that may be stored: the id of a dataset, and the `Change`."""

SESSIONS_ENDED: Final = Note[dict[str, Any]]("sessions_ended", dict)
"""Accounts whose sessions end with the commit, and the reason (`Ended`)."""

SAME_PASSWORD: Final = Note("same_password", bool)
"""A password is being stored anew with a stronger hash, and is still the same."""

# Requests

LOST_TO_CONTENTION: Final = Carried("bmagov_lost_to_contention", bool)
"""PostgreSQL ended a statement of this request for that of another, and nothing was committed since."""

REFUSAL: Final = Carried[Any]("bmagov_refusal", lambda: None)
"""The response for who may not be let in on the host for files."""

WAY_BACK: Final = Carried("bmagov_back", bool)
"""The response leads from the host for files back to the site."""

READER_ID: Final = Carried("bmagov_reader", str)
"""The id of who asks, for after the session of the database is gone."""

TEMPLATE_DRAWN: Final = Carried("bmagov_template", bool)
"""A template was drawn: only then HTML is a page of ours."""

SEARCH_IS_DOWN: Final = Carried("bmagov_search_is_down", bool)
"""The page goes without the counts; its template says so."""

SEARCH_RELAXED: Final = Carried("bmagov_search_relaxed", bool)
"""The search found nothing as typed, and the page shows what a wider one found."""

SEARCH_SHORTENED: Final = Carried("bmagov_search_shortened", str)
"""The words that were looked for, where more were typed than can be."""

RETRY_AFTER: Final = Carried("bmagov_retry_after", int)
"""Seconds after which to come back; 0 when nobody has to wait."""

RESPONSE_IS_CLOSED: Final = Carried("bmagov_answer_is_closed", bool)
"""The response holds something that is not for everybody."""

READERS: Final = Carried[dict[str, Any]]("bmagov_readers", dict)
"""Who asks (a `Reader`), by the id of the user."""

READS: Final = Carried[set[Any]]("bmagov_reads", set)
"""Reads of closed data that are logged already."""

FETCHABLE: Final = Carried[dict[str, set[str]]]("bmagov_fetchable", dict)
"""Ids of the resources whose data the reader may have, by dataset."""

QUESTIONS_WAITING: Final = Carried[int | None]("bmagov_questions_waiting", lambda: None)
"""How many requests and proposals wait for the reader's response."""

LEVEL_CHANGE: Final = Carried("bmagov_level_change", str)
"""The id of the lower level that was just proposed."""

VERSION: Final = Carried[Any]("bmagov_version", lambda: None)
"""The activity of which the page shows the reader's part: the session alone would forget it."""

AUDIT_AGENCY: Final = Carried("bmagov_audit_agency", str)
"""The id of the organization that audits."""

RULE_SETS: Final = Carried[list[Any] | None]("bmagov_rule_sets", lambda: None)
"""Every rule set (`Known`)."""

AGENCY_PLACES: Final = Carried[dict[str, Any]]("bmagov_agency_places", dict)
"""What `bmagov_agency_show` tells, by name."""

AGENCY_TITLES: Final = Carried[dict[str, str | None] | None]("bmagov_agency_titles", lambda: None)
"""English names of all agencies by id."""

DATASET_SHOWN: Final = Carried[dict[str, Any] | None]("bmagov_dataset_shown", lambda: None)
"""The dataset whose page is made, as its reader gets it."""

CATEGORIES: Final = Carried[dict[str, Any] | None]("bmagov_categories", lambda: None)
"""All categories by name."""

LAST_UPDATES: Final = Carried[dict[str, Any]]("bmagov_last_updates", dict)
"""When new data of the datasets that a search found last came, by id."""

# Contexts of actions

DATA_CHANGE: Final = "bmagov_data_change"
"""The publisher's own word on a change of bytes (`files.domain.EventKind`)."""

KEPT_RESOURCES: Final = "bmagov_kept_resources"
"""Ids of the resources that a dataset still has when it is saved."""

DATA_CHANGE_AT: Final = "bmagov_data_change_at"
"""When bytes were new that are brought in later than they were made."""
