"""A Redis of our own: loopback only, with a password, its data kept beside the site's."""

from __future__ import annotations

import contextlib
import shutil
import socket
from typing import TYPE_CHECKING

from . import commands, files
from .daemon import Daemon

if TYPE_CHECKING:
    from .layout import Instance

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {data}
set-proc-title no
appendonly {keep}
{save}
"""


class Redis:
    """The Redis of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.data = instance.home / "redis"
        self.configuration = instance.home / "redis.conf"

    def prepare(self) -> None:
        """Write its configuration."""
        site = self.instance.name == "site"
        text = CONFIGURATION.format(
            port=self.instance.ports.redis,
            password=self.instance.password("redis"),
            data=self.data,
            keep="yes" if site else "no",
            save="" if site else 'save ""',
        )
        self.data.mkdir(mode=0o700, exist_ok=True)
        files.hand_over(self.data, self.instance.account)
        files.write(self.configuration, text, account=self.instance.account, mode=0o600)

    def daemon(self) -> Daemon:
        """The server process."""
        program = shutil.which("redis-server", path=commands.environment()["PATH"]) or "redis-server"
        return Daemon(
            name="redis",
            title="Redis",
            argv=[program, str(self.configuration)],
            marker=str(self.configuration),
            pid_file=self.instance.home / "run" / "redis.pid",
            log=self.instance.logs / "redis.log",
            ready=self.answers,
            account=self.instance.account,
            cwd=self.instance.home,
        )

    def answers(self) -> bool:
        """Whether it answers PING (and is done reading its data)."""
        return self._ask("PING") == "+PONG"

    def empty(self) -> None:
        """Forget everything (tests)."""
        self._ask("FLUSHALL")

    def url(self, database: int = 0) -> str:
        """CKAN's option."""
        return f"redis://:{self.instance.password('redis')}@127.0.0.1:{self.instance.ports.redis}/{database}"

    def _ask(self, command: str) -> str:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.instance.ports.redis), timeout=2) as link,
        ):
            link.sendall(f"AUTH {self.instance.password('redis')}\r\n{command}\r\n".encode())
            with link.makefile("r", encoding="utf-8") as answers:
                answers.readline()
                return answers.readline().strip()
        return ""
