"""Problems of agencies as sentences: what is wrong and what to do, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.agencies.domain.csv_list import RowProblem
    from ckanext.bmagov.base.domain.problem import Problem


def problem_text(problem: Problem) -> str:
    """Return ``AGENCY-CODE: sentence`` for a problem."""
    params = {key: shorten(value) for key, value in problem.params.items()}
    code = f"AGENCY-{problem.code.upper().replace('_', '-')}"
    return f"{code}: {_SENTENCES[problem.code]().format(**params)}"


def row_text(problem: RowProblem) -> str:
    """Return a problem of a list with its place in front."""
    sentence = problem_text(problem.problem)
    if not problem.column:
        return tk._("Line {line}: {problem}").format(line=problem.line, problem=sentence)
    return tk._("Line {line}, column {column}: {problem}").format(
        line=problem.line, column=problem.column, problem=sentence
    )


def invalid(problem: Problem) -> tk.Invalid:
    """Return the exception of a validator for a problem."""
    return tk.Invalid(problem_text(problem))


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "not_digits": lambda: tk._('"{value}" is not a code. Write {length} digits'),
    "lost_zero": lambda: tk._(
        '"{value}" lacks a digit: a spreadsheet may have dropped the zero in front. Is it {perhaps}?'
    ),
    "wrong_length": lambda: tk._('"{value}" has {found} digits. The code has {length}'),
    "codes_differ": lambda: tk._(
        "The code of 4 digits is the beginning of the code of 8 digits: write {expected}, or leave this empty"
    ),
    "code_in_use": lambda: tk._('Another agency has "{value}" already: {agency}'),
    "not_a_district": lambda: tk._(
        "Only district offices have this. Empty it, or choose the kind district office"
    ),
    "dopa_is_own_code": lambda: tk._(
        "{value} is the city's own code. The code of the Department of Provincial Administration begins"
        " with 10"
    ),
    "dopa_not_bangkok": lambda: tk._(
        "{value} is not a district of Bangkok: the codes of the Department of Provincial Administration"
        " for Bangkok begin with 10"
    ),
    "control_character": lambda: tk._(
        "Character {position} ({character}) cannot be stored. Delete it and type it again"
    ),
    "too_long": lambda: tk._("{found} characters are too many; {limit} are allowed"),
    "bad_slug": lambda: tk._(
        '"{value}" cannot be a web address. Use 2 to 100 lower-case English letters, digits, - or _'
    ),
    "bad_date": lambda: tk._('"{value}" is not a date. Write it like 30/10/2561 or 2018-10-30'),
    "current_has_successor": lambda: tk._(
        "An agency that exists has no successor. Empty this, or change the status"
    ),
    "current_has_ended": lambda: tk._("An agency that exists has no end. Empty this, or change the status"),
    "own_successor": lambda: tk._("An agency cannot be its own successor"),
    "missing_value": lambda: tk._("Please fill this in"),
    "unknown_choice": lambda: tk._('"{value}" is not a choice. Did you mean: {choices}?'),
    "unknown_column": lambda: tk._('There is no column "{name}". The columns are: {columns}'),
    "repeated_column": lambda: tk._('The column "{name}" is there twice'),
    "missing_column": lambda: tk._('The column "{name}" is missing'),
    "too_many_cells": lambda: tk._(
        "The row has {found} cells but the header has {expected}. Put text that has commas in quotes"
    ),
    "no_rows": lambda: tk._("The list has no agencies"),
    "repeated_value": lambda: tk._('"{value}" is on line {line} already'),
    "unknown_parent": lambda: tk._("No agency has the code {value}, neither in this list nor in the catalog"),
    "unknown_successor": lambda: tk._(
        "No agency has the code {value}, neither in this list nor in the catalog"
    ),
    "cycle": lambda: tk._("{value} belongs to this agency itself; it cannot be above it too"),
    "parent_not_current": lambda: tk._("{value} is not a current agency; no current agency can belong to it"),
    "name_taken": lambda: tk._('The address "{value}" is in use by another organization or group'),
    "not_csv": lambda: tk._("From here on this is not CSV. A quotation mark may be missing or too many"),
    "not_text": lambda: tk._("This is not a text file. Save it as CSV in UTF-8"),
    "parent_not_found": lambda: tk._('There is no agency "{value}"'),
    "several_parents": lambda: tk._("An agency belongs to one other agency at most"),
    "parent_not_allowed": lambda: tk._(
        "Only administrators of the agencies above, the old one and the new one, can move an agency"
    ),
}
