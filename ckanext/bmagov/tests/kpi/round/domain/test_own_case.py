from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ckanext.bmagov.access.domain.classification import Reader
from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.actors import actor
from ckanext.bmagov.kpi.round.domain.own_case import is_exempt, is_own
from ckanext.bmagov.kpi.round.domain.round import Event, Round, apply

ABOVE = {"office": ("bureau", "city"), "other": ("city",)}


@pytest.mark.parametrize("role", ["member", "editor", "admin"])
def test_whoever_has_a_role_in_an_agency_belongs_to_it(role):
    assert is_own(Reader("u", roles={"bureau": role}), "bureau", {})


def test_who_works_in_an_office_of_it_does_too_and_others_do_not():
    assert is_own(Reader("u", roles={"office": "member"}), "bureau", ABOVE)
    assert not is_own(Reader("u", roles={"bureau": "admin"}), "office", ABOVE)
    assert not is_own(Reader("u", roles={"other": "admin"}), "bureau", ABOVE)
    assert not is_own(Reader("u"), "bureau", ABOVE)


def test_who_is_named_judges_the_agency_that_audits_and_no_other_of_theirs():
    named = {"suda"}
    assert is_exempt(Reader("u", name="suda"), {"audit"}, "audit", named)
    assert is_exempt(Reader("u", name="suda"), {"section", "audit"}, "audit", named)
    assert not is_exempt(Reader("u", name="chai"), {"audit"}, "audit", named)
    assert not is_exempt(Reader("u", name="suda"), {"bureau"}, "audit", named)
    assert not is_exempt(Reader("u", name=""), {""}, "", {""})


def test_a_round_is_not_reviewed_by_its_own_agency():
    at = datetime(2021, 9, 1, 9, tzinfo=BANGKOK)
    reader = Reader("suda", roles={"audit": "admin"})
    handed_in = actor(Reader("anan", roles={"audit": "admin"}), "audit", "audit", Event.SUBMIT, own_case=True)
    assert handed_in, "handing in is the agency's own work"
    kept = apply(Round("audit", "database", 2564), Event.SUBMIT, handed_in, at, version=1, note="ส่งรายงาน")
    for own, code in ((True, "OWN-CASE"), (False, "")):
        who = actor(reader, "audit", "audit", Event.START_REVIEW, own_case=own)
        assert who
        said = ""
        try:
            apply(kept, Event.START_REVIEW, who, at + timedelta(days=1), version=kept.version)
        except ProblemError as error:
            said = error.code
        assert said == code
