from __future__ import annotations

import pytest

from ckanext.bmagov.site.domain.api.parameters import Parameter, UnknownValidatorError, parameters, silent

NOWHERE: dict[str, str] = {}


def not_empty(key, data, errors, context): ...


def unicode_safe(value): ...


def boolean_validator(value): ...


def read_only(value): ...


def unheard_of(value): ...


def choice(values):
    def check(value):
        return value in values

    return check


def whole_number(least, most):
    def check(value):
        return least <= value <= most

    return check


def default(default_value):
    def callable_(key, data, errors, context):
        return default_value

    return callable_


SCHEMA = {
    "state": [read_only],
    "limit": [default(20), whole_number(1, 100)],
    "deep": [default(False), boolean_validator],
    "kind": [not_empty, choice(["", "one", "two"])],
    "id": [not_empty, unicode_safe],
}
WORDS = {"id": "id of it", "kind": "which", "limit": "how many", "deep": "all of it", "upload": "the file"}


def test_what_a_schema_asks_for_is_told_in_the_order_of_the_docstring():
    assert parameters(SCHEMA, ["upload"], WORDS, {"upload": "file (multipart/form-data)"}) == (
        Parameter("id", required=True, text="id of it"),
        Parameter("kind", required=True, choices=("one", "two"), text="which"),
        Parameter("limit", "integer", default="20", least=1, most=100, text="how many"),
        Parameter("deep", "boolean", default="false", text="all of it"),
        Parameter("upload", "file", text="the file"),
    )


def test_what_passes_by_the_schema_has_its_type_from_the_docstring():
    (told,) = parameters({}, ["columns"], {"columns": "the columns"}, {"columns": "array"})
    assert told == Parameter("columns", "array", text="the columns")
    (untold,) = parameters({}, ["columns"], {}, {})
    assert untold == Parameter("columns", "any")


def test_a_validator_that_is_not_known_is_an_error():
    with pytest.raises(UnknownValidatorError, match="unheard_of"):
        parameters({"id": [unheard_of]}, [], NOWHERE, NOWHERE)


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        (WORDS, set()),
        ({**WORDS, "more": "?"}, {"more"}),
        ({name: text for name, text in WORDS.items() if name != "limit"}, {"limit"}),
        ({**WORDS, "state": "what only the catalog sets"}, {"state"}),
    ],
)
def test_a_name_that_only_one_of_schema_and_docstring_knows_is_found(words, lacking):
    assert silent(SCHEMA, ["upload"], words) == lacking
