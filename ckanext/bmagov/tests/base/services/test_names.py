"""Names by id, as every capability shows them."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.base.services.names import agency_titles, dataset_titles, resource_names, user_names
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def test_each_thing_is_called_by_its_id_and_what_is_gone_is_left_out():
    user, agency = (
        core.User(fullname="สมหญิง ใจดี"),
        factories.Agency(title="สำนักการโยธา", title_en="Public Works"),
    )
    dataset = factories.Dataset(owner_org=agency["id"], title="ถนน", title_en="Streets")
    resource = dataset["resources"][0]
    session = model.Session
    assert user_names(session, [user["id"], None, "gone"]) == {
        user["id"]: {"id": user["id"], "name": user["name"], "display_name": "สมหญิง ใจดี"}
    }
    assert agency_titles(session, [agency["id"], ""]) == {
        agency["id"]: {
            "id": agency["id"],
            "name": agency["name"],
            "title": "สำนักการโยธา",
            "title_en": "Public Works",
        }
    }
    assert dataset_titles(session, [dataset["id"]]) == {
        dataset["id"]: {"id": dataset["id"], "name": dataset["name"], "title": "ถนน", "title_en": "Streets"}
    }
    assert resource_names(session, [resource["id"]]) == {resource["id"]: resource["name"]}


def test_of_no_ids_there_are_no_names():
    for names in (user_names, agency_titles, dataset_titles, resource_names):
        assert names(model.Session, [None, ""]) == {}
