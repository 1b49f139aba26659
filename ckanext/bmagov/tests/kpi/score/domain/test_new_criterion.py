"""A criterion that is added in one class is judged, worded, linked, and taken by the reader of rule files."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.rules.domain.json_schema import json_schema
from ckanext.bmagov.kpi.rules.formats import RuleFileError, read_rules
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS, Check, check
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Assessment, Reason, State, SubjectKind
from ckanext.bmagov.tests.kpi.make import AS_OF, RULES_DIR, perfect


@pytest.fixture
def titled():
    @check("all_titled")
    class AllTitled(Check):
        """Every dataset in the catalog has a title."""

        page = "{workspace}/titles"
        timed = True
        titled = Reason("TITLE-GIVEN", N_("Metadata complete since {since}."))
        untitled = Reason(
            "TITLE-MISSING", N_("There are no metadata yet."), N_("Fill in the metadata."), "/edit/{dataset}"
        )

        def judge(self, facts, question):
            return tuple(
                Assessment(
                    SubjectKind.DATASET,
                    dataset.id,
                    self.titled if dataset.title else self.untitled,
                    FULL if dataset.title else ZERO,
                )
                for dataset in facts.datasets
            )

    yield CHECKS["all_titled"]
    del CHECKS["all_titled"]


def rule_file(changes=("check: new_database", "check: all_titled")):
    text = (RULES_DIR / "kpi-2564.yaml").read_text(encoding="utf-8")
    assert changes[0] in text
    return text.replace(*changes).encode()


def test_it_is_judged(titled):
    rules = read_rules(rule_file())
    criterion = next(one for one in rules.criteria if one.check == "all_titled")
    card = evaluate(perfect(), rules, AS_OF)
    findings = [one for one in card.findings if one.criterion == criterion.id]
    assert {one.reason for one in findings} == {"TITLE-GIVEN"}
    assert {one.state for one in findings} == {State.PASS}


def test_the_reader_of_rule_files_takes_it_only_while_it_is_there(titled):
    assert "all_titled" in json_schema(CHECKS)["$defs"]["Criterion"]["properties"]["check"]["enum"]
    others = {name: known for name, known in CHECKS.items() if name != "all_titled"}
    assert "all_titled" not in str(json_schema(others))


def test_the_reader_of_rule_files_does_not_know_it_before():
    with pytest.raises(RuleFileError, match="CRITERION-UNKNOWN"):
        read_rules(rule_file())


def test_it_says_where_it_is_mended(titled):
    reason = titled.reasons["TITLE-MISSING"]
    assert titled.address(reason, {}, "/year", "d1") == "/edit/d1"
    assert titled.address(reason, {}, "/year", "") == "/year/titles"
    assert titled.address(titled.reasons["TITLE-GIVEN"], {}, "/year", "d1") == "/year/titles"


def test_all_of_ours_are_whole():
    for known in CHECKS.values():
        assert known.reasons
        for reason in known.reasons.values():
            address = known.address(reason, {}, "/year", "d1")
            assert address.startswith("/")
            assert "{" not in address
