"""Data dictionaries on pages: columns in the reader's words, pictures of references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from markupsafe import Markup, escape

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.domain.diagram import diagram, links
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import SENSITIVE_KINDS
from ckanext.bmagov.dictionary.domain.words import ENGLISH, THAI
from ckanext.bmagov.dictionary.formats import FORMATS
from ckanext.bmagov.dictionary.formats.diagram_svg import to_svg
from ckanext.bmagov.dictionary.validation.domain.validate import coverage_of
from ckanext.bmagov.dictionary.words.dictionary import attribute_label, type_label
from ckanext.bmagov.files import ResourceContent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.dictionary.domain.answers import DictionaryAnswer
    from ckanext.bmagov.dictionary.domain.diagram import Link
    from ckanext.bmagov.dictionary.formats import DictionaryFormat
    from ckanext.bmagov.dictionary.validation.domain.validate import Coverage


class ColumnFact(TypedDict):
    """Something that is said about a column; `value` as it is stored, when it is one value."""

    name: str
    label: str
    text: str
    value: NotRequired[str]


def bmagov_is_dictionary_file(resource: Mapping[str, Any]) -> bool:
    """Tell whether a resource is a data dictionary itself, which needs none."""
    return is_dictionary(resource)


def bmagov_dictionary_formats() -> list[DictionaryFormat]:
    """Return the formats of dictionaries in the order of menus."""
    return [*FORMATS.values()]


def bmagov_dictionary_word(attribute: str, value: Any = None) -> str:
    """Return what people call an attribute, or one of its values."""
    if value is None:
        return attribute_label(attribute)
    if attribute == "type":
        return type_label(str(value)) if value else ""
    if attribute == "classification":
        return bmagov_codelist_label("data_classification", value)
    words = THAI if lang() == "th" else ENGLISH
    return words.show(attribute, str(value))


def bmagov_dictionary(resource_id: str) -> DictionaryAnswer | None:
    """Return the dictionary of a resource as the reader may see it; none when there is none."""
    try:
        return tk.get_action("bmagov_dictionary_show")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


def bmagov_dictionary_mismatch(resource_id: str) -> Coverage | None:
    """Return how the columns of an uploaded table and its dictionary meet, where they are not the same.

    None where they are, where one of them is not there, and where the reader may not know every column.
    """
    known = model.Session.get(ResourceContent, resource_id)
    dictionary = bmagov_dictionary(resource_id) if known and known.columns else None
    if not known or not dictionary or len(dictionary["tables"]) != 1 or dictionary["hidden_columns"]:
        return None
    columns = parse_dictionary({"tables": dictionary["tables"]}).dictionary.tables[0].columns
    coverage = coverage_of(known.columns, columns)
    return coverage if coverage.absent or coverage.undescribed else None


def bmagov_column_count(query: str) -> int:
    """Return how many columns of all dictionaries a search finds, for the page of another search."""
    try:
        return tk.get_action("bmagov_dictionary_search")({}, {"q": query, "limit": 0})["count"]
    except (tk.ValidationError, tk.NotAuthorized):
        return 0


def bmagov_resource_dictionaries(pkg: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of a dataset that hold data, each with its dictionary or none."""
    return [
        {"resource": resource, "dictionary": bmagov_dictionary(resource["id"])}
        for resource in pkg.get("resources") or ()
        if not is_dictionary(resource)
    ]


def bmagov_column_text(column: Mapping[str, Any], name: str) -> str:
    """Return the label or description in the reader's language, or else in the other one."""
    own, other = (("_th", "_en") if lang() == "th" else ("_en", "_th")) if name == "label" else ("", "_en")
    if name == "description" and lang() != "th":
        own, other = other, own
    return str(column.get(f"{name}{own}") or column.get(f"{name}{other}") or "")


def bmagov_column_facts(column: Mapping[str, Any]) -> list[ColumnFact]:
    """Return what else is said about a column, for the last cell of its row: `label` and `text`."""
    facts: list[ColumnFact] = []
    shown = ("unit", "minimum", "maximum", "pattern", "date_format", "era", "example", "source", "codelist")
    for name in shown:
        value = column.get(name)
        if value:
            text = _codelist_title(value) if name == "codelist" else bmagov_dictionary_word(name, value)
            facts.append({"name": name, "label": attribute_label(name), "text": text, "value": value})
    if column.get("missing"):
        facts.append(
            {"name": "missing", "label": attribute_label("missing"), "text": ", ".join(column["missing"])}
        )
    return facts


def _codelist_title(name: str) -> str:
    known = codelists().get(name)
    return known.title(lang()) if known else name


def bmagov_clash_text(attribute: str, value: Any) -> str:
    """Return one side of what two people changed differently, in words."""
    if isinstance(value, bool):
        return tk._("Yes") if value else tk._("No")
    if isinstance(value, tuple):
        return ", ".join(str(getattr(item, "value", item)) for item in value)
    return bmagov_dictionary_word(attribute, value) if value else ""


def bmagov_is_sensitive(column: Mapping[str, Any]) -> bool:
    """Tell whether the law calls the personal data of a column sensitive."""
    return column.get("personal") == "yes" and column.get("personal_kind") in SENSITIVE_KINDS


def bmagov_dictionary_links(dictionary: Mapping[str, Any]) -> tuple[Link, ...]:
    """Return the references between the columns that the reader sees."""
    return links(parse_dictionary({"tables": dictionary["tables"]}).dictionary)


def bmagov_dictionary_diagram(dictionary: Mapping[str, Any], prefix: str = "diagram") -> Markup | None:
    """Return the picture of tables and references; none when there is nothing, or too much, to draw."""
    picture = diagram(parse_dictionary({"tables": dictionary["tables"]}).dictionary)
    if picture is None:
        return None
    svg = to_svg(
        picture,
        title=tk._("Tables and their references. The same stands as a list below."),
        more=tk._("{n} more"),
        unnamed=tk._("This table"),
        prefix=prefix,
    )
    return Markup(svg)  # noqa: S704 (every text in it is escaped)


def bmagov_highlight(text: str, query: str) -> Markup:
    """Return a text with the words of a search marked, without regard to case."""
    words = [re.escape(word) for word in query.split() if word]
    if not words or not text:
        return escape(text)
    parts = re.split(f"({'|'.join(sorted(words, key=len, reverse=True))})", text, flags=re.IGNORECASE)
    marked = (
        f"<mark>{escape(part)}</mark>" if at % 2 else str(escape(part)) for at, part in enumerate(parts)
    )
    return Markup("".join(marked))  # noqa: S704 (every part is escaped)
