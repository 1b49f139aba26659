"""Notices what an upload brought: other bytes leave an event, the same bytes leave none."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan.model import Resource, Session

from ckanext.bmagov.base.domain.content import Builder
from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary
from ckanext.bmagov.base.domain.file_kind import (
    MAY_HOLD,
    RECORDS,
    Family,
    family,
    is_read,
    name_ending,
    untabled,
)
from ckanext.bmagov.base.domain.table import CHARSETS, LEFT_OUT, RowsPassing
from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.base.formats.packed import table_in
from ckanext.bmagov.base.formats.table_whole import with_whole
from ckanext.bmagov.base.readers.clock import day_of
from ckanext.bmagov.base.request_state import CONTENT_TO_READ
from ckanext.bmagov.files.domain import EventKind
from ckanext.bmagov.files.model import DataEvent, ResourceContent
from ckanext.bmagov.files.readers.resource_file import FileGoneError, StoredFile, open_file
from ckanext.bmagov.files.services import fingerprints

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.content import Fingerprint

log = logging.getLogger(__name__)


CELL_SHOWN = 300
"""Characters of a cell that are kept for the preview."""

READING: Final = "FILE-READING"
"""Stands alone in the problems of a content that a worker has yet to read: nothing else is known then. Its
parameters: `rows` read so far, `attempts` that began, `asked` (when a worker was last woken, ISO), `wanted`
(a layout that a person gave, as JSON).
"""


AS_RECORDS: Final = table.Layout(
    "csv", "utf-8", ",", header_row=1, header_rows=1, below_header="data", first_column=1
)
"""How records of JSON are read: `table_in` writes them so, and whatever a record looks like it is data."""


@dataclass(frozen=True)
class Reading:
    """A file read as a table: `description` is empty when it is none, and `problems` then say why."""

    description: table.Description | None
    rows: int | None
    problems: tuple[tuple[str, dict[str, str | int]], ...]
    fingerprint: Fingerprint | None = None


def is_table(resource: Mapping[str, Any]) -> bool:
    """Whether a resource holds an uploaded file that is read as a table, or was meant to be one.

    Its bytes decide. What they cannot be read as is told to whom called it a table, by its name or format.
    """
    if resource.get("url_type") != "upload":
        return False
    known = Session.get(ResourceContent, resource["id"])
    if known is None or not known.kind:
        return known is not None and bool(known.layout or known.problems)
    if known.layout or is_waiting(known):
        return True
    return (is_read(known.kind) and known.kind not in MAY_HOLD) or _is_called_table(resource)


def _is_called_table(resource: Mapping[str, Any]) -> bool:
    called = name_ending(str(resource.get("url") or "").rsplit("/", 1)[-1])
    return is_read(called) and called not in MAY_HOLD


def notice(
    session: AlchemySession,
    resources: Sequence[Mapping[str, Any]],
    change: EventKind,
    user_id: str | None,
    at: dt.datetime | None = None,
) -> list[str]:
    """Look at the uploaded files of a dataset after it was saved; add an event where the bytes are others.

    Nothing is committed: the event stands or falls with the save that caused it. `at` is when the bytes were
    new, for content that is brought in later than it was made; otherwise now.

    :returns: the ids of the resources whose bytes are others
    """
    changed: list[str] = []
    ids = [resource["id"] for resource in resources]
    query = sa.select(ResourceContent).where(ResourceContent.resource_id.in_(ids))
    contents = {content.resource_id: content for content in session.scalars(query)}
    for resource in resources:
        known = contents.get(resource["id"])
        if known and known.uploaded == str(resource.get("last_modified") or ""):
            continue
        try:
            with open_file(dict(resource)) as stored:
                event = _compare(session, resource, known, stored, change, user_id, at)
        except FileGoneError:
            log.warning("Resource %s has lost its file", resource["id"])
            continue
        if event is None:
            continue
        changed.append(resource["id"])
    return changed


def _compare(
    session: AlchemySession,
    resource: Mapping[str, Any],
    known: ResourceContent | None,
    stored: StoredFile,
    change: EventKind,
    user_id: str | None,
    at: dt.datetime | None,
) -> DataEvent | None:
    uploaded = str(resource.get("last_modified") or "")
    if known and known.sha256 == stored.sha256:
        known.uploaded = uploaded
        return None
    content = known or ResourceContent(resource_id=resource["id"])
    content.package_id = resource["package_id"]
    content.sha256, content.size, content.uploaded = stored.sha256, stored.size, uploaded
    reading = understand(session, content, stored, _file_name(resource))
    event = DataEvent(
        package_id=resource["package_id"],
        resource_id=resource["id"],
        user_id=user_id,
        change=change.value,
        sha256=stored.sha256,
        size=stored.size,
        rows=content.rows,
        filename=_file_name(resource),
        **({"at": at} if at else {}),
    )
    session.add_all([content, event])
    session.flush()
    if reading and reading.fingerprint:
        fingerprints.keep(session, content, reading.fingerprint)
        fingerprints.measure(session, event, reading.fingerprint)
    return event


def _file_name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("url") or "").rsplit("/", 1)[-1]


def rows_written(session: AlchemySession, resource_id: str, user_id: str | None, day: dt.date) -> None:
    """Note that rows were written to a table of the DataStore that is no file's: once a day is enough.

    A table that was loaded from an uploaded file says nothing new: the file's own event does. Nothing is
    committed.
    """
    resource: Any = session.get(Resource, resource_id)
    if (
        resource is None
        or resource.url_type == "upload"
        or is_dictionary({"resource_type": resource.resource_type})
    ):
        return
    newest = session.scalar(sa.select(sa.func.max(DataEvent.at)).where(DataEvent.resource_id == resource_id))
    if newest and day_of(newest) == day:
        return
    written = DataEvent(
        package_id=resource.package_id,
        resource_id=resource_id,
        user_id=user_id,
        change=EventKind.NEW_DATA.value,
        sha256="",
        size=0,
    )
    session.add(written)
    session.flush()


def vouch(session: AlchemySession, package_id: str, resource_id: str, moments: Iterable[dt.datetime]) -> None:
    """Note when new data came to a dataset before it was in this catalog; the site itself says so.

    What they held nobody here has seen: such an event has no bytes and no rows. Nothing is committed.
    """
    session.add_all(
        DataEvent(
            package_id=package_id,
            resource_id=resource_id,
            change=EventKind.NEW_DATA.value,
            sha256="",
            size=0,
            at=moment,
        )
        for moment in moments
    )
    session.flush()


def understand(
    session: AlchemySession, content: ResourceContent, stored: StoredFile, name: str
) -> Reading | None:
    """Set what a file is and what is known of its table, or leave a long one to a worker; then None."""
    content.kind = kind_of_file(stored.stream, name)
    if not is_read(content.kind):
        reading = Reading(None, None, (untabled(content.kind),))
        keep(content, reading)
        return reading
    before = layout_of(content) if content.corrected else None
    wanted = wanted_of(content) or (before.for_the_next() if before else None)
    if not is_quick(stored):
        leave_to_worker(session, content, wanted)
        return None
    return read_into(content, stored.stream, wanted)


def read_into(
    content: ResourceContent,
    stream: IO[bytes],
    wanted: table.Layout | None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reading:
    """Read a file and set what is known of the table.

    A layout given by a person holds for the next file while it fits.
    """
    reading = read(stream, wanted, progress)
    if wanted and not reading.description:
        content.corrected = False
        reading = read(stream, None, progress)
    keep(content, reading)
    return reading


def is_quick(stored: StoredFile) -> bool:
    """Whether a file is read at once; one that is broken is, too."""
    try:
        with table_in(stored.stream) as stream:
            size = stored.size if stream is stored.stream else stream.seek(0, io.SEEK_END)
            return table.is_quick(stream, size)
    except table.TableError:
        return True


def columns_of(session: AlchemySession, resource_id: str) -> list[str] | None:
    """Return the columns of an uploaded file, of a long CSV by its beginning; None when not known."""
    known = session.get(ResourceContent, resource_id)
    if known is None or len(known.sheets or ()) > 1:
        return None
    if not is_waiting(known):
        return list(known.columns or ()) if (known.layout or {}).get("header_row") else None
    try:
        with open_file({"id": resource_id}) as stored, table_in(stored.stream) as stream:
            begins = table.describe(stream) if not table.is_workbook(stream) else None
    except (FileGoneError, table.TableError):
        return None
    return list(begins.columns) if begins and begins.layout.header_row else None


def charset_of(session: AlchemySession, resource_id: str) -> str:
    """Return the encoding of an uploaded text as the web calls it; empty where it is not known."""
    known = session.get(ResourceContent, resource_id)
    return CHARSETS.get(str((known.layout or {}).get("encoding")), "") if known else ""


def leave_to_worker(session: AlchemySession, content: ResourceContent, wanted: table.Layout | None) -> None:
    """Note that a file is to be read in the background. Nothing is committed."""
    keep(content, Reading(None, None, ()))
    params: dict[str, Any] = {"rows": 0, "attempts": 0, "asked": ""}
    if wanted:
        params["wanted"] = json.dumps(wanted.to_dict())
    content.problems = [[READING, params]]
    CONTENT_TO_READ.put(session, True)


def is_waiting(content: ResourceContent) -> bool:
    """Whether a worker has yet to read the file."""
    return bool(content.problems) and content.problems[0][0] == READING


def wanted_of(content: ResourceContent) -> table.Layout | None:
    """The layout that a person gave for a file that waits."""
    wanted = content.problems[0][1].get("wanted") if is_waiting(content) else None
    return table.Layout(**json.loads(wanted)) if wanted else None


def keep(content: ResourceContent, reading: Reading) -> None:
    """Store a reading."""
    description = reading.description
    content.rows = reading.rows
    content.layout = description.layout.to_dict() if description else None
    content.guessed = sorted(description.guessed) if description else []
    content.columns = list(description.columns) if description else []
    content.sheets = list(description.sheets) if description else []
    content.preview = [[cell[:CELL_SHOWN] for cell in row] for row in description.rows] if description else []
    content.problems = [list(problem) for problem in reading.problems]


def read(
    stream: IO[bytes],
    wanted: table.Layout | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reading:
    """Describe a file and take the fingerprint of its rows; of a bad file the reading says what is wrong.

    What is kept goes into the database, which holds no zero characters.
    """
    kind = kind_of_file(stream)
    if wanted is None and kind in RECORDS:
        wanted = AS_RECORDS
    try:
        with table_in(stream) as inner:
            description = table.describe(inner, wanted)
            rows = Builder(description.columns)
            passing = _passing(description)
            for text in table.iter_texts(inner, replace(description.layout, last_row=0)):
                rows.add(passing.take(text))
                progress(passing.rows)
            rows.add(passing.end())
            line = table.line_with_zero(inner, description)
            description = with_whole(inner, description, passing)
    except table.TableError as error:
        return Reading(None, None, (_fault(error, kind),))
    zeros = (("FILE-CONTROL-CHAR", {"line": line, "character": "U+0000"}),) if line else ()
    if zeros and not table.leaves_zeros_out(description.layout):
        return Reading(None, None, zeros)
    return Reading(description, rows.rows, (*zeros, *description.problems), rows.fingerprint())


def _fault(error: table.TableError, kind: str) -> tuple[str, dict[str, str | int]]:
    """Return what is wrong with a file. What is a workbook by its bytes and cannot be opened is broken."""
    is_broken = error.code == "FILE-TYPE" and family(kind) is Family.WORKBOOK
    return ("FILE-BROKEN", {}) if is_broken else (error.code, error.params)


def _passing(description: table.Description) -> RowsPassing:
    layout = description.layout
    return RowsPassing(len(description.columns), layout.delimiter, leave_out=layout.rows_below == LEFT_OUT)


def layout_of(content: ResourceContent) -> table.Layout | None:
    """The stored layout."""
    return table.Layout(**content.layout) if content.layout else None


def events(
    session: AlchemySession, resource_ids: Collection[str], limit: int, offset: int
) -> list[DataEvent]:
    """The events of these resources, the newest first."""
    query = (
        sa.select(DataEvent)
        .where(DataEvent.resource_id.in_(resource_ids))
        .order_by(DataEvent.at.desc(), DataEvent.id)
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def digests(session: AlchemySession, resource_ids: Collection[str]) -> dict[str, str]:
    """Return the digest of the bytes of uploads, also of those that are gone."""
    query = sa.select(ResourceContent.resource_id, ResourceContent.sha256).where(
        ResourceContent.resource_id.in_(resource_ids)
    )
    return {row.resource_id: row.sha256 for row in session.execute(query)}
