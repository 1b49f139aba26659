"""A failure of another program is told with its cause and what to do."""

from __future__ import annotations

import errno

import pytest
from bmagov_stack.errors import CAUSES, diagnose, from_command, from_os_error


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("initdb: error: could not write to file: No space left on device", "disk is full"),
        (
            "W: Failed to fetch http://mirror.test/x  Temporary failure resolving 'mirror.test'",
            "could not be reached",
        ),
        (
            "NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused",
            "reached",
        ),
        (
            "[ERROR] Could not transfer artifact a:b:jar:1 from/to central: Connect timed out",
            "could not be reached",
        ),
        (
            "npm error code ENOTFOUND\nnpm error network request to https://mirror.test/x failed",
            "could not be reached",
        ),
        (
            "npm error code E403\nnpm error 403 403 Forbidden - GET https://mirror.test/x",
            "refused the request",
        ),
        ("npm error code ETARGET\nnpm error notarget No matching version", "does not have a version"),
        ("SSLError: certificate verify failed: certificate is not yet valid (_ssl.c:992)", "TLS certificate"),
        ("sun.security.validator.ValidatorException: PKIX path building failed", "TLS certificate"),
        ("HTTPError: 403 Client Error: Forbidden for url: https://index.test/", "refused the request"),
        ("ERROR: HTTP error 503 while getting https://index.test/x.whl", "refused the request"),
        ("ERROR: No matching distribution found for ckan==2.12.0", "does not have a version"),
        ("E: Unable to locate package openjdk-17-jre-headless", "does not have a version"),
        ("E: dpkg was interrupted, you must manually run 'dpkg --configure -a'", "package manager"),
    ],
)
def test_known_causes_are_named(output: str, problem: str):
    cause = diagnose(output)

    assert cause is not None
    assert problem in cause[0]


def test_a_certificate_problem_is_not_taken_for_a_network_problem():
    both = "Could not fetch URL: connection error: certificate verify failed"

    assert "certificate" in (diagnose(both) or ("",))[0]


def test_an_unknown_cause_shows_the_last_lines_and_the_log():
    output = "\n".join(f"line {number}" for number in range(40))

    error = from_command("ckan db upgrade", output, "/somewhere/setup.log")

    assert error.problem == "ckan db upgrade failed."
    assert "line 39" in error.todo
    assert "line 5\n" not in error.todo
    assert "/somewhere/setup.log" in error.todo


def test_a_full_disk_met_by_ourselves_is_named():
    error = from_os_error(OSError(errno.ENOSPC, "No space left on device"))

    assert error.problem == "The disk is full."
    assert error.thai == "ดิสก์เต็ม"


def test_a_refused_file_says_whose_turn_it_is():
    error = from_os_error(PermissionError(errno.EACCES, "Permission denied", "/srv/x"))

    assert "/srv/x" in error.problem
    assert "chown" in error.todo


@pytest.mark.parametrize("cause", [cause for _, cause in CAUSES], ids=lambda cause: cause[0])
def test_cause_and_remedy_are_in_both_languages(cause):
    problem, thai, todo, thai_todo = cause
    assert all("\u0e00" <= text[0] <= "\u0e7f" for text in (thai, thai_todo))
    assert problem.isascii()
    assert todo.isascii()
