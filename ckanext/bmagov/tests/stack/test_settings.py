"""The user's addresses win over ours, and mean that a service is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from bmagov_stack import settings
from bmagov_stack.errors import StackError
from bmagov_stack.provision import Ours

DATABASES = {
    "CKAN_SQLALCHEMY_URL": "postgresql://a@db.test/ckan",
    "CKAN_DATASTORE_WRITE_URL": "postgresql://a@db.test/store",
    "CKAN_DATASTORE_READ_URL": "postgresql://b@db.test/store",
}
ABSENT = Path("/nonexistent/local.ini")
TEMPLATE = (
    "[app:main]\nsolr_url = ${solr_url}\nckan.site_id = bmagov\n[formatter_generic]\nformat = %(message)s\n"
)


def test_nothing_given_means_all_services_are_ours():
    assert Ours.without(settings.user_options({}, ABSENT)) == Ours(postgres=True, redis=True, solr=True)


def test_addresses_in_the_environment_take_a_service_away_from_us():
    options = settings.user_options({**DATABASES, "CKAN_SOLR_URL": "http://cloud.test/solr/ckan"}, ABSENT)

    assert Ours.without(options) == Ours(postgres=False, redis=True, solr=False)


def test_the_environment_wins_over_the_file(tmp_path: Path):
    local = tmp_path / "local.ini"
    local.write_text("ckan.redis.url = redis://file.test/0\nckan.site_title = Mine\n")

    options = settings.user_options({"CKAN_REDIS_URL": "redis://env.test/0"}, local)

    assert options == {"ckan.redis.url": "redis://env.test/0", "ckan.site_title": "Mine"}


@pytest.mark.parametrize("header", ["", "[app:main]\n"])
def test_the_file_may_have_its_section_header(tmp_path: Path, header: str):
    local = tmp_path / "local.ini"
    local.write_text(header + "# a comment\nsmtp.password = 50%off$now\n")

    assert settings.user_options({}, local) == {"smtp.password": "50%off$now"}


def test_an_option_given_twice_is_named(tmp_path: Path):
    local = tmp_path / "local.ini"
    local.write_text("ckan.site_title = A\nckan.site_title = B\n")

    with pytest.raises(StackError, match=r"ckan\.site_title"):
        settings.user_options({}, local)


def test_half_of_the_databases_is_refused():
    with pytest.raises(StackError, match=r"not ckan\.datastore\.read_url"):
        settings.user_options({name: url for name, url in DATABASES.items() if "READ" not in name}, ABSENT)


def test_the_template_is_filled_and_overlaid():
    text = settings.render({"solr_url": "http://ours"}, {"ckan.site_id": "theirs", "ckan.new": "1"}, TEMPLATE)

    assert "solr_url = http://ours" in text
    assert "ckan.site_id = theirs" in text
    assert "ckan.new = 1" in text
    assert "format = %(message)s" in text


@pytest.mark.parametrize(
    "option",
    [
        "ckan.auth.allow_dataset_collaborators = false",
        "ckan.auth.reveal_private_datasets = false",
        "ckan.auth.public_user_details = false",
        "ckan.auth.create_user_via_web = false",
        "ckan.datastore.sqlsearch.enabled = false",
        "ckan.datastore.public_table_search =\n",
        "ckan.hide_version = true",
        "debug = false",
    ],
)
def test_the_site_is_closed_where_core_is_open(option: str):
    assert f"\n{option}" in settings.TEMPLATE.read_text(encoding="utf-8")
