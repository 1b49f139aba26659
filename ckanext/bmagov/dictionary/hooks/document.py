"""Dictionaries in the document that the search finds a dataset by."""

from __future__ import annotations

from ckan import model

from ckanext.bmagov import search
from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.dictionary.services import index


def with_column_words(document: search.IndexDocument) -> search.IndexDocument:
    """Add names and labels of the columns."""
    words = index.column_words(model.Session, document.fields["id"])
    return search.with_words(document, words) if words else document


def without_dictionaries(document: search.IndexDocument) -> search.IndexDocument:
    """Leave the dictionary's own files out of the facets of data; the stored dataset keeps all."""
    return document.keeping(lambda _, values: values.get("res_type") != RESOURCE_TYPE)
