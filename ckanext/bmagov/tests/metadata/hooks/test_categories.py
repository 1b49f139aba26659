"""Topic categories in two languages."""

from __future__ import annotations

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.fixture
def topic(clean_db, clean_index):
    return factories.Group(
        name="environment",
        title="สิ่งแวดล้อม",
        description="อากาศ ขยะ และต้นไม้",
        extras=[
            {"key": "title_en", "value": "Environment"},
            {"key": "description_en", "value": "Air, waste and trees"},
        ],
    )


@pytest.mark.usefixtures("with_plugins", "topic")
class TestCategories:
    @pytest.mark.parametrize("path", ["/group/", "/group/environment", "/group/about/environment"])
    def test_pages_speak_the_readers_language(self, app, path):
        assert "สิ่งแวดล้อม" in app.get(path).body
        english = app.get(f"/en{path}").body
        assert "Environment" in english
        assert "สิ่งแวดล้อม" not in english

    def test_the_form_and_the_api_keep_what_is_stored(self, app):
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        form = app.get("/en/group/edit/environment", headers=headers).body
        assert 'value="สิ่งแวดล้อม"' in form
        assert ">อากาศ ขยะ และต้นไม้</textarea>" in form
        assert call_action("group_show", id="environment")["title"] == "สิ่งแวดล้อม"

    def test_one_without_english_is_shown_as_it_is(self, app):
        factories.Group(name="other", title="อื่นๆ", description="")
        assert "อื่นๆ" in app.get("/en/group/other").body
