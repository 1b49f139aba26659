"""What an agency answered last, for the form of its next dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.schema_facts import is_empty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOGETHER: Final = (
    ("maintainer", "maintainer_email", "maintainer_phone"),
    ("data_source",),
    ("data_language", "data_language_other"),
)
"""Fields that are answered alike for most datasets of an agency; those in a row belong to one another."""


def last_answers(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the newest answers to these fields.

    :param records: datasets of the agency, the newest first
    """
    answers: dict[str, Any] = {}
    for names in TOGETHER:
        answered = next((record for record in records if not is_empty(record.get(names[0]))), {})
        answers |= {name: answered[name] for name in names if not is_empty(answered.get(name))}
    return answers
