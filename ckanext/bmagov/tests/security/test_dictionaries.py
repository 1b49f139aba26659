"""Who sees and changes which data dictionary, and who finds its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest
import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.base.services import row_log
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.tests.security.readers import CASES
from ckanext.bmagov.tests.security.surface import ACTIVE, FILES, Changes, ListOf, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City


@pytest.fixture(scope="module", autouse=True)
def described(city: City) -> Iterator[None]:
    """Give the file of each case a dictionary that holds the case's marker; take them away again."""
    made: list[str] = []
    for key, file in city.files.items():
        word = city.marker(key)
        column = Column(f"column_{word}", label_th=f"ป้าย {word}", description=f"คำอธิบาย {word}")
        one = Dictionary((Table(columns=(column,)),))
        current = dictionaries.lock(model.Session, file["id"])
        if current is None:
            made.append(file["id"])
            package = city.datasets[CASES[key].dataset]["id"]
            dictionaries.save(model.Session, file["id"], package, None, one, user_id=None, note=word)
    model.Session.commit()
    yield
    row_log.allow_clearing(model.Session)
    for table in (ResourceDictionary, DictionaryVersion, DictionaryColumn):
        model.Session.execute(sa.delete(table).where(table.resource_id.in_(made)))
    model.Session.commit()


class TestDictionary(OneOf):
    action, params, about = "bmagov_dictionary_show", {"id": "{file}"}, "file"


class TestVersions(OneOf):
    action, params, about = "bmagov_dictionary_version_list", {"id": "{file}"}, "file"


class TestDifference(OneOf):
    action, params, about = "bmagov_dictionary_diff", {"id": "{file}"}, "file"


class TestDifferenceFromGiven(OneOf):
    action, about = "bmagov_dictionary_diff", "file"
    params: ClassVar = {"id": "{file}", "columns": [{"name": "a"}]}


class TestDictionariesOfDataset(OneOf):
    action, params = "bmagov_dictionary_list", {"id": "{id}"}


class TestFileOfDataset(OneOf):
    """A dataset of which the reader may know no dictionary has no such file."""

    route, path = "bmagov_data_dictionary.download", "/dataset/{name}/data-dictionary.csv"
    found_status = (200, 404)


class TestSearch(ListOf):
    action, params = "bmagov_dictionary_search", {"limit": 100}
    lists = frozenset(one for one in ACTIVE | FILES if one in CASES)
    others = None


class TestSearchByWord(ListOf):
    """The words of what is hidden find nothing."""

    action, params = "bmagov_dictionary_search", {"q": "zq", "limit": 100}
    lists = frozenset(one for one in ACTIVE | FILES if one in CASES)
    others = None


class TestUpdate(Changes):
    action, about = "bmagov_dictionary_update", "file"
    params: ClassVar = {"id": "{file}", "columns": [{"name": "a"}], "version": 1}


class TestDelete(Changes):
    action, about = "bmagov_dictionary_delete", "file"
    params: ClassVar = {"id": "{file}", "version": 1}
