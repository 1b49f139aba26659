"""Where everything of one instance lies, who owns it and on which ports it listens."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from . import files

if TYPE_CHECKING:
    from .account import Account

InstanceName = Literal["site", "test"]

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".stack" / "venv"


@dataclass
class Ports:
    """TCP ports, all on the loopback interface."""

    web: int
    postgres: int
    redis: int
    solr: int


PREFERRED_PORTS: dict[InstanceName, Ports] = {
    "site": Ports(web=5000, postgres=5440, redis=6390, solr=8990),
    "test": Ports(web=5001, postgres=5441, redis=6391, solr=8991),  # as in test.ini
}


def state_root(root: Path, *, is_root: bool) -> Path:
    """The folder for data: inside the checkout, unless the services' own account could not get there.

    root's home is closed to others; PostgreSQL refuses to run as root.
    """
    if chosen := os.environ.get("BMAGOV_STATE_DIR"):
        return Path(chosen).absolute()
    if is_root and not open_to_others(root):
        return Path("/var/lib/bmagov") / hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return root / ".stack"


def open_to_others(path: Path) -> bool:
    """Whether any account may walk into `path` (the execute bit for others on it and all its parents)."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


@dataclass
class Instance:
    """One set of services: the site, or the throw-away one for tests."""

    name: InstanceName
    state: Path
    account: Account | None = None
    ports: Ports = field(default_factory=lambda: Ports(0, 0, 0, 0))
    passwords: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, name: InstanceName, account: Account | None) -> Self:
        """The instance as the last run left it, or a new one with the preferred ports."""
        state = state_root(ROOT, is_root=os.geteuid() == 0)
        instance = cls(name=name, state=state, account=account, ports=replace(PREFERRED_PORTS[name]))
        saved = instance._read_settings()
        if "ports" in saved:
            instance.ports = Ports(**saved["ports"])
        instance.passwords = saved.get("passwords", {})
        return instance

    @property
    def home(self) -> Path:
        """The folder of this instance."""
        return self.state / self.name

    @property
    def settings(self) -> Path:
        """Ports and passwords, for our eyes only."""
        return self.home / "settings.json"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.home / "log"

    @property
    def ini(self) -> Path:
        """CKAN's configuration, written anew by each run."""
        return self.home / "ckan.ini"

    def make_folders(self) -> None:
        """Create the folders the services write to, owned by the account they run as."""
        self.state.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (self.home, self.logs, self.home / "run", self.home / "done"):
            folder.mkdir(mode=0o700, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.uid, self.account.gid)

    def password(self, name: str) -> str:
        """The generated password called `name`; made at first use, the same for ever after."""
        if name not in self.passwords:
            self.passwords[name] = secrets.token_urlsafe(24)
            self.save()
        return self.passwords[name]

    def save(self) -> None:
        """Keep ports and passwords for the next run."""
        text = json.dumps({"ports": asdict(self.ports), "passwords": self.passwords}, indent=1)
        files.write(self.settings, text, account=self.account, mode=0o600)

    def _read_settings(self) -> dict[str, dict]:
        try:
            return json.loads(self.settings.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
