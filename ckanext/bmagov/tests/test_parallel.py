"""Tests beside each other: every one is run once, the long ones first, those that stop services alone."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

xdist = pytest.importorskip("xdist", reason="pytest-xdist is not installed")

from ckanext.bmagov.tests import parallel, tally  # noqa: E402
from ckanext.bmagov.tests.parallel import Places, Turns, is_alone, rank  # noqa: E402

LONG = f"{parallel.ROOMS}site/demo/test_loader.py::TestWhole"
FAULTS = f"{parallel.ROOMS}faults/test_services.py"
CONFIG: Any = SimpleNamespace(
    getvalue=lambda name: ["popen", "popen"], option=SimpleNamespace(loadscopereorder=True)
)


def tests_of(*groups: tuple[str, int]) -> list[str]:
    return [f"{group}::test_{number}" for group, count in groups for number in range(count)]


@dataclass(eq=False)
class Worker:
    """A process that runs what it is sent, but for the last test, as xdist's do: that waits for the next."""

    name: str
    collection: list[str]
    queue: list[int] = field(default_factory=list)
    shutting_down: bool = False

    @property
    def gateway(self) -> Any:
        return SimpleNamespace(id=self.name)

    def send_runtest_some(self, indices: list[int]) -> None:
        assert not self.shutting_down
        self.queue += indices

    def shutdown(self) -> None:
        self.shutting_down = True


class Run:
    """A whole run with two workers; `alone` is what was done when only one was left."""

    def __init__(self, collection: list[str], seed: int = 0) -> None:
        self.scheduler = Turns(CONFIG)
        self.dice = random.Random(seed)
        self.workers = [Worker(name, collection) for name in ("gw0", "gw1")]
        self.done: list[str] = []
        self.alone: list[str] = []
        for worker in self.workers:
            self.scheduler.add_node(worker)
            self.scheduler.add_node_collection(worker, collection)
        self.scheduler.schedule()
        while ready := [one for one in self.workers if len(one.queue) > 1 or one.shutting_down]:
            self.step(self.dice.choice(ready))

    def step(self, worker: Worker) -> None:
        if not worker.queue:
            self.workers.remove(worker)
            if worker in self.scheduler.nodes:
                self.scheduler.remove_node(worker)
            return
        index = worker.queue.pop(0)
        self.done.append(worker.collection[index])
        if len(self.workers) == 1:
            self.alone.append(worker.collection[index])
        self.scheduler.mark_test_complete(worker, index)


@pytest.mark.parametrize("seed", range(20))
def test_every_test_runs_once_and_faults_when_nobody_else_is_there(seed: int):
    collection = tests_of((LONG, 3), ("a", 5), ("b::TestB", 1), ("c", 7), (FAULTS, 4))

    run = Run(collection, seed)

    assert sorted(run.done) == sorted(collection)
    assert set(tests_of((FAULTS, 4))) <= set(run.alone)
    assert not run.workers


@pytest.mark.parametrize("groups", [[(FAULTS, 3)], [("a", 1), (FAULTS, 1)], [("a", 1)], [("a", 1), ("b", 1)]])
def test_few_tests_are_run_as_well(groups: list[tuple[str, int]]):
    run = Run(tests_of(*groups))

    assert sorted(run.done) == sorted(tests_of(*groups))
    assert not run.workers


def test_a_group_stays_together():
    scheduler = Turns(CONFIG)
    collection = tests_of(("a", 4), ("b", 5))
    workers = [Worker(name, collection) for name in ("gw0", "gw1")]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, collection)

    scheduler.schedule()

    assert [worker.queue for worker in workers] == [[0, 1, 2, 3], [4, 5, 6, 7, 8]]


def test_long_ones_come_first_and_faults_last():
    order = sorted(["x/test_a.py::test_one", f"{FAULTS}::test_one", f"{LONG}::test_one"], key=rank)

    assert order == [f"{LONG}::test_one", "x/test_a.py::test_one", f"{FAULTS}::test_one"]
    assert [is_alone(name) for name in order] == [False, False, True]


def test_what_stops_services_is_alone(request: pytest.FixtureRequest):
    """It says so by its mark."""
    room = request.config.rootpath / parallel.ROOMS / "faults"
    stops = [path.name for path in room.glob("test_*.py") if "mark.faults" in path.read_text("utf-8")]

    assert sorted(parallel.ALONE) == sorted(f"faults/{name}" for name in stops)


@pytest.mark.parametrize("room", [*parallel.FIRST, *parallel.ALONE])
def test_what_has_a_turn_is_there(room: str, request: pytest.FixtureRequest):
    path, _, name = room.partition("::")
    found = request.config.rootpath / parallel.ROOMS / path

    assert found.exists()
    assert not name or f"class {name}" in found.read_text(encoding="utf-8")


class TestPlaces:
    @pytest.fixture
    def node(self):
        return lambda name: SimpleNamespace(gateway=SimpleNamespace(id=name), workerinput={})

    def test_each_process_has_its_own(self, node):
        places, first, second = Places([{"at": "1"}, {"at": "2"}]), node("gw0"), node("gw1")

        places.pytest_configure_node(first)
        places.pytest_configure_node(second)

        assert [first.workerinput["place"], second.workerinput["place"]] == [{"at": "1"}, {"at": "2"}]

    def test_who_replaces_a_crashed_process_gets_its_place(self, node):
        places, second, third = Places([{"at": "1"}, {"at": "2"}]), node("gw1"), node("gw2")
        places.pytest_configure_node(node("gw0"))
        places.pytest_configure_node(second)

        places.pytest_testnodedown(second)
        places.pytest_configure_node(third)

        assert third.workerinput["place"] == {"at": "2"}


class TestTally:
    @pytest.fixture(autouse=True)
    def figures(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(tally, "ACCESS", type(tally.ACCESS)())
        return tally.ACCESS

    def test_figures_of_all_processes_are_summed(self, figures):
        """A process hands over its own; the one that reports adds them up."""
        handed = []
        for requests in (2, 1000):
            figures.update(requests=requests, cells=1)
            handed.append({})
            tally.pytest_sessionfinish(SimpleNamespace(config=SimpleNamespace(workeroutput=handed[-1])))
            figures.clear()

        for output in handed:
            tally.pytest_testnodedown(SimpleNamespace(workeroutput=output))

        lines: list[str] = []
        tally.pytest_terminal_summary(SimpleNamespace(write_line=lines.append))
        assert lines == ["Access: 1,002 requests, 2 cells"]

    def test_a_process_that_crashed_has_none(self, figures):
        tally.pytest_testnodedown(SimpleNamespace())

        lines: list[str] = []
        tally.pytest_terminal_summary(SimpleNamespace(write_line=lines.append))
        assert lines == []
