"""After silence nobody asks for a pause, then one; an answer opens the way for all."""

from __future__ import annotations

import threading

import pytest

from ckanext.bmagov.site.domain.breaker import Breaker


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(pause=5)


def test_everybody_asks_a_service_that_answers(breaker):
    assert all(breaker.admit(now) for now in (0, 0, 1))


def test_nobody_asks_in_the_pause(breaker):
    breaker.note_silence(10)

    assert not any(breaker.admit(now) for now in (10, 12, 14.9))


def test_one_tries_after_the_pause(breaker):
    breaker.note_silence(10)

    assert [breaker.admit(15), breaker.admit(15), breaker.admit(19.9)] == [True, False, False]


def test_an_answer_lets_everybody_ask(breaker):
    breaker.note_silence(10)
    breaker.admit(15)
    breaker.note_response()

    assert all(breaker.admit(now) for now in (15, 15))


def test_silence_again_begins_a_new_pause(breaker):
    breaker.note_silence(10)
    breaker.admit(15)
    breaker.note_silence(17)

    assert [breaker.admit(21.9), breaker.admit(22)] == [False, True]


def test_who_tries_and_dies_keeps_nobody_out_for_good(breaker):
    breaker.note_silence(10)
    breaker.admit(15)

    assert breaker.admit(20)


def test_of_many_threads_one_tries(breaker):
    breaker.note_silence(0)
    start = threading.Barrier(8)
    admitted: list[bool] = []

    def ask() -> None:
        start.wait()
        admitted.append(breaker.admit(6))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert admitted.count(True) == 1
