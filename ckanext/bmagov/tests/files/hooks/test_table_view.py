from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.mark.parametrize(
    ("language", "stored", "shown"),
    [("th", "Table", "ตาราง"), ("en", "Table", "Table"), ("th", "Parking", "Parking")],
)
def test_a_view_that_nobody_named_is_named_in_the_language_of_the_reader(read_in, language, stored, shown):
    view = {"id": "v", "resource_id": "r", "view_type": "bmagov_table", "title": stored}
    package = {"name": "parking", "type": "dataset"}
    with read_in(language):
        tab = tk.render(
            "package/snippets/resource_views_list_item.html",
            {"view": view, "pkg": package, "is_edit": False, "is_selected": True, "current_filters": None},
        )
    assert tab.split("</i>")[1].split("</a>")[0].strip() == shown
