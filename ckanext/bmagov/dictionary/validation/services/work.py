"""The work of a check: read the data once, batch by batch, and write down what was found."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ckan import model

from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.cells import BLANKS
from ckanext.bmagov.dictionary.domain.checks import find_reference
from ckanext.bmagov.dictionary.domain.pattern import compile_pattern, forget_patterns
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation.domain.result import result_to_dict, saw_all
from ckanext.bmagov.dictionary.validation.domain.validate import Validator
from ckanext.bmagov.dictionary.validation.model import DONE, FAILED, UNCHANGED, ValidationRun
from ckanext.bmagov.dictionary.validation.services import excerpt, table_data, validation
from ckanext.bmagov.files import FileGoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckanext.bmagov.dictionary.domain.spec import Dictionary, Table
    from ckanext.bmagov.dictionary.validation.domain.answers import StoredTableResult
    from ckanext.bmagov.dictionary.validation.domain.validate import TableResult
    from ckanext.bmagov.dictionary.validation.services.table_data import Data, Part

log = logging.getLogger(__name__)

BEAT: Final = 1.0
"""Seconds between signs of life."""

TARGETS: Final = 2_000_000
"""Values that references may lead to, kept in memory; above it references are not compared."""


def worker_name() -> str:
    """Return a name that no other worker has."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def work_all() -> int:
    """Take runs until none is left; return how many."""
    done = 0
    while work_next():
        done += 1
    return done


def work_next(run_id: str | None = None) -> bool:
    """Take one run and do it; return false when there is none. What goes wrong is noted in the run."""
    worker = worker_name()
    claimed = validation.claim(worker, run_id)
    if claimed is None:
        return False
    try:
        _work(claimed, worker)
    except validation.LostRunError:
        log.info("Check %s was cancelled or taken over", claimed)
    except FileGoneError:
        _fail(claimed, worker, "FILE-GONE", {})
    except ProblemError as error:
        _fail(claimed, worker, error.code, error.params)
    except SQLAlchemyError:
        log.exception("Check %s failed at the database", claimed)
        _fail(claimed, worker, "RUN-DATABASE", {})
    except Exception:
        log.exception("Check %s failed", claimed)
        _fail(claimed, worker, "RUN-FAILED", {})
        raise
    finally:
        forget_patterns()
    return True


def _fail(run_id: str, worker: str, code: str, params: Any) -> None:
    plain = {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
    validation.finish(run_id, worker, FAILED, failure={"code": code, "params": plain})


def _work(run_id: str, worker: str) -> None:
    session: Any
    with Session(model.ensure_engine()) as session:
        run = session.get_one(ValidationRun, run_id)
        if run.reason == validation.WORKBOOK:
            excerpt.make(session, run, _progress(run_id, worker))
            validation.forget(run_id, worker)
            return
        resource = table_data.resource_dict(session, run.resource_id)
        result = dictionaries.load(session, run.resource_id)
        if resource is None or result is None:
            raise table_data.NoDataError("NO-DICTIONARY" if resource else "NO-DATA")
        dictionary, version = result
        with table_data.open_data(session, resource, dictionary) as data:
            facts = {
                "source": data.source,
                "data_hash": data.hash(),
                "dictionary_hash": validation.hash_of(dictionary),
                "dictionary_version": version,
                "rows_total": _total(data),
            }
            before = validation.last_done(session, run.resource_id)
            same = before and all(
                getattr(before, name) == facts[name] for name in ("data_hash", "dictionary_hash")
            )
            if before and same and not run.forced:
                validation.finish(run_id, worker, UNCHANGED, same_as=before.id, **facts)
                return
            session.rollback()  # no transaction stays open over the reading
            validation.begin(run_id, worker, **facts)
            tables = check(data, dictionary, _progress(run_id, worker))
            is_quick = excerpt.is_quick_data(data, _rows(tables))
    count = sum(table["violations"] for table in tables)
    valid = all(table["valid"] for table in tables)
    done = validation.finish(
        run_id, worker, DONE, tables=tables, violations=count, valid=valid, rows_read=_rows(tables)
    )
    validation.forget_old(resource["id"])
    if done:
        excerpt.replaced(resource, run_id, is_quick=is_quick)


def _total(data: Data) -> int | None:
    totals = [part.total for part in data.parts]
    return sum(total for total in totals if total is not None) if all(totals) else None


def _rows(tables: list[StoredTableResult]) -> int:
    return sum(table["rows"] for table in tables)


def _progress(run_id: str, worker: str) -> Callable[[int], None]:
    last = time.monotonic()

    def progress(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT:
            validation.beat(run_id, worker, rows)
            last = time.monotonic()

    return progress


def check(
    data: Data, dictionary: Dictionary, progress: Callable[[int], None] = lambda _: None
) -> list[StoredTableResult]:
    """Check every table of the data; return what it found, as it is stored."""
    before = 0
    tables: list[StoredTableResult] = []
    pairs = table_data.pairs(data, dictionary)
    for part, table in pairs:
        targets, notes = _targets(table, pairs, dictionary, progress)
        notes += _unreadable_patterns(table)
        result = _check(part, table, targets, lambda rows, base=before: progress(base + rows))
        plain = result_to_dict(table, result, part.name)
        for note in notes:
            plain["notes"].append({"code": note.code, "params": dict(note.params)})
        plain["valid"] = plain["valid"] and saw_all(plain)
        tables.append(plain)
        before += result.rows
    return tables


def _unreadable_patterns(table: Table) -> Iterator[Problem]:
    """Yield patterns that were stored when larger ones were taken: they are not checked, and that is said."""
    for column in table.columns:
        try:
            compile_pattern(column.pattern)
        except ProblemError:
            yield Problem("PATTERN-NOT-COMPARED", {"column": column.name})


def _check(
    part: Part, table: Table, targets: dict[str, set[str]], progress: Callable[[int], None]
) -> TableResult:
    validator = Validator(
        table,
        part.header,
        first_row=part.first_row,
        native=part.native,
        codelists=validation.codes(),
        targets=targets,
    )
    feed = validator.feed_columns if part.columns else validator.feed
    with (part.columns or part.rows)() as batches:
        for batch in batches:
            feed(batch)
            progress(validator.rows)
    return validator.result()


def _targets(
    table: Table,
    pairs: list[tuple[Part, Table]],
    dictionary: Dictionary,
    progress: Callable[[int], None],
) -> tuple[dict[str, set[str]], list[Problem]]:
    """Return the values that columns may refer to, where the other column is in the same data."""
    results: dict[str, set[str]] = {}
    notes: list[Problem] = []
    for column in table.columns:
        target = column.references and find_reference(dictionary, table, column.references)
        part = next((part for part, item in pairs if target and item is target[0]), None)
        if not target or part is None:
            continue
        values = _values(part, target[1].name, progress)
        if values is None:
            notes.append(Problem("REFERENCE-NOT-COMPARED", {"column": column.name}))
        else:
            results[column.name] = values
    return results, notes


def _values(part: Part, name: str, progress: Callable[[int], None]) -> set[str] | None:
    """Return the texts of one column; none when there are too many, or no such column."""
    keys = [match_key(header) for header in column_names(part.header)]
    if match_key(name) not in keys:
        return None
    position = keys.index(match_key(name))
    values: set[str] = set()
    with part.rows() as batches:
        for batch in batches:
            values.update(row[position].strip(BLANKS) for row in batch if len(row) > position)
            progress(0)
            if len(values) > TARGETS:
                return None
    return values
