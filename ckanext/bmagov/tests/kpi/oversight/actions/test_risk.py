"""What auditors look at first: for whom it is, in which order, what it hides, and that it stands still."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.oversight.domain.flags import Flag
from ckanext.bmagov.kpi.score.model import Scorecard
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import ABOUT, NAME, YEAR, Office

LINK = {"system": "indicator", "url": "https://kpi.bangkok.go.th/4.1"}
CLOSED = {
    "data_category": "official_secret",
    "data_classification": "top_secret",
    "license_id": "notspecified",
}


@pytest.fixture
def office(with_plugins, clean_db, clean_index) -> Office:
    return Office()


def score_all() -> None:
    tk.get_action("bmagov_scorecard_update")({"ignore_auth": True, "user": ""}, {"fiscal_year": YEAR})


def risks(office: Office, **data):
    user = office.names["auditor"]
    return tk.get_action("bmagov_risk_list")({"user": user}, {"fiscal_year": YEAR, **data})


def own(office: Office):
    (row,) = risks(office, id=NAME)["agencies"]
    return row


def page(app, office: Office, path: str) -> str:
    name = office.names["auditor"]
    made = call_action("api_token_create", {"user": name, "ignore_auth": True}, user=name, name=path)
    response = app.get(path, headers={"Authorization": made["token"]})
    assert response.status_code == 200, response.get_data(as_text=True)[-1500:]
    return response.get_data(as_text=True)


def test_nobody_looked_before_the_first_score(office):
    listing = risks(office)
    assert (listing["unseen"], listing["flagged"]) == (listing["count"], 0)
    assert own(office)["risk"] is None


def test_agencies_stand_by_their_risk_with_the_numbers_of_each_flag(office):
    score_all()
    listing = risks(office)
    assert listing["unseen"] == 0
    ranks = [row["risk"] for row in listing["agencies"]]
    assert ranks == sorted(ranks, reverse=True)
    first = listing["agencies"][0]
    assert [flag["code"] for flag in first["flags"]] == ["NO-REGISTER"], "the office that audits has no duty"
    office.call("editor", "system_link_create", dataset=office.dataset["id"], **LINK)
    score_all()
    (flag,) = [flag for flag in own(office)["flags"] if flag["code"] == "LINK-UNCONFIRMED"]
    assert flag["title"] == office.dataset["title"]
    assert flag["link"] == f"/dataset/{office.dataset['id']}"
    assert flag["params"] == {"systems": ["indicator"]}
    assert "indicator" not in flag["text"], "systems are called by their names"


def test_pages_of_it(office):
    score_all()
    whole = risks(office)
    pages = [risks(office, limit=1, offset=offset)["agencies"] for offset in range(whole["count"])]
    assert [row["id"] for (row,) in pages] == [row["id"] for row in whole["agencies"]]
    assert risks(office, offset=whole["count"])["agencies"] == []


def test_what_an_auditor_may_not_read_is_left_out_and_said(office):
    closed = factories.Dataset(owner_org=office.agency, title="เรื่องลับ", **CLOSED)
    office.duty(closed["id"], "หน้าที่ลับ")
    score_all()
    row = model.Session.get(Scorecard, (office.agency, "database", YEAR))
    row.flags = [Flag("FREQUENCY-NEVER", "dataset", closed["id"], {"unit": "never"}).to_dict()]
    model.Session.commit()
    shown = own(office)
    assert shown["flags"] == []
    assert shown["hidden"]
    assert closed["id"] not in str(risks(office))


def test_flags_of_a_round_that_is_handed_in_stand_still(office):
    score_all()
    office.come_to("submit")
    before = own(office)
    tk.get_action("package_patch")(
        {"ignore_auth": True, "user": office.names["editor"]},
        {"id": office.dataset["id"], "update_frequency_unit": "never", "update_frequency_interval": ""},
    )
    score_all()
    assert own(office) == before


def test_the_page_and_the_file(app, office):
    score_all()
    body = BeautifulSoup(page(app, office, f"/kpi/{YEAR}/risk"), "html.parser")
    links = [link["href"] for link in body.select("table a")]
    assert f"/kpi/{YEAR}/{NAME}#flags" in links
    rows = list(csv.reader(io.StringIO(page(app, office, f"/kpi/{YEAR}/risk.csv").lstrip("\ufeff"))))
    assert "NO-REGISTER" in {row[5] for row in rows}
    record = BeautifulSoup(page(app, office, f"/kpi/{YEAR}/{NAME}"), "html.parser")
    assert record.find(id="flags")


def test_listing_collects_no_facts_and_asks_as_often_for_more_agencies(office):
    score_all()
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = model.ensure_engine()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        risks(office)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert not [text for text in statements if "bmagov_data_event" in text or "bmagov_finding" in text]
    assert len(statements) < 25


def test_an_agency_reads_nothing_of_it(office):
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("bmagov_risk_list")({"user": office.names["admin"]}, {**ABOUT})


def test_a_flag_on_a_document_names_it(office):
    given = {"kind": "development_plan", "title": "แผนปี 2570", "url": "https://example.go.th/plan.pdf"}
    document = office.call("editor", "deliverable_create", **given)
    score_all()
    (flag,) = [flag for flag in own(office)["flags"] if flag["code"] == "DOCUMENT-ADDRESS"]
    assert (flag["title"], flag["subject_id"]) == (given["title"], document["id"])
