"""The whole catalog as two files, made at night, that hold what anybody may know of: `/catalog-all.ttl.gz`.

Each dataset is a piece of its own that can be unpacked by itself (gzip lets pieces follow each other). So
what did not change is copied from the night before, the memory that it takes does not grow with the catalog,
and what was closed since is left out when the file is sent: each piece is compared with the database.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.exchange.dcat.domain.catalog import members
from ckanext.bmagov.exchange.dcat.formats.turtle import Turtle, ntriples
from ckanext.bmagov.exchange.dcat.readers.open_records import open_batches
from ckanext.bmagov.exchange.dcat.readers.surroundings import records_of
from ckanext.bmagov.exchange.dcat.services.graphs import Graphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ckanext.bmagov.exchange.dcat.domain.facts import Record
    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

log = logging.getLogger(__name__)

FOLDER: Final = "bmagov-catalog"
FORMATS: Final = ("ttl", "nt")
VERSION: Final = "1"
"""To be raised when what is written of a dataset changes: pieces of before are not copied then."""

CHUNK: Final = 1 << 20
LEVEL: Final = 6
HEAD: Final = "-"
TAIL: Final = "~"
"""Pieces that are no datasets: the catalog itself, first, and what is shared, last."""


@dataclass(frozen=True)
class Piece:
    """A line of the index: a dataset, what it was made from, what it shows, and the bytes that it takes."""

    dataset_id: str
    made_of: str
    shows: str
    sizes: tuple[int, ...]

    def line(self) -> str:
        """Return it as a line."""
        return "\t".join([self.dataset_id, self.made_of, self.shows, *map(str, self.sizes)]) + "\n"

    @classmethod
    def of(cls, line: str) -> Piece:
        """Return what a line says."""
        dataset_id, made_of, shows, *sizes = line.rstrip("\n").split("\t")
        return cls(dataset_id, made_of, shows, tuple(map(int, sizes)))


@dataclass(frozen=True)
class Made:
    """What a run has made."""

    datasets: int
    described: int
    """How many were written anew; the others were copied."""

    sizes: tuple[int, ...]


def make() -> Made:
    """Make the files anew. Who reads the old ones goes on reading them; a run that fails leaves them.

    Two runs at once make two whole sets, of which the last one stays.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now():%Y%m%dT%H%M%S%f}"
    try:
        made = _Making(folder, name).run()
        for ending in ("index", *FORMATS):
            _path(folder, name, ending, part=True).replace(_path(folder, name, ending))
    except BaseException:
        for ending in ("index", *FORMATS):
            _path(folder, name, ending, part=True).unlink(missing_ok=True)
        raise
    pointer = folder / "current.part"
    pointer.write_text(name, encoding="ascii")
    pointer.replace(folder / "current")
    _forget_others(folder, keep=name)
    return made


def make_at_night() -> None:
    """Make the files anew; a fault is told in the log, and the old ones stay."""
    try:
        made = make()
    except Exception:
        log.exception("The files of the whole catalog could not be made")
        session_end.undo()
    else:
        log.info(
            "The files of the whole catalog hold %s datasets, %s of them anew", made.datasets, made.described
        )


def made_at() -> dt.datetime | None:
    """Return when the files were made; None when there are none."""
    name = _current(_folder())
    return dt.datetime.strptime(name, "%Y%m%dT%H%M%S%f").replace(tzinfo=dt.UTC) if name else None


class _Making:
    """One run."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.graphs = Graphs()
        self.turtle = Turtle(self.graphs.table.prefixes)
        self.everything = self.graphs.vocabulary.everything()
        codelists = sorted(self.graphs.around.codelists.items())
        self.basis = _digest([VERSION, repr(self.graphs.table), repr(codelists)])
        self.before = _Before(folder)
        self.described = 0

    def run(self) -> Made:
        """Write index and files side by side."""
        datasets = 0
        with ExitStack() as stack:
            files = [stack.enter_context(self._part(ending).open("wb")) for ending in FORMATS]
            index = stack.enter_context(self._part("index").open("w", encoding="ascii"))
            stack.enter_context(self.before)
            head = self._packed(self.graphs.head().triples, self.turtle.head())
            _put(index, files, HEAD, "", "", head)
            for batch in open_batches(model.Session, self.graphs.table.site):
                for record in records_of(model.Session, self.graphs.table.site, batch.datasets):
                    datasets += 1
                    made_of = _digest([self.basis, record.dataset, record.bytes, sorted(record.described)])
                    packed = self.before.copied(record.dataset["id"], made_of) or self._described(record)
                    _put(
                        index,
                        files,
                        record.dataset["id"],
                        made_of,
                        batch.standings[record.dataset["id"]],
                        packed,
                    )
                model.Session.rollback()
            _put(index, files, TAIL, "", "", self._packed(self.graphs.vocabulary.triples(self.everything)))
            return Made(datasets, self.described, tuple(file.tell() for file in files))

    def _described(self, record: Record) -> list[bytes]:
        self.described += 1
        description = self.graphs.describer.describe(record)
        own = description.shared - self.everything
        triples = [
            *members(self.graphs.table, [record.dataset["id"]]),
            *description.triples,
            *self.graphs.vocabulary.triples(own),
        ]
        return self._packed(triples)

    def _packed(self, triples: Sequence[Triple], head: str = "") -> list[bytes]:
        texts = (head + self.turtle.body(triples) + "\n", "".join(ntriples(triples)))
        return [gzip.compress(text.encode(), LEVEL, mtime=0) for text in texts]

    def _part(self, ending: str) -> Path:
        return _path(self.folder, self.name, ending, part=True)


class _Before:
    """The pieces of the run before, read along: both stand in the order of ids."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stack = folder, ExitStack()
        self.pieces: Iterator[tuple[Piece, tuple[int, ...]]] = iter(())
        self.files: list[IO[bytes]] = []
        self.next: tuple[Piece, tuple[int, ...]] | None = None

    def __enter__(self) -> None:
        name = _current(self.folder)
        if not name:
            return
        try:
            self.files = [
                self.stack.enter_context(_path(self.folder, name, ending).open("rb")) for ending in FORMATS
            ]
            index = self.stack.enter_context(_path(self.folder, name, "index").open(encoding="ascii"))
        except OSError:
            return  # somebody took them away: everything is written anew
        self.pieces = pieces(index)
        self.next = next(self.pieces, None)

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def copied(self, dataset_id: str, made_of: str) -> list[bytes]:
        """Return the bytes of a dataset that is made of the same as then; nothing for any other."""
        while self.next and self.next[0].dataset_id < dataset_id:  # the last one is greater than any id
            self.next = next(self.pieces, None)
        if not self.next or (self.next[0].dataset_id, self.next[0].made_of) != (dataset_id, made_of):
            return []
        piece, starts = self.next
        packed: list[bytes] = []
        for file, start, size in zip(self.files, starts, piece.sizes, strict=True):
            file.seek(start)
            packed.append(file.read(size))
        return packed


def send(ending: str) -> Iterator[bytes]:
    """Return what is read of the file for a format, in parts: without the datasets that show less by now.

    :raises FileNotFoundError: nothing was made yet
    """
    folder = _folder()
    name = _current(folder)
    if not name:
        raise FileNotFoundError(folder)
    with ExitStack() as stack:
        file = stack.enter_context(_path(folder, name, ending).open("rb"))
        index = stack.enter_context(_path(folder, name, "index").open(encoding="ascii"))
        return _sent(file, index, FORMATS.index(ending), stack.pop_all())


def _sent(file: IO[bytes], index: IO[str], place: int, stack: ExitStack) -> Iterator[bytes]:
    with stack, model.ensure_engine().connect() as connection:
        standings = access.open_standings(connection, access.policy())
        standing = next(standings, None)
        start = end = 0
        for piece, starts in pieces(index):
            while standing and standing[0] < piece.dataset_id and piece.dataset_id not in (HEAD, TAIL):
                standing = next(standings, None)
            if piece.dataset_id not in (HEAD, TAIL) and standing != (piece.dataset_id, piece.shows):
                yield from _bytes(file, start, end)
                start = end = starts[place] + piece.sizes[place]
                continue
            end = starts[place] + piece.sizes[place]
        yield from _bytes(file, start, end)


def _bytes(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (read := file.read(min(CHUNK, end - start))):
        start += len(read)
        yield read


def pieces(index: Iterable[str]) -> Iterator[tuple[Piece, tuple[int, ...]]]:
    """Yield the pieces of an index, and where each begins in each file."""
    starts = (0,) * len(FORMATS)
    for line in index:
        piece = Piece.of(line)
        yield piece, starts
        starts = tuple(start + size for start, size in zip(starts, piece.sizes, strict=True))


def _put(
    index: IO[str], files: Sequence[IO[bytes]], dataset_id: str, made_of: str, shows: str, packed: list[bytes]
) -> None:
    for file, data in zip(files, packed, strict=True):
        file.write(data)
    index.write(Piece(dataset_id, made_of, shows, tuple(map(len, packed))).line())


def _digest(parts: object) -> str:
    plain = json.dumps(parts, sort_keys=True, default=repr, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def _folder() -> Path:
    return Path(tk.config["ckan.storage_path"]) / FOLDER


def _path(folder: Path, name: str, ending: str, *, part: bool = False) -> Path:
    return folder / f"catalog-{name}.{ending}{'.part' if part else ''}"


def _current(folder: Path) -> str:
    try:
        return (folder / "current").read_text(encoding="ascii")
    except OSError:
        return ""


def _forget_others(folder: Path, keep: str) -> None:
    """Take away what is of earlier runs, but not what another run is just writing."""
    for path in folder.glob("catalog-*"):
        if not path.name.startswith(f"catalog-{keep}.") and not path.name.endswith(".part"):
            path.unlink(missing_ok=True)
