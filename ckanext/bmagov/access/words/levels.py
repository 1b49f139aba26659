"""What is refused about types and levels wherever it comes from, as errors that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL
from ckanext.bmagov.base.domain.problems import Problem
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE, facts
from ckanext.bmagov.base.words.language import lang, shorten
from ckanext.bmagov.base.words.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckanext.bmagov.access.domain.classification.lowering import Refusal

COLUMN_LEVEL = "classification"


def level_label(level: str) -> str:
    """Return what people call a level; as it is stored when the policy does not know it."""
    code = codelist("data_classification").get(level)
    return code.label(lang()) if code else shorten(level)


def refused(refusals: Iterable[Refusal]) -> tk.ValidationError:
    """Return the error for what a transaction may not store."""
    errors: dict[str, Any] = {}
    for refusal in refusals:
        if refusal.code == "LEVEL-DOWN-NEEDS-REVIEW":
            text = problem_text(Problem(refusal.code, refusal.field, refusal.params), facts())
        else:
            text = f"{refusal.code}: {_SENTENCES[refusal.code](refusal)}"
        errors.setdefault(refusal.field, []).append(text)
    return tk.ValidationError(errors)


def type_unknown(value: object) -> str:
    """Return the message for a type that no record here has."""
    return f"TYPE-UNKNOWN: {_type_sentence(value)}"


def level_key(key: object, right: str) -> str:
    """Return the message for a level that came under a name of its own.

    :param right: the name of the field that keeps the level there; empty where there is none
    """
    if right:
        said = tk._('"{key}" is no field here, and no level may be lost. Give the level as "{right}"')
        return "LEVEL-KEY: " + said.format(key=shorten(key), right=right)
    said = tk._(
        '"{key}" is no field here: an agency has no level. Levels stand on datasets ("{dataset}"), files'
        ' ("{file}") and columns of dictionaries ("{column}")'
    )
    return "LEVEL-KEY: " + said.format(
        key=shorten(key), dataset=LEVEL, file=RESOURCE_LEVEL, column=COLUMN_LEVEL
    )


def _type_sentence(value: object) -> str:
    return tk._('"{value}" is no type of record here. Leave the type out or send "{known}"').format(
        value=shorten(value), known=DATASET_TYPE
    )


_SENTENCES: dict[str, Callable[[Refusal], str]] = {
    "TYPE-UNKNOWN": lambda refusal: _type_sentence(refusal.params["value"]),
    "LEVEL-DELETED-HIGHER": lambda refusal: tk._(
        'This file was here as "{before}" and was deleted. Add it at that level, then propose a lower one'
    ).format(before=level_label(refusal.params["before"])),
    "PRIVATE-REQUIRED": lambda _: tk._(
        "Only open data can be public. Leave the dataset private or change its level"
    ),
    "ORG-MOVE": lambda _: tk._(
        "Only who is an administrator of both agencies can move a dataset between them"
    ),
}
