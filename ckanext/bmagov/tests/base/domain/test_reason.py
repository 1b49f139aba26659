"""A reason says something, and can be stored."""

from __future__ import annotations

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.reason import LONGEST_REASON, check_reason


def code(check, *given) -> str | None:
    try:
        check(*given)
    except ProblemError as error:
        return error.problem.code
    return None


def test_it_is_tidied():
    assert check_reason("  เพื่อวางแผนระบายน้ำ  ") == "เพื่อวางแผนระบายน้ำ"


def test_it_is_text_that_can_be_stored():
    assert code(check_reason, "เพื่อวางแผน\x00ระบายน้ำ") == "TEXT-CONTROL-CHAR"


def test_it_has_bounds():
    assert code(check_reason, "    ") == "REASON-REQUIRED"
    assert code(check_reason, "ก" * (LONGEST_REASON + 1)) == "REASON-LENGTH"
