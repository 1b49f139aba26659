"""The wheel is the whole extension and nothing else."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from configparser import ConfigParser
from gettext import GNUTranslations
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[3]
PACKAGE = PROJECT / "ckanext" / "bmagov"
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
SETUP_CFG = ConfigParser()
SETUP_CFG.read(PROJECT / "setup.cfg", encoding="utf-8")
DEPENDENCIES = SETUP_CFG["options"]["install_requires"].split("\n")[1:]


def is_shipped(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    return path.is_file() and parts[0] != "tests" and "__pycache__" not in parts and path.suffix != ".mo"


def missing_build_tools() -> list[str]:
    missing = []
    for requirement in map(Requirement, PYPROJECT["build-system"]["requires"]):
        try:
            fits = requirement.specifier.contains(version(requirement.name))
        except PackageNotFoundError:
            fits = False
        if not fits:
            missing.append(str(requirement))
    return missing


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy of the project, without the network and without leaving files in the tree."""
    if missing := missing_build_tools():
        pytest.skip(f"building needs {', '.join(missing)} (dev-requirements.txt)")
    base = tmp_path_factory.mktemp("packaging")
    project = base / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "*.pyc")
    shutil.copytree(PROJECT / "ckanext", project / "ckanext", ignore=ignored)
    for name in (
        "LICENSE",
        "MANIFEST.in",
        "README.md",
        "CHANGELOG.md",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
    ):
        shutil.copy(PROJECT / name, project)
    command = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-q"]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*command, "-w", str(base), str(project)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(next(base.glob("*.whl")))


@pytest.fixture(scope="module")
def listing(wheel: zipfile.ZipFile) -> set[str]:
    return set(wheel.namelist())


def test_every_file_of_the_package_is_in_it(listing: set[str]):
    expected = {str(path.relative_to(PROJECT)) for path in PACKAGE.rglob("*") if is_shipped(path)}
    assert expected - listing == set()


@pytest.mark.parametrize(
    "kind",
    [
        "assets/webassets.yml",
        "config_declaration.yaml",
        "data/agencies.csv",
        "i18n/ckanext-bmagov.pot",
        "migration/bmagov/alembic.ini",
        "public/bmagov/fonts/OFL.txt",
        "rules/startup.yaml",
        "schemas/dataset.yaml",
        "search/solr/schema-additions.xml",
        "templates/base.html",
        "tools_public/recompute.py",
        "tools_public/verify_log.py",
    ],
)
def test_each_kind_of_file_is_in_it(kind: str, listing: set[str]):
    assert f"ckanext/bmagov/{kind}" in listing


def test_no_tests_and_nothing_beside_the_package_is_in_it(listing: set[str]):
    outside = {name for name in listing if not name.startswith("ckanext/bmagov/")}
    assert all(name.split("/")[0].endswith(".dist-info") for name in outside)
    assert not [name for name in listing if "/tests/" in name or name.endswith(".pyc")]


def test_the_thai_messages_are_compiled_from_the_present_source(wheel: zipfile.ZipFile):
    from babel.messages.pofile import read_po

    folder = "i18n/th/LC_MESSAGES/ckanext-bmagov"
    with (PACKAGE / f"{folder}.po").open("rb") as source:
        messages = [m for m in read_po(source, locale="th") if m.id and m.string and not m.fuzzy]
    compiled = GNUTranslations(io.BytesIO(wheel.read(f"ckanext/bmagov/{folder}.mo")))
    single = [m for m in messages if isinstance(m.id, str) and not m.context]
    assert len(single) > 1000
    assert [m.id for m in single if compiled.gettext(str(m.id)) != m.string] == []


def test_the_licences_are_in_it(wheel: zipfile.ZipFile, listing: set[str]):
    licences = [name for name in listing if ".dist-info/licenses/" in name]
    texts = "".join(wheel.read(name).decode() for name in licences)
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in texts
    assert "SIL OPEN FONT LICENSE" in texts


def test_its_plugins_can_be_found(wheel: zipfile.ZipFile, listing: set[str]):
    name = next(name for name in listing if name.endswith("entry_points.txt"))
    points = wheel.read(name).decode()
    assert "bmagov = ckanext.bmagov.plugin:BmagovPlugin" in points
    assert "bmagov_datasets = " in points


def pinned() -> dict[str, str]:
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {entry.name.lower(): next(iter(entry.specifier)).version for entry in found}


@pytest.mark.parametrize("range_", DEPENDENCIES)
def test_what_the_tests_run_with_is_in_the_range_that_users_get(range_: str):
    requirement = Requirement(range_)
    assert requirement.specifier.contains(pinned()[requirement.name.lower()])


def test_installing_it_never_replaces_the_ckan_of_a_site():
    names = {Requirement(entry).name for entry in DEPENDENCIES}
    assert "ckan" not in names
    assert set(pinned()) == {name.lower() for name in names} | {"ckan"}
