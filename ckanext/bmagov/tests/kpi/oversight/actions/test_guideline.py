"""Guidelines and forms of a year: who gives them out, who reads them, what is refused, what is kept."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.oversight.model import Guideline
from ckanext.bmagov.tests.kpi.office import YEAR, Office

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


@pytest.fixture
def office(with_plugins, clean_db, clean_index) -> Office:
    return Office()


def file(body: bytes = PDF, name: str = "แนวทาง ปี 2570.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


def give_out(office: Office, **more):
    given = {"fiscal_year": YEAR, "title": "แนวทางการจัดทำฐานข้อมูล", "upload": file()}
    return tk.get_action("bmagov_guideline_create")({"user": office.names["auditor"]}, {**given, **more})


def listed():
    return tk.get_action("bmagov_guideline_list")({"user": ""}, {"fiscal_year": YEAR})


def test_everybody_reads_what_an_auditor_gave_out(app, office):
    made = give_out(office)
    assert listed() == [made]
    assert made["title"] in app.get(f"/kpi/guidelines/{YEAR}").get_data(as_text=True)
    response = app.get(made["link"])
    assert response.get_data() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["editor", "admin", ""])
def test_others_give_out_nothing(office, who):
    user = office.names[who] if who else ""
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("bmagov_guideline_create")(
            {"user": user}, {"fiscal_year": YEAR, "title": "x", "upload": file()}
        )
    assert listed() == []


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (None, "EVIDENCE-REQUIRED"),
        (file(b""), "EVIDENCE-EMPTY"),
        (file(b"MZ\x90\x00" + b"0" * 100, "form.exe"), "FILE-TYPE"),
    ],
    ids=["nothing", "empty", "program"],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(office, upload, code):
    with pytest.raises(tk.ValidationError) as refused:
        give_out(office, upload=upload)
    assert refused.value.error_dict["upload"][0].startswith(f"{code}:")
    assert listed() == []


def test_the_same_file_is_given_out_once(office):
    give_out(office)
    with pytest.raises(tk.ValidationError, match="EVIDENCE-DUPLICATE"):
        give_out(office, title="อีกครั้ง")


def test_what_is_taken_back_is_not_there_and_stays_in_the_record(app, office):
    made = give_out(office)
    taken = {"id": made["id"], "reason": "มีฉบับใหม่"}
    tk.get_action("bmagov_guideline_withdraw")({"user": office.names["auditor"]}, taken)
    assert listed() == []
    assert app.get(made["link"], status=404)
    row = model.Session.scalars(sa.select(Guideline)).one()
    assert (row.withdrawn_reason, row.sha256) == ("มีฉบับใหม่", made["sha256"])
    again = give_out(office)
    assert again["id"] != made["id"]


def test_the_sweep_keeps_its_bytes(cli, office):
    made = give_out(office)
    model.Session.commit()
    done = cli.invoke(ckan, ["bmagov", "kpi", "sweep"])
    assert done.exit_code == 0, done.output
    assert document_store.is_whole(made["sha256"])


def test_an_auditor_gives_out_and_takes_back_in_the_browser(app, office):
    token = call_action(
        "api_token_create", {"user": office.names["auditor"], "ignore_auth": True},
        user=office.names["auditor"], name="browser",
    )["token"]  # fmt: skip
    headers, page = {"Authorization": token}, f"/kpi/guidelines/{YEAR}"
    refused = app.post(page, data={"title": "แบบฟอร์ม"}, headers=headers).get_data(as_text=True)
    assert "แบบฟอร์ม" in refused, "what was typed is kept"
    form = {"title": "แบบฟอร์มเอกสารหมายเลข 6", "upload": (io.BytesIO(PDF), "form.pdf")}
    app.post(page, data=form, headers=headers)
    (made,) = listed()
    app.post(f"{page}/withdraw/{made['id']}", data={"reason": "มีฉบับใหม่"}, headers=headers)
    assert listed() == []
