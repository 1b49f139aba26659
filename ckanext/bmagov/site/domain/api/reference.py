"""One action as the reference tells it, and an example of a call."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.site.domain.api.answer import Field
    from ckanext.bmagov.site.domain.api.parameters import Parameter

STATUS: Final = {"ValidationError": 409, "NotAuthorized": 403, "ObjectNotFound": 404}
"""Name of an exception -> the HTTP status that CKAN answers."""

_CODE: Final = re.compile(r"\b[A-Z]+(?:-(?:[A-Z0-9]+|\.\.\.))+|\bLIMIT\b")
_LEFT_OUT: Final = re.compile(r"\b(optional|default|instead|when|where)\b|^or ")
_SUCH_AS: Final = re.compile(r"such as `+([^`]+)`")
_SAMPLES: Final[dict[str, Any]] = {
    "fiscal_year": 2570,
    "added_year": 2570,
    "with_fiscal_year": 2570,
    "version": 1,
    "value": "28/10/2563",
    "day": "2026-09-30",
    "share": "0.5",
    "url": "https://example.go.th",
    "frequency_unit": "year",
    "tables": [{"columns": [{"name": "district", "type": "string", "description": "เขต"}]}],
    "before": "2026-09-30",
    "after": "2026-10-15",
    "since": "2026-01-31T09:00:00",
}
_DAY: Final = "2026-09-30"


OPEN: Final = frozenset({"Everyone.", "Whoever may see the dataset.", "Whoever may read the data."})
"""Who may call without a token: what is answered then is what everyone may see.

That CKAN lets visitors come as far as the auth function does not say so: it may answer that nothing is there.
"""


@dataclass(frozen=True)
class Refusal:
    """A kind of refusal: the HTTP status, its codes, and what is said of it."""

    status: int
    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Action:
    """An action of the API."""

    name: str
    capability: str
    room: str
    """The part of a capability that is a folder of its own; empty elsewhere."""

    writes: bool
    anonymous: bool
    """It may be called without a token: see `OPEN`."""

    who: str
    """Who may call it: a message."""

    sentence: str
    """What it does: a message."""

    more: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    returns: str
    result_type: str
    """Its type in JSON."""

    fields: tuple[Field, ...]
    refusals: tuple[Refusal, ...]

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the HTTP methods; what writes answers 400 to GET."""
        return ("POST",) if self.writes or self.uploads else ("GET", "POST")

    @property
    def uploads(self) -> bool:
        """Tell whether its example sends a file."""
        return any(
            parameter.kind == "file" and parameter.name in self.example for parameter in self.parameters
        )

    @property
    def example(self) -> dict[str, Any]:
        """Return parameters of a call: those that it needs, with words in capitals to be replaced.

        Of those that take each other's place (`id of the dataset; or`) the first.
        """
        before = [False, *(parameter.text.endswith("; or") for parameter in self.parameters)]
        pairs = zip(self.parameters, before, strict=False)
        return {
            parameter.name: sample(parameter)
            for parameter, instead in pairs
            if not instead and _is_needed(parameter)
        }


def refusals(raises: Sequence[tuple[str, str]]) -> tuple[Refusal, ...]:
    """Return the refusals that a docstring names.

    :raises KeyError: for an exception that CKAN does not answer as a refusal
    """
    return tuple(
        Refusal(STATUS[name], tuple(dict.fromkeys(_CODE.findall(text))), text) for name, text in raises
    )


def sample(parameter: Parameter) -> Any:
    """Return a value for an example."""
    if parameter.choices:
        return parameter.choices[0]
    if parameter.name in _SAMPLES:
        return _SAMPLES[parameter.name]
    if match := _SUCH_AS.search(parameter.text):
        return match[1]
    of_kind = {"integer": parameter.least or 0, "boolean": True, "date": _DAY, "array": [], "file": "@FILE"}
    return of_kind.get(parameter.kind, _placeholder(parameter))


def curl(action: Action, site: str) -> str:
    """Return the example as a command for a shell."""
    lines = [f"curl '{_address(action, site)}'"]
    if not action.anonymous:
        lines.append("-H 'Authorization: TOKEN'")
    if action.uploads:
        lines += [f"-F '{name}={value}'" for name, value in action.example.items()]
    elif action.writes:
        lines += [
            "-H 'Content-Type: application/json'",
            f"-d '{json.dumps(action.example, ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)


def python(action: Action, site: str) -> str:
    """Return the example as a program; it needs the library requests."""
    given = dict(action.example)
    call = [f'"{site}/api/3/action/{action.name}"']
    if not action.anonymous:
        call.append('headers={"Authorization": "TOKEN"}')
    if action.uploads:
        files = {name: value for name, value in given.items() if value == "@FILE"}
        call.append(f"data={_literal({name: value for name, value in given.items() if name not in files})}")
        call.append("files={" + ", ".join(f'"{name}": open("FILE", "rb")' for name in files) + "}")
    elif given:
        call.append(f"{'json' if action.writes else 'params'}={_literal(given)}")
    asked = "post" if action.writes or action.uploads else "get"
    lines = ["import requests", "", f"answer = requests.{asked}("]
    lines += [f"    {part}," for part in call]
    lines += [")", "answer.raise_for_status()", 'print(answer.json()["result"])']
    return "\n".join(lines)


def _address(action: Action, site: str) -> str:
    query = "" if action.writes or action.uploads or not action.example else f"?{urlencode(action.example)}"
    return f"{site}/api/3/action/{action.name}{query}"


def _is_needed(parameter: Parameter) -> bool:
    """Tell whether a call makes little sense without it: by the schema, or by its words."""
    has_default = parameter.default not in ("", '""')
    return parameter.required or not (
        has_default or parameter.kind == "boolean" or _LEFT_OUT.search(parameter.text)
    )


def _placeholder(parameter: Parameter) -> str:
    """Return the last word of what it is: `id or name of the dataset` gives `DATASET`."""
    if parameter.name == "id":
        words = re.split(r"[,;:(]|, such", parameter.text)[0].split()
        return (words[-1] if words else parameter.name).upper()
    return parameter.name.upper()


def _literal(values: dict[str, Any]) -> str:
    """Return values as Python writes them."""
    return "{" + ", ".join(f'"{name}": {_python(value)}' for name, value in values.items()) + "}"


def _python(value: Any) -> str:
    return str(value) if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
