"""What is seen of a site becomes grades; what cannot be seen is not judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ckanext.bmagov.site.domain.site_state import Grade, Queue, ScoredNight, SiteFacts, judge, worst

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
WELL = SiteFacts(
    services={"database": True, "search": True, "queue": True},
    workers=1,
    queues=(Queue("default", 3, NOW - dt.timedelta(minutes=5)),),
    has_rules=True,
    scored=ScoredNight(NOW - dt.timedelta(hours=7), finished=True),
    datasets=90,
    indexed=90,
    outdated=0,
    documents_here=True,
    free=50 * 1024**3,
    total=100 * 1024**3,
    mail=True,
    database_version="035",
    code_version="035",
)


def codes(facts: SiteFacts) -> dict[str, Grade]:
    return {part.code: part.grade for part in judge(facts, NOW) if part.grade is not Grade.GOOD}


def test_a_site_in_good_order_has_nothing_to_look_at():
    assert codes(WELL) == {}
    assert worst(judge(WELL, NOW)) is Grade.GOOD


@pytest.mark.parametrize(
    ("change", "code", "grade"),
    [
        ({"services": {**WELL.services, "search": False}}, "SEARCH-AWAY", Grade.BAD),
        ({"workers": 0}, "WORKERS-NONE", Grade.BAD),
        ({"queues": (Queue("default", 1, NOW - dt.timedelta(hours=3)),)}, "QUEUE-LATE", Grade.LOOK),
        ({"scored": None}, "SCORES-NONE", Grade.LOOK),
        ({"scored": ScoredNight(NOW - dt.timedelta(hours=27), True)}, "SCORES-OLD", Grade.BAD),
        ({"scored": replace(WELL.scored, failed={"สำนักอนามัย": "InternalError"})}, "SCORES-FAILED", Grade.BAD),
        ({"indexed": 89}, "INDEX-DRIFT", Grade.LOOK),
        ({"outdated": 4}, "INDEX-OUTDATED", Grade.LOOK),
        ({"documents_here": False}, "DOCUMENTS-AWAY", Grade.BAD),
        ({"free": 4 * 1024**3}, "DISK-FULL", Grade.BAD),
        ({"mail": False}, "MAIL-NONE", Grade.LOOK),
        ({"database_version": "034"}, "MIGRATIONS-WAIT", Grade.BAD),
    ],
)
def test_one_thing_that_is_wrong_is_told_alone(change, code, grade):
    assert codes(replace(WELL, **change)) == {code: grade}


def test_what_cannot_be_seen_is_not_judged():
    blind = SiteFacts(services={"database": False, "search": False, "queue": False}, mail=True)

    assert set(codes(blind)) == {"DATABASE-AWAY", "SEARCH-AWAY", "QUEUE-AWAY"}


def test_without_rules_no_scores_are_due():
    assert codes(replace(WELL, has_rules=False, scored=None)) == {}


def test_the_age_of_the_oldest_job_is_told_in_whole_hours():
    late = replace(WELL, queues=(Queue("bmagov", 2, NOW - dt.timedelta(hours=3, minutes=59)),))

    (part,) = [part for part in judge(late, NOW) if part.code == "QUEUE-LATE"]
    assert part.params == {"name": "bmagov", "count": 2, "hours": 3}


def test_the_worst_part_stands_for_the_site():
    assert worst(judge(replace(WELL, mail=False), NOW)) is Grade.LOOK
    assert worst(judge(replace(WELL, mail=False, workers=0), NOW)) is Grade.BAD
    assert worst([]) is Grade.GOOD
