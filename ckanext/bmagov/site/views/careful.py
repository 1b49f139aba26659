"""Tells a caller of the API what was odd about a call over which an action failed inside."""

from __future__ import annotations

import functools
import inspect
import logging
import sys
from typing import TYPE_CHECKING, Any, Final

from flask import current_app, request
from jinja2 import UndefinedError
from rdflib.plugin import PluginException
from sqlalchemy import exc
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BuildError

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import DataError

from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.base.words.parameters import parameter_text
from ckanext.bmagov.site.domain.action_description import describe, odd_parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[Any, Any], Any]

log = logging.getLogger(__name__)

FAULTS: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    exc.DataError, exc.IntegrityError, exc.ProgrammingError, exc.ArgumentError,
)  # fmt: skip
"""What Python and PostgreSQL make of a value that they did not expect."""

PAGE_FAULTS: Final = (*FAULTS, DataError, UndefinedError, PluginException)
"""Also what CKAN's forms and templates make of one, and RDF of a format that it does not know."""

OURS: Final = "ckanext.bmagov"

VIEWS: Final = "ckan.views.api"


def be_careful() -> None:
    """Have CKAN's API call its actions so; for each new application, which loads the API's views anew."""
    views: Any = sys.modules[VIEWS]
    views.get_action = _careful(views.get_action)


def odd_page_input(error: Exception) -> Any:
    """Answer 400 where a page of CKAN or of a plugin failed inside over what was sent with its address.

    It stays in the log as an error. Our own pages look at what they are sent themselves, so a failure of
    theirs is a fault; so is one of a page that was sent nothing, and an address that cannot be built.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    sent = request.args or request.form or request.view_args
    ours = getattr(view, "__module__", OURS).startswith(OURS)
    if ours or not sent or isinstance(error, BuildError):
        raise error
    log.error("%s failed over what it was sent", request.endpoint, exc_info=error)
    said = tk._("PAGE-FORM: The address or the form holds something that this page cannot read. Check it")
    return current_app.handle_http_exception(BadRequest(said))


def _careful(get_action: Callable[[str], Action]) -> Callable[[str], Action]:
    @functools.wraps(get_action)
    def find(name: str) -> Action:
        action = get_action(name)

        @functools.wraps(action)
        def call(context: Any, data_dict: Any) -> Any:
            given = dict(data_dict)
            try:
                return action(context, data_dict)
            except FAULTS as error:
                problems = odd_parameters(describe(inspect.getdoc(action) or ""), given, error)
                if not problems:
                    raise
                log.warning("%s failed over its parameters", name, exc_info=True)
                session_end.undo()
                errors: dict[str, Any] = {}
                for problem in problems:
                    errors.setdefault(problem.name, []).append(parameter_text(problem))
                raise tk.ValidationError(errors) from None

        return call

    return find
