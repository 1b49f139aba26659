"""Core's tags, cut to those of datasets that the caller may know of.

A tag that only hidden datasets have is as absent as one that nobody ever wrote. Tags of vocabularies are
lists that administrators keep; they tell of no dataset and stay as CKAN gives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.dictization import table_dictize
from ckan.lib.dictization.model_dictize import tag_list_dictize

from ckanext.bmagov.access.actions.visible import find, flag, quoted
from ckanext.bmagov.base.actions.search_counts import facets
from ckanext.bmagov.base.domain.text import normalize_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ckan.types import ActionResult, Context, DataDict

    Action = Callable[[Context, DataDict], Any]


DATASETS_OF_A_TAG = 1000


@tk.chained_action
@tk.side_effect_free
def tag_list(original_action: Action, context: Context, data_dict: DataDict) -> list[Any]:
    """List the tags of datasets that the caller may know of; parameters as in CKAN."""
    if data_dict.get("vocabulary_id"):
        return original_action(context, data_dict)
    tk.check_access("tag_list", context, data_dict)
    terms = _terms(data_dict)
    names = _page(_matching(context, terms), data_dict) if terms else sorted(_known(context))
    return tag_list_dictize(_tags(names), context) if flag(data_dict, "all_fields") else names


@tk.chained_action
@tk.side_effect_free
def tag_search(original_action: Action, context: Context, data_dict: DataDict) -> ActionResult.TagSearch:
    """Find tags by a part of the word among those the caller may know of; parameters as in CKAN."""
    if data_dict.get("vocabulary_id"):
        return original_action(context, data_dict)
    tk.check_access("tag_search", context, data_dict)
    names = _matching(context, _terms(data_dict))
    page = _tags(_page(names, data_dict))
    return {"count": len(names), "results": [table_dictize(tag, context) for tag in page]}


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(original_action: Action, context: Context, data_dict: DataDict) -> list[str]:
    """Find tags by a part of the word, however its Thai letters were typed; parameters as in CKAN."""
    if data_dict.get("vocabulary_id"):
        return original_action(context, data_dict)
    tk.check_access("tag_autocomplete", context, data_dict)
    terms = [normalize_line(term) for term in _terms(data_dict)]
    return _page(_matching(context, terms), data_dict)


@tk.chained_action
@tk.side_effect_free
def tag_show(original_action: Action, context: Context, data_dict: DataDict) -> ActionResult.TagShow:
    """Give a tag, with ``include_datasets`` also those of its datasets that the caller may know of."""
    name = tk.get_or_bust(data_dict, "id")
    wants_datasets = flag(data_dict, "include_datasets")
    tag = model.Tag.get(name, vocab_id_or_name=data_dict.get("vocabulary_id"))
    vocabulary = tag.vocabulary if tag and tag.vocabulary_id else None
    field = f"vocab_{vocabulary.name}" if vocabulary else "tags"
    # At least one, so that the search looks at whether it is as open as the index says.
    rows = DATASETS_OF_A_TAG if wants_datasets else 1
    matches = find(context, quoted(field, tag.name if tag else name), rows=rows)
    if tag is None or not (vocabulary or matches["count"]):
        raise tk.ObjectNotFound
    shown = original_action(context, {**data_dict, "include_datasets": False})
    return {**shown, "packages": matches["results"]} if wants_datasets else shown


def _known(context: Context) -> set[str]:
    return set(facets(context, "tags")["tags"])


def _matching(context: Context, terms: Sequence[str]) -> list[str]:
    """Return the known tags that hold every term; none when there is no term."""
    if not terms:
        return []
    lower = [term.lower() for term in terms]
    return sorted(name for name in _known(context) if all(term in name.lower() for term in lower))


def _terms(data_dict: DataDict) -> list[str]:
    given = data_dict.get("query") or data_dict.get("q") or []
    fields = data_dict.get("fields") or {}
    terms = [given] if isinstance(given, str) else list(given)
    terms += [value for field, value in fields.items() if field in ("tag", "tags")]
    return [term.strip() for term in terms if term.strip()]


def _page(names: Sequence[str], data_dict: DataDict) -> list[str]:
    start = int(data_dict.get("offset") or 0)
    limit = data_dict.get("limit")
    return list(names[start:] if limit in (None, "") else names[start : start + int(limit)])


def _tags(names: Sequence[str]) -> list[model.Tag]:
    query = model.Session.query(model.Tag).filter(
        model.Tag.name.in_(names),  # pyright: ignore[reportAttributeAccessIssue]
        model.Tag.vocabulary_id.is_(None),  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
    )
    return query.order_by(model.Tag.name).all()
