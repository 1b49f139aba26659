"""Tests in processes beside each other, each in a place of its own: databases, Redis number, core, folder.

``stack/test`` loads this plugin when it runs more than one process, and says in ``BMAGOV_TEST_PLACES`` which
places there are. The plugin pytest-xdist hands out the tests, a class or a file's functions at a time.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xdist.workermanage import WorkerController

ROOMS = "ckanext/bmagov/tests/"
FIRST = (
    "site/demo/test_loader.py::TestWhole",
    "site/demo/",
    "e2e/",
    "test_migrations.py",
    "security/",
)
"""What takes longest in one piece, so that no process still has it when the others are done."""
ALONE = ("faults/test_services.py", "faults/test_power.py")
"""Tests that take the services away from everybody: meanwhile the other processes have nothing to do."""


def is_alone(nodeid: str) -> bool:
    """Whether a test, or a group of tests, may have no other beside it."""
    return nodeid.removeprefix(ROOMS).startswith(ALONE)


def rank(nodeid: str) -> int:
    """Return a test's turn: what is long, what is in none of the lists, what has to be alone."""
    name = nodeid.removeprefix(ROOMS)
    if is_alone(nodeid):
        return len(FIRST) + 1
    return next((turn for turn, room in enumerate(FIRST) if name.startswith(room)), len(FIRST))


class Turns(LoadScopeScheduling):
    """Hand out groups in the order of the collection; those that must be alone when one process is left."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        # xdist would put groups of many tests first, which tears rooms apart that share a costly fixture
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if is_alone(next(iter(self.workqueue))) and len(self.nodes) > 1:
            if node is not self.nodes[0]:
                node.shutdown()
            return
        super()._assign_work_unit(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """Forget a process that has ended; the last one may begin with what was kept for it."""
        crashed = super().remove_node(node)
        if self.workqueue:
            for other in self.nodes:
                self._reschedule(other)
        return crashed


class Places:
    """Which places are free; a process that takes over from one that crashed gets its place."""

    def __init__(self, places: Sequence[dict[str, str]]) -> None:
        self._free = list(places)
        self._taken: dict[str, dict[str, str]] = {}

    def pytest_configure_node(self, node: WorkerController) -> None:
        """Give a process its place before it starts."""
        self._taken[node.gateway.id] = node.workerinput["place"] = self._free.pop(0)

    def pytest_testnodedown(self, node: WorkerController) -> None:
        """Take the place back."""
        self._free.append(self._taken.pop(node.gateway.id))

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Turns:
        """Replace xdist's order by ours."""
        return Turns(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Hold the places, or go to the one given to this process: CKAN reads its configuration later."""
    given = getattr(config, "workerinput", None)
    if given is None:
        config.pluginmanager.register(Places(json.loads(os.environ["BMAGOV_TEST_PLACES"])))
    else:
        os.environ.update(given["place"])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by turn; within a turn as they were."""
    items.sort(key=lambda item: rank(item.nodeid))
