from __future__ import annotations

import pytest

from ckan.lib.plugins import lookup_package_plugin

from ckanext.bmagov.base.domain.schema_facts import SchemaError

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def form():
    return lookup_package_plugin("dataset")


def test_resources_are_checked_again_when_what_they_depend_on_changes(form):
    assert form.resource_validation_dependencies("dataset") == ["data_type", "data_classification", "state"]
    assert form.resource_validation_dependencies("unknown") == []


def test_validators_are_built_once(form):
    assert form._compile("dataset", "package_create") is form._compile("dataset", "package_create")


def test_a_schema_that_names_no_real_list_stops_the_start(form, monkeypatch):
    schema = form._expanded_schemas["dataset"]
    broken = {**schema, "dataset_fields": [{**schema["dataset_fields"][0], "codelist": "nothing"}]}
    monkeypatch.setattr(form, "_expanded_schemas", {"dataset": broken})
    with pytest.raises(SchemaError, match="there is no code list 'nothing'"):
        form.configure({})
