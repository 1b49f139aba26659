from __future__ import annotations

import pytest

from ckanext.bmagov.site.domain.api.parameters import Parameter
from ckanext.bmagov.site.domain.api.reference import Action, Refusal, curl, python, refusals, sample

SITE = "https://catalog.example"
ID = Parameter("id", required=True, text="id or name of the dataset; or")
FILE = Parameter("resource_id", text="id of one file")
REASON = Parameter("reason", default='""', text="why")


def action(*parameters: Parameter, writes: bool = False, anonymous: bool = False) -> Action:
    return Action(
        name="bmagov_thing_do",
        capability="base",
        room="",
        writes=writes,
        anonymous=anonymous,
        who="Everyone.",
        sentence="Do it.",
        more=(),
        parameters=parameters,
        returns="",
        result_type="object",
        fields=(),
        refusals=(),
    )


def test_what_reads_is_called_by_get_with_its_parameters_in_the_address():
    reading = action(ID, anonymous=True)
    assert reading.methods == ("GET", "POST")
    assert curl(reading, SITE) == f"curl '{SITE}/api/3/action/bmagov_thing_do?id=DATASET'"
    assert 'params={"id": "DATASET"}' in python(reading, SITE)


def test_what_writes_is_called_by_post_with_a_token_and_json():
    writing = action(ID, FILE, REASON, writes=True)
    assert writing.methods == ("POST",)
    command = curl(writing, SITE)
    assert "-H 'Authorization: TOKEN'" in command
    assert """-d '{"id": "DATASET", "reason": "REASON"}'""" in command
    assert 'json={"id": "DATASET", "reason": "REASON"}' in python(writing, SITE)


def test_a_file_is_sent_as_a_form():
    sending = action(Parameter("upload", "file", text="the file"), writes=True)
    assert "-F 'upload=@FILE'" in curl(sending, SITE)
    assert 'files={"upload": open("FILE", "rb")}' in python(sending, SITE)


def test_an_example_is_a_program():
    for one in (action(), action(ID, REASON, writes=True), action(Parameter("upload", "file"), writes=True)):
        compile(python(one, SITE), "example", "exec")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (Parameter("kind", choices=("one", "two")), "one"),
        (Parameter("size", "integer", least=3), 3),
        (Parameter("until", "date"), "2026-09-30"),
        (Parameter("id", text="name of the list, such as `update_frequency`"), "update_frequency"),
        (Parameter("title"), "TITLE"),
    ],
)
def test_samples_are_of_their_kind(parameter, value):
    assert sample(parameter) == value


@pytest.mark.parametrize("text", ["why (optional)", "how many (default 20)", "instead of `id`", "or its id"])
def test_what_may_be_left_out_is_left_out(text):
    assert action(Parameter("one", text=text)).example == {}


def test_refusals_have_their_status_and_codes():
    assert refusals(
        [("ValidationError", "URL-..., LIMIT, A-CODE when it is"), ("ObjectNotFound", "gone")]
    ) == (
        Refusal(409, ("URL-...", "LIMIT", "A-CODE"), "URL-..., LIMIT, A-CODE when it is"),
        Refusal(404, (), "gone"),
    )
