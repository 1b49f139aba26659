"""What columns and values are called on pages, in the reader's language."""

from __future__ import annotations

import pytest

from ckanext.bmagov.tables import helpers
from ckanext.bmagov.tables.domain.plan import Stored

BOYS = {"ชาย": {"label_en": "Boys", "unit": "คน"}}
ALLOWED = [{"value": "ประถมศึกษา", "label_en": "Primary"}, {"value": "P", "label_th": "ประถม"}]
LEVEL = {"ระดับ": {"allowed": ALLOWED}}


@pytest.fixture
def stored():
    """A column of text of a loaded table."""
    return lambda name: Stored(name=name, id=name, type="text", stored="text")


@pytest.mark.parametrize(("language", "label"), [("th", "ชาย (คน)"), ("en", "Boys (คน)")])
def test_a_name_in_thai_is_a_label_for_thai_readers(read_in, stored, language, label):
    with read_in(language):
        assert helpers.bmagov_table_label(stored("ชาย"), BOYS) == label


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("th", "ประถมศึกษา", "ประถมศึกษา"),
        ("en", "ประถมศึกษา", "ประถมศึกษา (Primary)"),
        ("th", "P", "P (ประถม)"),
        ("en", "X", "X"),
    ],
)
def test_a_value_is_explained_where_it_does_not_speak_for_itself(read_in, stored, language, value, shown):
    with read_in(language):
        assert helpers.bmagov_table_value(stored("ระดับ"), value, LEVEL) == shown
