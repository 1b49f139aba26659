"""ODS whose cells do not say of which kind they are, as some programs write it: what they hold is their text.

The reader of workbooks passes over such cells, so it is given a copy in which they say that they are text.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, Final

CONTENT: Final = "content.xml"
_CELL: Final = re.compile(rb"<table:table-cell\b(?![^>]*\boffice:value-type)([^>]*[^>/])?>")
_TEXT: Final = rb'<table:table-cell office:value-type="string"\1>'


def as_text(source: IO[bytes]) -> io.BytesIO:
    """Return a copy of an ODS whose cells are text; its size was looked at before.

    :raises zipfile.BadZipFile: for what is no archive
    """
    source.seek(0)
    copy = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for member in archive.infolist():
            body = archive.read(member)
            target.writestr(member, _CELL.sub(_TEXT, body) if member.filename == CONTENT else body)
    copy.seek(0)
    return copy
