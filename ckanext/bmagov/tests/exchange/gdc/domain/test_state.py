"""What the status service says, and when it is asked again."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.exchange.gdc.domain.state import (
    WORDS,
    AnswerError,
    State,
    next_time,
    read_governance,
    read_published,
)

NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def test_what_is_published_is_registered():
    answer = {"success": True, "result": [{"name": "air", "metadata_modified": "2026-11-29T17:28:55"}]}
    assert read_published(answer) == (State.REGISTERED, "air")


@pytest.mark.parametrize("result", [None, [], [{}], [{"metadata_modified": ""}]])
def test_what_is_not_published_is_asked_for_again(result):
    assert read_published({"success": True, "result": result}) is None


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_service_is_known(word):
    assert read_governance({"result": [{"governance_state": word, "validate_time": ""}]}) is WORDS[word]


def test_what_it_does_not_know_is_absent():
    assert read_governance({"result": []}) is State.ABSENT


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "x",
        {"success": False},
        {"result": "x"},
        {"result": [1]},
        {"result": [{"governance_state": "?"}]},
    ],
)
def test_an_answer_that_says_nothing_is_none(answer):
    with pytest.raises(AnswerError):
        read_governance(answer)


def test_what_moves_is_asked_about_more_often():
    assert next_time(NOW, State.PENDING, 0, 0) == NOW + dt.timedelta(hours=1)
    assert next_time(NOW, State.REGISTERED, 0, 0) == NOW + dt.timedelta(days=1)
    assert next_time(NOW, State.REGISTERED, 0, 1) > NOW + dt.timedelta(days=1)


def test_silence_is_waited_out_longer_each_time_but_never_for_more_than_a_day():
    waits = [next_time(NOW, State.PENDING, failures, 0) - NOW for failures in range(1, 40)]
    assert waits[0] == dt.timedelta(minutes=10)
    assert waits[1] == 2 * waits[0]
    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(days=1)
