"""Problems of metadata as sentences: ``CODE: what is wrong and what to do``, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.collect.codelists import codelist

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckan.types import FlattenErrorDict, FlattenKey

    from ckanext.bmagov.domain.codelist import CodeList
    from ckanext.bmagov.domain.metadata.facts import Facts
    from ckanext.bmagov.domain.metadata.problems import Problem
    from ckanext.bmagov.domain.metadata.values import BadValueError

# What a person typed is repeated in the message, but never more of it than this.
_SHOWN = 60

# A list this short is told whole.
_FEW = 5


def lang() -> str:
    """Return the reader's language; the site's own when nobody is reading (a command, a job)."""
    try:
        found = tk.h.lang()
    except (TypeError, RuntimeError):
        found = None
    return found or tk.config.get("ckan.locale_default", "th")


def shorten(value: object) -> str:
    """Return a value as it may be repeated in a message."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def invalid(code: str, sentence: str) -> tk.Invalid:
    """Return the exception of a validator for a problem."""
    return tk.Invalid(f"{code}: {sentence}")


def value_invalid(problem: BadValueError) -> tk.Invalid:
    """Return the exception of a validator for a value that cannot be stored."""
    return invalid(problem.code, value_sentence(problem))


def value_sentence(problem: BadValueError) -> str:
    """Return the sentence for a value that cannot be stored."""
    params = {name: shorten(value) for name, value in problem.params.items()}
    if problem.code.endswith("-LENGTH"):
        return tk._("{length} characters are too many; {limit} are allowed").format(**params)
    return _VALUE_SENTENCES[problem.code]().format(**params)


def add_error(errors: FlattenErrorDict, place: FlattenKey, code: str, sentence: str) -> None:
    """Add a problem to the errors of a validation."""
    errors.setdefault(place, []).append(f"{code}: {sentence}")


def choices_sentence(known: CodeList, value: str) -> str:
    """Return the sentence for a value that is not in its code list, with the choices it resembles."""
    nearest = known.codes if len(known.codes) <= _FEW else known.nearest(value)
    if nearest:
        names = ", ".join(code.label(lang()) for code in nearest)
        return tk._('"{value}" is not a choice. Did you mean: {choices}?').format(
            value=shorten(value), choices=names
        )
    return tk._('"{value}" is not a choice. See the list of codes: {list}').format(
        value=shorten(value), list=known.title(lang())
    )


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
        found = find(name) or self._facts.dataset_field(name)
        return found.label(lang()) if found else name

    @property
    def is_choice(self) -> bool:
        """Tell whether the field that the problem is of is chosen, not typed."""
        find = self._facts.dataset_field if self._problem.resource is None else self._facts.resource_field
        found = find(self._problem.field)
        return bool(found and (found.codelist or found.kind == "organization"))

    def code(self, list_name: str, value: object) -> str:
        """Return the label of a code."""
        found = codelist(list_name).get(str(value))
        return found.label(lang()) if found else shorten(value)

    def codes(self, list_name: str, values: Sequence[object]) -> str:
        """Return the labels of several codes."""
        return ", ".join(self.code(list_name, value) for value in values)

    def shown(self, key: str) -> str:
        """Return a parameter as it was typed, cut."""
        return shorten(self.params.get(key, ""))


_VALUE_SENTENCES: dict[str, Callable[[], str]] = {
    "TITLE-REQUIRED": lambda: tk._("Give the dataset a title"),
    "TEXT-TYPE": lambda: tk._("Text is expected here"),
    "TEXT-CONTROL-CHAR": lambda: tk._(
        "Character {position} ({code}) cannot be stored. Delete it and type it again"
    ),
    "EMAIL-FORMAT": lambda: tk._('"{value}" is not one e-mail address such as name@example.go.th'),
    "URL-SCHEME": lambda: tk._("Only addresses that begin with http:// or https:// can be used"),
    "URL-NOT-ALLOWED": lambda: tk._('"{value}" is inside a network that readers cannot reach'),
    "URL-FORMAT": lambda: tk._('"{value}" is not a web address'),
    "MEDIA-TYPE-FORMAT": lambda: tk._('"{value}" is not a media type such as text/csv'),
    "TAG-FORMAT": lambda: tk._(
        'The keyword "{value}" must have 2 to 100 letters, digits or spaces; commas separate keywords'
    ),
    "INTERVAL-RANGE": lambda: tk._("Give a whole number from 1 to {limit}"),
    "COORDINATE-FORMAT": lambda: tk._("Give decimal degrees such as 13.7563"),
    "LATITUDE-SWAPPED": lambda: tk._(
        "{value} is a longitude of Thailand. Are latitude and longitude swapped?"
    ),
    "LONGITUDE-SWAPPED": lambda: tk._(
        "{value} is a latitude of Thailand. Are latitude and longitude swapped?"
    ),
    "LATITUDE-RANGE": lambda: tk._("Must be between -{limit} and {limit}"),
    "LONGITUDE-RANGE": lambda: tk._("Must be between -{limit} and {limit}"),
    "CHOICES-LIMIT": lambda: tk._("At most {limit} choices are possible"),
}


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
