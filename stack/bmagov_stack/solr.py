"""A Solr of our own: its jars come from Maven Central, one Java process serves the cores of an instance."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zipfile
from typing import TYPE_CHECKING

from . import commands, files, python_env, web
from .daemon import Daemon
from .errors import StackError
from .layout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from .layout import Instance

SOURCES = ROOT / "stack" / "solr"
MOST_CORES = 16
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a process of minutes: what Java's second compiler and parallel collector cost, they do not bring in.

Measured with 250 times a document, a commit and two queries: 10 s of processor time instead of 23.
"""


class Jars:
    """Solr's jars, shared by the site and the tests."""

    def __init__(self, state: Path) -> None:
        version = files.digest([SOURCES / "pom.xml"])[:12]
        self.folder = state / f"solr-{version}"
        self.list = self.folder / "jars.json"

    def whole(self) -> bool:
        """Whether every jar that was fetched is there with its full size."""
        try:
            sizes = json.loads(self.list.read_text())
            return bool(sizes) and all(
                (self.folder / name).stat().st_size == size for name, size in sizes.items()
            )
        except (OSError, json.JSONDecodeError):
            return False

    def fetch(self, log: Path, hold: int) -> None:
        """Fetch them with Maven, in a folder that becomes ours only when every jar can be opened."""
        files.remove(self.folder)
        unfinished = self.folder.with_name(self.folder.name + ".new")
        repository = self.folder.with_name("maven")
        files.remove(unfinished)
        goal = "dependency:copy-dependencies"
        argv = [
            *("mvn", "--batch-mode", "--no-transfer-progress", "--strict-checksums"),
            *("--file", str(SOURCES / "pom.xml"), f"-Dmaven.repo.local={repository}"),
            *(goal, "-DincludeScope=runtime", f"-DoutputDirectory={unfinished}"),
        ]
        try:
            commands.run("mvn " + goal, argv, log=log, cwd=SOURCES, hold=hold)
        except StackError:
            if repository.exists() and not all_open(repository):
                files.remove(repository)  # an interrupted download left a broken jar: begin anew next time
            raise
        sizes = {jar.name: jar.stat().st_size for jar in sorted(unfinished.glob("*.jar"))}
        if not sizes or not all_open(unfinished):
            files.remove(repository)
            raise StackError(
                "A jar of Solr arrived broken.",
                "ไฟล์ของ Solr ที่ดาวน์โหลดมาไม่สมบูรณ์",
                f"run the same command again: it fetches them anew. Log: {log}",
                "เรียกคำสั่งเดิมอีกครั้ง ระบบจะดาวน์โหลดใหม่",
            )
        files.write(unfinished / "jars.json", json.dumps(sizes, indent=1))
        for jar in unfinished.iterdir():
            jar.chmod(0o644)
        unfinished.chmod(0o755)
        unfinished.rename(self.folder)
        files.remove(repository)


def all_open(folder: Path) -> bool:
    """Whether every jar below the folder is a whole zip file."""
    return all(zipfile.is_zipfile(jar) for jar in folder.rglob("*.jar"))


class Solr:
    """The Solr of one instance, and a core in it: the first, or one more for tests."""

    def __init__(self, instance: Instance, copy: int = 0) -> None:
        self.instance = instance
        self.jars = Jars(instance.state)
        self.home = instance.home / "solr"
        self.name = "ckan" + ("_test" if instance.name == "test" else "") + (f"_{copy}" if copy else "")
        self.core = self.home / self.name

    def base(self) -> str:
        """Where Solr itself listens."""
        return f"http://127.0.0.1:{self.instance.ports.solr}/solr"

    def url(self) -> str:
        """CKAN's option."""
        return f"{self.base()}/{self.name}"

    def prepare(self, hold: int, *, copies: int = 0) -> None:
        """Bring the configuration up to date, of this core and of as many more.

        An index built with another configuration is thrown away.
        """
        fresh = self.instance.home / "run" / "configset"
        files.remove(fresh)
        maker = [python_env.PYTHON, "-m", "ckanext.bmagov.search.solr.configset", fresh]
        commands.run(
            "make the Solr configset", maker, log=self.instance.logs / "setup.log", cwd=ROOT, hold=hold
        )
        others = [Solr(self.instance, copy) for copy in range(1, MOST_CORES)]
        for core in (self, *others[:copies], *(one for one in others[copies:] if one.core.exists())):
            core.renew(fresh)

    def renew(self, fresh: Path) -> None:
        """Make the core anew unless it has this configuration."""
        wanted = files.digest(files.tree(fresh))
        if self.stamp.exists() and self.stamp.read_text().split()[0] == wanted:
            return
        self.daemon().stop()
        files.remove(self.core)
        self.core.mkdir(parents=True)
        shutil.copytree(fresh, self.core / "conf")
        files.write(self.core / "core.properties", f"name={self.name}\n")
        files.hand_over(self.core, self.instance.account)
        files.write(self.stamp, f"{wanted} {secrets.token_hex(8)}", account=self.instance.account)

    @property
    def stamp(self) -> Path:
        """Says which configuration the core has, and which core it is."""
        return self.core / "configuration"

    def identity(self) -> str:
        """A text that changes when the core is made anew and has to be filled."""
        return self.stamp.read_text()

    def daemon(self) -> Daemon:
        """The Java process."""
        java = shutil.which("java", path=commands.environment()["PATH"]) or "java"
        options = {
            "solr.solr.home": self.home,
            "solr.log.dir": self.instance.logs,
            "log4j2.configurationFile": self.home / "log4j2.xml",
            "file.encoding": "UTF-8",
            "user.timezone": "UTC",
            "java.io.tmpdir": self.instance.home / "run",
        }
        haste = BRIEF if self.instance.name == "test" else ()
        argv = [java, "-Xms128m", "-Xmx512m", *haste]
        argv += [f"-D{name}={value}" for name, value in options.items()]
        argv += ["-cp", f"{self.jars.folder}/*", str(self.home / "SolrRunner.java")]
        argv += [str(self.home), str(self.instance.ports.solr)]
        return Daemon(
            name="solr",
            title="Solr",
            argv=argv,
            marker=f"-Dsolr.solr.home={self.home} ",
            pid_file=self.instance.home / "run" / "solr.pid",
            log=self.instance.logs / "solr.log",
            ready=self.answers,
            account=self.instance.account,
            cwd=self.instance.home,
        )

    def copy_sources(self) -> None:
        """Put runner and logging set-up where the service's account can read them."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        for name in ("SolrRunner.java", "log4j2.xml", "solr.xml"):
            shutil.copy(SOURCES / name, self.home / name)
            (self.home / name).chmod(0o644)
            if self.instance.account:
                os.chown(self.home / name, self.instance.account.uid, self.instance.account.gid)
        if self.instance.account:
            os.chown(self.home, self.instance.account.uid, self.instance.account.gid)

    def answers(self) -> bool:
        """Whether each core answers a query."""
        return all(
            web.get(f"{self.base()}/{found.parent.name}/select?q=*:*&rows=0", seconds=5) == 200
            for found in self.home.glob("*/core.properties")
        )

    def empty(self) -> None:
        """Forget every document (tests)."""
        web.post_json(f"{self.url()}/update?commit=true", {"delete": {"query": "*:*"}})
