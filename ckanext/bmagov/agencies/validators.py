"""Validators of an agency's codes, kind, succession and place in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.agencies.domain import fields as rules
from ckanext.bmagov.agencies.domain.fields import AgencyError
from ckanext.bmagov.agencies.readers import ORGANIZATION, agencies_with, ids_below
from ckanext.bmagov.agencies.words import invalid
from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.readers.codelists import codelist

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

# Where the parent that was asked for waits until core's own fields are validated.
_ASKED = "bmagov_agency_parent"


def bmagov_agency_code8(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept BMA's code of eight digits, which no other agency has."""
    code = _read(rules.read_code8, _text(data, key))
    data[key] = code
    _refuse_code_of_another(key, code, context)


def bmagov_agency_code4(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept BMA's code of four digits; empty means the beginning of the eight."""
    data[key] = _read(rules.read_code4, _text(data, key), _code8(data))
    if not data[key]:
        del data[key]
        raise tk.StopOnError


def bmagov_agency_dopa_code(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept DOPA's code of a district, which no other district has."""
    code = _read(rules.read_dopa_code, _text(data, key), _choice(data, "kind"), _code8(data)[:4])
    data[key] = code
    _refuse_code_of_another(key, code, context)


def bmagov_agency_zone(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept a zone for a district office only."""
    _read(rules.check_zone, data[key], _choice(data, "kind"))


def bmagov_agency_ended_on(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept an end only for an agency that is no more."""
    if _status(data) == rules.CURRENT:
        raise invalid(Problem("current_has_ended"))


def bmagov_agency_successors(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept codes of eight digits with spaces or commas between; stored with spaces."""
    codes = _read(rules.read_codes, _text(data, key))
    _read(rules.check_succession, codes, _code8(data), _status(data))
    data[key] = " ".join(codes)


def bmagov_agency_parent(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept the name or id of the agency above; empty for none, absent to leave it.

    Core keeps it as the one entry of ``groups``. The field is not stored as such: what is asked for is judged
    here and written by :func:`bmagov_agency_parent_after`.
    """
    context[_ASKED] = None  # pyright: ignore[reportGeneralTypeIssues]
    given = data.pop(key, tk.missing)
    own = _own(context)
    current = next(iter(own.get_parent_groups(type=ORGANIZATION)), None) if own else None
    names = _names_in_groups(data)
    # A whole record sent back carries both; what differs from today was meant.
    if given is tk.missing or (names is not None and str(given or "") in _names_of(current)):
        if names is None:
            raise tk.StopOnError
        given = names[0] if names else ""
    try:
        if names and len(names) > 1:
            raise invalid(Problem("several_parents"))
        asked = _find_parent(str(given or "").strip(), own)
        if (asked and asked.id) != (current and current.id):
            _refuse_without_right([group for group in (asked, current) if group], context)
    except tk.Invalid as error:
        errors[key].append(error.error)
        raise tk.StopOnError from error
    context[_ASKED] = asked.id if asked else ""  # pyright: ignore[reportGeneralTypeIssues]
    raise tk.StopOnError


def bmagov_agency_parent_after(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Write the parent that was asked for where core keeps it; of a record that is shown, tell it.

    Runs after all other validators: core refuses an entry of ``groups`` that was emptied.
    """
    if _ASKED not in context:
        data[("parent",)] = _tell_parent(data)
        return
    asked = context[_ASKED]
    if asked is None:
        return
    for place in [place for place in data if place[0] == "groups"]:
        del data[place]
    if asked:
        data["groups", 0, "id"] = asked
        data["groups", 0, "capacity"] = "parent"
    else:
        data[("groups",)] = []


def _tell_parent(data: FlattenDataDict) -> str:
    """Return the parent's name; a deleted one is left out, as core would refuse it when it is sent back."""
    parent = model.Group.get(str(data.get(("groups", 0, "name")) or ""))
    if parent and parent.state == model.State.ACTIVE:
        return parent.name
    for place in [place for place in data if place[0] == "groups"]:
        del data[place]
    return ""


def _own(context: Context) -> model.Group | None:
    """Return the organization that is being changed; None for a new one."""
    return context.get("group")


def _read(reader: Any, *args: Any) -> Any:
    try:
        return reader(*args)
    except AgencyError as error:
        raise invalid(error.problem) from error


def _text(data: FlattenDataDict, key: FlattenKey) -> str:
    value = data.get(key)
    return "" if value is tk.missing or value is None else str(value)


def _code8(data: FlattenDataDict) -> str:
    """Return the code as it will be stored, empty when it is wrong: that is told at its own field."""
    try:
        return rules.read_code8(_text(data, ("code8",)))
    except AgencyError:
        return ""


def _choice(data: FlattenDataDict, field: str) -> str:
    code = codelist(f"agency_{field}").find(_text(data, (field,)))
    return code.value if code else ""


def _status(data: FlattenDataDict) -> str:
    code = codelist("agency_status").find(_text(data, ("agency_status",)))
    return code.value if code else rules.CURRENT


def _refuse_code_of_another(key: FlattenKey, code: str, context: Context) -> None:
    own = _own(context)
    ident = agencies_with(model.Session, str(key[0]), [code]).get(code)
    if ident and (own is None or own.id != ident):
        other = model.Group.get(ident)
        title = other.title if other else ident
        raise invalid(Problem("code_in_use", {"value": code, "agency": title or ident}))


def _names_in_groups(data: FlattenDataDict) -> list[str] | None:
    """Return what the caller put into ``groups``; None when there is no such key."""
    entries: dict[int, dict[str, Any]] = {}
    for place, value in data.items():
        if place[0] == "groups" and len(place) == 3:
            entries.setdefault(place[1], {})[place[2]] = value
    if not entries:
        return None
    names = [entry.get("id") or entry.get("name") for _index, entry in sorted(entries.items())]
    return [str(name) for name in names if name and name is not tk.missing]


def _names_of(group: model.Group | None) -> tuple[str, ...]:
    return (group.id, group.name) if group else ("",)


def _find_parent(name: str, organization: model.Group | None) -> model.Group | None:
    if not name:
        return None
    parent = model.Group.get(name)
    if parent is None or parent.state != model.State.ACTIVE or parent.type != ORGANIZATION:
        raise invalid(Problem("parent_not_found", {"value": name}))
    if organization and parent.id in ids_below(organization):
        raise invalid(Problem("cycle", {"value": parent.title or parent.name}))
    return parent


def _refuse_without_right(groups: list[model.Group], context: Context) -> None:
    """Refuse a move without rights at both ends: administrators above have rights below."""
    for group in groups:
        try:
            tk.check_access("organization_update", tk.fresh_context(context), {"id": group.id})
        except tk.NotAuthorized as error:
            raise invalid(Problem("parent_not_allowed")) from error
