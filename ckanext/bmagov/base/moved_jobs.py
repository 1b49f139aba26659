"""Jobs that were queued under the names of an older house are found by these names, too."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

MOVED: Final = {
    "jobs.content": "files.jobs",
    "jobs.score": "kpi.score.jobs",
    "jobs.validation": "dictionary.validation.jobs",
    "services.account.letters": "accounts.services.letters",
    "services.index": "search.services",
    "services.mail": "base.services.mail",
}
"""Module of a job, as its name stands in Redis, and where it is now; below the package."""

_PACKAGE: Final = __name__.partition(".base")[0]


class _Moved(ModuleType):
    """A module by its old name: what it is asked for comes from where it is now."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(f"{_PACKAGE}.{MOVED[self.__name__.removeprefix(f'{_PACKAGE}.')]}"), name)


def keep_old_names() -> None:
    """Let a worker import the old names."""
    for old in MOVED:
        name = f"{_PACKAGE}.{old}"
        sys.modules.setdefault(name, _Moved(name))
