"""Core's search and autocomplete actions, made to understand Thai."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SearchError, SearchQueryError

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.api_parameters import asks_for_sites_own
from ckanext.bmagov.base.domain.text import normalize_line
from ckanext.bmagov.base.request_state import SEARCH_RELAXED, SEARCH_SHORTENED
from ckanext.bmagov.base.services.datasets import ids_of
from ckanext.bmagov.search import services
from ckanext.bmagov.search.actions.recheck import checked, with_ids, without_doubtful
from ckanext.bmagov.search.solr import query

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def package_search(original_action: Action, context: Context, data_dict: DataDict) -> DataDict:
    """Search datasets; read a query that Solr cannot read as plain words, and widen one that finds nothing.

    The answer to a widened query has ``bmagov_relaxed: true``: its datasets hold the words typed, but not
    together as typed. A field query (``title:...``), a quoted one and one with ``+`` or ``-`` is never
    widened. All of CKAN's parameters work as in CKAN.

    Of more than 300 letters the first words are looked for; the answer has ``bmagov_shortened`` with what
    was, which is empty otherwise. A field query of more than 4,000 letters is QUERY-LENGTH.

    What the index has found is looked up in the database once more: nothing that the caller may not know by
    the levels of now is in the answer, neither a dataset nor a resource of one.
    """
    if not access.is_trusted(context) and asks_for_sites_own(data_dict):
        raise SearchQueryError(_unreadable())
    data_dict, shortened = _shortened(data_dict)
    asked, added = with_ids(without_doubtful(context, data_dict))
    result = _search(original_action, context, asked)
    if not access.is_trusted(context) and services.mend_due():
        # Solr has answered: what was left out for a save that failed may come back.
        asked, added = with_ids(without_doubtful(context, data_dict))
        result = _search(original_action, context, asked)
    visible = checked(context, result, added)
    if visible["count"] != result["count"]:
        # The index is behind. What it should not have given is left out from now on: of the facets, too.
        asked, added = with_ids(without_doubtful(context, data_dict))
        visible = checked(context, _search(original_action, context, asked), added)
    SEARCH_RELAXED.put(visible["bmagov_relaxed"])
    SEARCH_SHORTENED.put(shortened)
    return {**visible, "bmagov_shortened": shortened}


def _shortened(data_dict: DataDict) -> tuple[DataDict, str]:
    """Return the parameters with a query that Solr takes, and that query where it is another than asked."""
    q = str(data_dict.get("q") or "")
    if len(q) > query.LONGEST_FIELDED and query.shortened(q) == q:
        raise SearchQueryError(
            tk._("QUERY-LENGTH: The search is longer than {limit} characters. Shorten it").format(
                limit=query.LONGEST_FIELDED
            )
        )
    words = query.shortened(q)
    return ({**data_dict, "q": words}, words) if words != q else (data_dict, "")


def _search(original_action: Action, context: Context, data_dict: DataDict) -> DataDict:
    """Ask CKAN; once more as plain words if Solr cannot read the query, and wider if it finds nothing."""
    q = str(data_dict.get("q") or "")
    try:
        result = original_action(context, dict(data_dict))
    except SearchError as error:
        words = query.as_text(q)
        if words == q or "SyntaxError" not in str(error):
            raise _without_query(error) from error
        q = words
        try:
            result = original_action(context, {**data_dict, "q": q})
        except SearchError as again:
            raise _without_query(again) from again
    wider = None if result["count"] else query.relaxed(q)
    if wider:
        more = original_action(context, {**data_dict, "q": wider})
        if more["count"]:
            return {**more, "bmagov_relaxed": True}
    return {**result, "bmagov_relaxed": False}


@tk.chained_action
@tk.side_effect_free
def package_autocomplete(original_action: Action, context: Context, data_dict: DataDict) -> list[DataDict]:
    """Find datasets by a part of title or URL, however its Thai letters were typed.

    The index may be of a moment ago: what has been closed since is left out.
    """
    datasets = original_action(context, _normalized(data_dict, "q"))
    known = ids_of(model.Session, [dataset["name"] for dataset in datasets])
    seen = access.readable(context, list(known.values()))
    return [dataset for dataset in datasets if known.get(dataset["name"]) in seen]


@tk.chained_action
@tk.side_effect_free
def organization_autocomplete(
    original_action: Action, context: Context, data_dict: DataDict
) -> list[DataDict]:
    """Find agencies by a part of the name, however its Thai letters were typed."""
    return original_action(context, _normalized(data_dict, "q"))


@tk.chained_action
@tk.side_effect_free
def group_autocomplete(original_action: Action, context: Context, data_dict: DataDict) -> list[DataDict]:
    """Find categories by a part of the name, however its Thai letters were typed."""
    return original_action(context, _normalized(data_dict, "q"))


_OF_THE_QUERY = ("(HTTP 400)", "without position data")
"""Signs of an error that is about the query; the second is a phrase in a field that keeps no places."""


def _without_query(error: SearchError) -> SearchError:
    """Return the error to raise: core's repeats the whole query, with the labels of what the caller may see.

    An error that is not about the query (Solr is away) stays as it is.
    """
    if not any(sign in str(error) for sign in _OF_THE_QUERY):
        return error
    return SearchQueryError(_unreadable())


def _unreadable() -> str:
    return tk._("QUERY-FORMAT: The search or its filter cannot be read. Write it more simply")


def _normalized(data_dict: DataDict, *keys: str) -> DataDict:
    """Return the parameters with the typed text in the spelling that titles and tags are stored in."""
    typed = {key: normalize_line(data_dict[key]) for key in keys if isinstance(data_dict.get(key), str)}
    return {**data_dict, **typed}
