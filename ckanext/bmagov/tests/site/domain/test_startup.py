from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.bmagov.site.domain.startup import EMPTY, label_problem, parse_rules, problems, text

FILE = Path(__file__).parents[3] / "rules" / "startup.yaml"
RULES = parse_rules(yaml.safe_load(FILE.read_text(encoding="utf-8")))
GOOD = ["bmagov", "bmagov_datasets", "scheming_organizations", "activity", "datastore", "text_view", "dcat"]


def codes(options: dict, plugins: list[str]) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in problems(options, plugins, RULES)]


def test_nothing_is_wrong_with_the_documented_plugins_and_no_options():
    assert codes({}, GOOD) == []


def test_without_the_plugin_there_is_nothing_to_look_at_in_the_plugins():
    assert codes({}, ["scheming_datasets", "dcat"]) == []


@pytest.mark.parametrize("behind", GOOD[1:])
def test_the_plugin_stands_before_each_of_its_companions(behind: str):
    plugins = [behind, *(name for name in GOOD if name != behind)]
    assert codes({}, plugins) == [("order", "refuse")]
    found = problems({}, plugins, RULES)[0]
    assert (
        text(found, RULES, "en") == f"ckan.plugins: bmagov stands behind {behind}. Move bmagov to the front."
    )


@pytest.mark.parametrize(
    "options", [{"SESSION_COOKIE_SAMESITE": "None"}, {"SESSION_COOKIE_HTTPONLY": "false"}]
)
def test_a_session_that_others_could_use_is_refused(options: dict):
    assert [level for _, level in codes(options, GOOD)] == ["refuse"]


@pytest.mark.parametrize("value", ["Lax", "Strict", "", None])
def test_a_session_of_this_site_alone_is_good(value: str | None):
    assert codes({"SESSION_COOKIE_SAMESITE": value, "SESSION_COOKIE_HTTPONLY": True}, GOOD) == []


def test_an_unknown_plugin_in_front_is_only_mentioned():
    assert codes({}, ["envvars", *GOOD]) == [("not-first", "warn")]


def test_two_forms_for_datasets_are_refused():
    assert codes({}, [*GOOD, "scheming_datasets"]) == [("two-forms", "refuse")]


@pytest.mark.parametrize("name", ["bmagov_datasets", "scheming_organizations"])
def test_one_form_without_the_other_is_refused(name: str):
    plugins = [plugin for plugin in GOOD if plugin != name]
    found = problems({}, plugins, RULES)
    assert [(problem.code, problem.level) for problem in found] == [("missing", "refuse")]
    assert name in text(found[0], RULES, "th")


def test_thai_search_alone_is_allowed_and_said():
    assert codes({}, ["bmagov", "activity"]) == [("search-only", "warn")]


SWITCHES = [rule for rule in RULES.options if rule.wanted != EMPTY]


@pytest.mark.parametrize("rule", SWITCHES, ids=lambda rule: rule.option)
@pytest.mark.parametrize("form", [bool, str])
def test_each_option_is_noticed_as_a_word_and_as_a_value(rule, form):
    bad, good = form(not rule.wanted), form(rule.wanted)
    assert codes({rule.option: good}, GOOD) == []
    assert codes({rule.option: bad}, GOOD) == [("option", rule.level)]


@pytest.mark.parametrize(
    "option", ["ckan.datastore.public_table_search", "ckan.search.solr_allowed_query_parsers"]
)
@pytest.mark.parametrize("value", ["a b", ["a", "b"]])
def test_what_has_to_list_nothing_is_refused_with_its_value(option: str, value):
    assert codes({option: ""}, GOOD) == codes({option: []}, GOOD) == []
    found = problems({option: value}, GOOD, RULES)
    assert [(problem.code, problem.level) for problem in found] == [("filled-option", "refuse")]
    assert text(found[0], RULES, "en").startswith(f"{option} = a b: ")
    assert text(found[0], RULES, "en").endswith(f"Leave {option} empty.")


@pytest.mark.parametrize("plugin", ["resource_proxy", "stats", "tracking"])
def test_a_plugin_that_knows_nothing_of_levels_is_refused(plugin: str):
    assert codes({}, [*GOOD, plugin]) == [("unsafe-plugin", "refuse")]
    assert plugin in text(problems({}, [*GOOD, plugin], RULES)[0], RULES, "th")


def test_only_storages_of_pictures_may_be_public():
    pictures = {f"ckan.files.storage.{name}.public": "true" for name in ("users", "groups", "admins")}
    assert codes(pictures, GOOD) == []
    assert codes({"ckan.files.storage.resources.public": True}, GOOD) == [("public-storage", "refuse")]
    assert codes({"ckan.files.storage.evidence.public": "true"}, GOOD) == [("public-storage", "refuse")]
    assert codes({"ckan.files.storage.evidence.public": "false"}, GOOD) == []


def test_a_storage_of_pictures_under_another_name_may_be_public_unless_it_holds_data():
    renamed = {"ckan.files.default_storages.user": "faces", "ckan.files.storage.faces.public": True}
    assert codes(renamed, GOOD) == []
    shared = renamed | {"ckan.files.default_storages.resource": "faces"}
    assert codes(shared, GOOD) == [("public-storage", "refuse")]


def test_another_plugin_that_decides_who_finds_datasets_is_refused():
    assert label_problem(None) is None
    assert label_problem("bmagov") is None
    found = label_problem("privatedatasets")
    assert found
    assert (found.code, found.level) == ("labels", "refuse")
    assert "privatedatasets" in text(found, RULES, "en")


@pytest.mark.parametrize(
    "option",
    [
        "ckan.files.authenticated_uploads.allow",
        "ckan.auth.allow_dataset_collaborators",
        "ckan.auth.anon_create_dataset",
        "ckan.auth.create_unowned_dataset",
        "ckan.auth.public_activity_stream_detail",
        "ckan.auth.reveal_private_datasets",
        "ckan.datastore.sqlsearch.enabled",
    ],
)
def test_what_opens_private_data_or_lets_strangers_write_is_refused(option: str):
    assert codes({option: "true"}, GOOD) == [("option", "refuse")]


def test_a_message_names_the_option_its_value_the_reason_and_the_remedy():
    found = problems({"ckan.datastore.sqlsearch.enabled": True}, GOOD, RULES)[0]
    assert text(found, RULES, "en") == (
        "ckan.datastore.sqlsearch.enabled = true: SQL of strangers would run on the database of the published"
        " tables. Set ckan.datastore.sqlsearch.enabled = false."
    )


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_text_is_there_in_both_languages(language: str):
    texts = [*RULES.why.values(), *RULES.messages.values()]
    assert all(entry[language].strip() for entry in texts)
    thai = [any("\u0e00" <= letter <= "\u0e7f" for letter in entry["th"]) for entry in texts]
    assert all(thai)


def test_every_reason_in_the_file_is_used():
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert set(raw["why"]) == set(RULES.why)


def test_a_rule_without_its_reason_is_an_error():
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    raw["options"].append({"option": "x", "set": True, "level": "warn", "why": "nowhere"})
    with pytest.raises(KeyError, match="nowhere"):
        parse_rules(raw)


SITE = {"ckan.site_url": "https://data.example.go.th"}
FILES = "ckanext.bmagov.files_host"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (
            {"ckanext.bmagov.headers.sources": "script-src 'unsafe-inline'"},
            "header-sources",
            "'unsafe-inline'",
        ),
        (
            {"ckanext.bmagov.headers.embed_views_on": "www.example.go.th"},
            "header-frames",
            "www.example.go.th",
        ),
        ({FILES: "files.example.go.th"}, "files-host", "files.example.go.th"),
        ({FILES: "https://data.example.go.th"}, "files-host-same", "https://data.example.go.th"),
        ({FILES: "http://files.example.go.th"}, "files-host-plain", "http://files.example.go.th"),
        (
            {FILES: "https://files.example.go.th", "SESSION_COOKIE_DOMAIN": ".example.go.th"},
            "files-host-cookie",
            "SESSION_COOKIE_DOMAIN",
        ),
        (
            {FILES: "https://files.data.example.go.th", "REMEMBER_COOKIE_DOMAIN": "data.example.go.th"},
            "files-host-cookie",
            "REMEMBER_COOKIE_DOMAIN",
        ),
    ],
)
def test_headers_that_would_protect_nobody_are_refused(options: dict, code: str, said: str):
    found = problems(SITE | options, GOOD, RULES)
    assert [(problem.code, problem.level) for problem in found] == [(code, "refuse")]
    for language in ("en", "th"):
        assert said in text(found[0], RULES, language)


def test_headers_as_documented_are_taken():
    options = {
        "ckanext.bmagov.headers.sources": "img-src https://tiles.example.go.th; connect-src https://a.example",
        "ckanext.bmagov.headers.embed_views_on": "https://www.bangkok.go.th https://*.example.go.th",
        FILES: "https://files.example.go.th",
        "SESSION_COOKIE_DOMAIN": "data.example.go.th",
    }
    assert codes(SITE | options, GOOD) == []
