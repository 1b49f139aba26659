"""A proposed database that is one of Part 1, or has its rows: what is read and scored (K-D4, K-G13)."""

from __future__ import annotations

import pytest

from ckan import model

from ckanext.bmagov.base.domain.content import Builder, row_text
from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.services import fingerprints
from ckanext.bmagov.kpi.rules.readers import rule_files
from ckanext.bmagov.kpi.score.services import score
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.conftest import AS_OF
from ckanext.bmagov.tests.kpi.score.services.test_score import findings, propose


def rules_of(version: int):
    return next(
        file.rules for file in rule_files() if (file.rules.fiscal_year, file.rules.version) == (2570, version)
    )


def holds(dataset, rows: range) -> None:
    """Let the first file of a dataset hold a table, as if it had been read."""
    content = ResourceContent(
        resource_id=dataset["resources"][0]["id"], package_id=dataset["id"], sha256=str(rows), size=1
    )
    builder = Builder(["a"])
    builder.add("".join(row_text([str(number), "x"]) for number in rows))
    model.Session.add(content)
    fingerprints.keep(model.Session, content, builder.fingerprint())
    model.Session.commit()


def finding(scored, rules, criterion="2.1.4"):
    score.score_agency(model.Session, scored, rules, AS_OF)
    (row,) = findings(criterion)
    return row


def test_a_duty_of_part_1_is_no_new_database(agency, scored, duty):
    dataset = factories.Dataset(owner_org=agency)
    duty(agency, dataset["id"])
    propose(agency, dataset, rules_of(2))
    for criterion in ("2.1.4", "2.2.1", "2.2.5"):
        row = finding(scored, rules_of(2), criterion)
        assert (row.reason, row.earned, row.state) == ("PROPOSAL-IN-REGISTER", "0", "fail")
    row = finding(scored, rules_of(1))
    assert (row.reason, row.state) == ("NEEDS-JUDGEMENT-ITSELF", "unknown")
    assert row.params["overlaps"] == [dataset["id"]]


@pytest.mark.parametrize(
    "more", [{"added_year": 2571}, {"kind": "new_database", "added_year": 2570}], ids=["later", "its own"]
)
def test_what_becomes_a_duty_by_being_developed_is_new_in_its_year(agency, scored, duty, more):
    dataset = factories.Dataset(owner_org=agency)
    duty(agency, dataset["id"], **more)
    propose(agency, dataset, rules_of(2))
    assert finding(scored, rules_of(2)).reason != "PROPOSAL-IN-REGISTER"
    assert finding(scored, rules_of(1)).params["overlaps"] == []


@pytest.mark.parametrize("version", [1, 2])
def test_a_near_copy_is_flagged_with_its_share(agency, scored, duty, version):
    kept, proposed = (factories.Dataset(owner_org=agency, title=title) for title in ("ระดับน้ำ", "สื่อออนไลน์"))
    duty(agency, kept["id"])
    holds(kept, range(100))
    holds(proposed, range(10, 210))
    propose(agency, proposed, rules_of(version))
    row = finding(scored, rules_of(version))
    assert (row.reason, row.params["shared"]) == ("NEEDS-JUDGEMENT-ROWS", 90)
    assert row.params["overlaps"] == [kept["id"]]
