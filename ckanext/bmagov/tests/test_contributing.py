"""The recipes of CONTRIBUTING.md work as they stand there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ckan import plugins

from ckanext.bmagov import capabilities
from ckanext.bmagov.base.domain.schema_facts import parse_schema
from ckanext.bmagov.dictionary.formats import FORMATS, dictionary_format, read_dictionary, write_dictionary
from ckanext.bmagov.kpi.rules.formats import read_rules
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.make import AS_OF, RULES_DIR, perfect

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[3]
BLOCK = re.compile(r"^```\w+\n# (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = dict(BLOCK.findall((PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
"""Path -> what the recipe puts there."""


def block(end: str) -> str:
    return next(text for path, text in BLOCKS.items() if path.endswith(end))


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a module of a block, as if its file were there."""

    def made(end: str) -> ModuleType:
        path = next(path for path in BLOCKS if path.endswith(end))
        name = path.removesuffix(".py").replace("/", ".")
        code = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, code)
        exec(compile(BLOCKS[path], path, "exec"), code.__dict__)
        return code

    return made


@pytest.mark.parametrize("path", BLOCKS)
def test_it_is_put_where_others_of_its_kind_are(path: str):
    file = PROJECT / path
    assert not file.exists() or file.suffix == ".yaml"
    assert file.parent.is_dir() or "templates" in path


class TestACriterion:
    @pytest.fixture(autouse=True)
    def _restored(self) -> Iterator[None]:
        before = dict(CHECKS)
        yield
        CHECKS.clear()
        CHECKS.update(before)

    def test_is_judged_and_says_why(self, module):
        module("english_title.py")
        text = (RULES_DIR / "kpi-2564.yaml").read_text(encoding="utf-8")
        rules = read_rules(text.replace("check: new_database", "check: english_title").encode())
        criterion = next(one.id for one in rules.criteria if one.check == "english_title")
        findings = [one for one in evaluate(perfect(), rules, AS_OF).findings if one.criterion == criterion]
        assert {one.reason for one in findings} <= {"ENGLISH-GIVEN", "ENGLISH-MISSING"}
        assert findings

    def test_knows_where_it_is_mended(self, module):
        module("english_title.py")
        check = CHECKS["english_title"]
        assert check.address(check.reasons["ENGLISH-MISSING"], {}, "/y", "d") == "/dataset/edit/d"


def schema_file(name: str) -> Any:
    return yaml.safe_load((PROJECT / "ckanext/bmagov/schemas" / name).read_text(encoding="utf-8"))


def test_a_field_is_asked_for_where_it_is_shown():
    schema, presets = schema_file("dataset.yaml"), schema_file("presets.yaml")["presets"]
    schema["dataset_fields"] += yaml.safe_load(block("dataset.yaml"))
    values = {preset["preset_name"]: preset["values"] for preset in presets}
    for part in ("dataset_fields", "resource_fields"):
        schema[part] = [{**values.get(field.get("preset"), {}), **field} for field in schema[part]]
    field = parse_schema(schema).dataset_field("collection_method")
    assert field
    assert field.required_for_publish
    assert field.shown_for("statistical")
    assert not field.shown_for("record")


def test_a_format_is_read_and_written(module, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(f"{dictionary_format.__module__}.RESOURCE_FORMATS", set(FORMATS))
    before = dict(FORMATS)
    try:
        code = module("lines.py")
        dictionary = read_dictionary(b"#columns\na\nb").dictionary
        assert [column.name for _, column in dictionary.columns] == ["a", "b"]
        assert write_dictionary("lines", dictionary).content == code.MARK + b"a\nb"
    finally:
        FORMATS.clear()
        FORMATS.update(before)


class TestAnActionWithItsPage:
    @pytest.fixture
    def site(
        self, module, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ckan_config: Any
    ) -> Iterator[None]:
        """Load the plugins with what the recipe adds."""
        added = {
            "actions": module("actions/unused.py"),
            "views": module("views/unused.py"),
            "helpers": module("helpers/initial.py"),
        }
        known = capabilities.modules

        def modules(storey: str) -> Iterator[ModuleType]:
            yield from known(storey)
            if storey in added:
                yield added[storey]

        monkeypatch.setattr(capabilities, "modules", modules)
        template = tmp_path / "bmagov" / "metadata" / "unused.html"
        template.parent.mkdir(parents=True)
        template.write_text(block("unused.html"), encoding="utf-8")
        monkeypatch.setitem(ckan_config, "extra_template_paths", str(tmp_path))
        plugins.load_all()
        yield
        plugins.unload_all()

    @pytest.mark.usefixtures("site", "clean_db", "clean_index")
    def test_is_found_by_callers_and_readers(self, make_app):
        app = make_app()
        dataset = factories.Dataset()
        answer = app.get("/api/3/action/bmagov_unused_list").json["result"]
        assert [one["name"] for one in answer] == [dataset["name"]]
        page = app.get("/unused").body
        assert f'{dataset["title"][0].upper()}: <a href="/dataset/{dataset["name"]}"' in page
        assert '<li><a href="/unused">' in page, "it stands in the footer"
