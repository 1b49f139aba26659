"""What the demo content says, read without a catalog."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from pathlib import PurePath

import pytest

from ckanext.bmagov.base.domain import text
from ckanext.bmagov.site.demo import content, districts

TODAY = dt.date(2026, 11, 22)

DAYS = {
    "year": 366,
    "half_year": 184,
    "quarter": 92,
    "month": 31,
    "week": 7,
    "day": 1,
    "working_day": 3,
    "hour": 1,
    "minute": 1,
}


@pytest.fixture(scope="module")
def datasets() -> list[content.DemoDataset]:
    return content.datasets(TODAY)


@pytest.fixture(scope="module")
def files(datasets) -> dict[str, bytes]:
    return {
        f"{dataset.name}/{resource.filename}": resource.content
        for dataset in datasets
        for resource in dataset.resources()
        if resource.content is not None
    }


def is_late(dataset: content.DemoDataset) -> bool:
    payload = dataset.payload
    unit = payload.get("update_frequency_unit", "")
    if unit not in DAYS:
        return False
    allowed = DAYS[unit] * int(payload["update_frequency_interval"])
    return (TODAY - dataset.updated).days > allowed


def texts(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for key, part in value.items() for each in (key, *texts(part))]
    return [each for part in value for each in texts(part)] if isinstance(value, list | tuple) else []


class TestWhatThereIs:
    def test_sixty_datasets_or_more_of_all_five_types(self, datasets):
        types = Counter(dataset.payload["data_type"] for dataset in datasets)
        assert sum(types.values()) >= 60
        assert set(types) == {"record", "statistics", "geospatial", "mixed", "other"}
        assert min(types.values()) >= 5

    def test_they_belong_to_agencies_of_all_kinds(self, datasets):
        with districts.AGENCIES.open(encoding="utf-8") as file:
            kinds = {row["name"]: row["kind"] for row in csv.DictReader(file) if row["status"] == "current"}
        owners = Counter(kinds[dataset.agency] for dataset in datasets)
        assert set(owners) == {"bureau", "office", "permanent_secretary_unit", "district_office"}
        assert sum(dataset.agency == "public-relations-office" for dataset in datasets) >= 3

    def test_names_and_titles_are_used_once(self, datasets):
        for key in ("name", "title", "title_en"):
            assert max(Counter(dataset.payload[key] for dataset in datasets).values()) == 1, key

    def test_every_topic_has_datasets_and_every_dataset_known_topics(self, datasets):
        used = {topic for dataset in datasets for topic in dataset.topics}
        assert used == {topic.name for topic in content.topics()}

    def test_some_are_fresh_and_some_are_late(self, datasets):
        published = [dataset for dataset in datasets if not dataset.is_draft]
        late = sum(map(is_late, published))
        assert late >= 15
        assert len(published) - late >= 30

    def test_some_are_drafts_that_lack_mandatory_items(self, datasets):
        drafts = [dataset.payload for dataset in datasets if dataset.is_draft]
        assert len(drafts) >= 3
        assert all("data_category" not in draft for draft in drafts)

    def test_some_are_closed_and_all_closed_ones_private(self, datasets):
        levels = Counter(dataset.payload.get("data_classification") for dataset in datasets)
        assert levels["internal"] >= 3
        assert levels["confidential"] >= 2
        for dataset in datasets:
            closed = dataset.payload.get("data_classification", "open") != "open"
            assert dataset.payload.get("private", False) is closed

    def test_files_come_in_the_formats_and_encodings_of_agencies(self, datasets, files):
        assert {PurePath(name).suffix for name in files} >= {
            ".csv",
            ".xlsx",
            ".geojson",
            ".json",
            ".xml",
            ".ics",
        }
        encodings = {
            resource.get("encoding", "utf-8-sig")
            for dataset in datasets
            for resource in dataset.spec.get("resources", ())
        }
        assert encodings == {"utf-8", "utf-8-sig", "cp874"}


class TestItsWords:
    def test_thai_is_stored_in_its_normal_form(self, datasets):
        said = [dataset.payload for dataset in datasets]
        said += [vars(topic) for topic in content.topics()] + [vars(one) for one in content.accounts()]
        said += [dict(dataset.spec) for dataset in datasets]
        for each in texts(said):
            assert each == text.normalize_block(each), each

    def test_every_description_says_that_the_data_are_fictional(self, datasets):
        assert all(dataset.payload["notes"].endswith(content.NOTICE) for dataset in datasets)
        assert all(content.TAG in dataset.payload["tag_string"] for dataset in datasets)

    def test_titles_have_thai_and_english(self, datasets):
        for dataset in datasets:
            assert re.search(r"[ก-๙]", dataset.payload["title"])
            assert re.fullmatch(r"[ -~]+", dataset.payload["title_en"])

    def test_published_ones_are_described_in_more_than_a_line(self, datasets):
        assert all(len(d.payload["notes"]) > 80 for d in datasets if not d.is_draft)

    def test_mail_reaches_nobody(self, datasets):
        addresses = [d.payload["maintainer_email"] for d in datasets if "maintainer_email" in d.payload]
        addresses += [account.email for account in content.accounts()]
        assert all(address.endswith(".example") for address in addresses)
        hosts = re.findall(r"https?://([^/\s\"]+)", str(texts([dict(d.spec) for d in datasets])))
        assert hosts
        assert all(host.endswith(".example") for host in hosts)


class TestItsDates:
    @pytest.mark.parametrize("as_of", [dt.date(2026, 1, 1), TODAY, dt.date(2032, 2, 29)])
    def test_what_is_late_is_late_on_any_day(self, as_of, datasets):
        for then, now in zip(content.datasets(as_of), datasets, strict=True):
            assert as_of - then.updated == TODAY - now.updated

    def test_days_and_years_are_in_order_and_past(self, datasets):
        for dataset in datasets:
            dates = dataset.dates()
            updated = dates.get("last_updated_date", TODAY.isoformat())
            assert dates.get("created_date", updated) <= updated <= TODAY.isoformat(), dataset.name
            first, last = dates.get("first_year_of_data", "0"), dates.get("last_year_of_data", "9999")
            assert first <= last, dataset.name

    def test_series_end_before_the_day_the_data_were_updated(self, datasets, files):
        updated = {dataset.name: dataset.updated.isoformat() for dataset in datasets}
        for name, data in files.items():
            if name.endswith(".csv"):
                days = re.findall(r"\b20\d\d-\d\d-\d\d\b", decode(data))
                assert all(day < updated[name.split("/")[0]] for day in days), name


class TestItsFiles:
    def test_the_same_day_gives_the_same_bytes(self, files):
        again = {
            f"{dataset.name}/{resource.filename}": resource.content
            for dataset in content.datasets(TODAY)
            for resource in dataset.resources()
            if resource.content is not None
        }
        assert again == files

    def test_they_are_small(self, files):
        assert sum(map(len, files.values())) < 2_000_000
        assert max(map(len, files.values())) < 100_000

    def test_two_formats_of_one_table_tell_the_same(self, files):
        points = json.loads(files["demo-bus-stop-shelters/bus-shelters.geojson"])["features"]
        lines = files["demo-bus-stop-shelters/bus-shelters.csv"].decode("utf-8").splitlines()
        table = list(csv.DictReader(lines))
        for point, row in zip(points, table, strict=True):
            assert point["properties"].items() <= row.items()
            assert point["geometry"]["coordinates"] == [float(row["longitude"]), float(row["latitude"])]

    def test_shapes_lie_in_and_around_bangkok(self, files):
        def positions(part):
            if isinstance(part[0], (int, float)):
                yield part
            else:
                for each in part:
                    yield from positions(each)

        layers = [json.loads(data) for name, data in files.items() if name.endswith(".geojson")]
        assert {f["geometry"]["type"] for layer in layers for f in layer["features"]} == {
            "Point",
            "LineString",
            "Polygon",
        }
        for layer in layers:
            for feature in layer["features"]:
                for longitude, latitude in positions(feature["geometry"]["coordinates"]):
                    assert 100.2 < longitude < 101.1
                    assert 13.3 < latitude < 14.1

    def test_citizen_numbers_are_right_and_nobodys_and_only_in_a_closed_file(self, datasets, files):
        holders = set()
        for name, data in files.items():
            for number in re.findall(rb"(?<!\d)\d{13}(?!\d)", data):
                holders.add(name.split("/")[0])
                digits = [int(chr(byte)) for byte in number]
                weighted = sum(d * w for d, w in zip(digits, range(13, 1, -1), strict=False))
                assert digits[0] == 9
                assert digits[12] == (11 - weighted % 11) % 10
        closed = {d.name for d in datasets if d.payload.get("data_classification") == "confidential"}
        assert holders
        assert holders <= closed

    def test_values_that_are_missing_are_written_as_agencies_write_them(self, files):
        cells = Counter(
            cell
            for name, data in files.items()
            if name.endswith(".csv")
            for row in csv.reader(io.StringIO(decode(data)))
            for cell in row
        )
        assert cells["-"] > 20
        assert cells["ไม่มีข้อมูล"] > 20

    def test_facts_of_districts_cover_all_fifty(self):
        assert len(districts.districts()) == 50
        assert all(district.zone for district in districts.districts())


def decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp874")
