"""`stack/test`: services of their own, empty databases, all tests, everything stopped again."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from . import commands, settings
from .layout import ROOT, VENV
from .postgres import Postgres
from .provision import Ours, Provision, lock
from .redis import Redis
from .solr import Solr

if TYPE_CHECKING:
    from pathlib import Path

    from .console import Console
    from .layout import Instance


def run(console: Console, arguments: list[str]) -> int:
    """Prepare, run pytest, stop what was started; returns pytest's exit code."""
    with lock("test", console) as hold:
        provision = Provision("test", console, Ours(), hold)
        console.line("Tests of Bangkok's data catalog")
        try:
            provision.software()
            instance = provision.instance()
            env = test_environment(instance, provision.services(instance))
            with console.step("Empty databases and index"):
                Redis(instance).empty()
                Solr(instance).empty()
                migrate(instance, env, console.log, hold)
            console.line()
            return pytest(arguments, env)
        finally:
            # silently: pytest's closing line stays the last one
            for daemon in reversed(provision.started):
                daemon.stop()


def test_environment(instance: Instance, urls: dict[str, str]) -> dict[str, str]:
    """What pytest needs to find the services: always ours, as the tests empty their databases."""
    names = {option: name for name, option in settings.FROM_ENVIRONMENT.items()}
    return {
        "CKAN_INI": str(ROOT / "test.ini"),
        "CKAN_STORAGE_PATH": str(ROOT / ".stack" / "test-storage"),
        **{names[option]: url for option, url in urls.items()},
        "BMAGOV_STACK_SERVICE": str(ROOT / "stack" / "service"),
        "BMAGOV_STACK_INSTANCE": instance.name,
    }


def migrate(instance: Instance, env: dict[str, str], log: Path, hold: int) -> None:
    """Make the tables, of core and plugins, and the DataStore's permissions."""
    ckan = VENV / "bin" / "ckan"
    commands.run("ckan db upgrade", [ckan, "db", "upgrade"], log=log, env=env, cwd=ROOT, hold=hold)
    permissions = commands.run(
        "ckan datastore set-permissions", [ckan, "datastore", "set-permissions"], log=log, env=env, cwd=ROOT
    )
    Postgres(instance).sql(permissions)


def pytest(arguments: list[str], env: dict[str, str]) -> int:
    """Run pytest on the terminal we were given."""
    path = f"{VENV / 'bin'}:{commands.environment()['PATH']}"
    clean = {
        name: value
        for name, value in commands.environment({**env, "PATH": path}).items()
        if name not in settings.FROM_ENVIRONMENT or name in env
    }
    done = subprocess.run(
        [VENV / "bin" / "python", "-m", "pytest", *arguments],
        env=clean,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode
