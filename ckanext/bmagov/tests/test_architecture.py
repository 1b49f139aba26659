"""The rules of the house, held by reading the source. Nothing is run and no service is needed.

Each rule says in its message what to do: it is read by the colleague who broke it.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from ckanext.bmagov import capabilities
from ckanext.bmagov.base.actions.declaration import declaration_of
from ckanext.bmagov.capabilities import CAPABILITIES, brought, modules

ROOT = Path(__file__).parents[1]
PROJECT = ROOT.parents[1]
PACKAGE = "ckanext.bmagov"

STOREYS: dict[str, int] = {
    "domain": 0,
    **dict.fromkeys(("model", "readers", "formats", "solr"), 1),
    "services": 2,
    **dict.fromkeys(("schema", "auth", "actions", "words", "validators"), 3),
    **dict.fromkeys(("helpers", "views", "hooks", "jobs", "cli", "demo"), 4),
}
"""Inside a capability a storey imports itself and those below."""

OPEN = {"base"}
"""What everybody stands on has no face: its modules are for all."""

FORBIDDEN_IN_DOMAIN = {
    "ckan",
    "flask",
    "sqlalchemy",
    "rdflib",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "yaml",
}
CLOCKS = {"now", "utcnow", "today"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def sources() -> tuple[Path, ...]:
    files = sorted(ROOT.rglob("*.py"))
    return tuple(f for f in files if not {"tests", "migration"} & {*f.relative_to(ROOT).parts})


def place(module: str) -> tuple[str, int]:
    """Return capability and storey of a module's name below the package; the roof is -1, a face -2."""
    capability, *rooms = module.split(".")
    if capability not in CAPABILITIES:
        return "", -1
    return capability, next((STOREYS[room] for room in rooms if room in STOREYS), -2)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def in_storey(*storeys: str) -> list[Path]:
    return [path for path in sources() if {*storeys} & {*module_of(path).split(".")}]


@cache
def imported_modules(path: Path) -> set[str]:
    """Absolute names of what a file imports, relative imports resolved."""
    package = [*PACKAGE.split("."), *path.relative_to(ROOT).with_suffix("").parts]
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return found


@cache
def ours_imported(path: Path) -> set[str]:
    """Names of our modules that a file imports, below the package, or of names in them."""
    prefix = f"{PACKAGE}."
    return {name.removeprefix(prefix) for name in imported_modules(path) if name.startswith(prefix)}


def in_capabilities() -> list[Path]:
    return [path for path in sources() if place(module_of(path))[0] and path.name != "__init__.py"]


@pytest.mark.parametrize("path", in_capabilities(), ids=lambda p: str(p.relative_to(ROOT)))
class TestImports:
    def test_go_down_inside_a_capability(self, path: Path):
        capability, storey = place(module_of(path))
        above = {
            name for name in ours_imported(path) if place(name)[0] == capability and place(name)[1] > storey
        }
        assert not above, f"these stand above {path.name}: pass the value in, or move the code up"

    def test_go_to_earlier_capabilities(self, path: Path):
        capability, _ = place(module_of(path))
        before = {*CAPABILITIES[: CAPABILITIES.index(capability) + 1], ""}
        later = {name for name in ours_imported(path) if place(name)[0] not in before}
        assert not later, "what stands later is told by an event (base/events.py)"

    def test_see_of_other_capabilities_their_face_only(self, path: Path):
        capability, _ = place(module_of(path))
        inside = {
            name
            for name in ours_imported(path)
            if place(name)[0] not in {capability, "", *OPEN} and place(name)[1] > -2
        }
        assert not inside, "import the name from the capability, and put it on its face (__init__.py)"


def faces() -> dict[str, list[str]]:
    """What each capability hands on, as its `__init__.py` says it to type checkers."""
    return {
        capability: [
            alias.asname or alias.name
            for block in tree(ROOT / capability / "__init__.py").body
            if isinstance(block, ast.If)
            for node in block.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        for capability in CAPABILITIES
    }


@cache
def used_of_faces() -> frozenset[tuple[str, str]]:
    """Return the names that others use of each face, imported or behind the name of the capability."""
    used: set[tuple[str, str]] = set()
    for path in sources():
        own = place(module_of(path))[0]
        nodes = list(ast.walk(tree(path)))
        handles = {
            alias.asname or alias.name: alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module == PACKAGE
            for alias in node.names
        }
        imported = {name.partition(".")[::2] for name in ours_imported(path)}
        behind = {
            (handles[node.value.id], node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in handles
        }
        used |= {(capability, name) for capability, name in imported | behind if name and capability != own}
    return frozenset(used)


@pytest.mark.parametrize(
    ("capability", "name"), [(capability, name) for capability, names in faces().items() for name in names]
)
def test_a_face_hands_on_what_others_use(capability: str, name: str):
    assert hasattr(importlib.import_module(f"{PACKAGE}.{capability}"), name)
    assert (capability, name) in used_of_faces(), "nobody asks for it: take it off the face"


@pytest.mark.parametrize("capability", [name for name in CAPABILITIES if name not in OPEN])
def test_what_others_ask_of_a_face_is_on_it(capability: str):
    """Type checkers do not see it: a face looks its names up when they are asked for."""
    inside = {path.stem for path in (ROOT / capability).iterdir()}
    asked = {name.split(".")[0] for used, name in used_of_faces() if used == capability}
    assert asked - inside - {*faces()[capability]} == set()


def test_the_drawing_in_the_docs_is_true():
    drawn = subprocess.run([sys.executable, PROJECT / "tools" / "house.py", "--check"], check=False)
    assert drawn.returncode == 0, "run `make drawing`"


@pytest.mark.parametrize("path", in_storey("domain"), ids=lambda p: str(p.relative_to(ROOT)))
def test_domain_is_pure(path: Path):
    roots = {name.split(".")[0] for name in imported_modules(path)}
    assert not roots & FORBIDDEN_IN_DOMAIN, "domain/ uses the standard library only"
    clocks = [
        node.func.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert not clocks, "domain/ has no clock: take `today` or `as_of` as a parameter"


def test_only_actions_commit():
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if "actions" not in module_of(path).split(".")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "repo_commit", "commit_and_remove"}
    ]
    assert not offenders, "commit in actions, so that a use-case is one transaction"


def test_only_config_reads_our_options():
    offenders = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name != "config.py"
        and re.search(r"""["']ckanext\.bmagov\.""", path.read_text(encoding="utf-8"))
    ]
    assert not offenders, "add a constant and a typed getter to config.py"


# Actions


@cache
def exported(storey: str) -> list[str]:
    collected = {"actions": capabilities.actions, "auth": capabilities.auth_functions}
    return list(collected[storey]() if storey in collected else brought(storey))


@cache
def functions(storey: str) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for path in in_storey(storey)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
    }


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(d).split("(")[0].split(".")[-1] for d in node.decorator_list}


def own_actions() -> list[str]:
    chained = {name for name, node in functions("actions").items() if "chained_action" in decorators(node)}
    named = {name for name in functions("actions") if name.startswith("bmagov_")}
    return sorted(named.union(exported("actions")) - chained)


@pytest.mark.parametrize("name", own_actions())
class TestAction:
    def test_has_our_prefix(self, name: str):
        assert name.startswith("bmagov_")

    def test_has_an_auth_function_of_the_same_name(self, name: str):
        assert name in exported("auth")

    def test_says_whether_it_writes(self, name: str):
        commits = "commit()" in ast.unparse(functions("actions")[name])
        declared = declaration_of(capabilities.actions().get(name))
        assert declared, "declare it: who forgets it neither validates nor asks for access"
        assert not commits or declared.writes, "declare it by @writes"

    def test_is_documented(self, name: str):
        text = ast.get_docstring(functions("actions")[name]) or ""
        assert ":returns:" in text or ":rtype:" in text, "the docstring is the API documentation"


# Names


def test_validators_and_helpers_have_our_prefix():
    from ckan.lib import helpers as core
    from ckanext.activity import helpers as activity

    bad = [name for name in exported("validators") if not name.startswith("bmagov_")]
    replacing = {name for name in exported("helpers") if hasattr(core, name) or hasattr(activity, name)}
    bad += [name for name in exported("helpers") if not name.startswith("bmagov_") and name not in replacing]
    assert not bad, "ours start with bmagov_; a helper that replaces core's keeps core's name"


def test_tables_have_our_prefix():
    names = [
        node.args[0].value
        for path in in_storey("model")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Table")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    names += [
        node.value.value
        for path in in_storey("model")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(t, ast.Name) and t.id == "__tablename__" for t in node.targets)
    ]
    assert all(str(name).startswith("bmagov_") for name in names), names


def config_keys() -> list[str]:
    declared = yaml.safe_load((ROOT / "config_declaration.yaml").read_text(encoding="utf-8"))
    return [option["key"] for group in declared["groups"] for option in group["options"]]


def test_options_have_our_prefix():
    assert all(key.startswith("ckanext.bmagov.") for key in config_keys())


# Plugin, templates, documents


def test_plugin_only_mixes():
    lines = (ROOT / "plugin.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80, "move the code to hooks"


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_every_post_form_carries_the_csrf_token():
    offenders = [
        str(path.relative_to(ROOT))
        for path in templates()
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.S | re.I)
        if re.search(r"""method=["']post["']""", form, re.I) and "csrf_input()" not in form
    ]
    assert not offenders, "put {{ h.csrf_input() }} into the form"


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b|\son[a-z]+=[\"']|\sstyle=[\"']",
    re.I,
)


def test_templates_allow_a_strict_content_security_policy():
    offenders = {
        str(path.relative_to(ROOT)): found
        for path in templates()
        if (found := INLINE.findall(path.read_text(encoding="utf-8")))
    }
    assert not offenders, "no inline script, handler or style: use assets/"


def test_nothing_is_loaded_from_elsewhere():
    urls = re.compile(
        r"""(?:src|href)=["'](?:https?:)?//[^"']+\.(?:js|css|woff2?)|@import\s+url\(|url\(["']?https?:"""
    )
    files = [*templates(), *(ROOT / "assets").rglob("*.css"), *(ROOT / "public").rglob("*.css")]
    offenders = [str(p.relative_to(ROOT)) for p in files if urls.search(p.read_text(encoding="utf-8"))]
    assert not offenders, "ship it in assets/ or public/"


HANDLERS_OUTSIDE_OF_BLOCKS = {"user/snippets/api_token_create_form.html"}
"""Core writes inline handlers into these where no block can be overridden, and draws them by themselves."""


def test_core_templates_are_extended_and_never_replaced():
    """Core's few templates without blocks cannot be extended: replacing those is the only way."""
    import ckan

    core = Path(ckan.__file__).parent / "templates"
    replaced = [
        str(path.relative_to(ROOT / "templates"))
        for path in templates()
        if "ckan_extends" not in path.read_text(encoding="utf-8")
        and (original := core / path.relative_to(ROOT / "templates")).exists()
        and "{% block" in original.read_text(encoding="utf-8").replace("{%-", "{%")
    ]
    for one in HANDLERS_OUTSIDE_OF_BLOCKS:
        outside = re.sub(r"{% block.*?{% endblock", "", (core / one).read_text(encoding="utf-8"), flags=re.S)
        assert "onchange=" in outside, f"{one} can be extended now"
    replaced = [one for one in replaced if one not in HANDLERS_OUTSIDE_OF_BLOCKS]
    assert not replaced, "start with {% ckan_extends %} and override blocks"


def schema_fields() -> list[tuple[str, dict]]:
    found = []
    for path in sorted((ROOT / "schemas").glob("*.yaml")):
        schema = yaml.safe_load(path.read_text(encoding="utf-8"))
        for part in ("fields", "dataset_fields", "resource_fields"):
            found += [(f"{path.stem}.{part}.{f['field_name']}", f) for f in schema.get(part, [])]
    return found


@pytest.mark.parametrize(("where", "field"), schema_fields(), ids=[name for name, _ in schema_fields()])
def test_every_field_speaks_both_languages(where: str, field: dict):
    for key in ("label", "help_text", "form_placeholder", "example"):
        if isinstance(field.get(key), dict):
            assert {"en", "th"} <= field[key].keys(), f"{where}: {key} lacks a language"
    assert isinstance(field.get("label"), dict), f"{where}: label needs en and th"


@cache
def documents() -> str:
    return "\n".join(
        p.read_text(encoding="utf-8") for p in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
    )


def cli_commands() -> list[str]:
    from ckanext.bmagov.capabilities import commands

    bmagov = commands()[0]

    list(modules("cli"))

    def walk(group, prefix: str):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(command, f"{prefix} {name}")
            else:
                yield f"{prefix} {name}"

    return list(walk(bmagov, "ckan bmagov"))


@pytest.mark.parametrize("name", [*cli_commands(), *config_keys(), *own_actions()])
def test_commands_options_and_actions_are_in_the_documents(name: str):
    assert name in documents(), f"{name}: say in docs/ what it is for"
