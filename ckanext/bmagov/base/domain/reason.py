"""The reason that somebody gives for a decision: one rule, wherever one is asked for."""

from __future__ import annotations

from typing import Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character, normalize_block

SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 2000


def check_reason(reason: str, *, longest: int = LONGEST_REASON, too_long: str = "REASON-LENGTH") -> str:
    """Return a reason, tidied.

    :param longest: how many characters it may have
    :param too_long: the code of the problem when it has more
    :raises ProblemError: REASON-REQUIRED, TEXT-CONTROL-CHAR (`position`, and the character as `code` and as
        `character`), and the code of `too_long` (`limit`, and the length as `length` and as `found`)
    """
    tidy = normalize_block(reason)
    if control := find_control_character(tidy):
        raise ProblemError(
            "TEXT-CONTROL-CHAR", position=control.position, code=control.code, character=control.code
        )
    if len(tidy) > longest:
        raise ProblemError(too_long, limit=longest, length=len(tidy), found=len(tidy))
    if len(tidy) < SHORTEST_REASON:
        raise ProblemError("REASON-REQUIRED", shortest=SHORTEST_REASON)
    return tidy
