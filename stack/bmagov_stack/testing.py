"""`stack/test`: services of their own, empty databases, all tests, everything stopped again.

Each process that runs tests has its place: databases, a number in Redis, a core of Solr and a folder.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from . import commands, settings
from .layout import ROOT, VENV
from .postgres import Postgres
from .processes import processes
from .provision import Ours, Provision, lock
from .redis import Redis
from .solr import Solr

if TYPE_CHECKING:
    from pathlib import Path

    from .console import Console
    from .layout import Instance

BESIDE_EACH_OTHER = ("-p", "ckanext.bmagov.tests.parallel", "--dist", "loadscope")


def run(console: Console, arguments: list[str]) -> int:
    """Prepare, run pytest, stop what was started; returns pytest's exit code."""
    number, arguments = processes(arguments)
    with lock("test", console) as hold:
        provision = Provision("test", console, Ours(), hold)
        console.line("Tests of Bangkok's data catalog")
        try:
            provision.software()
            instance = provision.instance()
            provision.services(instance, copies=number - 1)
            places = [place(instance, copy) for copy in range(number)]
            with console.step("Empty databases and index"):
                Redis(instance).empty()
                migrate(instance, places[0], console.log, hold)
                for copy in range(number):
                    Solr(instance, copy).empty()
                    if copy:
                        Postgres(instance, copy).copy(Postgres(instance))
            console.line()
            return pytest(arguments, places)
        finally:
            # silently: pytest's closing line stays the last one
            for daemon in reversed(provision.started):
                daemon.stop()


def place(instance: Instance, copy: int = 0) -> dict[str, str]:
    """What a process needs to find its part of the services: always ours, as tests empty their databases."""
    urls = {
        **Postgres(instance, copy).urls(),
        "ckan.redis.url": Redis(instance).url(copy),
        "solr_url": Solr(instance, copy).url(),
        "ckan.storage_path": str(ROOT / ".stack" / "test-storage" / str(copy)),
    }
    names = {option: name for name, option in settings.FROM_ENVIRONMENT.items()}
    return {
        "CKAN_INI": str(ROOT / "test.ini"),
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


def pytest(arguments: list[str], places: list[dict[str, str]]) -> int:
    """Run pytest on the terminal we were given, one process in each place."""
    env = {**places[0], "PATH": f"{VENV / 'bin'}:{commands.environment()['PATH']}"}
    if len(places) > 1:
        env["BMAGOV_TEST_PLACES"] = json.dumps(places)
        arguments = [*BESIDE_EACH_OTHER, "-n", str(len(places)), *arguments]
    # Without bytecode each process, and each one that a test starts, would compile all modules anew.
    foreign = {*settings.FROM_ENVIRONMENT, "PYTHONDONTWRITEBYTECODE"} - set(env)
    clean = {name: value for name, value in commands.environment(env).items() if name not in foreign}
    done = subprocess.run(
        [VENV / "bin" / "python", "-m", "pytest", *arguments],
        env=clean,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode
