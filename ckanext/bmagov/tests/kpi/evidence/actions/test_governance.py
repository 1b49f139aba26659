"""The governance record: measured where the catalog can tell, entered where it cannot, closed where it is."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.kpi.evidence.readers.governance import governance_kinds, governance_parts
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

CLOSED = {"data_category": "official_secret", "data_classification": "secret", "license_id": "notspecified"}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"
ASSESSED = {
    "kind": "readiness_assessment",
    "title": "ประเมินความพร้อม รอบปี 2570",
    "day": "15/10/2569",
    "result": "ระดับ 3 จาก 5",
    "url": "https://example.go.th/dg/2570.pdf",
}


@pytest.fixture
def people(with_plugins, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    names = {role: core.User()["name"] for role in ("member", "editor", "stranger", "auditor")}

    def agency(name, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    names["agency"] = agency("public-relations-office", member="member", editor="editor")
    agency("health-department", stranger="editor")
    agency("strategy-and-evaluation-department", auditor="editor")
    return names


@pytest.fixture
def act(people):
    def do(action, who="editor", **data):
        given = {"id": "public-relations-office", "fiscal_year": 2570, **data}
        return tk.get_action(f"bmagov_{action}")({"user": people[who]}, given)

    return do


def parts(found):
    return {one["number"]: one for one in found["parts"]}


class TestParts:
    def test_they_are_the_six_of_the_source(self, act):
        found = act("governance_show")
        assert [one["number"] for one in found["parts"]] == [1, 2, 3, 4, 5, 6]
        assert found["parts"][4]["name"]["th"] == "การจำแนกหมวดหมู่ของข้อมูล"

    def test_the_three_assessments_of_part_4_ask_for_day_result_and_evidence(self):
        assessments = [kind for part, kind in governance_kinds().values() if part.number == 4]
        assert [kind.id.partition("_")[0] for kind in assessments] == ["readiness", "quality", "security"]
        assert all(kind.asks == ("day", "result", "evidence") for kind in assessments)

    def test_parts_5_and_6_come_from_the_catalog_alone(self):
        assert [part.number for part in governance_parts() if not part.kinds] == [5, 6]


class TestMeasures:
    def test_the_catalog_is_counted_and_what_lacks_is_named(self, act, people):
        factories.Dataset(owner_org=people["agency"])
        bare = factories.Dataset(owner_org=people["agency"])
        model.Session.execute(
            sa.text("UPDATE package SET maintainer = '', extras = extras - 'data_category' WHERE id = :id"),
            {"id": bare["id"]},
        )
        model.Session.commit()
        found = act("governance_show")
        measures = {one["id"]: one for part in found["parts"] for one in part["measures"]}
        assert found["datasets"] == 2
        assert (measures["classification"]["kept"], measures["classification"]["of"]) == (1, 2)
        assert [one["id"] for one in measures["owner"]["lacking"]] == [bare["id"]]
        assert (measures["metadata"]["kept"], measures["metadata"]["of"]) == (1, 2)
        assert (measures["dictionary"]["kept"], measures["dictionary"]["of"]) == (0, 2)

    def test_what_could_not_be_seen_is_counted_apart(self, act, people):
        factories.Dataset(owner_org=people["agency"])
        fresh = next(one for one in parts(act("governance_show"))[6]["measures"] if one["id"] == "fresh")
        assert (fresh["of"], fresh["unknown"]) == (0, 1)

    @pytest.mark.parametrize(("hidden", "told"), [(1, None), (2, None), (3, 3)])
    def test_hidden_datasets_are_pointed_to_from_three_on(self, act, people, hidden, told):
        factories.Dataset(owner_org=people["agency"])
        before = parts(act("governance_show", "member"))[5]["measures"]
        for _ in range(hidden):
            factories.Dataset(owner_org=people["agency"], **CLOSED)
        found = act("governance_show", "member")
        assert (found["datasets"], found["hidden"]) == (1, told)
        assert parts(found)[5]["measures"] == before
        assert act("governance_show", "auditor")["datasets"] == 1 + hidden

    def test_a_dataset_with_a_hidden_file_is_not_counted_by_whom_it_is_hidden_from(self, act, people):
        files = [factories.resource(), factories.resource(name="ลับ", resource_data_classification="secret")]
        factories.Dataset(owner_org=people["agency"], resources=files)
        assert act("governance_show", "member")["datasets"] == 0
        assert act("governance_show", "auditor")["datasets"] == 1


class TestEntries:
    def test_an_assessment_stands_with_day_result_and_address(self, act):
        made = act("governance_item_create", **ASSESSED)
        (item,) = parts(act("governance_show", "auditor"))[4]["items"]
        assert item == made
        assert (item["day"], item["result"]) == ("2026-10-15", "ระดับ 3 จาก 5")
        assert "governance_item" in model.Session.scalars(sa.select(AuditLog.kind)).all()

    @pytest.mark.parametrize(
        ("missing", "field", "code"),
        [
            ("day", "day", "TEXT-EMPTY"),
            ("result", "result", "TEXT-EMPTY"),
            ("url", "url", "EVIDENCE-REQUIRED"),
        ],
    )
    def test_what_its_kind_asks_for_is_asked_for_at_the_field(self, act, missing, field, code):
        with pytest.raises(tk.ValidationError) as error:
            act("governance_item_create", **{**ASSESSED, missing: ""})
        assert error.value.error_dict[field][0].startswith(code)
        assert parts(act("governance_show"))[4]["items"] == []

    @pytest.mark.parametrize(
        ("data", "field"),
        [({"kind": "anything"}, "kind"), ({"day": "29/2/2564"}, "day"), ({"url": "ftp://x"}, "url"),
         ({"document": "there-is-none", "url": ""}, "document"), ({"title": " "}, "title")],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, act, data, field):
        with pytest.raises(tk.ValidationError) as error:
            act("governance_item_create", **{**ASSESSED, **data})
        assert list(error.value.error_dict) == [field]

    def test_the_order_that_was_handed_in_counts_for_the_working_group(self, act):
        order = act(
            "deliverable_create", kind="working_group_order", upload=FileStorage(io.BytesIO(PDF), "order.pdf")
        )
        group = parts(act("governance_show"))[1]["kinds"][2]
        assert [one["id"] for one in group["documents"]] == [order["id"]]
        entry = {"kind": "working_group", "title": "คณะทำงานกำกับดูแลข้อมูล", "day": "15/11/2569"}
        made = act("governance_item_create", document=order["id"], **entry)
        assert made["document"]["id"] == order["id"]

    def test_it_is_taken_back_with_a_reason_once(self, act):
        made = act("governance_item_create", **ASSESSED)
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("governance_item_withdraw", item=made["id"], reason="")
        act("governance_item_withdraw", item=made["id"], reason="บันทึกผิดปี")
        assert parts(act("governance_show"))[4]["items"] == []
        with pytest.raises(tk.ObjectNotFound):
            act("governance_item_withdraw", item=made["id"], reason="บันทึกผิดปี")


class TestReaders:
    @pytest.mark.parametrize("who", ["member", "auditor"])
    def test_only_editors_of_the_agency_write(self, act, who):
        with pytest.raises(tk.NotAuthorized):
            act("governance_item_create", who, **ASSESSED)

    def test_for_strangers_it_is_not_there(self, act):
        made = act("governance_item_create", **ASSESSED)
        for action, more in (
            ("governance_show", {}),
            ("governance_item_create", ASSESSED),
            ("governance_item_withdraw", {"item": made["id"], "reason": "บันทึกผิดปี"}),
        ):
            with pytest.raises(tk.ObjectNotFound) as foreign:
                act(action, "stranger", **more)
            with pytest.raises(tk.ObjectNotFound) as absent:
                act(action, "stranger", **{**more, "id": "there-is-none"})
            assert str(foreign.value) == str(absent.value)
