"""The rows that the workbook of a check shows, prepared by a worker where reading them takes long.

Prepared are rows, not the workbook: its sentences are in the language of who reads it, and what may be shown
is decided when it is asked for. Values of persons are masked before they are stored.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypedDict

from ckan import model

from ckanext.bmagov import files
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats import table as tables
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation.domain.result import MASK, personal_places
from ckanext.bmagov.dictionary.validation.formats.annotated_workbook import chosen
from ckanext.bmagov.dictionary.validation.model import FAILED, RUNNING, WAITING, ValidationRun
from ckanext.bmagov.dictionary.validation.readers import excerpt_store
from ckanext.bmagov.dictionary.validation.services import table_data, validation
from ckanext.bmagov.files import FileGoneError, ResourceContent, open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary.domain.spec import Dictionary, Table
    from ckanext.bmagov.dictionary.validation.domain.answers import StoredTableResult, TableResultAnswer
    from ckanext.bmagov.dictionary.validation.services.table_data import Data, Part


class KeptTable(TypedDict):
    """A table whose rows are kept: its name in the dictionary and in the data, and its header."""

    table: str
    name: str
    header: list[str]


Kept = list[tuple[KeptTable, list[tuple[int, list[str]]]]]

QUICK_ROWS: Final = 50_000
"""Rows of a table of the DataStore that are read at once."""


class ChangedError(ProblemError):
    """The data or the dictionary are others than those that were checked: `RUN-CHANGED`."""


# how long it takes


def is_quick_data(data: Data, rows: int) -> bool:
    """Tell whether data that are open are read within about a second."""
    if data.stream is None:
        return rows <= QUICK_ROWS
    data.stream.seek(0, 2)
    return tables.is_quick(data.stream, data.stream.tell())


def is_quick(session: AlchemySession, check: ValidationRun) -> bool:
    """Whether the data of a check are read within about a second; what is known to be large is not opened."""
    if check.source == table_data.DATASTORE:
        return check.rows_read <= QUICK_ROWS
    known = session.get(ResourceContent, check.resource_id)
    if known is not None and (known.size or 0) > max(tables.QUICK_CSV, tables.QUICK_XLSX):
        return False
    try:
        with open_file({"id": check.resource_id}) as stored:
            return files.is_quick(stored)
    except FileGoneError:
        return True


# a worker's side


def make(session: Any, run: ValidationRun, progress: Callable[[int], None]) -> None:
    """Read the rows that belong into the workbook of the check `run.same_as`, and store them.

    :raises ChangedError, NoDataError, TableError, FileGoneError, ExcerptStoreError: nothing is stored then
    """
    check = validation.run_of(session, run.same_as or "")
    resource = table_data.resource_dict(session, run.resource_id)
    stored = dictionaries.load(session, run.resource_id)
    if check is None or resource is None or stored is None:
        raise ChangedError("RUN-CHANGED")
    dictionary = stored[0]
    with table_data.open_data(session, resource, dictionary, check.source) as data:
        facts = (check.data_hash, check.dictionary_hash)
        marked = {item["table"]: marked_rows(item) for item in check.tables}
        check_id, resource_id = check.id, run.resource_id
        session.rollback()  # no transaction stays open over the reading
        if facts != (data.hash(), validation.hash_of(dictionary)):
            raise ChangedError("RUN-CHANGED")
        excerpt_store.save(resource_id, check_id, _lines(data, dictionary, marked, progress))


def marked_rows(table: StoredTableResult | TableResultAnswer) -> frozenset[int]:
    """Return the rows of a checked table with a problem that is told."""
    return frozenset(example["row"] for group in table["groups"] for example in group["examples"])


def _lines(
    data: Data, dictionary: Dictionary, marked: dict[str, frozenset[int]], progress: Callable[[int], None]
) -> Iterator[Any]:
    """Yield what the tables are, then place of the table, number and cells of each row."""
    pairs = [pair for pair in table_data.pairs(data, dictionary) if pair[1].name in marked]
    yield [{"table": table.name, "name": part.name, "header": list(part.header)} for part, table in pairs]
    before = 0
    for place, (part, table) in enumerate(pairs):
        for number, cells in _rows(part, table, marked[table.name], len(pairs), progress, before):
            yield [place, number, cells]
            before = max(before, number)


def _rows(
    part: Part, table: Table, marked: frozenset[int], count: int, progress: Callable[[int], None], before: int
) -> Iterator[tuple[int, list[str]]]:
    hidden = personal_places(table, part.header)

    def counted(batches: Any) -> Iterator[list[list[str]]]:
        rows = before
        for batch in batches:
            rows += len(batch)
            progress(rows)
            yield batch

    with part.rows() as batches:
        for number, cells in chosen(counted(batches), part.first_row, marked, len(part.header), count):
            masked = [MASK if cell and at in hidden else cell for at, cell in enumerate(cells)]
            yield number, masked


def replaced(resource: dict[str, Any], run_id: str, *, is_quick: bool) -> None:
    """After a new check: delete what was prepared of older ones, and have that of a long one prepared.

    The worker that comes from the check takes it next.
    """
    excerpt_store.keep_only(resource["id"], run_id)
    if not is_quick:
        validation.ask_workbook(run_id, resource["id"], resource["package_id"])


# a reader's side


def kept(check: ValidationRun) -> Kept | None:
    """What was prepared of a check: each table (`table`, `name`, `header`) with its rows; None when nothing
    was.
    """
    lines = excerpt_store.load(check.resource_id, check.id)
    if not lines:
        return None
    rows: list[list[tuple[int, list[str]]]] = [[] for _ in lines[0]]
    for place, number, cells in lines[1:]:
        rows[place].append((number, cells))
    return list(zip(lines[0], rows, strict=True))


class State(StrEnum):
    """What there is of the rows of a check: `READY` to be given at once, `MADE` by a worker just now, or
    `FAILED`.
    """

    READY, MADE, FAILED = "ready", "made", "failed"


def state(session: AlchemySession, check: ValidationRun) -> State:
    """Say whether the rows of a check can be given; long ones that are not there are asked for."""
    if excerpt_store.is_there(check.resource_id, check.id):
        return State.READY
    if asked(session, check) is None:
        if is_quick(session, check):
            return State.READY
        validation.ask_workbook(check.id, check.resource_id, check.package_id)
    run = asked(session, check)
    if excerpt_store.is_there(check.resource_id, check.id):
        return State.READY
    return State.FAILED if run is not None and run.status == FAILED else State.MADE


def asked(session: AlchemySession, check: ValidationRun) -> ValidationRun | None:
    """The run that prepares the rows of a check, or could not; one that waits for long is announced again."""
    run = validation.workbook_run(session, check.id)
    if run is not None and run.status in (WAITING, RUNNING):
        validation.send_again(session, run)
    return run


def sweep(session: AlchemySession) -> int:
    """Delete what was prepared of checks that are no longer the last one, or no longer true.

    :returns: of how many resources nothing is left
    """
    gone = 0
    for resource_id in excerpt_store.resources():
        resource = table_data.resource_dict(session, resource_id)
        last = validation.last_done(session, resource_id) if resource else None
        package: Any = session.get(model.Package, resource["package_id"]) if resource else None
        is_past = (
            package is None
            or package.state != "active"
            or resource is None
            or last is None
            or validation.is_stale(session, last, resource)
        )
        excerpt_store.keep_only(resource_id, None if is_past or last is None else last.id)
        gone += is_past
    return gone
