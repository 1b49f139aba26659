"""A file that is handed out for keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response

if TYPE_CHECKING:
    from collections.abc import Iterable


def attachment(
    body: bytes | str | Iterable[str] | Iterable[bytes], name: str, media_type: str, *, private: bool = False
) -> Response:
    """Return the answer that hands a file out.

    :param name: in any script (RFC 6266, RFC 5987)
    :param private: it is made for who asks, and no cache keeps it
    """
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    if private:
        response.headers["Cache-Control"] = "private, no-store"
    return response
