"""What is followed, and what it makes of the answer."""

from __future__ import annotations

import pytest

from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.services.cacheability import is_closed
from ckanext.bmagov.tests import factories

CLOSED = {"data_classification": "confidential", "data_category": "security", "license_id": "notspecified"}


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
@pytest.mark.parametrize(("level", "closed"), [(CLOSED, True), ({}, False)])
def test_a_list_with_closed_datasets_is_for_its_reader_alone(app, level: dict[str, str], closed: bool):
    """The dashboard names what is followed, also when nothing has happened to it."""
    user = core.User()
    agency = factories.Agency(users=[{"name": user["name"], "capacity": "admin"}])
    dataset = factories.Dataset(owner_org=agency["id"], private=closed, **level)
    call_action("follow_dataset", {"user": user["name"]}, id=dataset["id"])
    with app.flask_app.test_request_context("/"):
        followed = call_action("dataset_followee_list", {"user": user["name"]}, id=user["id"])
        assert [item["id"] for item in followed] == [dataset["id"]]
        assert is_closed() is closed
