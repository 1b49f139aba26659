"""Aliases of tables: nobody's rows are read in the place of another's, by whichever way an alias comes."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import factories as core
from ckan.tests.helpers import call_action
from ckanext.datastore.backend.postgres import get_write_engine

from ckanext.bmagov.dictionary import readers
from ckanext.bmagov.dictionary.services import table_aliases
from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

CLOSED = {"data_category": "security", "data_classification": "confidential", "license_id": "notspecified"}


class Place:
    """An agency with an editor, an open dataset and its file."""

    def __init__(self, **more: Any) -> None:
        self.editor = core.User()
        self.agency = factories.Agency(users=[{"name": self.editor["name"], "capacity": "editor"}])
        self.dataset = factories.Dataset(owner_org=self.agency["id"], **more)
        self.file: str = self.dataset["resources"][0]["id"]

    def make(self, **more: Any) -> Any:
        given = {"resource_id": self.file, "force": True, "fields": [{"id": "a", "type": "text"}]}
        context = {"user": self.editor["name"], "ignore_auth": False}
        return call_action("datastore_create", context, **{**given, "records": [{"a": "mine"}], **more})

    def refusal(self, aliases: Any, **more: Any) -> str:
        with pytest.raises(tk.ValidationError) as caught:
            self.make(aliases=aliases, **more)
        model.Session.rollback()
        return caught.value.error_dict["aliases"][0]


@pytest.fixture
def mine() -> Iterator[Place]:
    _drop_aliases()
    yield Place()
    _drop_aliases()


def _drop_aliases() -> None:
    """The DataStore is not emptied between tests."""
    for name, _ in readers.stored_aliases():
        readers.drop_alias(name)


def rows(name: str) -> list[str]:
    return [one["a"] for one in call_action("datastore_search", resource_id=name)["records"]]


def with_id(place: Place, file: str) -> Place:
    """Give a file an id that is no UUID, as older software took it."""
    model.Session.execute(
        sa.text("UPDATE resource SET id = :new WHERE id = :old"), {"new": file, "old": place.file}
    )
    model.Session.commit()
    place.file = file
    return place


def put_alias(name: str, table: str) -> None:
    """Make an alias past every rule, as older software let anybody do."""
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(f'CREATE VIEW "{name}" AS SELECT * FROM "{table}"'))


def test_a_name_of_ones_own_is_an_alias_and_may_be_given_again(mine: Place):
    for aliases in ("population, ประชากร", ["population"]):
        mine.make(aliases=aliases, records=[])
    assert call_action("datastore_info", id=mine.file)["meta"]["aliases"] == ["population"]
    mine.make(aliases=[])
    assert call_action("datastore_info", id=mine.file)["meta"]["aliases"] == []


@pytest.mark.parametrize("as_text", [False, True])
def test_ids_of_files_open_hidden_and_of_none_are_refused_in_the_same_words(mine: Place, as_text: bool):
    ids = [Place().file, Place(**CLOSED).file, mine.file, str(uuid.uuid4()), mine.dataset["id"]]
    said = {mine.refusal(f"good, {one}" if as_text else ["good", one]).replace(one, "ID") for one in ids} | {
        mine.refusal([one.upper()]).replace(one.upper(), "ID") for one in ids
    }
    assert len(said) == 1
    assert next(iter(said)).startswith("ALIAS-FORMAT: ")


def test_an_id_that_somebody_chose_is_taken(mine: Place):
    with_id(Place(), "payroll-2569")
    assert mine.refusal(["payroll-2569"]).startswith("ALIAS-TAKEN: ")
    assert mine.refusal(["Payroll-2569"]).startswith("ALIAS-TAKEN: ")


def test_names_of_datasets_are_taken_as_far_as_one_may_know_of_them(mine: Place):
    there, hidden = Place(name="flood-points"), Place(name="hidden-points", **CLOSED)
    assert mine.refusal(["flood-points"]).startswith("ALIAS-TAKEN: ")
    assert mine.refusal(["Flood-Points"]).startswith("ALIAS-TAKEN: ")
    mine.make(aliases=["hidden-points"])
    mine.make(aliases=["no-such-points"])
    assert there.dataset["name"] != hidden.dataset["name"]


def test_aliases_of_others_and_names_of_the_database_are_taken(mine: Place):
    Place().make(aliases=["roads"])
    for name in ("roads", "ROADS"):
        assert mine.refusal([name]).startswith("ALIAS-TAKEN: ")
    for name in ("pg_tables", "_table_metadata", "tables", "text"):
        assert mine.refusal([name]).startswith(("ALIAS-TAKEN: ", "ALIAS-FORMAT: "))


def test_a_name_that_the_database_would_cut_is_refused(mine: Place):
    assert mine.refusal(["a" * 64]).startswith("ALIAS-FORMAT: ")
    assert mine.refusal(["ก" * 22]).startswith("ALIAS-FORMAT: ")


def test_a_new_file_and_its_table_at_once_are_looked_at_too(mine: Place):
    count = model.Session.query(model.Resource).count()
    victim = Place().file
    given = {"package_id": mine.dataset["id"], **factories.resource(name="ตารางใหม่", url=None)}
    given.pop("url", None)
    said = mine.refusal([victim], resource=given, resource_id=None)
    assert said.startswith("ALIAS-FORMAT: ")
    assert model.Session.query(model.Resource).count() == count + 1  # the victim's


def test_who_may_not_make_the_table_is_told_nothing_of_names(mine: Place):
    other = Place()
    with pytest.raises(tk.NotAuthorized):
        mine.make(resource_id=other.file, aliases=[other.file])


def test_an_alias_of_before_gives_no_rows_in_the_place_of_a_file_and_makes_way(mine: Place):
    victim = Place()
    mine.make()
    put_alias(victim.file, mine.file)
    with pytest.raises(tk.ObjectNotFound):
        rows(victim.file)
    with pytest.raises(tk.ObjectNotFound):
        call_action("datastore_info", id=victim.file)
    victim.make(records=[{"a": "the victim's"}])
    assert (rows(victim.file), rows(mine.file)) == (["the victim's"], ["mine"])


def test_a_file_with_the_id_of_somebodys_alias_gets_a_clear_answer(mine: Place):
    mine.make(aliases=["roads"])
    late = with_id(Place(), "roads-x")
    put_alias("roads-x", mine.file)
    with pytest.raises(tk.ValidationError) as caught:
        late.make(aliases=None)
    assert caught.value.error_dict["resource_id"][0].startswith("ALIAS-TAKEN: ")
    assert rows("roads") == ["mine"]


def test_the_command_lists_bad_aliases_and_takes_them_away(mine: Place, cli: Any):
    mine.make(aliases=["roads"])
    victim = Place().file
    put_alias(victim, mine.file)
    listed = cli.invoke(ckan, ["bmagov", "datastore", "aliases"])
    assert listed.exit_code == 1
    assert victim in listed.output
    assert "roads" not in listed.output
    assert cli.invoke(ckan, ["bmagov", "datastore", "aliases", "--drop"]).exit_code == 0
    assert list(table_aliases.bad_aliases(model.Session)) == []
    assert "name of its own" in cli.invoke(ckan, ["bmagov", "datastore", "aliases"]).output
    assert rows("roads") == ["mine"]


def test_over_http_the_answer_is_a_sentence_with_its_code(mine: Place, app: Any):
    token = call_action("api_token_create", {"ignore_auth": True}, user=mine.editor["name"], name="t")[
        "token"
    ]
    sent = {"resource_id": mine.file, "force": True, "aliases": [str(uuid.uuid4())]}
    answer = app.post(
        "/api/3/action/datastore_create",
        data=json.dumps(sent),
        content_type="application/json",
        headers={"Authorization": token},
    )
    assert answer.status_code == 409
    assert answer.json["error"]["aliases"][0].startswith("ALIAS-FORMAT: ")
