from __future__ import annotations

import pytest

from ckan.tests.factories import User
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def test_completeness_of_a_published_dataset_is_whole():
    found = call_action("bmagov_dataset_completeness", id=factories.Dataset()["id"])
    assert found["complete"] is True
    assert found["total"]["percent"] == 100
    assert len(found["resources"]) == 1


def test_completeness_names_what_a_draft_lacks_by_group():
    found = call_action("bmagov_dataset_completeness", id=factories.Draft()["id"])
    responsible = next(part for part in found["groups"] if part["name"] == "responsible")
    assert responsible["mandatory_missing"] == ["maintainer", "maintainer_email"]
    assert found["complete"] is False


@pytest.mark.parametrize("state", ["draft", "active"])
def test_completeness_of_a_dataset_that_one_may_not_read_is_not_told(app, state):
    closed = {"data_category": "internal", "data_classification": "internal"}
    dataset = factories.Dataset(state=state, **closed)
    url = f"/api/3/action/bmagov_dataset_completeness?id={dataset['id']}"
    assert app.get(url).status_code in (403, 404)
    from ckan.tests.factories import APIToken

    token = APIToken(user=User()["name"])["token"]
    assert app.get(url, headers={"Authorization": token}).status_code in (403, 404)
