"""Short names of columns in the DataStore."""

from __future__ import annotations

from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.names import NAME_BYTES, stored_names


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=90), unique=True))
def test_every_column_gets_a_name_of_its_own_that_the_datastore_takes(names: list[str]):
    stored = list(stored_names(names).values())
    assert len({match_key(name) for name in stored}) == len(names)
    for name in stored:
        assert name
        assert len(name.encode()) <= NAME_BYTES
        assert not name.startswith("_")
        assert '"' not in name


def test_a_name_that_fits_stays_as_it_is():
    assert stored_names(["เขต", "ก" * 21]) == {"เขต": "เขต", "ก" * 21: "ก" * 21}
