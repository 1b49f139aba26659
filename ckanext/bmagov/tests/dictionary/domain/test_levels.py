"""Which columns a new version lowers, and what somebody else has asked for."""

from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary.domain.levels import Lowering, covers, lowered, lowerings
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

ORDER = ("", "open", "internal", "confidential", "secret")
CLOSED, PLAIN = Column("no", type="text", classification="confidential"), Column("district", type="text")
OLD = Dictionary((Table(columns=(PLAIN, CLOSED)),))


def rank(level: str) -> int:
    """Of a column of a file that is for agencies."""
    return max(ORDER.index(level), ORDER.index("internal"))


def made(*columns: Column, name: str = "") -> Dictionary:
    return Dictionary((Table(name, columns=columns),))


@pytest.mark.parametrize(
    ("new", "after"),
    [
        (made(PLAIN, Column("no", type="text", classification="internal")), "internal"),
        (made(PLAIN, Column("no", type="text")), ""),
        (made(PLAIN, Column("NO ", type="text")), ""),
        (made(PLAIN), None),
        (made(), None),
        (Dictionary(), None),
        (made(PLAIN, Column("something else", type="number")), None),
    ],
)
def test_a_level_is_lowered_by_another_one_and_by_leaving_out(new: Dictionary, after: str | None):
    assert list(lowerings(OLD, new, rank)) == [Lowering("", "no", "confidential", after)]


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        made(CLOSED),
        made(PLAIN, Column("no", type="text", classification="secret")),
        made(PLAIN, Column("number", type="text", classification="confidential"), CLOSED),
    ],
)
def test_what_is_as_closed_as_before_is_not_lowered(new: Dictionary):
    assert list(lowerings(OLD, new, rank)) == []


def test_a_level_below_that_of_the_file_protects_nothing():
    old = made(Column("a", classification="open"), Column("b", classification="internal"))
    assert list(lowerings(old, made(), rank)) == []


def test_what_was_asked_for_is_done_to_the_dictionary_of_today():
    wanted = [Lowering("", "no", "confidential", "")]
    today = made(PLAIN, CLOSED, Column("new"))
    assert lowered(today, wanted) == made(PLAIN, Column("no", type="text"), Column("new"))
    assert lowered(today, [Lowering("", "no", "confidential", None)]) == made(PLAIN, Column("new"))
    assert lowered(made(PLAIN), wanted) is None
    assert lowered(today, [Lowering("", "no", "secret", "")]) is None


@pytest.mark.parametrize(
    ("asked", "wanted", "expected"),
    [
        ("", "internal", True),
        ("", "", True),
        (None, "", True),
        ("internal", "", True),
        ("internal", None, False),
        ("confidential", "internal", False),
    ],
)
def test_no_more_is_saved_than_was_asked_for(asked: str | None, wanted: str | None, expected: bool):
    def one(after: str | None) -> list[Lowering]:
        return [Lowering("", "no", "confidential", after)]

    assert covers(one(asked), one(wanted), rank) is expected
    assert not covers([], one(wanted), rank)


def test_it_is_stored_and_read_again():
    one = Lowering("t", "no", "secret", None)
    assert Lowering.from_dict(one.to_dict()) == one
