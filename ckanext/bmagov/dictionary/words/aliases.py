"""Problems of the aliases of tables as sentences, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.base.domain.problem import Problem


def alias_text(problem: Problem) -> str:
    """Return ``CODE: what is wrong and what to do``."""
    params = {name: shorten(value) for name, value in problem.params.items()}
    return f"{problem.code}: {_SENTENCES[problem.code]().format(**params)}"


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "ALIAS-FORMAT": lambda: tk._(
        '"{alias}" cannot be an alias. Begin with a Latin or Thai letter, go on with letters, digits, "_",'
        ' "-" or ".", at most {limit} bytes (a Thai letter takes three), not like an id and not with "pg_"'
    ),
    "ALIAS-TAKEN": lambda: tk._('"{alias}" is the name of something else already. Choose another alias'),
}
