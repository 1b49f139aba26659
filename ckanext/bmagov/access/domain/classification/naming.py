"""Whether a key that is no field of ours means a classification level, which must not get lost in silence."""

from __future__ import annotations

import re
from typing import Final

from ckanext.bmagov.base.domain.text import match_key

_SEPARATORS: Final = re.compile(r"[\s_\-./:()\[\]]+")

_WORDS: Final = (
    *("classification", "classified", "confidentiality", "securitylevel", "secrecy", "sensitivitylevel"),
    *("disclosurelevel", "ชั้นความลับ", "ระดับความลับ", "ระดับชั้นข้อมูล", "ระดับชั้นของข้อมูล"),
    *("จัดชั้นข้อมูล", "จัดชั้นความลับ", "ระดับการเปิดเผย"),
)
"""What stands in the name of such a key, without what separates words."""

_WHOLE: Final = ("disclosure", "datalevel", "levelofdata", "ชั้นข้อมูล", "ชั้นของข้อมูล")
"""What is such a key only by itself: a map has layers (ชั้นข้อมูล) and counts them."""

_TYPED: Final = "classification"

_AROUND: Final = re.compile(r"^(?:resource|dataset|data|file|column)+|(?:level|th|en)$")


def names_level(key: object) -> bool:
    """Return whether a key speaks of a classification level, however it is written or mistyped.

    Case, `snake_case`, `camelCase`, hyphens and the forms of Thai do not count. One wrong, missing, doubled
    or swapped letter in "classification" does not hide it.
    """
    if not isinstance(key, str):
        return False
    plain = _SEPARATORS.sub("", match_key(key))
    if plain in _WHOLLY or any(word in plain for word in _MATCHED):
        return True
    return _is_slip(_AROUND.sub("", plain), _TYPED)


def _is_slip(typed: str, meant: str) -> bool:
    """Return whether two words differ by one letter, or by two that are swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    same = next((i for i, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return True
    rest, other = typed[same:], meant[same:]
    swapped = rest[1::-1] == other[:2] and rest[2:] == other[2:]
    return swapped or other in (rest[1:], other[0] + rest) or rest[1:] == other[1:]


_MATCHED: Final = tuple(map(match_key, _WORDS))
_WHOLLY: Final = frozenset(map(match_key, _WHOLE))
