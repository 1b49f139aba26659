"""A PostgreSQL of our own: a private cluster on a loopback port, apart from the system's."""

from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from . import commands, files
from .daemon import Daemon

if TYPE_CHECKING:
    from .layout import Instance

IDENTITY = "bmagov-identity"
# Roles and databases, made if absent; passwords are set each time. psql fills in the :'variables'.
SETUP = """
SELECT format('CREATE ROLE %I LOGIN', name) FROM (VALUES ('ckan'), ('ckan_ro')) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE ckan CREATEDB PASSWORD :'owner';
ALTER ROLE ckan_ro PASSWORD :'reader';
SELECT format('CREATE DATABASE %I OWNER ckan ENCODING ''UTF8'' TEMPLATE template0', name)
  FROM (VALUES (:'main'), (:'store')) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \\gexec
"""
DROP = 'DROP DATABASE IF EXISTS :"main" WITH (FORCE);\nDROP DATABASE IF EXISTS :"store" WITH (FORCE);\n'
COPY = """
CREATE DATABASE :"main" OWNER ckan TEMPLATE :"first_main";
CREATE DATABASE :"store" OWNER ckan TEMPLATE :"first_store";
"""


def program_folder(version: str | None = None) -> Path | None:
    """The folder with `initdb` and `postgres`: of this major version, else of the newest installed."""
    debian = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    debian.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    if version:
        debian = [folder for folder in debian if folder.parent.name == version]
    if debian:
        return debian[0]
    found = shutil.which("initdb", path=commands.environment()["PATH"])
    return Path(found).resolve().parent if found else None


class Postgres:
    """The cluster of one instance, and a pair of databases in it: the first, or a copy of it for tests."""

    def __init__(self, instance: Instance, copy: int = 0) -> None:
        self.instance = instance
        self.data = instance.home / "postgres"
        ending = ("_test" if instance.name == "test" else "") + (f"_{copy}" if copy else "")
        self.main, self.store = f"ckan{ending}", f"datastore{ending}"

    @property
    def fresh(self) -> bool:
        """Whether the cluster still has to be made."""
        return not self.data.exists()

    def identity(self) -> str:
        """A text that changes when the cluster is made anew."""
        return (self.data / IDENTITY).read_text()

    def create(self, log: Path, hold: int) -> None:
        """initdb, in a folder beside it that becomes ours only when it is whole."""
        folder = program_folder()
        assert folder is not None  # noqa: S101 - packages.install came first
        unfinished = self.data.with_name("postgres.new")
        files.remove(unfinished)
        secret = self.instance.home / "run" / "postgres-password"
        files.write(secret, self.instance.password("postgres"), account=self.instance.account, mode=0o600)
        initdb = [
            *(str(folder / "initdb"), "--pgdata", str(unfinished)),
            *("--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256"),
            # Thai order: the vowels that are written before their consonant sort after it
            *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=th"),
        ]
        commands.run(
            "initdb", initdb, log=log, account=self.instance.account, cwd=self.instance.home, hold=hold
        )
        secret.unlink()
        files.write(unfinished / IDENTITY, secrets.token_hex(8), account=self.instance.account)
        unfinished.rename(self.data)

    def daemon(self) -> Daemon:
        """The server process."""
        version = (self.data / "PG_VERSION").read_text().strip() if self.data.exists() else None
        folder = program_folder(version) or Path("/nowhere")
        settings = {
            "port": self.instance.ports.postgres,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "idle_in_transaction_session_timeout": "60s",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if self.instance.name == "test":
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        argv = [str(folder / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return Daemon(
            name="postgres",
            title="PostgreSQL",
            argv=argv,
            marker=f"-D {self.data} ",
            pid_file=self.instance.home / "run" / "postgres.pid",
            log=self.instance.logs / "postgres.log",
            ready=self.answers,
            account=self.instance.account,
            cwd=self.data,
            stop_signal=signal.SIGINT,  # "fast shutdown": ends sessions, keeps data
        )

    def answers(self) -> bool:
        """Whether a query works."""
        try:
            return self._ask("SELECT 1").returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def prepare(self, *, anew: bool = False) -> None:
        """Make the roles and databases that are not there. `anew`: drop the databases first (tests)."""
        variables = {
            "main": self.main,
            "store": self.store,
            "owner": self.owner_password,
            "reader": self.reader_password,
        }
        self.sql((DROP if anew else "") + SETUP, variables=variables)

    def copy(self, first: Postgres) -> None:
        """Make this pair of databases anew, as the first one is; nobody may be connected to that."""
        names = {"main": self.main, "store": self.store}
        self.sql(DROP + COPY, variables={**names, "first_main": first.main, "first_store": first.store})

    def sql(self, script: str, *, variables: dict[str, str] | None = None) -> None:
        """Run SQL as the superuser of the cluster; the first error ends it."""
        # not as arguments: the process list shows those to everybody
        settings = "".join(f"\\set {name} '{value}'\n" for name, value in (variables or {}).items())
        commands.run(
            "psql",
            self._client(),
            log=self.instance.logs / "setup.log",
            env={"PGPASSWORD": self.instance.password("postgres")},
            stdin=settings + script,
        )

    @property
    def owner_password(self) -> str:
        """Of the role `ckan`; that of the tests is written in test.ini."""
        return "ckan" if self.instance.name == "test" else self.instance.password("ckan")

    @property
    def reader_password(self) -> str:
        """Of the role `ckan_ro`, which may only read the DataStore."""
        return "ckan" if self.instance.name == "test" else self.instance.password("ckan_ro")

    def urls(self) -> dict[str, str]:
        """CKAN's three database options."""
        place = f"127.0.0.1:{self.instance.ports.postgres}"
        return {
            "sqlalchemy.url": f"postgresql://ckan:{self.owner_password}@{place}/{self.main}",
            "ckan.datastore.write_url": f"postgresql://ckan:{self.owner_password}@{place}/{self.store}",
            "ckan.datastore.read_url": f"postgresql://ckan_ro:{self.reader_password}@{place}/{self.store}",
        }

    def _client(self) -> list[str]:
        folder = program_folder()
        client = str(folder / "psql") if folder and (folder / "psql").exists() else "psql"
        return [
            *(client, "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"),
            *("-p", str(self.instance.ports.postgres), "-U", "postgres", "-d", "postgres"),
        ]

    def _ask(self, statement: str) -> subprocess.CompletedProcess[str]:
        env = commands.environment(
            {"PGPASSWORD": self.instance.password("postgres"), "PGCONNECT_TIMEOUT": "2"}
        )
        argv = [*self._client(), "-c", statement]
        return subprocess.run(argv, capture_output=True, text=True, env=env, check=False, timeout=5)
