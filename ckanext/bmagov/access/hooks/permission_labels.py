"""`IPermissionLabels`: who finds and reads a dataset, by its classification level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p

from ckanext.bmagov.access.domain.classification import dataset_labels, reader_labels
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from ckan import model


class PermissionLabels(p.IPermissionLabels):
    """Labels that replace CKAN's: one match is enough to read, so nothing of core's may stay beside ours."""

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        """Return the labels of the groups that may read the dataset's description."""
        return sorted(dataset_labels(policy(), rights.subject_of(dataset_obj)))

    def get_user_dataset_labels(self, user_obj: model.User | None) -> list[str]:
        """Return the labels of the groups that a reader is in, grants of today included."""
        user: Any = user_obj
        return sorted(reader_labels(policy(), rights.reader_of(user)))
