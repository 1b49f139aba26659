"""Debian packages: what each is for, how to see whether its content is there, and how to get it."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import commands
from .errors import StackError
from .postgres import program_folder

if TYPE_CHECKING:
    from collections.abc import Callable

JAVA_AT_LEAST = 17


@dataclass(frozen=True)
class Need:
    """Something that must be on the machine. We look for the thing, not the package: it may be self-built."""

    package: str
    purpose: str
    present: Callable[[], bool]


def has_program(*names: str) -> Callable[[], bool]:
    """Whether one of these programs is on the path (the administrator's folders included)."""
    return lambda: any(shutil.which(name, path=commands.environment()["PATH"]) for name in names)


def has_file(pattern: str) -> Callable[[], bool]:
    """Whether a file of this pattern below / exists."""
    return lambda: any(Path("/").glob(pattern.lstrip("/")))


def has_library(name: str) -> Callable[[], bool]:
    """Whether the dynamic linker finds this library."""

    def look() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return look


def java_version(banner: str) -> int:
    """17 of `openjdk version "17.0.21" ...`, 8 of `"1.8.0_392"`, 0 when it is none."""
    found = re.search(r'version "(?:1\.)?(\d+)', banner)
    return int(found[1]) if found else 0


def has_java() -> bool:
    """Whether `java` is new enough for Solr."""
    try:
        done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return java_version(done.stderr) >= JAVA_AT_LEAST


def has_postgres() -> bool:
    """Whether the server programs of PostgreSQL are there."""
    return program_folder() is not None


def needs_to_serve(*, postgres: bool, redis: bool, solr: bool) -> list[Need]:
    """What the services that we run ourselves need."""
    return [
        *([Need("postgresql", "the database", has_postgres)] if postgres else []),
        *([Need("redis-server", "job queue and cache", has_program("redis-server"))] if redis else []),
        *(
            [Need("openjdk-17-jre-headless", f"Java {JAVA_AT_LEAST} or newer, for Solr", has_java)]
            if solr
            else []
        ),
        Need("libpq5", "PostgreSQL's client library", has_library("libpq.so.5")),
        Need("libmagic1", "recognises the type of uploaded files", has_library("libmagic.so.1")),
    ]


NEEDS_TO_INSTALL_PYTHON = [
    Need("ca-certificates", "certificates of the registries", has_file("/etc/ssl/certs/ca-certificates.crt")),
    Need("gcc", "builds psycopg2, which has no wheel", has_program("gcc", "cc")),
    Need("libc6-dev", "builds psycopg2", has_file("/usr/include/stdlib.h")),
    Need("libpq-dev", "builds psycopg2", has_program("pg_config")),
    Need("python3-dev", "builds psycopg2", lambda: Path(sysconfig.get_path("include"), "Python.h").exists()),
]
NEEDS_TO_INSTALL_SOLR = [Need("maven", "fetches Solr from Maven Central", has_program("mvn"))]
NEEDS_TO_TEST = [
    Need("chromium", "browser tests", has_program("chromium", "chromium-browser", "google-chrome")),
    Need("fonts-thai-tlwg", "Thai letters in screenshots", has_file("/usr/share/fonts/truetype/tlwg/*")),
    Need("poppler-utils", "reads the text of PDF files in tests", has_program("pdftotext")),
    Need("git", "tests that look at the repository", has_program("git")),
]


def missing(needs: list[Need]) -> list[Need]:
    """Those that are not there."""
    return [need for need in needs if not need.present()]


def install(absent: list[Need], log: Path, hold: int) -> None:
    """Install Debian packages; says what to do when we cannot."""
    names = [need.package for need in absent]
    apt = shutil.which("apt-get", path=commands.environment()["PATH"])
    if not apt or os.geteuid() != 0:
        raise cannot_install(absent, has_apt=apt is not None)
    # Slim images leave this folder out and Java's package then fails to configure.
    Path("/usr/share/man/man1").mkdir(parents=True, exist_ok=True)
    options = [apt, "-q", "-y", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"]
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    settled = ["dpkg", "--force-confold", "--configure", "-a"]
    commands.run("dpkg --configure -a", settled, log=log, env=env, hold=hold)
    commands.run("apt-get update", [*options, "update"], log=log, env=env, hold=hold)
    commands.run(
        "apt-get install",
        [*options, "install", "--no-install-recommends", *names],
        log=log,
        env=env,
        hold=hold,
    )
    if still := [need.package for need in missing(absent)]:
        raise StackError(
            f"Installed, but still not usable: {', '.join(still)}.",
            "ติดตั้งแล้วแต่ยังใช้งานไม่ได้",
            f"reinstall with `apt-get install --reinstall {' '.join(still)}`; log: {log}",
            f"ติดตั้งใหม่ด้วย `apt-get install --reinstall {' '.join(still)}`",
        )


def cannot_install(absent: list[Need], *, has_apt: bool) -> StackError:
    """The message for those who are not root, or not on Debian."""
    lines = "".join(f"\n    {need.package:24} {need.purpose}" for need in absent)
    names = " ".join(need.package for need in absent)
    if has_apt:
        thai_todo = "เรียกคำสั่งข้างต้นหนึ่งครั้งด้วยสิทธิ์ root หรือส่งให้ผู้ดูแลเครื่อง แล้วเรียกคำสั่งเดิมอีกครั้ง"
        todo = (
            "run this command once as root, or hand it to an administrator, then run the same command again:"
            f"\n  apt-get update && apt-get install --no-install-recommends {names}"
        )
    else:
        thai_todo = f"ติดตั้งสิ่งที่มีในแพ็กเกจ Debian {names} ด้วยตัวจัดการแพ็กเกจของระบบนี้"
        todo = f"install what the Debian packages {names} hold with this system's own package manager."
    return StackError(
        f"Missing on this machine:{lines}\nand only root can install Debian packages with apt-get.",
        "เครื่องนี้ขาดแพ็กเกจ และต้องใช้สิทธิ์ root ในการติดตั้ง",
        todo,
        thai_todo,
    )
