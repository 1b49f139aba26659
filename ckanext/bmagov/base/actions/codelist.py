"""Code lists for readers and programs: which there are, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.base.formats.codelist import as_dict
from ckanext.bmagov.base.readers.codelists import codelists, scheme_url
from ckanext.bmagov.base.schema.object_id import id_schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.answers import CodeListDict, CodeListSummary


@reads(allowed=everybody)
def bmagov_codelist_list(context: Context, data_dict: DataDict) -> list[CodeListSummary]:
    """List the code lists behind the choices of datasets. Anyone may ask.

    :returns: for each list its `name`, `title` (`th`, `en`), `scheme` (its address) and `count` of codes
    :rtype: list of dicts
    """
    return [
        {
            "name": known.name,
            "title": {"th": known.title_th, "en": known.title_en},
            "scheme": scheme_url(known.name),
            "count": len(known.codes),
        }
        for known in codelists().values()
    ]


@reads(id_schema, allowed=everybody)
def bmagov_codelist_show(context: Context, data_dict: DataDict) -> CodeListDict:
    """Show one code list. Anyone may ask.

    :param id: name of the list, such as `update_frequency`
    :returns: `name`, `title`, `scheme` and `codes`: for each `value`, `label_th`, `label_en`,
        `standard_code`, `standard_code_inferred`, `aliases`, `uri` (the same concept in a public vocabulary),
        `close_match` (nearly the same) and `concept` (its own address)
    :rtype: dict
    """
    known = codelists().get(data_dict["id"])
    if known is None:
        raise tk.ObjectNotFound(tk._("There is no such code list"))
    return as_dict(known, scheme_url(known.name))
