"""The table of a resource, written anew: its cells as its dictionary reads them."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

from ckanext.bmagov import dictionary as dictionaries, files
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.dictionary import Column, Dictionary, Table
from ckanext.bmagov.downloads.domain import Cells, Form, described_or_seen, fits_sheet
from ckanext.bmagov.downloads.formats.csv_file import write_csv
from ckanext.bmagov.downloads.formats.xlsx_file import TableSheet, TooManyCellsError, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.formats.workbook import Sheet
    from ckanext.bmagov.dictionary import Data, Part

SAMPLE: Final = 500
"""Rows by which numbers and days are told in columns that nobody has described."""

LARGE: Final = "DOWNLOAD-TOO-LARGE"
WAITING: Final = "DOWNLOAD-WAITING"
GONE: Final = "DOWNLOAD-FILE-GONE"

Batches = Any


class NoDownloadError(ProblemError):
    """A file cannot be made: `DOWNLOAD-TOO-LARGE`, `DOWNLOAD-WAITING`, `DOWNLOAD-FILE-GONE`."""


def forms(session: AlchemySession, resource: dict[str, Any]) -> dict[Form, str]:
    """Return what the table of a resource may be taken as, each with why it cannot be; empty: it can."""
    if not dictionaries.source_of(resource):
        return {}
    if dictionaries.waits(session, resource):
        return dict.fromkeys(Form, WAITING)
    known = session.get(files.ResourceContent, resource["id"]) if files.is_table(resource) else None
    if known is not None and not known.layout:
        return {}
    is_small = known is None or fits_sheet(known.rows, len(known.columns))
    return {Form.XLSX: "" if is_small else LARGE, Form.CSV: ""}


@contextmanager
def opened(session: AlchemySession, resource: dict[str, Any], known: Dictionary) -> Iterator[Data]:
    """Open the table of a resource.

    :raises ProblemError: `NoDownloadError`, or why the file cannot be read (`NO-DATA`, those of tables)
    """
    if dictionaries.waits(session, resource):
        raise NoDownloadError(WAITING)
    try:
        with dictionaries.open_data(session, resource, known) as data:
            yield data
    except files.FileGoneError as error:
        raise NoDownloadError(GONE) from error


def write_form(data: Data, known: Dictionary, form: Form, target: IO[bytes], texts: Iterable[Sheet]) -> None:
    """Write the open table of a resource; as CSV the first of its sheets.

    :param texts: sheets to put behind the tables of a workbook
    :raises NoDownloadError: `DOWNLOAD-TOO-LARGE`
    """
    if form is Form.CSV:
        part = data.parts[0]
        with part.rows() as batches:
            write_csv(target, column_names(part.header), batches)
        return
    try:
        write_xlsx(target, _sheets(data, known), texts)
    except TooManyCellsError as error:
        raise NoDownloadError(LARGE) from error


def described(data: Data, known: Dictionary) -> list[tuple[Part, Table]]:
    """Return the tables of the data, each with what the dictionary says of it; an empty one for nothing."""
    return dictionaries.pairs(data, known) if known.tables else [(part, Table()) for part in data.parts]


def columns_of(part: Part, table: Table) -> list[Column]:
    """Return the columns of a table of data in its order, named as there, with what is said of them."""
    placed = dictionaries.place_columns(table, part.header)
    return [placed.get(place, Column(name)) for place, name in enumerate(column_names(part.header))]


def write_standard(part: Part, columns: Sequence[Column], target: IO[bytes]) -> tuple[list[Column], int]:
    """Write a table as CSV that programs read; return its columns with the eras met, and how many rows."""
    cells = [Cells(column, native=part.native) for column in columns]
    with part.rows() as batches:
        count = write_csv(target, column_names(part.header), _standard(batches, cells))
    return [each.seen() for each in cells], count


def _standard(batches: Batches, cells: Sequence[Cells]) -> Iterator[Iterable[list[str]]]:
    written = [(place, each) for place, each in enumerate(cells) if not each.is_plain]
    for batch in batches:
        yield (_row(row, written) for row in batch)


def _row(row: Sequence[str], written: Sequence[tuple[int, Cells]]) -> list[str]:
    plain = list(row)
    for place, cells in written:
        if place < len(plain):
            plain[place] = cells.standard(plain[place])
    return plain


def _sheets(data: Data, known: Dictionary) -> Iterator[TableSheet]:
    for part, table in described(data, known):
        with part.rows() as batches:
            rows = iter(batches)
            first = list(next(rows, ()))
            header = column_names(part.header)
            guessed = dictionaries.infer(part.header, first[:SAMPLE], native=part.native)
            columns = described_or_seen(columns_of(part, table), [proposal.column for proposal in guessed])
            cells = [Cells(column, native=part.native) for column in columns]
            yield TableSheet(part.name or "data", header, cells, itertools.chain([first], rows))
