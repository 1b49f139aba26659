"""Whether the folder of documents is this site's, and what follows when it is not."""

from __future__ import annotations

import io

import pytest

from ckanext.bmagov.kpi.evidence.readers import document_store

STORED, OTHER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return tmp_path / document_store.FOLDER


def test_a_new_site_marks_its_folder(folder):
    assert document_store.mark(tuple)
    assert document_store.is_there(STORED) is False


def test_a_folder_from_before_the_mark_is_known_by_what_it_holds(folder):
    document_store.save(io.BytesIO(b"bytes"), STORED)

    assert document_store.is_there(OTHER) is None
    assert document_store.mark(lambda: [OTHER, STORED])
    assert document_store.is_there(OTHER) is False


@pytest.mark.parametrize("made", [True, False], ids=["empty folder", "no folder"])
def test_a_disk_that_is_not_mounted_is_not_marked(folder, made):
    if made:
        folder.mkdir()

    assert not document_store.mark(lambda: [STORED])
    assert document_store.is_there(STORED) is None
    assert document_store.is_whole(STORED) is None
    with pytest.raises(document_store.StoreAwayError):
        document_store.open_document(STORED)


def test_a_marked_folder_is_asked_for_no_list(folder):
    document_store.mark(tuple)

    def too_long():
        raise AssertionError("the list of all documents was read")

    assert document_store.mark(too_long)


def test_nothing_is_swept_out_of_another_sites_folder(folder):
    document_store.save(io.BytesIO(b"bytes"), STORED)

    with pytest.raises(document_store.StoreAwayError):
        document_store.sweep({OTHER}, now=4_000_000_000)
    assert document_store.is_there(STORED)
