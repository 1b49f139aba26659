"""CKAN itself: its ini, its commands, the web server and the job worker."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from . import commands, files, python_env, settings, web
from .daemon import Daemon
from .layout import ROOT, VENV
from .ports import has_ipv6_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .account import Account
    from .layout import Instance

EXTENSION = ROOT / "ckanext" / "bmagov"
INSIDE = ROOT / "stack" / "bmagov_stack" / "inside"
ADMINISTRATOR = "admin"


class Catalog:
    """CKAN of one instance."""

    def __init__(self, instance: Instance, hold: int | None = None) -> None:
        self.instance = instance
        self.hold = hold
        self.log = instance.logs / "setup.log"
        self.account = self._account()
        self.all_interfaces = False

    @property
    def address(self) -> str:
        """Where to look with a browser."""
        return f"http://localhost:{self.instance.ports.web}"

    def write_ini(self, service_urls: Mapping[str, str], options: Mapping[str, str]) -> None:
        """Write the configuration and make the folder for uploads."""
        storage = self.instance.home / "storage"
        storage.mkdir(mode=0o700, exist_ok=True)
        if self.instance.account and self.account:
            os.chown(storage, self.account.uid, self.account.gid)
        values = {
            **dict.fromkeys([*settings.DATABASES, "ckan.redis.url", "solr_url"], ""),
            **service_urls,
            "secret": self.instance.password("secret"),
            "site_url": self.address,
            "storage": str(storage),
        }
        files.write(self.instance.ini, settings.render(values, options), account=self.account, mode=0o600)

    def ckan(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run a `ckan` command; returns what it printed."""
        return self._run(f"ckan {' '.join(arguments)}", [VENV / "bin" / "ckan", *arguments], env)

    def make_administrator(self, password: str) -> None:
        """Make the first sysadmin."""
        script = INSIDE / "make_sysadmin.py"
        env = {"BMAGOV_DEMO_PASSWORD": password}
        self._run("make the administrator", [python_env.PYTHON, script, ADMINISTRATOR], env)

    def migrations(self) -> str:
        """Fingerprint of all that decides how the databases look."""
        scripts = [path for path in files.tree(EXTENSION / "migration") if path.suffix == ".py"]
        return files.digest(
            [*scripts, ROOT / "requirements.txt"], extra=settings.TEMPLATE.read_text(encoding="utf-8")
        )

    def code(self) -> str:
        """Fingerprint of what a running web server has in memory."""
        stamp = [python_env.STAMP] if python_env.STAMP.exists() else []
        return files.digest(
            [*files.tree(EXTENSION, skip=("__pycache__", "tests")), self.instance.ini, *stamp]
        )

    def web(self) -> Daemon:
        """The web server: two processes of four threads."""
        port = self.instance.ports.web
        if self.all_interfaces:
            addresses = [f"0.0.0.0:{port}"]
        else:
            addresses = [f"127.0.0.1:{port}", *([f"[::1]:{port}"] if has_ipv6_loopback() else [])]
        argv = [
            *(str(python_env.PYTHON), "-m", "gunicorn", "wsgi:application"),
            *(part for address in addresses for part in ("--bind", address)),
            *("--pythonpath", str(INSIDE), "--env", f"CKAN_INI={self.instance.ini}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--limit-request-line", "8190"),  # a Thai letter takes nine characters of an address
            *("--timeout", "120", "--graceful-timeout", "10", "--no-control-socket"),
        ]
        return self._daemon("web", "CKAN", argv, self._web_answers)

    def worker(self) -> Daemon:
        """The worker that runs background jobs."""
        argv = [str(VENV / "bin" / "ckan"), "--config", str(self.instance.ini), "jobs", "worker"]
        daemon = self._daemon("worker", "CKAN's job worker", argv, lambda: daemon.pid() is not None)
        return daemon

    def _web_answers(self) -> bool:
        return (
            web.get(f"http://127.0.0.1:{self.instance.ports.web}/api/3/action/status_show", seconds=30) == 200
        )

    def _daemon(self, name: str, title: str, argv: list[str], ready) -> Daemon:  # noqa: ANN001
        return Daemon(
            name=name,
            title=title,
            argv=argv,
            marker=str(self.instance.ini),
            pid_file=self.instance.home / "run" / f"{name}.pid",
            log=self.instance.logs / f"{name}.log",
            ready=ready,
            account=self.account,
            env=self._env(),
            cwd=ROOT,
            start_seconds=120,
        )

    def _run(self, what: str, argv: list, env: Mapping[str, str] | None) -> str:
        return commands.run(
            what, argv, log=self.log, account=self.account, env=self._env(env), cwd=ROOT, hold=self.hold
        )

    def _env(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"CKAN_INI": str(self.instance.ini), "HOME": str(self.instance.home), **(extra or {})}

    def _account(self) -> Account | None:
        """The services' account, unless it cannot read this checkout and its Python (below root's home)."""
        account = self.instance.account
        if account is None:
            return None
        look = 'test -r "$1/setup.py" && test -r "$1/ckanext/bmagov/plugin.py" && "$2" -c "import encodings"'
        try:
            seen = subprocess.run(
                ["/bin/sh", "-c", look, "sh", str(ROOT), str(python_env.PYTHON)],
                env=commands.environment(),
                capture_output=True,
                check=False,
                cwd="/",
                **commands.drop_to(account),
            )
        except OSError:
            return None
        return account if seen.returncode == 0 else None
