"""The steps that the site and the tests share: space, packages, Python, Solr's jars, running services."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import account, files, packages, python_env
from .errors import StackError
from .layout import PREFERRED_PORTS, ROOT, VENV, Instance, state_root
from .ports import first_free, holder, is_free
from .postgres import Postgres
from .redis import Redis
from .solr import Jars, Solr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .console import Console
    from .daemon import Daemon
    from .layout import InstanceName

MEGABYTE = 1024 * 1024
# Measured on an empty Debian 12, with some air.
SPACE_PACKAGES, SPACE_PYTHON, SPACE_SOLR, SPACE_DATA = (1200, 900, 400, 300)
EARLIEST = 1_767_225_600  # 2026-01-01: a clock before this program was written is wrong


@dataclass(frozen=True)
class Ours:
    """Which services we run ourselves; the others are the user's."""

    postgres: bool = True
    redis: bool = True
    solr: bool = True

    @classmethod
    def without(cls, options: dict[str, str]) -> Ours:
        """All but those whose address the user gave."""
        return cls(
            postgres="sqlalchemy.url" not in options,
            redis="ckan.redis.url" not in options,
            solr="solr_url" not in options,
        )


@contextmanager
def lock(name: InstanceName, console: Console) -> Iterator[int]:
    """One command at a time per instance. Children keep the lock: those of a killed run are waited for."""
    path = ROOT / ".stack" / f"{name}.lock"
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.line(
                "  Another stack command is at work in this checkout; waiting for it (Ctrl-C gives up) ..."
            )
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


class Provision:
    """Brings one instance's ground into being, step by step; each step does only what is missing."""

    def __init__(self, name: InstanceName, console: Console, ours: Ours, hold: int) -> None:
        self.name: InstanceName = name
        self.console = console
        self.ours = ours
        self.hold = hold
        self.log = console.log
        self.purpose: python_env.Purpose = "test" if name == "test" else "run"
        self.jars = Jars(state_root(ROOT, is_root=os.geteuid() == 0))
        self.started: list[Daemon] = []

    def software(self) -> None:
        """Debian packages, virtualenv and jars."""
        check_clock(time.time())
        python_ready = python_env.is_ready(self.purpose)
        jars_ready = not self.ours.solr or self.jars.whole()
        absent = packages.missing(self._needs(python_ready=python_ready, jars_ready=jars_ready))
        check_space(Path("/usr"), SPACE_PACKAGES if absent and os.geteuid() == 0 else 0)
        check_space(VENV.parent, SPACE_PYTHON * (not python_ready))
        check_space(self.jars.folder.parent, SPACE_SOLR * (not jars_ready) + SPACE_DATA)
        if absent:
            names = " ".join(need.package for need in absent)
            with self.console.step(f"Debian packages: {names}"):
                packages.install(absent, self.log, self.hold)
        if not python_ready:
            with self.console.step("Python packages into .stack/venv (1 to 3 minutes)"):
                python_env.install(self.purpose, self.log, self.hold)
        python_env.compile_messages(self.log)
        if not jars_ready:
            with self.console.step("Solr from Maven Central (about 1 minute)"):
                self.jars.fetch(self.log, self.hold)

    def instance(self) -> Instance:
        """The instance, its folders made and its ports chosen."""
        found = Instance.load(self.name, account.ensure())
        found.make_folders()
        return found

    def services(self, instance: Instance, *, copies: int = 0) -> dict[str, str]:
        """Start PostgreSQL, Redis and Solr as far as they are ours; returns CKAN's options for them.

        `copies`: how many more cores Solr is to have, for tests that run beside each other.
        """
        urls: dict[str, str] = {}
        fresh_databases = instance.name == "test"
        if self.ours.postgres:
            postgres = Postgres(instance)
            with self.console.step("PostgreSQL"):
                if postgres.fresh:
                    postgres.create(self.log, self.hold)
                self._start(instance, "postgres", postgres.daemon)
                postgres.prepare(anew=fresh_databases)
            urls |= postgres.urls()
        if self.ours.redis:
            redis = Redis(instance)
            with self.console.step("Redis"):
                self._start(instance, "redis", redis.daemon, prepare=redis.prepare)
            urls["ckan.redis.url"] = redis.url()
        if self.ours.solr:
            solr = Solr(instance)
            with self.console.step("Solr"):
                solr.prepare(self.hold, copies=copies)
                self._start(instance, "solr", solr.daemon, prepare=solr.copy_sources)
            urls["solr_url"] = solr.url()
        return urls

    def _start(self, instance: Instance, service: str, make, prepare=None) -> None:  # noqa: ANN001
        """Start a service unless it runs; its port moves aside for a stranger's program."""
        if make().pid() is None:
            port = getattr(instance.ports, service)
            if not is_free(port):
                stranger = holder(port)
                preferred = getattr(PREFERRED_PORTS[instance.name], service)
                free = first_free(preferred)
                if free is None:
                    raise no_port(service, preferred)
                self.console.note(f"port {port} is in use by {stranger}; {service} gets {free} instead")
                setattr(instance.ports, service, free)
            instance.save()
            if prepare:
                prepare()
        daemon: Daemon = make()
        if daemon.start():
            self.started.append(daemon)

    def _needs(self, *, python_ready: bool, jars_ready: bool) -> list[packages.Need]:
        return [
            *packages.needs_to_serve(postgres=self.ours.postgres, redis=self.ours.redis, solr=self.ours.solr),
            *([] if python_ready else packages.NEEDS_TO_INSTALL_PYTHON),
            *([] if jars_ready else packages.NEEDS_TO_INSTALL_SOLR),
            *(packages.NEEDS_TO_TEST if self.purpose == "test" else []),
        ]


def daemons(instance: Instance) -> list[Daemon]:
    """The background services of an instance, in the order in which they start."""
    return [Postgres(instance).daemon(), Redis(instance).daemon(), Solr(instance).daemon()]


def check_clock(now: float) -> None:
    """A machine that wakes up in 1970 trusts no certificate and finds every dataset late."""
    if now < EARLIEST:
        raise StackError(
            f"The clock of this machine says {time.strftime('%Y-%m-%d', time.gmtime(now))}.",
            "นาฬิกาของเครื่องไม่ถูกต้อง",
            "set date and time (for instance `timedatectl set-ntp true`), then run the same command again.",
            "ตั้งวันที่และเวลา (เช่น `timedatectl set-ntp true`) แล้วเรียกคำสั่งเดิมอีกครั้ง",
        )


def check_space(folder: Path, megabytes: int) -> None:
    """Stop before a disk runs full half-way."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise StackError(
            f"Not enough disk space: {free} MB free where {folder} is, {megabytes} MB are needed.",
            "พื้นที่ดิสก์ไม่พอ",
            "free some space, or put the data elsewhere: BMAGOV_STATE_DIR=/large/disk/bmagov (each time).",
            "เพิ่มพื้นที่ว่าง หรือเก็บข้อมูลที่อื่น: BMAGOV_STATE_DIR=/large/disk/bmagov (ระบุทุกครั้ง)",
        )


def no_port(service: str, preferred: int) -> StackError:
    """All of the ports that we would take are taken."""
    return StackError(
        f"No free port for {service} among {preferred}, {preferred + 10}, {preferred + 20} ...",
        "ไม่มีพอร์ตว่าง",
        "see what listens (`ss -ltnp`) and stop what is not needed.",
        "ดูโปรแกรมที่ใช้พอร์ตด้วย `ss -ltnp` แล้วหยุดโปรแกรมที่ไม่จำเป็น",
    )


def mark(instance: Instance, step: str, fingerprint: str) -> None:
    """Remember that a step is done for this fingerprint."""
    files.write(instance.home / "done" / step, fingerprint, mode=0o600)


def is_done(instance: Instance, step: str, fingerprint: str) -> bool:
    """Whether a step was finished for this fingerprint."""
    return recall(instance, step) == fingerprint


def recall(instance: Instance, step: str) -> str:
    """What `mark` kept for a step, "" when it was not finished."""
    try:
        return (instance.home / "done" / step).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def unmark(instance: Instance, step: str) -> None:
    """Forget that a step was done."""
    (instance.home / "done" / step).unlink(missing_ok=True)
