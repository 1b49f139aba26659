"""The account the services run as: not root, who PostgreSQL refuses and a web server should not be."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass

NAME = "bmagov"
HOME = "/var/lib/bmagov"


@dataclass(frozen=True)
class Account:
    """A Unix account."""

    name: str
    uid: int
    gid: int


def existing() -> Account | None:
    """The services' account, or None when we are an ordinary user (or nothing was set up yet)."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(NAME, entry.pw_uid, entry.pw_gid)


def ensure() -> Account | None:
    """The services' account, created if root runs us; None: the services run as the user who starts them."""
    if os.geteuid() != 0:
        return None
    if account := existing():
        return account
    subprocess.run(
        [
            *("useradd", "--system", "--user-group", "--no-create-home"),
            *("--home-dir", HOME, "--shell", "/usr/sbin/nologin", NAME),
        ],
        check=True,
        capture_output=True,
    )
    account = existing()
    if account is None:
        raise RuntimeError(f"useradd did not create the account {NAME}")
    return account
