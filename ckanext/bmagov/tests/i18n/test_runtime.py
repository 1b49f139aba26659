"""How the running site finds the catalogues: on the server and in the browser."""

from __future__ import annotations

import json

import bmagov_messages as messages
import pytest

import ckan.plugins.toolkit as tk
from ckan.lib.i18n import build_js_translations


@pytest.mark.usefixtures("with_plugins")
class TestServer:
    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_thai_has_one_form_for_any_number(self, app, number):
        with app.flask_app.test_request_context("/"):
            found = tk.ungettext("{number} group found", "{number} groups found", number)
        assert found == "พบ {number} หมวดหมู่"

    def test_thai_of_ours_replaces_that_of_core(self, app):
        with app.flask_app.test_request_context("/"):
            assert tk._("Organization") == "หน่วยงาน"

    def test_english_is_english(self, app):
        with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": "en"}):
            assert tk._("Organization") == "Organization"
            assert tk.ungettext("{number} group found", "{number} groups found", 1) == "{number} group found"
            assert tk.ungettext("{number} group found", "{number} groups found", 2) == "{number} groups found"


@pytest.mark.usefixtures("with_plugins")
class TestBrowser:
    @pytest.fixture
    def thai(self, tmp_path, monkeypatch) -> dict[str, list[str]]:
        monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
        build_js_translations()
        return json.loads((tmp_path / "i18n/js/th.js").read_text(encoding="utf-8"))

    def test_every_message_used_in_javascript_is_in_thai(self, thai):
        used = [
            message.id
            for catalog in (messages.own_messages(), messages.upstream_messages())
            for message in catalog
            if message.id and any(place.endswith(".js") for place, _ in message.locations)
        ]
        assert len(used) > 50
        assert [messages.key(text) for text in used if messages.key(text) not in thai] == []

    def test_thai_of_ours_replaces_that_of_core(self, thai):
        assert thai["Upload"] == [None, "อัปโหลด"]

    def test_plural_rule_is_that_of_thai(self, thai):
        assert thai[""]["plural-forms"].startswith("nplurals=1")
