"""What a file is called until somebody gives it a better name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST: Final = 200

_EXTENSION: Final = re.compile(
    r"(?:\.(?:csv|tsv|txt|json|geojson|xml|tar|sql))?\.[A-Za-z0-9]{1,8}\Z", re.IGNORECASE
)
_BLANKS: Final = re.compile(r"[\s_+]+")


def last_part(address: str) -> str:
    """Return the name of the file in an address or a path, as people read it; empty for none."""
    path = urlsplit(address).path if "://" in address else address
    return unquote(path).replace("\\", "/").rsplit("/", 1)[-1].strip()


def proposed_name(address: str, taken: Collection[str] = ()) -> str:
    """Return a name for a file out of the one that it has: no extension, blanks for underscores.

    :param address: the name of an uploaded file, or a link
    :param taken: names that other files of the dataset have; a number is added to one of these
    """
    file_name = last_part(address)
    stem = _BLANKS.sub(" ", _EXTENSION.sub("", file_name)).strip(" .-") or file_name
    name, number = stem[:LONGEST], 1
    while name in taken:
        number += 1
        end = f" ({number})"
        name = stem[: LONGEST - len(end)] + end
    return name
