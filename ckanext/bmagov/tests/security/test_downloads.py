"""Who may take what home: of a file, and of a dataset as a whole."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.tests.security.surface import OneOf

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City


class TestDownloads(OneOf):
    action, params = "bmagov_download_list", {"id": "{id}"}


class TestTableAsCsv(OneOf):
    route, about, tells = "bmagov_downloads.table", "data", True
    path = "/dataset/{name}/resource/{file}/download-as/csv"


def unpacked(data: bytes) -> bytes:
    """Return the names and the bytes of an archive and of those in it, as one text."""
    if not data.startswith(b"PK"):
        return data
    archive = zipfile.ZipFile(io.BytesIO(data))
    return b"\n".join(name.encode() + b"\n" + unpacked(archive.read(name)) for name in archive.namelist())


class Unpacked(OneOf):
    def ask(self, city: City, role: str, **gaps: str) -> Any:
        answer = super().ask(city, role, **gaps)
        answer.set_data(unpacked(answer.get_data()))
        return answer


class TestTableAsXlsx(Unpacked):
    route, about, tells = "bmagov_downloads.table", "data", True
    path = "/dataset/{name}/resource/{file}/download-as/xlsx"


class TestArchive(Unpacked):
    """A closed file of an open dataset is neither in it nor named there, unless its reader may know it."""

    route, path, every = "bmagov_downloads.dataset", "/dataset/{name}/download-all", True
    found_status = (200, 403)
