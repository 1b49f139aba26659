"""Thai search: the Solr schema, what is indexed, what a query becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .domain import IndexDocument as IndexDocument, with_words as with_words
    from .services import doubt as doubt, mend as mend
    from .solr.status import (
        documents as documents,
        missing_fields as missing_fields,
        outdated_documents as outdated_documents,
    )
    from .solr.words import words_of as words_of

__getattr__ = open_face(__name__, __file__)
