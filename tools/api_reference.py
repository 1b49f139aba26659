"""Write docs/api from the actions themselves: what they declare, their schemas, docstrings and answers.

python tools/api_reference.py            write the pages
python tools/api_reference.py --check    name what is not true: of a page, or of an action (exit code 1)

It needs no service: validators and options are those of the plugin, without a site.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

import ckan.plugins.toolkit as tk
from ckan import logic
from ckan.common import config
from ckan.config.declaration import Declaration

from ckanext.bmagov.capabilities import brought
from ckanext.bmagov.site.domain.api.answer import is_declared
from ckanext.bmagov.site.domain.api.docstring import parse
from ckanext.bmagov.site.domain.api.parameters import silent
from ckanext.bmagov.site.domain.api.reference import curl, python
from ckanext.bmagov.site.readers.api_reference import declared, reference, result_hint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ckanext.bmagov.site.domain.api.answer import Field
    from ckanext.bmagov.site.domain.api.parameters import Parameter
    from ckanext.bmagov.site.domain.api.reference import Action, Refusal

PROJECT = Path(__file__).parents[1]
FOLDER = PROJECT / "docs" / "api"
OPTIONS = PROJECT / "ckanext" / "bmagov" / "config_declaration.yaml"
SITE = "https://catalog.example.go.th"
HEAD = "<!-- written by `make api-reference`: mend the docstring, the schema or the answer of the action -->"
ABOUT = {
    "base": "Code lists and dates",
    "agencies": "Agencies",
    "access": "Access, requests and the logs",
    "files": "Files and freshness",
    "metadata": "Metadata",
    "dictionary": "Data dictionaries and checks of data",
    "tables": "Tables",
    "downloads": "Downloads",
    "visuals": "Maps and charts",
    "usage": "Usage",
    "kpi": "The KPI",
    "exchange": "GD Catalog and other machines",
    "notices": "Notices",
    "site": "The site",
}


def without_a_site() -> None:
    """Give schemas what a loaded plugin would: its validators and its options as they are declared."""
    options = Declaration()
    options.load_dict(yaml.safe_load(OPTIONS.read_text(encoding="utf-8")))
    options.make_safe(config)
    tk.get_validator("default")
    logic._validators_cache.update(brought("validators"))
    options.normalize(config)


def pages() -> dict[str, str]:
    """Return the pages by the names of their files."""
    actions_by_capability = reference()
    written = {f"{name}.md": _page(ABOUT[name], actions) for name, actions in actions_by_capability.items()}
    return {"index.md": "\n".join(_index(tuple(actions_by_capability.items()))), **written}


def faults() -> Iterator[str]:
    """Yield what an action leaves open, or says otherwise than its schema."""
    for name, function, declaration in declared():
        words = parse(function.__doc__ or "")
        schema = declaration.schema() if declaration.schema else {}
        if not words.sentence or not parse(declaration.allowed.__doc__ or "").sentence:
            yield f"{name}: say what it does, and in the docstring of its auth function who may call it"
        if not is_declared(result_hint(function)):
            yield f"{name}: declare what it answers, as a TypedDict"
        if lacking := silent(schema, sorted(declaration.raw), words.parameters):
            yield f"{name}: only one of schema and docstring knows {', '.join(sorted(lacking))}"


def stale() -> Iterator[str]:
    """Yield the pages that are not in step with the code."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    for name in sorted({*wanted, *there}):
        if wanted.get(name) != there.get(name):
            yield f"docs/api/{name}: run `make api-reference`"


def _index(parts: Sequence[tuple[str, tuple[Action, ...]]]) -> Iterator[str]:
    yield HEAD
    yield "# API reference\n"
    yield "Every action of the catalog, from its code. A site shows them under `/api-guide`."
    yield "What CKAN itself offers is in [its guide](https://docs.ckan.org/en/2.12/api/).\n"
    yield "- Call `/api/3/action/<name>`, in English under `/en/api/3/action/<name>`."
    yield "- Send the token of an account in the header `Authorization`."
    yield "- What only reads answers to GET and POST; what changes something to POST alone."
    yield "- A refusal has a code: [errors of the API](../api-errors.md).\n"
    for name, actions in parts:
        yield f"## [{ABOUT[name]}]({name}.md)\n"
        yield "| action | what it does |\n|---|---|"
        yield from (
            f"| [`{action.name}`]({name}.md#{action.name}) | {_cell(action.sentence)} |" for action in actions
        )
        yield ""


def _page(title: str, actions: Sequence[Action]) -> str:
    lines = [HEAD, f"# {title}: API\n", "All actions: [API reference](index.md).\n"]
    for action in actions:
        lines += [f"## {action.name}\n", *_action(action)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _action(action: Action) -> Iterator[str]:
    yield _prose(" ".join([action.sentence, *action.more[:1]])) + "\n"
    yield from (f"{_prose(part)}\n" for part in action.more[1:])
    yield f"- {' or '.join(f'`{method}`' for method in action.methods)} `/api/3/action/{action.name}`"
    yield f"- {'Changes something' if action.writes else 'Reads only'}"
    yield f"- Who may call it: {action.who}{' No token is needed.' if action.anonymous else ''}\n"
    if action.parameters:
        yield "| parameter | type | required | default | what it is |\n|---|---|---|---|---|"
        yield from (_parameter(parameter) for parameter in action.parameters)
        yield ""
    yield f"Answer: `{action.result_type}`. {_prose(action.returns)}\n"
    if action.fields:
        yield "| field | type | always there |\n|---|---|---|"
        yield from (_field(field) for field in action.fields)
        yield ""
    if action.refusals:
        yield "| status | codes | refused |\n|---|---|---|"
        yield from (_refusal(refusal) for refusal in action.refusals)
        yield ""
    yield f"```sh\n{curl(action, SITE)}\n```\n"
    yield f"```python\n{python(action, SITE)}\n```\n"


def _parameter(parameter: Parameter) -> str:
    kind = parameter.kind
    if parameter.choices:
        kind += ": " + ", ".join(f"`{choice}`" for choice in parameter.choices)
    elif parameter.most is not None:
        kind += f" {parameter.least} to {parameter.most}"
    elif parameter.longest:
        kind += f", at most {parameter.longest} characters"
    default = f"`{parameter.default}`" if parameter.default else ""
    required = "yes" if parameter.required else "no"
    return f"| `{parameter.name}` | {kind} | {required} | {default} | {_cell(parameter.text)} |"


def _field(field: Field) -> str:
    again = f", as {'the whole answer' if field.again == '.' else f'`{field.again}`'}" if field.again else ""
    return f"| `{field.path}` | {field.type}{again} | {'yes' if field.always else 'no'} |"


def _refusal(refusal: Refusal) -> str:
    codes = ", ".join(f"`{code}`" for code in refusal.codes)
    return f"| {refusal.status} | {codes} | {_cell(refusal.text)} |"


def _prose(text: str) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", text)


def _cell(text: str) -> str:
    return _prose(text).replace("|", r"\|")


def main() -> int:
    """Write the pages or check them."""
    without_a_site()
    if "--check" in sys.argv[1:]:
        problems = [*faults(), *stale()]
        sys.stdout.write("".join(f"{line}\n" for line in problems))
        return int(bool(problems))
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
