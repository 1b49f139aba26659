"""The pages for many datasets at once, as an editor goes through them without a script."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckan.tests.factories import Sysadmin, UserWithToken

from ckanext.bmagov.metadata.bulk import jobs
from ckanext.bmagov.metadata.bulk.formats import workbook
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.metadata.bulk.sheets import Book


@pytest.fixture
def editor(clean_db, clean_index):
    return UserWithToken()


@pytest.fixture
def datasets(agency):
    boss = Sysadmin()
    return [factories.Dataset(owner_org=agency["id"], user=boss) for _ in range(2)]


@pytest.fixture
def ask(app, editor):
    def ask(method: str, path: str, **sent: Any) -> Any:
        headers = {"Authorization": editor["token"]}
        return getattr(app, method)(path, headers=headers, follow_redirects=False, **sent)

    return ask


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.body, "html.parser")


def sent_by(form: Any) -> dict[str, list[str]]:
    """What a browser sends of hidden inputs."""
    values: dict[str, list[str]] = {}
    for field in form.select("input[type=hidden]"):
        values.setdefault(field["name"], []).append(field.get("value", ""))
    return values


def form_to(page: BeautifulSoup, end: str) -> Any:
    return next(form for form in page.select("form[method=post]") if form["action"].endswith(end))


def test_a_selection_is_ticked_looked_at_done_and_undone(ask, agency, datasets):
    page = soup(ask("get", f"/organization/{agency['name']}/bulk"))
    boxes = [box["value"] for box in page.select("input[name=ids]")]
    assert sorted(boxes) == sorted(dataset["id"] for dataset in datasets)
    chosen = {"ids": boxes, "act": "contact", "maintainer": "กองข้อมูล"}
    path = form_to(page, "/bulk/act")["action"]
    trial = soup(ask("post", path, data=chosen))
    assert "กองข้อมูล" in trial.select_one("table").text
    done = ask("post", path, data=sent_by(form_to(trial, "/bulk/act")))
    waiting = ask("get", done.location)
    assert waiting.headers["Refresh"] == "3"
    assert "Refresh" not in ask("get", f"{done.location}?still=yes").headers
    jobs.work()
    ready = ask("get", done.location)
    assert "Refresh" not in ready.headers
    found = workbook.read(ask("get", f"{done.location}.xlsx").data)
    assert [row[7:9] for row in found[0][1][1:]] == [["กลุ่มงานสถิติ", "กองข้อมูล"]] * 2
    undo = ask("post", form_to(soup(ready), "/undo")["action"])
    assert re.search(r"/dashboard/bulk/[0-9a-f-]{36}$", undo.location)


def test_a_workbook_goes_out_and_comes_in(ask, agency, datasets):
    root = f"/en/organization/{agency['name']}/bulk"
    sent = ask("post", f"{root}/workbook", data={"ids": [datasets[0]["id"]]})
    book = Book.read(sent.data)
    assert len(book.sheets["Records"]) == 3
    book.put("Records", 0, notes="=ใหม่", geo_coverage="Distritc")
    refused = soup(ask("post", f"{root}/import", data={"upload": (io.BytesIO(book.bytes()), "a.xlsx")}))
    assert book.place("Records", 0, "geo_coverage") in refused.select_one("table").text
    assert "District" in refused.select_one("table").text
    assert not refused.select("button.btn-primary[type=submit]:-soup-contains('Save these datasets')")
    book.put("Records", 0, geo_coverage="District")
    trial = soup(ask("post", f"{root}/import", data={"upload": (io.BytesIO(book.bytes()), "a.xlsx")}))
    done = ask("post", f"{root}/import", data=sent_by(form_to(trial, "/bulk/import")))
    jobs.work()
    assert "1 dataset is saved" in soup(ask("get", done.location)).text


def test_the_tab_is_for_who_may_edit(app, ask, agency):
    address = f"/organization/{agency['name']}/bulk"
    assert address in ask("get", f"/organization/{agency['name']}").body
    reader = UserWithToken()
    assert (
        address
        not in app.get(f"/organization/{agency['name']}", headers={"Authorization": reader["token"]}).body
    )
    for path in (address, f"{address}/import", f"{address}/workbook", "/organization/no-such/bulk"):
        assert app.get(path, headers={"Authorization": reader["token"]}).status_code == 403


def test_what_is_wrong_with_the_form_is_said_and_the_ticks_are_kept(ask, agency, datasets):
    page = soup(
        ask(
            "post",
            f"/organization/{agency['name']}/bulk/act",
            data={"act": "category", "ids": [datasets[1]["id"]]},
        )
    )
    assert page.select_one("#errors li")
    assert [box["value"] for box in page.select("input[name=ids][checked]")] == [datasets[1]["id"]]
    assert page.select_one("input[name=act][checked]")["value"] == "category"
