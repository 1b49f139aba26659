"""What is sent to Solr for a dataset, with what it says of each resource beside that resource."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Values = Mapping[str, Any]

_OF_RESOURCES = "res_"
"""Begins the names of the fields that hold one value for each resource, in their order."""


@dataclass(frozen=True)
class IndexDocument:
    """A document as the steps of `subscriptions.INDEX_STEPS` hand it on.

    CKAN keeps the resources in parallel lists, without their ids. Whoever leaves one out says it by the id.
    """

    fields: Values
    """Of the dataset."""

    resources: Mapping[str, Values]
    """Fields of each resource by its id. A field that a resource has not got is sent as an empty value."""

    lists: tuple[str, ...]
    """The names of the fields of resources."""

    def having(self, **fields: Any) -> IndexDocument:
        """Return it with more fields."""
        return replace(self, fields={**self.fields, **fields})

    def keeping(self, is_kept: Callable[[str, Values], bool]) -> IndexDocument:
        """Return it without what it says of other resources."""
        kept = {key: values for key, values in self.resources.items() if is_kept(key, values)}
        return replace(self, resources=kept)

    def showing(self, is_shown: Callable[[str, str, Any], bool]) -> IndexDocument:
        """Return it with those values of resources (id, field, value) that may be shown."""
        shown = {
            key: {name: value for name, value in values.items() if is_shown(key, name, value)}
            for key, values in self.resources.items()
        }
        return replace(self, resources=shown)


def dataset_of(document: IndexDocument) -> Values:
    """Return the stored dataset."""
    return json.loads(document.fields["data_dict"])


def with_words(document: IndexDocument, words: Sequence[str]) -> IndexDocument:
    """Return the document with more words by which it is found."""
    return document.having(bmagov_names=[*document.fields.get("bmagov_names", ()), *words])


def opened(document: Values) -> IndexDocument:
    """Read a document as CKAN makes it.

    A list that has not one value for each resource is left out: nobody could tell of which it speaks.
    """
    ids = [resource["id"] for resource in json.loads(document["data_dict"]).get("resources", [])]
    lists = [
        name
        for name, values in document.items()
        if name.startswith(_OF_RESOURCES) and isinstance(values, list)
    ]
    whole = [name for name in lists if len(document[name]) == len(ids)]
    return IndexDocument(
        {name: value for name, value in document.items() if name not in lists},
        {key: {name: document[name][place] for name in whole} for place, key in enumerate(ids)},
        tuple(whole),
    )


def closed(document: IndexDocument) -> dict[str, object]:
    """Return a document as Solr takes it.

    A field that no resource has is sent as nothing rather than as a row of nothing: whoever reads the
    field takes "" for an address.
    """
    sent = dict(document.fields)
    for name in document.lists:
        known = any(name in values for values in document.resources.values())
        sent[name] = [values.get(name, "") for values in document.resources.values()] if known else []
    if "num_resources" in sent:
        sent["num_resources"] = len(document.resources)
    return sent
