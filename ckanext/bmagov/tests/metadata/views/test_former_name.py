"""Old web addresses of datasets lead to the present ones, for who may know of the dataset."""

from __future__ import annotations

import pytest

from ckan.tests.factories import Sysadmin
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def rename(dataset, name):
    patch(dataset, name=name)


def patch(dataset, **changes):
    call_action("package_patch", {"user": Sysadmin()["name"]}, id=dataset["id"], **changes)


def place(response):
    return response.headers.get("Location", "")


def test_every_page_of_an_old_address_leads_to_the_present_one(app):
    dataset = factories.Dataset(name="flood-2569")
    file = dataset["resources"][0]["id"]
    rename(dataset, "flood")
    rename(dataset, "floods")
    for old in ("flood-2569", "flood"):
        moved = app.get(f"/dataset/{old}", follow_redirects=False)
        assert (moved.status_code, place(moved).endswith("/dataset/floods")) == (301, True)
        moved = app.get(f"/dataset/{old}/resource/{file}", follow_redirects=False)
        assert place(moved).endswith(f"/dataset/floods/resource/{file}")
    assert place(app.get("/en/dataset/flood", follow_redirects=False)).endswith("/en/dataset/floods")


def test_what_is_hidden_is_as_absent_under_its_old_address(app):
    closed = {
        "data_category": "security",
        "data_classification": "confidential",
        "license_id": "notspecified",
    }
    dataset = factories.Dataset(name="closed-old", resources=[], **closed)
    rename(dataset, "closed-new")
    answers = [
        app.get(f"/dataset/{name}", follow_redirects=False) for name in ("closed-old", "there-is-none")
    ]
    assert [(one.status_code, place(one)) for one in answers] == [(404, "")] * 2


def test_an_address_that_another_dataset_takes_is_its_own(app):
    dataset = factories.Dataset(name="flood")
    rename(dataset, "floods")
    other = factories.Dataset(name="flood")
    assert other["title"] in app.get("/dataset/flood").body


@pytest.mark.parametrize("name", ["a%00b", "น้ำท่วม", "x" * 300])
def test_what_can_be_no_address_is_absent(app, name):
    assert app.get(f"/dataset/{name}", follow_redirects=False).status_code == 404


def test_of_a_draft_nothing_is_kept(app):
    draft = factories.Draft(name="draft-old")
    rename(draft, "draft-new")
    patch(draft, state="deleted")
    assert app.get("/dataset/draft-old", follow_redirects=False).status_code == 404
