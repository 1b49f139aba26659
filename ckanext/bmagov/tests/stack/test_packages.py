"""What is missing is named with the command that an administrator needs."""

from __future__ import annotations

import pytest
from bmagov_stack import packages


@pytest.mark.parametrize(
    ("banner", "major"),
    [
        ('openjdk version "17.0.21" 2026-01-20', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_392"', 8),
        ("bash: java: command not found", 0),
    ],
)
def test_java_tells_its_version(banner: str, major: int):
    assert packages.java_version(banner) == major


def test_without_root_the_command_for_the_administrator_is_shown():
    absent = [
        packages.Need("redis-server", "job queue and cache", lambda: False),
        packages.Need("openjdk-17-jre-headless", "Java 17 or newer, for Solr", lambda: False),
    ]

    error = packages.cannot_install(absent, has_apt=True)

    assert "Java 17 or newer" in error.problem
    assert "apt-get install --no-install-recommends redis-server openjdk-17-jre-headless" in error.todo


def test_without_apt_nobody_is_sent_to_apt():
    error = packages.cannot_install([packages.Need("gcc", "builds psycopg2", lambda: False)], has_apt=False)

    assert "apt-get" not in error.todo


def test_only_what_is_absent_is_missing():
    here = packages.Need("here", "", lambda: True)
    gone = packages.Need("gone", "", lambda: False)

    assert packages.missing([here, gone]) == [gone]


def test_services_of_the_user_need_no_package():
    names = {need.package for need in packages.needs_to_serve(postgres=False, redis=False, solr=False)}

    assert names == {"libpq5", "libmagic1"}
