"""A closed_office year as open data: made anew by its own script, never changed, nothing closed in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from unittest import mock

import pytest
import sqlalchemy as sa
from rdflib import Graph

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib.search import SearchError

from ckanext.bmagov.kpi.release import actions
from ckanext.bmagov.kpi.release.formats import DQV
from ckanext.bmagov.kpi.release.model import Release
from ckanext.bmagov.tests.clock import after_the_year
from ckanext.bmagov.tests.kpi.office import WAY, YEAR, Office

CORRECTION = "แก้ผลตามมติคณะกรรมการ"


@pytest.fixture(autouse=True)
def contact(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "email_to", "stat@example.go.th")


@pytest.fixture
def office(with_plugins, clean_db, clean_index) -> Office:
    return Office()


@pytest.fixture
def closed_office(office: Office) -> Office:
    for who, event, data in WAY:
        if event == "verify":
            office.look()
            office.say("2.1.1")
        if event == "close":
            with after_the_year(YEAR):
                office.decide(who, event, **data)
        else:
            office.decide(who, event, **data)
    return office


def publish(office: Office, who: str = "supervisor", **more):
    return tk.get_action("bmagov_kpi_release_create")(
        {"user": office.names[who]}, {"fiscal_year": YEAR, **more}
    )


def content_of(app, number: int = 1) -> dict[str, bytes]:
    shown = tk.get_action("bmagov_kpi_release_show")({"user": ""}, {"fiscal_year": YEAR, "number": number})
    return {file["name"]: app.get(file["link"]).body.encode() for file in shown["files"]}


@pytest.fixture
def release_folder(closed_office, app, tmp_path):
    publish(closed_office)
    for name, data in content_of(app).items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def recompute(place) -> subprocess.CompletedProcess:
    script = place / "recompute.py"
    return subprocess.run(
        [sys.executable, "-I", str(script), str(place)], capture_output=True, text=True, check=False
    )


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


class TestRecompute:
    def test_its_own_script_finds_no_difference(self, release_folder):
        done = recompute(release_folder)
        assert done.stdout.splitlines()[-1] == "0 differences"
        assert done.returncode == 0, done.stdout + done.stderr

    def test_the_results_are_those_that_are_published(self, release_folder):
        listing = tk.get_action("bmagov_kpi_result_list")({"user": ""}, {"fiscal_year": YEAR})
        (published,) = listing["results"]
        (row,) = rows((release_folder / "results.csv").read_bytes())
        assert (row["result"], row["measured"]) == (published["result"], published["measured"])
        assert row["result"] != row["measured"]
        assert row["result_digest"] == published["digest"]

    @pytest.mark.parametrize(
        ("name", "old", "new", "told"),
        [
            ("results.csv", b",100,", b",99,", "target"),
            ("criteria.csv", b",partial,5/2,", b",partial,5,", "points"),
            ("parts.csv", b",60,", b",61,", "weight"),
        ],
    )
    def test_a_touched_table_is_told(self, release_folder, name, old, new, told):
        data = (release_folder / name).read_bytes()
        assert old in data
        (release_folder / name).write_bytes(data.replace(old, new, 1))
        done = recompute(release_folder)
        assert done.returncode == 1
        assert f"{name}: sha256" in done.stdout
        assert told in done.stdout

    def test_a_touched_table_is_told_with_its_digest_made_anew(self, release_folder):
        data = (release_folder / "results.csv").read_bytes()
        (row,) = rows(data)
        data = data.replace(f",{row['result']},".encode(), b",99.99,", 1)
        manifest = json.loads((release_folder / "manifest.json").read_bytes())
        manifest["files"]["results.csv"] = hashlib.sha256(data).hexdigest()
        (release_folder / "results.csv").write_bytes(data)
        (release_folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        done = recompute(release_folder)
        assert "result: the release says 99.99" in done.stdout

    def test_touched_rules_are_told(self, release_folder):
        (rules,) = release_folder.glob("rules-*.json")
        rules.write_bytes(rules.read_bytes().replace(b'"weight":"5"', b'"weight":"6"', 1))
        assert "digest of the rules" in recompute(release_folder).stdout

    def test_the_archive_is_taken_as_well(self, release_folder, app):
        (release_folder / "release.zip").write_bytes(app.get(f"/kpi/{YEAR}/release/1.zip").data)
        done = subprocess.run(
            [sys.executable, "-I", str(release_folder / "recompute.py"), str(release_folder / "release.zip")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "0 differences" in done.stdout, done.stderr

    @pytest.mark.parametrize("place", ["", "nowhere"])
    def test_what_cannot_be_read_is_told(self, release_folder, place):
        script = str(release_folder / "recompute.py")
        given = [place] if place else []
        done = subprocess.run(
            [sys.executable, "-I", script, *given],
            capture_output=True,
            text=True,
            check=False,
            cwd=release_folder,
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


class TestFiles:
    def test_the_manifest_names_every_file_and_the_head_of_the_log(self, release_folder):
        manifest = json.loads((release_folder / "manifest.json").read_bytes())
        assert {*manifest["files"]} == {file.name for file in release_folder.iterdir()} - {"manifest.json"}
        assert manifest["log"]["entries"] > 0
        assert len(manifest["log"]["head"]) == 64

    def test_the_data_package_is_valid(self, release_folder):
        frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
        report = frictionless.validate(str(release_folder / "datapackage.json"))
        assert report.valid, report.flatten(["message"])
        assert {task.name for task in report.tasks} >= {"results", "parts", "criteria"}

    def test_the_measurements_are_turtle(self, release_folder):
        graph = Graph().parse(release_folder / "results.ttl")
        values = {float(value) for value in graph.objects(None, DQV.value)}
        (row,) = rows((release_folder / "results.csv").read_bytes())
        assert float(row["result"]) in values

    def test_nothing_of_a_dataset_or_a_person_is_in_it(self, closed_office, release_folder):
        text = "".join(file.read_text(encoding="utf-8-sig") for file in release_folder.iterdir())
        for secret in (
            closed_office.dataset["id"],
            closed_office.dataset["name"],
            closed_office.dataset["title"],
            *closed_office.names.values(),
        ):
            assert secret not in text


class TestDataset:
    def test_it_stands_in_the_catalog_with_its_dictionary(self, closed_office, app):
        made = publish(closed_office)
        assert made["problem"] is None
        shown = tk.get_action("package_show")({"user": ""}, {"id": made["dataset"]})
        assert shown["organization"]["name"] == "strategy-and-evaluation-department"
        assert not shown["private"]
        by_name = {resource["url"].rpartition("/")[2]: resource for resource in shown["resources"]}
        assert {"results.csv", "criteria.csv", "recompute.py", f"kpi-results-{YEAR}-1.zip"} <= {*by_name}
        released = app.get(f"/kpi/{YEAR}/release/1/results.csv").body
        assert app.get(by_name["results.csv"]["url"]).body == released
        about = {"id": by_name["criteria.csv"]["id"]}
        dictionary = tk.get_action("bmagov_dictionary_show")({"user": ""}, about)
        assert dictionary["completeness"]["complete"] == dictionary["completeness"]["columns"] > 0

    def test_a_stopped_search_stops_no_release(self, closed_office):
        with mock.patch.object(actions, "_write_dataset", side_effect=SearchError("away")):
            made = publish(closed_office)
        assert made["problem"].startswith("RELEASE-DATASET:")
        again = publish(closed_office)
        assert (again["new"], again["problem"], again["number"]) == (False, None, 1)

    def test_without_an_address_for_questions_the_release_says_so(self, closed_office, ckan_config):
        ckan_config["email_to"] = ckan_config["smtp.mail_from"] = None
        made = publish(closed_office)
        assert made["problem"].startswith("RELEASE-DATASET:")
        assert "e-mail address" in made["problem"]
        assert model.Package.get(made["dataset"]) is None

    def test_a_dataset_of_another_agency_of_that_name_is_left_alone(self, closed_office):
        dataset = model.Package.get(closed_office.dataset["id"])
        dataset.name = f"kpi-results-{YEAR}"
        model.Session.commit()
        assert publish(closed_office)["problem"].startswith("RELEASE-DATASET:")
        assert model.Package.get(closed_office.dataset["id"]).title == closed_office.dataset["title"]


class TestCorrection:
    def test_nothing_changed_is_no_new_release(self, closed_office):
        assert publish(closed_office)["new"]
        assert not publish(closed_office)["new"]
        assert len(listed()) == 1

    def test_a_correction_is_the_next_one_and_the_first_stays(self, closed_office, app):
        first = publish(closed_office)
        before = content_of(app)
        correct_result(closed_office)
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            publish(closed_office)
        second = publish(closed_office, note=CORRECTION)
        assert (second["number"], second["note"]) == (2, CORRECTION)
        assert content_of(app, 1) == before
        manifest = json.loads(content_of(app, 2)["manifest.json"])
        assert manifest["previous"] == first["digest"]
        assert CORRECTION in app.get(f"/kpi/{YEAR}/releases").body
        shown = tk.get_action("package_show")({"user": ""}, {"id": second["dataset"]})
        names = [resource["url"].rpartition("/")[2] for resource in shown["resources"]]
        assert [name for name in names if name.endswith(".zip")] == [
            f"kpi-results-{YEAR}-2.zip",
            f"kpi-results-{YEAR}-1.zip",
        ]
        assert names.count("results.csv") == 1


def correct_result(office: Office) -> None:
    office.decide("supervisor", "revise", note=CORRECTION)
    for who, event, data in WAY:
        if event == "verify":
            office.look()
            office.say("2.1.1", "0.25")
        with after_the_year(YEAR):
            office.decide(who, event, **data)


def listed():
    return tk.get_action("bmagov_kpi_release_list")({"user": ""}, {"fiscal_year": YEAR})


class TestRefused:
    @pytest.mark.parametrize("who", ["editor", "admin", "auditor"])
    def test_only_supervisors_publish(self, closed_office, who):
        with pytest.raises(tk.NotAuthorized):
            publish(closed_office, who)

    def test_a_year_that_is_not_closed_has_nothing_to_publish(self, office):
        office.come_to("sign_off")
        with pytest.raises(tk.ValidationError, match="RELEASE-EMPTY"):
            publish(office)

    @pytest.mark.ckan_config("ckanext.bmagov.kpi.public", "none")
    def test_a_catalog_that_publishes_nothing(self, closed_office):
        with pytest.raises(tk.ValidationError, match="RELEASE-CLOSED"):
            publish(closed_office)

    def test_what_was_published_stays_hidden_when_nothing_is_published_any_more(
        self, closed_office, app, ckan_config
    ):
        publish(closed_office)
        ckan_config["ckanext.bmagov.kpi.public"] = "none"
        assert listed() == []
        app.get(f"/kpi/{YEAR}/release/1/results.csv", status=404)

    @pytest.mark.parametrize(
        "path", ["release/9/results.csv", "release/1/other.csv", "release/9.zip", "release/1/..%2f"]
    )
    def test_what_there_is_not(self, closed_office, app, path):
        publish(closed_office)
        app.get(f"/kpi/{YEAR}/{path}", status=404)


class TestTouched:
    def touch(self, **values):
        model.Session.execute(
            sa.text("ALTER TABLE bmagov_kpi_release DISABLE TRIGGER bmagov_kpi_release_only_grows")
        )
        model.Session.execute(sa.update(Release).values(**values))
        model.Session.execute(
            sa.text("ALTER TABLE bmagov_kpi_release ENABLE TRIGGER bmagov_kpi_release_only_grows")
        )
        model.Session.commit()

    def test_a_changed_file_is_not_served(self, closed_office, app):
        publish(closed_office)
        row = model.Session.scalars(sa.select(Release)).one()
        self.touch(files={**row.files, "results.csv": row.files["results.csv"].replace("100", "10")})
        app.get(f"/kpi/{YEAR}/release/1/results.csv", status=409)

    def test_nor_one_whose_digests_were_made_anew(self, closed_office, app):
        publish(closed_office)
        row = model.Session.scalars(sa.select(Release)).one()
        changed = {**row.files, "results.csv": row.files["results.csv"].replace("100", "10")}
        manifest = json.loads(row.files["manifest.json"])
        manifest["files"]["results.csv"] = hashlib.sha256(changed["results.csv"].encode()).hexdigest()
        changed["manifest.json"] = json.dumps(manifest)
        self.touch(files=changed, digest=hashlib.sha256(changed["manifest.json"].encode()).hexdigest())
        app.get(f"/kpi/{YEAR}/release/1/results.csv", status=409)


class TestPageAndCommand:
    def test_the_supervisor_publishes_by_the_button(self, closed_office, app):
        page = f"/kpi/{YEAR}/releases"
        assert '<form class="bmagov-kpi-form"' not in app.get(page).body
        who = {"Authorization": token(closed_office.names["supervisor"])}
        assert 'id="new"' in app.get(page, headers=who).body
        app.post(page, headers=who, data={"note": ""}, follow_redirects=False)
        assert "results.csv" in app.get(page).body

    def test_the_command_writes_the_files(self, closed_office, cli, tmp_path):
        done = cli.invoke(ckan, ["bmagov", "kpi", "release", str(YEAR), "--to", str(tmp_path / "out")])
        assert done.exit_code == 0, done.output
        assert recompute(tmp_path / "out").returncode == 0

    def test_the_command_says_why_not(self, office, cli):
        done = cli.invoke(ckan, ["bmagov", "kpi", "release", str(YEAR)])
        assert done.exit_code == 1
        assert "RELEASE-EMPTY" in done.output


def token(name: str) -> str:
    return tk.get_action("api_token_create")(
        {"ignore_auth": True, "user": name}, {"user": name, "name": "t"}
    )["token"]
