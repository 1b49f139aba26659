"""Problems of rule-set files as sentences: where, what is wrong, what to do, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import DateError, DateProblem
from ckanext.bmagov.base.words.dates import date_error_text, iso_day
from ckanext.bmagov.base.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.base.domain.problem import ProblemError
    from ckanext.bmagov.base.formats.yaml_file import FileProblem

_DATE_CODES = {problem.value for problem in DateProblem}


def file_problem_text(problem: FileProblem) -> str:
    """Return ``line N, path: CODE: what is wrong and what to do``."""
    text = rule_problem_text(problem.code, problem.params)
    place = [tk._("line {line}").format(line=problem.line)] if problem.line else []
    place += [problem.path] if problem.path else []
    return f"{', '.join(place)}: {text}" if place else text


def rule_problem_text(code: str, params: Mapping[str, Any]) -> str:
    """Return ``CODE: what is wrong and what to do``."""
    if code not in _SENTENCES and code in _DATE_CODES:
        own = {name: value for name, value in params.items() if name != "candidates"}
        return date_error_text(DateError(DateProblem(code), own, tuple(params.get("candidates", ()))))
    words = {name: shorten(value) for name, value in params.items()}
    sentence = _SENTENCES[code](params).format(**words)
    if words.get("nearest"):
        sentence += " " + tk._('Did you mean "{nearest}"?').format(nearest=words["nearest"])
    return f"{code}: {sentence}"


def rule_error_text(error: ProblemError) -> str:
    """Return the same for a version that may not take another's place."""
    return rule_problem_text(error.code, error.params)


def _weight_sum(params: Mapping[str, Any]) -> str:
    if "kind" in params:
        return tk._(
            "The criteria that apply to {kind} weigh {found} together; their part weighs {expected}. "
            "Change the weights."
        )
    return tk._("The parts weigh {found} together; they must make {expected}. Change the weights.")


def _out_of_year(params: Mapping[str, Any]) -> str:
    days = {name: iso_day(params[name]) for name in ("start", "end")}
    return tk._("The day is not in the fiscal year, {start} to {end}.").format(**days)


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "YAML-LIMIT": lambda _: tk._(
        "The file is larger or deeper than {limit} allows. A rule set is one short file."
    ),
    "YAML-ENCODING": lambda _: tk._("Byte {byte} is no UTF-8. Save the file as UTF-8."),
    "YAML-SYNTAX": lambda _: tk._("This is no YAML ({detail}). Indent with spaces, never with tabs."),
    "YAML-EMPTY": lambda _: tk._("The file is empty."),
    "YAML-TAG": lambda _: tk._("The tag {tag} is not allowed. Write plain values."),
    "YAML-ALIAS-LIMIT": lambda _: tk._("Anchors and aliases are not allowed. Write the value out."),
    "YAML-DUPLICATE-KEY": lambda _: tk._("The key stands twice, in lines {lines}. Keep one."),
    "YAML-QUOTE-VALUE": lambda _: tk._('YAML may read "{found}" as something else. Put it in quotes.'),
    "RULE-FORMAT": lambda _: tk._("The file has format {found}; this catalog reads format {known}."),
    "RULE-TYPE": lambda _: tk._("Here stands something else than: {expected}."),
    "RULE-UNKNOWN": lambda _: tk._("There is no such field. Take it out or mend its name."),
    "RULE-MISSING": lambda _: tk._("This field is missing. Add it."),
    "RULE-EMPTY": lambda _: tk._("This is empty. Fill it in."),
    "DEADLINE-MISSING": lambda _: tk._("The deadline is missing: name a step, or give the step its day."),
    "CRITERION-UNKNOWN": lambda _: tk._('There is no check "{found}".'),
    "VALUE-UNKNOWN": lambda _: tk._('"{found}" is not a choice here.'),
    "DUPLICATE": lambda _: tk._('"{found}" stands here twice. Keep one.'),
    "LIMIT": lambda _: tk._("More than {limit}. Shorten it."),
    "NUMBER-RANGE": lambda _: tk._('"{found}" is no number between {low} and {high}.'),
    "SHARE-RANGE": lambda _: tk._('"{found}" is no share between {low} and {high}.'),
    "SHARE-ORDER": lambda _: tk._(
        "What is late cannot be worth more than within the days of grace ({limit})."
    ),
    "WEIGHT-RANGE": lambda _: tk._('"{found}" is no weight between {low} and {high}.'),
    "WEIGHT-SUM": _weight_sum,
    "DATE-OUT-OF-YEAR": _out_of_year,
    "RULESET-IMMUTABLE": lambda _: tk._(
        "Version {version} is published, and {path} differs. Make a new version with a later effective date."
    ),
    "RULESET-NOT-DRAFT": lambda _: tk._(
        "The file calls itself {status}. Write status: draft; a supervisor publishes it here."
    ),
    "RULESET-FILE": lambda _: tk._(
        "Version {version} is a file on the server. Its operator takes it away there."
    ),
    "RULESET-PUBLISHED": lambda _: tk._("Version {version} is published already."),
    "RULESET-VERSION": lambda _: tk._(
        "Version {version} is not the next after {latest}. Raise the version and its effective date."
    ),
}
