"""As many processes as there are cores run all tests, one runs a few; each has services of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bmagov_stack import testing
from bmagov_stack.errors import StackError
from bmagov_stack.layout import Instance
from bmagov_stack.processes import ENOUGH, MOST, OPTION, processes
from bmagov_stack.solr import Solr

if TYPE_CHECKING:
    from pathlib import Path

ROOM = "ckanext/bmagov/tests/stack"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    monkeypatch.setenv("BMAGOV_STATE_DIR", str(tmp_path))
    made = Instance.load("test", None)
    made.make_folders()
    return made


@pytest.mark.parametrize(("cores", "number"), [(1, 1), (2, 2), (4, 4), (64, ENOUGH)])
def test_all_tests_take_the_cores_there_are(cores: int, number: int):
    assert processes([], {}, cores) == (number, [])


@pytest.mark.parametrize(
    "arguments",
    [
        [ROOM],
        [f"{ROOM}/test_processes.py::test_one", "-x"],
        ["-k", "agencies or files"],
        ["-kagencies"],
        ["-m", "e2e"],
        ["--lf"],
        ["-s"],
        ["--pdb"],
        ["--collect-only"],
        ["--help"],
    ],
)
def test_a_part_of_them_and_a_person_at_the_terminal_have_one(arguments: list[str]):
    assert processes(arguments, {}, 2) == (1, arguments)


@pytest.mark.parametrize(
    "arguments", [["-x", "-q"], ["--durations", "20"], ["--maxfail=3"], ["-p", "no:cov"]]
)
def test_other_options_of_pytest_change_nothing(arguments: list[str]):
    assert processes(arguments, {}, 2) == (2, arguments)


@pytest.mark.parametrize("said", [["-n", "3"], ["-n3"], ["--numprocesses=3"], ["--numprocesses", "3"]])
def test_who_says_a_number_gets_it(said: list[str]):
    assert processes([*said, "-x", ROOM], {OPTION: "1"}, 2) == (3, ["-x", ROOM])


def test_the_environment_says_it_for_every_run():
    assert processes([], {OPTION: "1"}, 2) == (1, [])
    assert processes([ROOM], {OPTION: "6"}, 2) == (6, [ROOM])
    assert processes([ROOM], {OPTION: "auto"}, 2) == (1, [ROOM])


def test_auto_shares_even_a_part():
    assert processes(["-n", "auto", ROOM], {OPTION: "1"}, 2) == (2, [ROOM])


def test_none_are_one():
    assert processes(["-n", "0"], {}, 2) == (1, [])


@pytest.mark.parametrize("said", ["two", "-1", "1.5", "๒", str(MOST + 1)])
def test_what_is_no_number_of_processes_is_told(said: str):
    with pytest.raises(StackError, match=OPTION) as error:
        processes([], {OPTION: said}, 2)
    assert said in error.value.problem


def test_no_two_places_share_anything_that_tests_empty(instance: Instance):
    places = [testing.place(instance, copy) for copy in range(MOST)]

    for name in (
        *("CKAN_SQLALCHEMY_URL", "CKAN_DATASTORE_WRITE_URL", "CKAN_DATASTORE_READ_URL"),
        *("CKAN_REDIS_URL", "CKAN_SOLR_URL", "CKAN_STORAGE_PATH"),
    ):
        assert len({place[name] for place in places}) == MOST, name


def test_the_first_place_is_that_of_test_ini(instance: Instance):
    place = testing.place(instance)

    assert place["CKAN_SQLALCHEMY_URL"] == "postgresql://ckan:ckan@127.0.0.1:5441/ckan_test"
    assert place["CKAN_SOLR_URL"] == "http://127.0.0.1:8991/solr/ckan_test"
    assert place["CKAN_REDIS_URL"].endswith("@127.0.0.1:6391/0")


def test_only_a_short_lived_solr_is_started_in_haste(instance: Instance):
    quick, lasting = (Solr(one).daemon().argv for one in (instance, Instance.load("site", None)))

    assert "-XX:TieredStopAtLevel=1" in quick
    assert "-XX:TieredStopAtLevel=1" not in lasting


class TestCores:
    @pytest.fixture
    def configset(self, tmp_path: Path) -> Path:
        made = tmp_path / "configset"
        made.mkdir()
        (made / "schema.xml").write_text("<schema/>")
        return made

    def test_each_core_has_the_configuration(self, instance: Instance, configset: Path):
        for copy in (0, 1):
            Solr(instance, copy).renew(configset)

        cores = sorted(found.parent.name for found in Solr(instance).home.glob("*/core.properties"))
        assert cores == ["ckan_test", "ckan_test_1"]
        assert (Solr(instance, 1).core / "conf" / "schema.xml").read_text() == "<schema/>"

    def test_an_index_is_kept_as_long_as_the_configuration_is_the_same(
        self, instance: Instance, configset: Path
    ):
        core = Solr(instance, 1)
        core.renew(configset)
        before = core.identity()

        core.renew(configset)
        assert core.identity() == before
        (configset / "schema.xml").write_text("<schema><other/></schema>")
        core.renew(configset)
        assert core.identity() != before
