"""A format of dictionaries is one class: what is registered here is read, written, offered and served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ckan.tests.helpers import call_action

from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.formats import (
    FORMATS,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    dictionary_format,
    read_dictionary,
    write_dictionary,
)
from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = b"#names\n"


class NamesFormat(DictionaryFormat):
    """Holds the names of the columns of one table."""

    name = "names"
    label = "Names only"
    media_type = "text/x-names"
    extension = "names.txt"
    upload_ends = ("names",)
    place = 6
    turn = 5
    in_dataset = True
    fillable = True

    def begins_like(self, data: bytes) -> bool:
        """Look for the first line."""
        return data.startswith(MARK)

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read a name a line."""
        names = data.removeprefix(MARK).decode().split()
        return Read(Dictionary((Table("", columns=tuple(map(Column, names))),)))

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write a name a line."""
        return MARK + "\n".join(column.name for _, column in dictionary.columns).encode()

    def with_losses(self, content: bytes, lost: Mapping[str, int]) -> bytes:
        """Say it at the end."""
        return content + f"\n#without {' '.join(lost)}".encode()


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = dict(FORMATS)
    monkeypatch.setattr(f"{dictionary_format.__module__}.RESOURCE_FORMATS", set(before))
    dictionary_format(NamesFormat)
    yield
    FORMATS.clear()
    FORMATS.update(before)


@pytest.mark.usefixtures("added")
def test_it_is_known_by_its_bytes_and_says_what_it_lost():
    assert [*FORMATS][-1] == "names"
    assert read_dictionary(b"#names\na b").codec == "names"
    table = Table("", columns=(Column("a", type="text"),))
    assert write_dictionary("names", Dictionary((table,))).losses == (("", "a", "type"),)


@pytest.mark.usefixtures("added", "with_plugins", "clean_db", "clean_index")
def test_it_is_offered_and_served(app):
    dataset = factories.Dataset(resources=[{"url": "https://a.example/a.csv", "name": "a"}])
    resource = dataset["resources"][0]["id"]
    columns = [{"name": "a", "type": "text"}]
    call_action("bmagov_dictionary_update", {"ignore_auth": True}, id=resource, columns=columns)
    address = f"/dataset/{dataset['name']}/dictionary/{resource}"
    page = app.get(address)
    assert f"{address}.names.txt" in page.body
    assert "Names only" in page.body
    file = app.get(f"{address}.names.txt")
    assert file.body == "#names\na\n#without type"
    assert file.headers["Content-Type"] == "text/x-names"
    assert app.get("/dictionary/template.names.txt").data == MARK
    names = [each["name"] for each in call_action("package_show", id=dataset["id"])["resources"]]
    assert any(name.endswith("Names only") for name in names)
    whole = app.get(f"/dataset/{dataset['name']}/data-dictionary.names")
    assert whole.body.startswith("#names\na")


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_no_other_end_is_served(app):
    dataset = factories.Dataset(resources=[{"url": "https://a.example/a.csv", "name": "a"}])
    address = f"/dataset/{dataset['name']}/dictionary/{dataset['resources'][0]['id']}"
    for path in (f"{address}.names.txt", "/dictionary/template.sql", "/dictionary/template.x"):
        app.get(path, status=404)
    app.get(f"/dataset/{dataset['name']}/data-dictionary.sql", status=404)
