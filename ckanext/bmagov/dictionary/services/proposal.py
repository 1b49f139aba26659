"""Dictionaries proposed: from the data themselves, or from a file that describes them. Nothing is stored."""

from __future__ import annotations

import hashlib
import io
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.table import LABELS, UNITS
from ckanext.bmagov.base.formats import table as tables_of
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.table import TableError
from ckanext.bmagov.base.formats.table_whole import FORMULAS_IN
from ckanext.bmagov.base.formats.workbook_parts import sheet_facts
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.dictionary.domain.combine import Combined, combine
from ckanext.bmagov.dictionary.domain.infer import Inference, proposed_table, with_texts_below
from ckanext.bmagov.dictionary.domain.merge import from_fields
from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.domain.words import Words
from ckanext.bmagov.dictionary.formats import Read, ReadOptions, read_dictionary
from ckanext.bmagov.dictionary.validation.domain.validate import coverage_of
from ckanext.bmagov.dictionary.validation.services import table_data
from ckanext.bmagov.files import ResourceContent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary.domain.infer import ColumnProposal
    from ckanext.bmagov.dictionary.services.dictionaries import Stored
    from ckanext.bmagov.dictionary.validation.services.table_data import Data, Part

LOOKED_AT: Final = 100_000
"""Cells that a proposal looks at while somebody waits for it."""

LEAST_ROWS: Final = 20

DICTIONARY: Final = "dictionary"


@dataclass(frozen=True)
class Inferred:
    """What the data show of a column."""

    table: str
    proposal: ColumnProposal


@dataclass(frozen=True)
class Proposed:
    """A dictionary that may be stored. `hash` stands for what was looked at; `read` for a file of a
    dictionary, `inferred` for data. `complete` says whether all rows were looked at.
    """

    source: str
    combined: Combined
    hash: str
    read: Read
    inferred: tuple[Inferred, ...] = ()
    rows: int = 0
    complete: bool = True


def words(language: str) -> Words:
    """Return the words of this site: levels as its code list calls them."""
    return Words("th" if language == "th" else "en", codelist("data_classification"))


def from_data(
    session: AlchemySession,
    resource: dict[str, Any],
    current: Stored | None,
    *,
    most: int | None = LOOKED_AT,
    source: str = "",
    fields: Sequence[Mapping[str, Any]] = (),
) -> Proposed:
    """Propose from the file or the DataStore table of a resource. What is there already is only filled up.

    :param current: the current version of the dictionary
    :param most: cells to look at; none for all, however long that takes
    :param fields: what the DataStore's own dictionary says
    :raises NoDataError, TableError, FileGoneError: as `table_data.open_data`
    """
    known = current.dictionary if current and not current.deleted else Dictionary()
    with table_data.open_data(session, resource, known, source, quick=most is not None) as data:
        inferred: list[Inferred] = []
        tables = []
        rows = 0
        complete = True
        for part in data.parts:
            name = part.name if len(data.parts) > 1 else _only_name(known)
            proposals, count, whole = _infer(part, most)
            table = with_texts_below(proposed_table(proposals, name), part.header, *_texts_below(data, part))
            tables.append(replace(table, columns=from_fields(table.columns, fields).columns))
            inferred += [Inferred(name, proposal) for proposal in proposals]
            rows, complete = rows + count, complete and whole
        findings = _formulas(data)
        data_hash = data.hash()
        source = data.source
    proposed = Dictionary(tuple(tables))
    combined = combine(known, proposed, new_wins=False)
    return Proposed(
        source,
        combined,
        _hash(source, data_hash),
        Read(proposed, findings),
        tuple(inferred),
        rows,
        complete,
    )


def _texts_below(data: Data, part: Part) -> tuple[str, Sequence[str]]:
    """Return what the row below the names says of the columns: which kind of thing, and the texts."""
    layout = part.layout
    if data.stream is None or layout is None or layout.below_header not in (LABELS, UNITS):
        return "", ()
    return layout.below_header, tables_of.describe(data.stream, layout).below


def _only_name(known: Dictionary) -> str:
    return known.tables[0].name if len(known.tables) == 1 else ""


def _infer(part: Part, cells: int | None) -> tuple[tuple[ColumnProposal, ...], int, bool]:
    most = None if cells is None else max(cells // max(len(part.header), 1), LEAST_ROWS)
    inference = Inference(part.header, native=part.native)
    count = 0
    with part.rows() as batches:
        for batch in batches:
            if most is not None and count + len(batch) > most:
                inference.feed(batch[: most - count])
                return inference.proposals(), most, False
            inference.feed(batch)
            count += len(batch)
    return inference.proposals(), count, part.total is None or part.total <= count


def _formulas(data: Data) -> tuple[Finding, ...]:
    """Say that formulas among the data are read as their values."""
    layout = data.parts[0].layout if data.parts else None
    if data.stream is None or layout is None or layout.kind != "xlsx":
        return ()
    size = data.stream.seek(0, io.SEEK_END)
    if size > FORMULAS_IN:
        return ()
    try:
        result = sheet_facts(data.stream, layout.sheet).formulas
    except TableError:
        return ()
    cells = ", ".join(cell_name(*place) for place in itertools.islice(sorted(result), 10))
    return (Finding("DATA-FORMULA", {"cells": cells}, warning=True),) if result else ()


def from_file(
    session: AlchemySession,
    resource: dict[str, Any],
    current: Stored | None,
    content: bytes,
    *,
    codec: str = "",
    sheet: str = "",
    replaced: bool = False,
    language: str = "th",
) -> Proposed:
    """Propose what a file of a dictionary says, put together with what is there.

    :param current: the current version of the dictionary
    :param replaced: what the file does not say is not kept
    :raises DictionaryFileError: when it can't be read
    """
    read = read_dictionary(content, codec, ReadOptions(words(language), sheet))
    known = current.dictionary if current and not current.deleted and not replaced else Dictionary()
    combined = combine(known, read.dictionary, new_wins=True)
    mismatch = _mismatch(session, resource, combined.dictionary)
    return Proposed(
        DICTIONARY,
        combined,
        _hash(DICTIONARY, hashlib.sha256(content).hexdigest()),
        replace(read, findings=(*read.findings, *mismatch)),
    )


def _mismatch(
    session: AlchemySession, resource: dict[str, Any], dictionary: Dictionary
) -> tuple[Finding, ...]:
    """Name columns that only the dictionary or only the data have, where the header is known."""
    known = session.get(ResourceContent, resource["id"])
    if known is None or not known.columns or len(dictionary.tables) != 1:
        return ()
    coverage = coverage_of(known.columns, dictionary.tables[0].columns)
    if not coverage.absent and not coverage.undescribed:
        return ()
    params = {"absent": _listed(coverage.absent), "undescribed": _listed(coverage.undescribed)}
    return (Finding("DICT-MISMATCH", params, warning=True),)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "") if names else "-"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
