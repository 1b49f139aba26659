"""What the search adds to the document of a dataset, and what not everybody who finds it may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.events import passed_through
from ckanext.bmagov.search import domain, services
from ckanext.bmagov.search.solr import format_words, status
from ckanext.bmagov.subscriptions import INDEX_STEPS

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.search.domain import IndexDocument


class Document(p.IPackageController):
    """`IPackageController`: the one place where a document is made, step by step (`INDEX_STEPS`)."""

    def before_dataset_index(self, pkg_dict: DataDict) -> DataDict:
        """Hand the document through the steps. The stored dataset keeps what they take out of it."""
        document = domain.opened(super().before_dataset_index(pkg_dict))
        return domain.closed(passed_through(INDEX_STEPS.names, document))


def with_kind_of_agency(document: IndexDocument) -> IndexDocument:
    """Add the kind of the agency."""
    owner = _owner(document)
    kind = owner.extras.get("kind") if owner else None
    return document.having(bmagov_agency_kind=kind) if kind else document


def with_names(document: IndexDocument) -> IndexDocument:
    """Add the names of the agency and of the categories: CKAN indexes only their URLs."""
    dataset = domain.dataset_of(document)
    names = [dataset["organization"].get("title")] if dataset.get("organization") else []
    names += [group.get("title") for group in dataset.get("groups", [])]
    owner = _owner(document)
    if owner:
        names += [owner.extras.get(field) for field in ("title_en", "abbreviation_th", "abbreviation_en")]
    return domain.with_words(document, [name for name in names if name])


def without_closed(document: IndexDocument) -> IndexDocument:
    """Leave out the words of closed resources, and seal the document with who may find it.

    `package_show` reads the stored dataset, and what a reader may not know is taken out there. Of resources
    that may be known to all who find the dataset, while their data may not, it has no address: whoever asks
    for one would learn from the count that it is there.
    """
    dataset_id = document.fields["id"]
    whole = access.wholes(model.Session, [dataset_id]).get(dataset_id)
    if whole is None:
        return document
    searchable = access.searchable_resources(model.Session, [dataset_id])[dataset_id]
    sealed = document.having(
        **{services.SEAL: services.seal(whole, searchable), status.FORM: status.FORM_NOW}
    )
    return sealed.keeping(lambda key, _: key in searchable.words).showing(
        lambda key, name, value: _describes(name) or bool(value and key in searchable.data)
    )


def with_formats(document: IndexDocument) -> IndexDocument:
    """Add the formats of the files that are left, with the words by which people look for them."""
    formats = {str(values.get("res_format") or "").upper() for values in document.resources.values()}
    words = {word for name in formats for word in (name, *format_words.words().get(name, ()))}
    return domain.with_words(document, sorted(filter(None, words)))


_DESCRIBING = frozenset(("res_name", "res_description", "res_format", "res_type"))


def _describes(field: str) -> bool:
    """Whether a field of resources says what data are, not where or what is in them."""
    return field in _DESCRIBING or field.removeprefix("res_extras_") in access.resource_fields()


def _owner(document: IndexDocument) -> Any:
    owner = document.fields.get("owner_org")
    return model.Group.get(owner) if owner else None
