"""The log: whatever is changed, the first broken entry is named."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.domain.log_chain import GENESIS, Broken, Entry, append, verify

START = datetime(2021, 9, 1, 9, tzinfo=BANGKOK)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        last = entries[-1] if entries else None
        payload = {"criterion": "2.1.1", "share": Decimal("0.5"), "note": f"เหตุผล {number}"}
        entries.append(append(last, START + timedelta(minutes=number), "suda", "override", payload))
    return entries


def test_a_chain_as_it_was_written_is_whole():
    entries = chain(5)
    assert entries[0].previous == GENESIS
    assert verify(entries, length=5, head=entries[-1].digest) is None
    assert verify([]) is None


def test_the_zone_in_which_a_time_is_read_back_makes_no_difference():
    assert verify(replace(one, at=one.at.astimezone(BANGKOK)) for one in chain(3)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "anan"},
        {"kind": "note"},
        {"at": START.astimezone(UTC)},
        {"payload": {"criterion": "2.1.1", "share": "1", "note": "เหตุผล 2"}},
        {"digest": "f" * 64},
    ],
)
def test_one_changed_entry_is_named(change):
    entries = chain(5)
    entries[2] = replace(entries[2], **change)
    assert verify(entries) == Broken(3, "content")


def test_a_changed_entry_with_a_new_digest_breaks_the_next_link():
    entries = chain(5)
    entries[2] = append(entries[1], START, "anan", "override", {"share": "1"})
    assert verify(entries) == Broken(4, "link")


def test_a_missing_an_added_and_a_moved_entry_are_named():
    entries = chain(5)
    assert verify([*entries[:2], *entries[3:]]) == Broken(3, "number")
    assert verify([*entries[:3], *entries[2:]]) == Broken(4, "number")
    assert verify([entries[0], entries[2], entries[1], *entries[3:]]) == Broken(2, "number")


def test_a_cut_end_and_a_chain_written_anew_show_against_the_noted_head():
    entries = chain(5)
    head = entries[-1].digest
    assert verify(entries[:4]) is None, "without the head nobody can tell"
    assert verify(entries[:4], length=5, head=head) == Broken(5, "end")
    anew = [append(None, START, "x", "note", {})]
    for _ in range(4):
        anew.append(append(anew[-1], START, "x", "note", {}))
    assert verify(anew, length=5, head=head) == Broken(5, "end")


def test_later_entries_may_follow_the_noted_head():
    entries = chain(5)
    assert verify(entries, length=3, head=entries[2].digest) is None


def test_a_thousand_random_changes_are_all_found():
    """One field of one entry each; the seed makes a failure repeatable."""
    source = random.Random(2564)
    entries = chain(20)
    for _ in range(1000):
        place = source.randrange(20)
        name = source.choice(["actor", "kind", "previous", "digest", "note"])
        old = entries[place]
        if name == "note":
            changed = replace(old, payload={**old.payload, "note": old.payload["note"] + "."})
        else:
            text = getattr(old, name)
            spot = source.randrange(len(text))
            changed = replace(old, **{name: text[:spot] + chr(ord(text[spot]) ^ 1) + text[spot + 1 :]})
        broken = verify([*entries[:place], changed, *entries[place + 1 :]])
        assert broken is not None
        assert broken.number == place + 1


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        append(None, datetime(2021, 9, 1), "suda", "note", {})  # noqa: DTZ001
