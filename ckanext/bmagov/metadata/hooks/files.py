"""`IFiles`: a file that belongs to a dataset or resource is as closed as that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect

if TYPE_CHECKING:
    from ckan.types import Context


class Files(p.IFiles):
    """CKAN goes by ``resource_show``, which lets in who may read the description; these are bytes."""

    def files_file_allows(self, context: Context, file: Any, operation: Any) -> bool | None:
        """Refuse who may not have the data; for the others CKAN decides."""
        owner = file.owner
        if owner is None:
            return None
        return _refused(context, owner.owner_type, owner.owner_id, Aspect.DATA)

    def files_owner_allows(
        self, context: Context, owner_type: str, owner_id: str, operation: Any
    ) -> bool | None:
        """Refuse who may not know of the owner; for the others CKAN decides."""
        return _refused(context, owner_type, owner_id, Aspect.METADATA)


def _refused(context: Context, owner_type: str, owner_id: str, aspect: Aspect) -> bool | None:
    find = {"package": access.subjects, "resource": access.resource_subjects}.get(owner_type)
    if find is None:
        return None
    subject = find(model.Session, [owner_id]).get(owner_id)
    return None if subject and access.is_allowed(context, subject, aspect) else False
