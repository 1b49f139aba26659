"""Problems of metadata as sentences: ``CODE: what is wrong and what to do``, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.language import lang, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckanext.bmagov.base.domain.problems import Problem
    from ckanext.bmagov.base.domain.schema_facts import Facts


def problem_text(problem: Problem, facts: Facts) -> str:
    """Return the message for a problem."""
    return f"{problem.code}: {_SENTENCES.get(problem.code, _required)(_Words(problem, facts))}"


class _Words:
    """The parameters of a problem as words that a reader knows."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self._facts = facts
        self._problem = problem
        self.params: Mapping[str, Any] = problem.params

    def field(self, name: str) -> str:
        """Return the label of a field of the same record."""
        find = self._facts.dataset_field if self._problem.resource is None else self._facts.resource_field
        field = find(name) or self._facts.dataset_field(name)
        return field.label(lang()) if field else name

    @property
    def is_choice(self) -> bool:
        """Tell whether the field that the problem is of is chosen, not typed."""
        find = self._facts.dataset_field if self._problem.resource is None else self._facts.resource_field
        field = find(self._problem.field)
        return bool(field and (field.codelist or field.kind == "organization"))

    def code(self, list_name: str, value: object) -> str:
        """Return the label of a code."""
        code = codelist(list_name).get(str(value))
        return code.label(lang()) if code else shorten(value)

    def codes(self, list_name: str, values: Sequence[object]) -> str:
        """Return the labels of several codes."""
        return ", ".join(self.code(list_name, value) for value in values)

    def shown(self, key: str) -> str:
        """Return a parameter as it was typed, cut."""
        return shorten(self.params.get(key, ""))


def _required(words: _Words) -> str:
    if words.params.get("other_of"):
        return tk._('Say which, because "Other" is chosen in "{field}"').format(
            field=words.field(words.params["other_of"])
        )
    if words.is_choice:
        return tk._("Please choose at least one")
    return tk._("Please fill this in")


_SENTENCES: dict[str, Callable[[_Words], str]] = {
    "TITLE-REQUIRED": lambda _: tk._("Give the dataset a title"),
    "LEVEL-REQUIRED": lambda _: tk._("Choose the classification level"),
    "FIELD-NOT-FOR-TYPE": lambda w: tk._(
        'A dataset of type "{type}" does not have this field. Empty it'
    ).format(type=w.code("data_type", w.params["data_type"])),
    "OTHER-NOT-CHOSEN": lambda w: tk._('Empty this, or choose "Other" in "{field}"').format(
        field=w.field(w.params["other_of"])
    ),
    "FIELD-NOT-ALLOWED": lambda w: tk._('Leave this empty because of the choice in "{field}"').format(
        field=w.field(w.params["because"])
    ),
    "CATEGORY-LEVEL": lambda w: tk._('The category "{category}" allows only these levels: {levels}').format(
        category=w.code("data_category", w.params["category"]),
        levels=w.codes("data_classification", w.params["allowed"]),
    ),
    "LICENSE-LEVEL": lambda w: tk._('The level "{level}" allows only these licences: {licences}').format(
        level=w.code("data_classification", w.params["level"]),
        licences=w.codes("license", w.params["allowed"]),
    ),
    "YEAR-ORDER": lambda _: tk._("The last year must not be before the first year"),
    "DATE-ORDER": lambda _: tk._("The date of the last update must not be before the day of creation"),
    "BOUNDS-ORDER": lambda w: tk._('Must not be less than {value}, the value of "{field}"').format(
        value=w.shown("value"), field=w.field(w.params["smaller"])
    ),
    "LEVEL-BELOW-DATASET": lambda w: tk._(
        'A file cannot be more open than its dataset, which is "{level}". Empty this or choose a higher level'
    ).format(level=w.code("data_classification", w.params["level"])),
    "LEVEL-BELOW-RESOURCE": lambda w: tk._(
        'The file "{name}" is "{level}". Change the level of the file first'
    ).format(name=w.shown("resource"), level=w.code("data_classification", w.params["level"])),
    "LEVEL-DOWN-NEEDS-REVIEW": lambda w: tk._(
        'From "{before}" to "{after}" takes a second person. Propose it with a reason; until it is approved'
        " the present level stays"
    ).format(
        before=w.code("data_classification", w.params["before"]),
        after=w.code("data_classification", w.params["after"]) if w.params["after"] else tk._("none"),
    ),
    "STORAGE-LEVEL": lambda w: tk._(
        'What is "{level}" may not be stored in this catalog. First delete the file and its table, or make it'
        " a link: {name}"
    ).format(name=w.shown("resource"), level=w.code("data_classification", w.params["level"])),
    "COLUMN-LEVEL-ABOVE": lambda w: tk._(
        'By its data dictionary the column {columns} is "{level}", but the file is "{resource}". Upload a'
        " version without the column, or raise the level of the file"
    ).format(
        columns=w.shown("columns"),
        level=w.code("data_classification", w.params["level"]),
        resource=w.code("data_classification", w.params["resource"]),
    ),
    "COLUMN-LEVEL-UNSEEN": lambda w: tk._(
        'The data dictionary has columns of the level "{level}", but the file is "{resource}", and it cannot'
        " be seen whether it holds them. Raise the level of the file, or upload a table of one sheet with a"
        " header and without them"
    ).format(
        level=w.code("data_classification", w.params["level"]),
        resource=w.code("data_classification", w.params["resource"]),
    ),
    "RESOURCE-NAME-DUPLICATE": lambda w: tk._(
        'Another file of this dataset is called "{value}" too. Add the year or the format to the name'
    ).format(value=w.shown("value")),
    "LIMIT-EXCEEDED": lambda w: tk._("{count} files are too many; a dataset may have {limit}").format(
        count=w.params["count"], limit=w.params["limit"]
    ),
}
