"""The plugin starts with its companions and the site answers in its default language."""

from __future__ import annotations

import pytest


@pytest.mark.usefixtures("clean_db", "clean_index")
class TestStart:
    def test_home_page_is_thai_by_default(self, app):
        page = app.get("/")
        assert '<html lang="th"' in page.body

    def test_home_page_has_an_english_twin(self, app):
        page = app.get("/en/")
        assert '<html lang="en"' in page.body
