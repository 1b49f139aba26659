"""One table is made from its file: looked at, planned, filled, put in its place."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from ckan import model

from ckanext.bmagov import dictionary, files
from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.tables.domain import plan as plans
from ckanext.bmagov.tables.domain.lines import Lines, RowError
from ckanext.bmagov.tables.services import store
from ckanext.bmagov.tables.services.profiles import profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.tables.domain.plan import Planned
    from ckanext.bmagov.tables.domain.profile import ColumnProfile

SAMPLE: Final = 20_000
"""Rows by which types are proposed first. When a later row is of another type, all rows are asked."""

SAMPLE_CELLS: Final = 200_000
LEAST: Final = 200


class ReplacedError(Exception):
    """The file or its dictionary is another by now: what was made of the old one is thrown away."""


@dataclass(frozen=True)
class Basis:
    """What a table is made from, as it was when its making began.

    `hash` stands for it; `standing` for what the database knows of file and dictionary, so that a change is
    noticed.
    """

    resource_id: str
    part: Any
    described: Any
    native: bool
    hash: str
    standing: Any
    more_parts: int


@dataclass(frozen=True)
class Made:
    """What was made."""

    planned: tuple[Planned, ...]
    rows: int
    profile: list[ColumnProfile | None]
    notes: list[Problem]


def basis(session: AlchemySession, resource: dict[str, Any], data: Any) -> Basis:
    """Return what the table of a resource is made from.

    :param data: its opened data (`dictionary.open_data`)
    """
    known = dictionary.load_dictionary(session, resource["id"])
    spec = known[0] if known else None
    pairs = dictionary.pairs(data, spec) if spec and spec.tables else []
    part, described = pairs[0] if pairs else (data.parts[0], None)
    standing = standing_of(session, resource["id"])
    rows = _rows_hash(session, resource["id"]) or data.hash()
    return Basis(
        resource["id"],
        part,
        described,
        part.native,
        plans.fingerprint(f"{part.name}:{rows}", described),
        standing,
        len(data.parts) - 1,
    )


def _rows_hash(session: AlchemySession, resource_id: str) -> str:
    """Return what stands for the rows whatever the bytes are; empty when it is not known."""
    known: Any = session.get(files.ResourceContent, resource_id)
    rows = known and session.get(files.ContentFingerprint, (resource_id, known.sha256))
    return (
        f"{known.layout['kind']}:{rows.columns_hash}:{rows.rows}:{rows.rows_hash}" if known and rows else ""
    )


def standing_of(session: AlchemySession, resource_id: str) -> Any:
    """Return what the database knows of a file and its dictionary, to be compared."""
    known = session.get(files.ResourceContent, resource_id)
    spec = dictionary.load_dictionary(session, resource_id)
    return (known.sha256, known.layout) if known else None, spec[1] if spec else None


def make(source: Basis, progress: Callable[[int], None]) -> Made:
    """Make the table and put it in the place of the old one, or leave everything as it is.

    Where the data have to say of what type a column is, their beginning is asked; when a later row says
    otherwise, all rows are.

    :raises RowError: for a cell that is none of what the dictionary says
    :raises ProblemError: `TABLE-TOO-WIDE`, `TABLE-NO-COLUMNS`, and those of reading the file
    :raises ReplacedError: when file or dictionary are others by the end
    """
    header = source.part.header
    if not header:
        raise ProblemError("TABLE-NO-COLUMNS")
    planned = plans.plan(header, source.described, ())
    if plans.is_whole(planned):
        return _fill(source, planned, progress)
    most = min(SAMPLE, max(LEAST, SAMPLE_CELLS // len(header)))
    planned = plans.plan(header, source.described, _proposed(source, most))
    try:
        return _fill(source, planned, progress)
    except RowError as error:
        if error.planned.declared:
            raise
        note = Problem("TABLE-TYPE-CHANGES", {"row": error.row, "column": error.planned.name})
    planned = plans.plan(header, source.described, _proposed(source, None))
    made = _fill(source, planned, progress)
    return Made(made.planned, made.rows, made.profile, [note, *made.notes])


def _proposed(source: Basis, most: int | None) -> Sequence[Any]:
    inference = dictionary.Inference(source.part.header, native=source.native)
    with source.part.rows() as batches:
        for batch in _first(batches, most):
            inference.feed(batch)
    return [proposal.column for proposal in inference.proposals()]


def _first(batches: Iterator[list[list[str]]], most: int | None) -> Iterator[list[list[str]]]:
    if most is None:
        yield from batches
        return
    rows = itertools.islice(itertools.chain.from_iterable(batches), most)
    while batch := list(itertools.islice(rows, 2_000)):
        yield batch


def _fill(source: Basis, planned: tuple[Planned, ...], progress: Callable[[int], None]) -> Made:
    lines = Lines(planned, first_row=source.part.first_row, native=source.native)
    with store.making(source.resource_id, planned) as table:
        with source.part.rows() as batches:
            table.copy(_watched(lines, batches, progress))
        table.finish()
        counted = profiles(table)
        session: Any
        with Session(model.ensure_engine()) as session:
            if standing_of(session, source.resource_id) != source.standing:
                raise ReplacedError
        table.take_place(source.hash)
    notes = lines.notes
    if source.more_parts:
        notes.append(Problem("TABLE-ONE-SHEET", {"sheet": source.part.name, "count": source.more_parts}))
    return Made(planned, table.rows, counted, notes)


def _watched(lines: Lines, batches: Any, progress: Callable[[int], None]) -> Iterator[str]:
    last = time.monotonic()
    for text in lines.of(batches):
        yield text
        if time.monotonic() - last >= 1:
            progress(lines.rows)
            last = time.monotonic()
