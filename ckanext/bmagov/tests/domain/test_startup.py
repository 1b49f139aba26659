from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.bmagov.domain.startup import parse_rules, problems, text

FILE = Path(__file__).parents[2] / "rules" / "startup.yaml"
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


@pytest.mark.parametrize("rule", RULES.options, ids=lambda rule: rule.option)
@pytest.mark.parametrize("form", [bool, str])
def test_each_option_is_noticed_as_a_word_and_as_a_value(rule, form):
    bad, good = form(not rule.wanted), form(rule.wanted)
    assert codes({rule.option: good}, GOOD) == []
    assert codes({rule.option: bad}, GOOD) == [("option", rule.level)]


@pytest.mark.parametrize(
    "option",
    [
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
