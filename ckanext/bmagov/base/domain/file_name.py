"""Names of files: kept in their own script, without what would harm who reads or stores them."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

LONGEST_NAME: Final = 150
"""Characters of a file's name: file systems take 255 bytes, a Thai letter has 3."""

_JOINERS: Final = "\u200c\u200d"
"""Nobody sees them, but some scripts are spelt with them."""

_LEAST: Final = "file"


def file_name(name: str) -> str:
    """Return a name without what would end a header, leave its folder or turn its reading direction round."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        letter
        for letter in last
        if letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    kept = " ".join(kept.split()).strip(". ") if kept.strip(". ") else ""
    if len(kept) <= LONGEST_NAME:
        return kept
    ending = PurePosixPath(kept).suffix[:20]
    return kept[: LONGEST_NAME - len(ending)] + ending


def stored_name(name: str | bytes) -> str:
    """Return the name under which an upload is kept; `file` for one of which nothing can be kept."""
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return file_name(text) or _LEAST


def name_of_address(url: str) -> str:
    """Return the name of an uploaded file that came back as the address under which it is given out."""
    last = url.rpartition("/")[2]
    return file_name(unquote(last) if last != url else last)


def is_broken(name: str) -> bool:
    """Tell whether nothing is left of a name but its ending, as after letters other than Latin were cut."""
    return not any(letter.isalnum() for letter in name.rpartition(".")[0] or name)


def mended_name(name: str, title: str) -> str:
    """Return the name that a file with a broken one gets from its title; empty where that has no letter."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    stem = title.strip()
    if ending and stem.lower().endswith(f".{ending}"):
        stem = stem[: -len(ending) - 1]
    if not any(letter.isalnum() for letter in stem):
        return ""
    stem = stem.replace("/", "-").replace("\\", "-")
    return file_name(f"{stem}.{ending}" if ending else stem)
