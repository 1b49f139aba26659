"""The description of the API is one of OpenAPI 3.1, says openapi-spec-validator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from ckanext.bmagov.site.readers.api_reference import reference

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

pytestmark = pytest.mark.usefixtures("clean_db")


def described(app: CKANTestApp, language: str = "") -> dict[str, Any]:
    answer = app.get(f"{language}/api-guide/openapi.json")
    assert answer.content_type.startswith("application/vnd.oai.openapi+json")
    return json.loads(answer.get_data(as_text=True))


@pytest.mark.parametrize("language", ["", "/en"])
def test_it_is_one(app: CKANTestApp, language: str):
    judge = OpenAPIV31SpecValidator(described(app, language))
    assert [f"{list(problem.path)}: {problem.message}" for problem in judge.iter_errors()] == []


def test_every_action_is_in_it_with_its_parameters(app: CKANTestApp):
    paths = described(app)["paths"]
    for actions in reference().values():
        for action in actions:
            path = paths[f"/{action.name}"]
            assert ("get" in path) is ("GET" in action.methods)
            taken = {parameter["name"] for parameter in path.get("get", {}).get("parameters", ())}
            assert not taken or taken == {parameter.name for parameter in action.parameters}
            assert ("security" in path["post"]) is not action.anonymous


def test_what_it_describes_answers(app: CKANTestApp):
    document = described(app)
    [server] = document["servers"]
    path = server["url"].removeprefix("http://test.ckan.net")
    assert app.get(f"{path}/bmagov_codelist_list").json["success"]
    assert app.get(f"{path}/package_search?rows=1").json["success"]
