"""The difference between two versions, by the API."""

from __future__ import annotations

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_difference_shows_thai_as_thai():
    user = factories.User()
    as_user = {"user": user["name"], "ignore_auth": False}
    agency = factories.Organization(user=user)
    dataset = call_action(
        "package_create",
        as_user,
        name="population",
        title="ประชากร",
        data_type="record",
        owner_org=agency["id"],
        state="draft",
    )
    call_action("package_patch", as_user, id=dataset["id"], title="ประชากรรายเขต")
    call_action("package_patch", as_user, id=dataset["id"], title="ประชากรรายแขวง")
    activities = call_action("package_activity_list", {"user": user["name"]}, id=dataset["id"])
    answer = call_action(
        "activity_diff", as_user, id=activities[0]["id"], object_type="package", diff_type="unified"
    )
    assert '-  "title": "ประชากรรายเขต"' in answer["diff"]
    assert '+  "title": "ประชากรรายแขวง"' in answer["diff"]
