"""From the catalog to the score: what only fills a place is measured as what it is."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.dictionary.validation.services import work
from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
from ckanext.bmagov.kpi.register.model import GovernanceItem
from ckanext.bmagov.kpi.score.model import Finding
from ckanext.bmagov.kpi.score.readers import dataset_facts
from ckanext.bmagov.kpi.score.services import score
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.conftest import AS_OF

ROWS = "month,visits\n" + "".join(f"{month},{month * 100}\n" for month in range(1, 13))
HONEST = [
    {"name": "month", "type": "integer", "description": "เดือนที่มารับบริการ"},
    {"name": "visits", "type": "integer", "description": "จำนวนครั้งที่มารับบริการ"},
]
IMPORTANCE = "ใช้วางแผนอัตรากำลังของศูนย์บริการสาธารณสุขและจัดสรรงบประมาณในแต่ละปี"


def facts_of(dataset: dict[str, Any], *, database: bool = True):
    model.Session.expire_all()
    databases = [dataset["id"]] if database else []
    return dataset_facts(model.Session, [dataset["id"]], databases)[dataset["id"]]


@pytest.fixture
def upload(clean_redis, create_with_upload):
    user = core.Sysadmin()["name"]

    def do(dataset: dict[str, Any], text: str | bytes, name: str = "visits.csv", **more: Any):
        body = text.encode() if isinstance(text, str) else text
        if "id" in more:
            more = {**call_action("resource_show", id=more["id"]), **more}
        kind = {"package_id": dataset["id"], "name": "จำนวนครั้ง", "format": name.rpartition(".")[2].upper()}
        action = "resource_update" if "id" in more else "resource_create"
        return create_with_upload(body, name, {"user": user}, action=action, **{**kind, **more})

    return do


@pytest.fixture
def found(scored, rules):
    """The findings of a criterion after the agency was scored anew."""

    def do(criterion: str) -> list[Finding]:
        score.score_agency(model.Session, scored, rules, AS_OF)
        query = sa.select(Finding).where(Finding.criterion == criterion).order_by(Finding.place)
        return list(model.Session.scalars(query))

    return do


@pytest.fixture
def propose(agency, rules):
    def do(dataset: dict[str, Any], importance: str = IMPORTANCE):
        year = {"agency_id": agency, "kpi": rules.kpi, "fiscal_year": rules.fiscal_year}
        about = {"title": dataset["title"], "dataset_id": dataset["id"], "importance": importance}
        row = Proposal(**year, **about, origin="new", proposed_at=AS_OF, created_by="editor")
        model.Session.add(row)
        model.Session.commit()

    return do


def test_metadata_of_one_letter_are_no_metadata(agency, propose, found):
    words = {"title": "x", "notes": "x", "data_source": "x", "maintainer": "x", "tag_string": "xx"}
    junk = factories.Dataset(owner_org=agency, **words)
    propose(junk)
    assert facts_of(junk).characters == dict.fromkeys(words, 0)
    (finding,) = found("2.2.1")
    assert (finding.state, finding.params["thin"]) == ("fail", list(facts_of(junk).characters))


def test_an_importance_of_one_letter_earns_nothing(agency, propose, found):
    propose(factories.Dataset(owner_org=agency), importance="x")
    (finding,) = found("2.1.4")
    assert (finding.state, finding.reason) == ("fail", "IMPORTANCE-THIN")


def test_a_dictionary_of_fillers_describes_nothing(agency, propose, found, upload):
    dataset = factories.Dataset(owner_org=agency, resources=[])
    resource = upload(dataset, ROWS)
    junk = [
        {"name": name, "type": "text", "description": words}
        for name, words in (("month", "x"), ("visits", "Visits"))
    ]
    made = call_action("bmagov_dictionary_update", id=resource["id"], columns=junk)
    propose(dataset)
    assert [column.characters for column in facts_of(dataset).columns or ()] == [0, 0]
    assert [finding.state for finding in found("2.2.2")] == ["fail"]
    call_action("bmagov_dictionary_update", id=resource["id"], columns=HONEST, version=made["version"])
    assert [finding.state for finding in found("2.2.2")] == ["pass"]


def test_columns_that_read_alike_are_counted_in_their_table(agency, upload):
    dataset = factories.Dataset(owner_org=agency, resources=[])
    resource = upload(dataset, "a,b,c\n1,2,3\n")
    words = ("จำนวนครั้งที่มารับบริการ", "จำนวนครั้งที่มารับบริการ", "เดือนที่มารับบริการ")
    columns = [
        {"name": name, "type": "integer", "description": text}
        for name, text in zip("abc", words, strict=True)
    ]
    call_action("bmagov_dictionary_update", id=resource["id"], columns=columns)
    assert [(column.alike, column.of) for column in facts_of(dataset).columns or ()] == [
        (2, 3),
        (2, 3),
        (1, 3),
    ]


def test_a_table_of_one_row_is_no_database(agency, propose, found, upload):
    dataset = factories.Dataset(owner_org=agency, resources=[])
    upload(dataset, "a,b\n1,2\n")
    propose(dataset)
    for criterion in ("2.2.3", "2.2.4"):
        (finding,) = found(criterion)
        assert (finding.reason, finding.params["rows"], finding.params["least"]) == ("FEW-ROWS", 1, 10)


class TestChecked:
    @pytest.fixture
    def table(self, agency, upload):
        dataset = factories.Dataset(owner_org=agency, resources=[])
        resource = upload(dataset, ROWS)

        def extent():
            imported = facts_of(dataset).imported
            assert imported
            return imported.checked

        return dataset, resource, extent

    def test_only_a_check_of_these_very_bytes_counts(self, table, upload):
        dataset, resource, extent = table
        assert extent() is Extent.NOT, "no dictionary"
        call_action("bmagov_dictionary_update", id=resource["id"], columns=HONEST)
        assert extent() is Extent.WAITING
        work.work_all()
        assert extent() is Extent.WHOLE
        upload(dataset, ROWS + "13,1300\n", id=resource["id"])
        assert extent() is Extent.WAITING
        call_action("bmagov_validation_cancel", id=resource["id"])
        assert extent() is Extent.NOT, "what was checked are other bytes"

    def test_a_check_of_some_columns_is_a_part(self, table):
        _, resource, extent = table
        call_action("bmagov_dictionary_update", id=resource["id"], columns=HONEST[:1])
        work.work_all()
        assert extent() is Extent.PARTLY

    def test_data_without_a_dictionary_are_not_correct(self, table, propose, found):
        propose(table[0])
        (finding,) = found("2.2.4")
        assert (finding.reason, finding.params["missing"]) == ("IMPORTED-NOT-CHECKED", ["correct"])


@pytest.mark.parametrize(
    ("data_type", "kind", "expected"),
    [
        ("record", "PDF", False),
        ("record", "", None),
        ("record", "ZIP", False),
        ("geospatial", "ZIP", True),
        ("geospatial", "GeoJSON", True),
        ("record", "XLSX", True),
    ],
)
def test_which_files_machines_can_read(agency, data_type, kind, expected):
    resources = [factories.resource(format=kind or "PDF", url="https://example.go.th/file")]
    more = {"geographic_data_set": "admin_boundary"} if data_type == "geospatial" else {}
    dataset = factories.Dataset(owner_org=agency, data_type=data_type, resources=resources, **more)
    if not kind:
        model.Session.execute(sa.text("UPDATE resource SET format = '' WHERE package_id = :id"), dataset)
    facts = facts_of(dataset, database=False)
    assert (facts.machine_readable, facts.data_type) == (expected, data_type)


def test_a_page_of_a_table_does_not_beat_the_table(agency, duty, found, upload):
    page, table = (factories.Dataset(owner_org=agency, resources=[]) for _ in range(2))
    upload(page, b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "visits.pdf")
    upload(table, ROWS)
    for dataset in (page, table):
        duty(agency, dataset["id"])
    findings = {finding.dataset_id: finding for finding in found("1.3") if finding.dataset_id}
    assert findings[page["id"]].params["lacking"] == ["dictionary", "machine_readable"]
    assert findings[table["id"]].params["lacking"] == ["dictionary"]


class TestGovernance:
    @pytest.fixture(autouse=True)
    def register(self, agency, duty):
        """Without a register nothing of 1.3 is judged."""
        duty(agency)

    def enter(self, agency: str, kind: str, part: int, title: str, **more: str) -> None:
        model.Session.add(
            GovernanceItem(agency_id=agency, kind=kind, part=part, title=title, created_by="editor", **more)
        )
        model.Session.commit()

    KINDS = (("data_owner", 1), ("data_steward", 1), ("plan", 2), ("exchange", 2), ("protection", 2))

    def parts(self, found) -> dict[str, Finding]:
        return {finding.subject_id: finding for finding in found("1.3") if finding.subject == "governance"}

    def test_entries_of_one_letter_complete_nothing(self, agency, found):
        for kind, part in self.KINDS:
            self.enter(agency, kind, part, "x")
        parts = self.parts(found)
        assert len(parts) == 6
        assert {parts[number].earned for number in "124"} == {"0"}

    def test_entries_that_repeat_each_other_count_once(self, agency, found):
        for kind, part in self.KINDS:
            self.enter(agency, kind, part, "ดำเนินการตามประกาศของกรุงเทพมหานครแล้ว")
        parts = self.parts(found)
        lacking = [len(parts[number].params["kinds"]) for number in "12"]
        assert sum(lacking) == 9 - 1

    def test_what_says_something_counts(self, agency, found):
        self.enter(agency, "data_owner", 1, "นางสาวอารีย์ สุขใจ", text="ผู้อำนวยการกองสารสนเทศ")
        assert "data_owner" not in self.parts(found)["1"].params["kinds"]
