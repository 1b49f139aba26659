"""A dataset as one archive: its files, its tables as CSV, its dictionaries, and what describes them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Final, cast

from ckanext.bmagov import access, dictionary as dictionaries, files
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.domain.file_name import name_of_address
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.downloads.domain import Names
from ckanext.bmagov.downloads.formats.datapackage import Member, Package, write_package
from ckanext.bmagov.downloads.formats.zip_stream import Entry
from ckanext.bmagov.downloads.services import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.dictionary import Dictionary, Part, Table

PIECE: Final = 256 * 1024
IN_MEMORY: Final = 4 * 1024 * 1024

LINK: Final = "DOWNLOAD-LINK"
CLOSED: Final = "DOWNLOAD-CLOSED"


@dataclass
class Contents:
    """What went into an archive, and what did not: the title of a file, a code, its parameters."""

    members: list[Member] = field(default_factory=list)
    left_out: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class Bundle:
    """A dataset to be sent to a reader. `readme` writes the text that stands first in everybody's list."""

    session: AlchemySession
    context: Context
    package: Package
    resources: Sequence[dict[str, Any]]
    options: dictionaries.WriteOptions
    readme: Callable[[Contents], str]

    def entries(self) -> Iterator[Entry]:
        """Give the files of the archive in turn; whether they may be read is asked before each."""
        contents = Contents()
        names = {folder: Names() for folder in ("files", "data", "dictionary")}
        for resource in self.resources:
            title = str(resource.get("name") or resource["id"])
            if not access.readable_resources(self.context, [resource["id"]], Aspect.DATA):
                contents.left_out.append((title, CLOSED, {}))
                continue
            known = dictionaries.readable_dictionary(self.context, resource["id"])
            yield from self._file(resource, title, names["files"], contents)
            yield from self._tables(resource, title, known, names["data"], contents)
            yield from self._dictionary(title, known, names["dictionary"])
        yield Entry("datapackage.json", [write_package(replace(self.package, members=contents.members))])
        yield Entry("README.txt", [b"\xef\xbb\xbf", self.readme(contents).replace("\n", "\r\n").encode()])

    def _file(
        self, resource: dict[str, Any], title: str, names: Names, contents: Contents
    ) -> Iterator[Entry]:
        if resource.get("url_type") != "upload":
            if not dictionaries.source_of(resource):
                contents.left_out.append((title, LINK, {"url": resource.get("url") or ""}))
            return
        try:
            with files.open_file(resource) as stored:
                known = self.session.get(files.ResourceContent, resource["id"])
                kind = known.kind if known else ""
                self.session.close()  # nothing is held while the bytes go out
                path = f"files/{names.free(name_of_address(str(resource.get('url') or '')) or title)}"
                yield Entry(path, _pieces(stored.stream), stored.size)
                said = str(resource.get("description") or "")
                contents.members.append(Member(path, title, said, kind or "", stored.size, stored.sha256))
        except files.FileGoneError:
            contents.left_out.append((title, tables.GONE, {}))

    def _tables(
        self, resource: dict[str, Any], title: str, known: Dictionary, names: Names, contents: Contents
    ) -> Iterator[Entry]:
        if not tables.forms(self.session, resource):
            return
        source = (
            contents.members[-1].path if contents.members and resource.get("url_type") == "upload" else ""
        )
        try:
            with tables.opened(self.session, resource, known) as data:
                self.session.close()
                for part, table in tables.described(data, known):
                    name = _table_name(resource, title, part, alone=len(data.parts) == 1)
                    path = f"data/{names.free(name)}"
                    yield from _as_csv(part, table, Member(path, title, source=source), contents)
        except ProblemError as error:
            contents.left_out.append((title, error.code, error.params))

    def _dictionary(self, title: str, known: Dictionary, names: Names) -> Iterator[Entry]:
        if known.tables:
            written = dictionaries.write_dictionary("xlsx", known, replace(self.options, title=title))
            yield Entry(f"dictionary/{names.free(f'{title}.xlsx')}", [written.content])


def _as_csv(part: Part, table: Table, member: Member, contents: Contents) -> Iterator[Entry]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as written:
        target = cast("IO[bytes]", written)
        columns, _ = tables.write_standard(part, tables.columns_of(part, table), target)
        size = target.tell()
        target.seek(0)
        yield Entry(member.path, _pieces(target), size)
    names = column_names(part.header)
    written_columns = tuple(replace(column, name=name) for column, name in zip(columns, names, strict=True))
    about = table.description
    contents.members.append(
        replace(member, kind="CSV", size=size, columns=written_columns, table=table, description=about)
    )


def _table_name(resource: dict[str, Any], title: str, part: Part, *, alone: bool) -> str:
    stem = name_of_address(str(resource.get("url") or "")).rpartition(".")[0] or title
    return f"{stem}.csv" if alone or not part.name else f"{stem} {part.name}.csv"


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
