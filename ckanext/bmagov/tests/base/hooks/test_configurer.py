from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.hooks.configurer import CORE_DEFAULTS, Configurer

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.mark.parametrize("option", [o for o in CORE_DEFAULTS if o != "ckan.site_title"])
def test_what_nobody_set_is_ours(option: str):
    assert tk.config[option] == CORE_DEFAULTS[option][1]


def test_what_the_site_set_stays(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.views.default_views", ["image_view"])
    monkeypatch.setitem(ckan_config, "ckan.site_title", "ศูนย์ข้อมูล")
    Configurer().update_config(ckan_config)
    assert ckan_config["ckan.views.default_views"] == ["image_view"]
    assert ckan_config["ckan.site_title"] == "ศูนย์ข้อมูล"


def test_no_picture_of_a_user_is_fetched_from_elsewhere():
    assert tk.config["ckan.gravatar_default"] == "disabled"


def test_the_list_of_all_tables_is_closed():
    assert tk.config["ckan.datastore.public_table_search"] == []
