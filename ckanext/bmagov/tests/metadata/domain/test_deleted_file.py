"""What is kept of a deleted file, and how it comes back."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.deleted_file import (
    OWN_LEVEL,
    kept_fields,
    never_below,
    stands_again,
    with_free_name,
)

LEVELS = ("open", "internal", "confidential")


def effective(*levels):
    return max((level for level in levels if level), key=LEVELS.index, default="")


def test_all_fields_are_kept_but_what_goes_with_the_dataset_or_the_table():
    record = {
        "id": "1", "name": "ก", "url": "a.csv", "hash": None, "package_id": "2", "position": 3,
        "datastore_active": True, "statistic_unit": "คน",
    }  # fmt: skip
    assert kept_fields(record) == {"id": "1", "name": "ก", "url": "a.csv", "statistic_unit": "คน"}


@pytest.mark.parametrize(
    ("digest", "digests", "again"),
    [("aa", {"aa", "bb"}, True), ("cc", {"aa"}, False), (None, {"aa"}, False), (None, set(), False)],
)
def test_an_upload_stands_again_by_its_bytes_alone(digest, digests, again):
    record = {"url_type": "upload", "url": "a.csv"}
    assert stands_again(record, digest, {"a.csv"}, digests) is again


def test_a_link_stands_again_by_its_address():
    assert stands_again({"url": "https://x.go.th/a.csv"}, None, {"https://x.go.th/a.csv"}, set())
    assert not stands_again({"url": "https://x.go.th/a.csv"}, None, {"https://x.go.th/b.csv"}, set())


def test_a_name_that_another_file_has_gets_the_first_free_number():
    assert with_free_name({"name": "ประชากร"}, set())["name"] == "ประชากร"
    assert with_free_name({"name": "ประชากร"}, {"ประชากร", "ประชากร (2)"})["name"] == "ประชากร (3)"
    assert with_free_name({"url": "x"}, {""}) == {"url": "x"}
    assert len(with_free_name({"name": "ก" * 200}, {"ก" * 200})["name"]) == 200


@pytest.mark.parametrize(
    ("own", "had", "dataset", "becomes"),
    [
        ("", "open", "open", ""),
        ("", "confidential", "open", "confidential"),  # its dataset was lowered in the meantime
        ("confidential", "confidential", "open", "confidential"),
        ("internal", "confidential", "open", "confidential"),
        ("", "open", "confidential", ""),  # it was raised: the file follows
        ("internal", "internal", "confidential", "internal"),
        ("", "", "", ""),  # of a draft without a level
    ],
)
def test_a_file_never_comes_back_below_the_level_that_it_had(own, had, dataset, becomes):
    record = {"name": "ก", OWN_LEVEL: own} if own else {"name": "ก"}
    assert never_below(record, had, dataset, effective).get(OWN_LEVEL, "") == becomes
