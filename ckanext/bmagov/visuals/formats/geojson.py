"""GeoJSON read feature by feature: what is in memory is one of them, however large the file is."""

from __future__ import annotations

import codecs
import json
import re
from typing import IO, TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE: Final = 256 * 1024
LARGEST_PART: Final = 32 * 1024 * 1024
"""Letters of one feature, or of what stands beside the features."""

_BLANK: Final = re.compile(r"[\s,]*")


class ShapeFileError(ProblemError):
    """A file of shapes cannot be read: `MAP-BROKEN`, `MAP-TOO-LARGE`."""


class GeoJson:
    """A file of features. `crs` is what it names as its system, known when the features have been read."""

    def __init__(self, source: IO[bytes]) -> None:
        """Begin at the beginning of a file."""
        source.seek(0)
        self.crs = ""
        self._source = source
        self._decode = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._load = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def features(self) -> Iterator[dict[str, Any]]:
        """Give the features; a file of one feature, or of a bare geometry, has one.

        :raises ShapeFileError: `MAP-BROKEN`, `MAP-TOO-LARGE`
        """
        if self._next_sign() != "{":
            raise ShapeFileError("MAP-BROKEN")
        self._at += 1
        beside: dict[str, Any] = {}
        is_listed = False
        while (sign := self._next_sign()) not in ("}", ""):
            key = self._value()
            if not isinstance(key, str) or self._next_sign() != ":":
                raise ShapeFileError("MAP-BROKEN")
            self._at += 1
            sign = self._next_sign()
            if key == "features" and sign == "[":
                is_listed = True
                yield from self._listed()
            else:
                beside[key] = self._value()
                if key == "crs":
                    self.crs = json.dumps(beside["crs"])
        if not is_listed and sign != "}":
            raise ShapeFileError("MAP-BROKEN")
        if not is_listed:
            yield beside if "geometry" in beside else {"geometry": beside, "properties": {}}

    def _listed(self) -> Iterator[dict[str, Any]]:
        self._at += 1
        while self._next_sign() != "]":
            if self._ended and self._at >= len(self._text):
                raise ShapeFileError("MAP-BROKEN")
            feature = self._value()
            if isinstance(feature, dict):
                yield feature
        self._at += 1

    def _value(self) -> Any:
        """Read one value, more of the file until it is whole."""
        wanted = PIECE
        while True:
            try:
                value, end = self._load(self._text, self._at)
            except RecursionError as error:
                raise ShapeFileError("MAP-BROKEN") from error
            except ValueError as error:
                if self._ended:
                    raise ShapeFileError("MAP-BROKEN") from error
                if len(self._text) - self._at > LARGEST_PART:
                    raise ShapeFileError("MAP-TOO-LARGE", limit=LARGEST_PART // 1024**2) from error
                self._more(wanted)
                wanted *= 2
                continue
            if end < len(self._text) or self._ended:  # a number may go on
                self._at = end
                return value
            self._more(wanted)

    def _next_sign(self) -> str:
        """Return the next letter that is no blank or comma, without passing it; nothing at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more(PIECE)

    def _more(self, wanted: int) -> None:
        piece = self._source.read(wanted)
        self._ended = not piece
        self._text = self._text[self._at :] + self._decode.decode(piece, not piece)
        self._at = 0
