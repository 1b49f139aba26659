"""The work on tables that wait: load what is another by now, take away what has no file any more."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg2
from sqlalchemy.exc import DBAPIError

from ckan import model

from ckanext.bmagov import dictionary, files, search
from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.tables.domain.lines import RowError
from ckanext.bmagov.tables.domain.plan import Stored
from ckanext.bmagov.tables.services import loading, queue, store
from ckanext.bmagov.tables.services.loading import ReplacedError

if TYPE_CHECKING:
    import datetime as dt

    from ckanext.bmagov.tables.services.loading import Made

log = logging.getLogger(__name__)

LOOKS: Final = 5
"""How often a worker begins anew with a table whose file is replaced meanwhile."""

CLASSES: Final = {"53": "TABLE-DISK", "54": "TABLE-ROW-SIZE", "22": "TABLE-VALUE", "55": "TABLE-BUSY"}
"""Of PostgreSQL's codes, by their first two characters."""


@dataclass(frozen=True)
class _Asked:
    """What a worker has taken on."""

    resource_id: str
    wanted_at: dt.datetime
    forced: bool
    loaded_hash: str
    failed_hash: str


def work_all() -> int:
    """Look at the tables that wait; return how many were looked at."""
    done = 0
    for resource_id in queue.waiting() if store.is_there() else ():
        with queue.held(resource_id) as is_mine:
            for _ in range(LOOKS):
                if not (is_mine and _work(resource_id)):
                    break
                done += 1
    return done


def _work(resource_id: str) -> bool:
    """Look at one table, and write down what came of it; false when it does not wait."""
    asked = _take(resource_id)
    if asked is None:
        return False
    try:
        _look(asked)
    except ReplacedError:
        log.info("The file of table %s was replaced while it was loaded", resource_id)
    except files.FileGoneError:
        _fail(asked, Problem("FILE-GONE"))
    except RowError as error:
        _fail(asked, _cell_problem(error))
    except ProblemError as error:
        _fail(asked, error.problem)
    except (psycopg2.Error, DBAPIError) as error:
        log.warning("Table %s could not be loaded: %s", resource_id, error)
        _fail(asked, Problem(_database_code(error)))
    finally:
        model.Session.rollback()
    return True


def _take(resource_id: str) -> _Asked | None:
    model.Session.rollback()
    table = model.Session.get(queue.LoadedTable, resource_id, populate_existing=True)
    if table is None or table.wanted_at is None:
        model.Session.rollback()
        return None
    asked = _Asked(resource_id, table.wanted_at, table.forced, table.loaded_hash, table.failed_hash)
    attempts = table.attempts
    model.Session.rollback()  # no transaction stays open over the loading
    if attempts >= queue.ATTEMPTS:
        _fail(asked, Problem("TABLE-LOST"))
        return None
    queue.write(resource_id, attempts=attempts + 1, started_at=now(), rows_read=0)
    return asked


def _look(asked: _Asked) -> None:
    session = model.Session
    resource = dictionary.resource_dict(session, asked.resource_id)
    made_from = store.loaded_hash(asked.resource_id)
    if resource is None or not files.is_table(resource):
        _take_away(asked, is_ours=bool(made_from))
        return
    known: Any = session.get(files.ResourceContent, asked.resource_id)
    if files.is_waiting(known):  # it is asked for again when its file is read
        queue.write(asked.resource_id, asked.wanted_at)
        return
    if not known.layout:
        code, params = known.problems[0] if known.problems else ("TABLE-NO-COLUMNS", {})
        raise ProblemError(code, **params)
    spec = dictionary.load_dictionary(session, asked.resource_id)
    with dictionary.open_data(session, resource, spec[0] if spec else None) as data:
        source = loading.basis(session, resource, data)
        total = source.part.total
        session.rollback()
        if not asked.forced and source.hash == asked.loaded_hash == made_from:
            queue.write(asked.resource_id, failure=None, failed_hash="")
            _complete(asked, source.hash)
            return
        if not asked.forced and source.hash == asked.failed_hash:
            queue.write(asked.resource_id, asked.wanted_at)
            return
        queue.write(asked.resource_id, rows_total=total)
        began = time.monotonic()
        try:
            made = loading.make(source, lambda rows: queue.write(asked.resource_id, rows_read=rows))
        except (RowError, ProblemError):
            queue.write(asked.resource_id, failed_hash=source.hash)
            raise
    _keep(asked, source.hash, made, time.monotonic() - began)


def _keep(asked: _Asked, loaded_hash: str, made: Made, seconds: float) -> None:
    queue.write(
        asked.resource_id,
        loaded_at=now(),
        rows=made.rows,
        rows_read=made.rows,
        seconds=round(seconds, 2),
        loaded_hash=loaded_hash,
        columns=[item.to_dict() for item in made.planned],
        profile=made.profile,
        notes=[{"code": note.code, "params": dict(note.params)} for note in made.notes],
        failure=None,
        failed_hash="",
    )
    mark(asked.resource_id, is_there=True)
    _complete(asked, loaded_hash)


def _complete(asked: _Asked, loaded_hash: str) -> None:
    """Give a table that can be read already its indexes; without them it is only slower."""
    table: Any = model.Session.get(queue.LoadedTable, asked.resource_id, populate_existing=True)
    columns, rows = [Stored.of(column) for column in table.columns], table.rows
    model.Session.rollback()
    try:
        store.add_indexes(asked.resource_id, loaded_hash, columns, rows)
    except (psycopg2.Error, DBAPIError) as error:
        log.warning("Table %s has no index of words: %s", asked.resource_id, error)
    queue.write(asked.resource_id, asked.wanted_at)


def mark(resource_id: str, *, is_there: bool) -> None:
    """Say of a resource whether it has a table, as CKAN does; scores follow.

    No action is called: they save the whole record anew, which may be of a time with other rules.
    """
    session: Any = model.Session
    session.rollback()
    with session.begin():
        resource = session.get(model.Resource, resource_id, with_for_update=True, populate_existing=True)
        if resource is None:
            return
        extras = {name: value for name, value in resource.extras.items() if name != "datastore_active"}
        if is_there:
            extras["datastore_active"] = True
        package_id, is_other = resource.package_id, extras != resource.extras
        resource.extras = extras
        emit("rows_written", session, [package_id])
        if is_other:
            search.doubt([package_id])
    if is_other:
        search.mend([package_id])


def _take_away(asked: _Asked, *, is_ours: bool) -> None:
    if is_ours:
        store.drop(asked.resource_id)
        mark(asked.resource_id, is_there=False)
    queue.forget(asked.resource_id)


def _fail(asked: _Asked, problem: Problem) -> None:
    model.Session.rollback()
    failure = {"code": problem.code, "params": dict(problem.params)}
    queue.write(asked.resource_id, asked.wanted_at, failure=failure, failed_at=now())


def _cell_problem(error: RowError) -> Problem:
    """Return what is wrong with a cell; of persons the value is left out."""
    is_personal = error.planned.column.personal == "yes"
    return Problem(
        "TABLE-CELL",
        {
            "row": error.row,
            "column": error.planned.name,
            "value": "" if is_personal else error.value,
            "problem": {
                "code": "VALUE-TYPE" if is_personal else error.problem.code,
                "params": {"type": error.planned.column.type} if is_personal else dict(error.problem.params),
            },
        },
    )


def _database_code(error: Any) -> str:
    code = str(getattr(error, "pgcode", None) or getattr(getattr(error, "orig", None), "pgcode", None) or "")
    return CLASSES.get(code[:2], "TABLE-DATABASE")
