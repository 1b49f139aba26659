"""A search asks each question once, not once for each hit and reader."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.calls import calls_of_ours

HITS, MOST = 20, 450


def test_a_search_of_nobody_takes_few_calls(clean_db, clean_index, with_request_context):
    first = factories.Dataset()
    for _ in range(HITS - 1):
        factories.Dataset(
            owner_org=first["owner_org"], user={"name": model.User.get(first["creator_user_id"]).name}
        )

    def search():
        found = tk.get_action("package_search")({"user": ""}, {"rows": HITS})
        assert len(found["results"]) == HITS

    search()
    found = calls_of_ours(search)
    assert found.total() < MOST, found.most_common(30)
