"""Maps of files: asked as a page, as a view, and by the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckan.lib.helpers import url_for
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckan.tests.factories import Sysadmin

from ckanext.bmagov.tests import factories
from ckanext.bmagov.visuals.services import layers, maps

SCHOOLS = """โรงเรียน,ประเภท,ละติจูด,ลองจิจูด
วัดสุทัศน์,ประถม,13.7513,100.5011
วัดโพธิ์,มัธยม,13.7465,100.4930
ไม่ทราบ,ประถม,,
"""


def collection(*points: tuple[float, float], **more: Any) -> str:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(point)},
            "properties": {"name": f"จุดที่ {number}", "zone": "กลาง" if number % 2 else "เหนือ"},
        }
        for number, point in enumerate(points, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False)


@pytest.fixture
def editor(clean_db):
    return Sysadmin()


@pytest.fixture
def dataset(editor, clean_index):
    return factories.Dataset(resources=[], user=editor)


@pytest.fixture
def upload(dataset, create_with_upload, editor):
    def run(data: str | bytes, name: str, **kwargs: Any) -> dict[str, Any]:
        given = {"package_id": dataset["id"], "name": name, **kwargs}
        data = data.encode() if isinstance(data, str) else data
        return create_with_upload(data, name, {"user": editor["name"]}, **given)

    return run


def factories_token(editor: dict[str, Any]) -> str:
    return helpers.call_action("api_token_create", {"user": editor["name"]}, user=editor["name"], name="a")[
        "token"
    ]


def page_of(app: Any, resource: dict[str, Any], query: str = "") -> BeautifulSoup:
    address = url_for(
        "dataset_resource.read", id=resource["package_id"], resource_id=resource["id"], locale="en"
    )
    return BeautifulSoup(app.get(f"{address}{query}").data, "html.parser")


@pytest.mark.usefixtures("with_plugins")
class TestPage:
    def test_a_file_of_shapes_is_a_map_with_words_and_a_table(self, app, upload):
        page = page_of(app, upload(collection((100.5, 13.75), (100.6, 13.8)), "a.geojson"))
        assert page.select_one("[data-module=bmagov-map]")
        assert "2 points" in page.select_one(".bmagov-map-notes").text
        assert [row.select("td")[1].text for row in page.select(".bmagov-map-table tbody tr")] == [
            "จุดที่ 1",
            "จุดที่ 2",
        ]

    def test_a_table_with_coordinates_is_a_map_too(self, app, upload):
        page = page_of(app, upload(SCHOOLS, "schools.csv"))
        assert "2 points" in page.select_one(".bmagov-map-notes").text
        assert "1 row has no place" in page.select_one(".bmagov-map-notes").text

    def test_the_reader_chooses_what_colours_say_without_a_script(self, app, upload):
        resource = upload(collection((100.5, 13.75), (100.6, 13.8), (100.7, 13.8)), "a.geojson")
        page = page_of(app, resource, "?map_column=zone")
        assert [" ".join(item.text.split()) for item in page.select(".bmagov-map-legend li")] == [
            "กลาง (2)",
            "เหนือ (1)",
        ]
        assert "column=zone" in page.select_one("[data-module=bmagov-map]")["data-module-address"]

    def test_labels_are_those_of_the_dictionary(self, app, upload, editor):
        resource = upload(SCHOOLS, "schools.csv")
        columns = [{"name": "ประเภท", "type": "text", "label_en": "Kind of school"}]
        context = {"user": editor["name"]}
        helpers.call_action("bmagov_dictionary_update", context, id=resource["id"], columns=columns)
        page = page_of(app, resource)
        assert "Kind of school" in [cell.text for cell in page.select(".bmagov-map-table thead th")]

    def test_a_broken_file_is_a_sentence_and_the_file(self, app, upload):
        broken = collection((100.5, 13.75))[:-40]
        resource = upload(broken, "a.geojson")
        page = page_of(app, resource)
        alert = page.select_one(".alert-warning")
        assert "no GeoJSON" in alert.text
        assert alert.select_one("a")["href"] == resource["url"]

    def test_what_is_no_map_shows_none(self, app, upload):
        assert not page_of(app, upload("เขต,คน\nพระนคร,5\n", "a.csv")).select_one("[data-module=bmagov-map]")

    def test_a_stored_view_has_a_column_of_its_own_and_a_page_of_its_own(self, app, upload, dataset, editor):
        resource = upload(collection((100.5, 13.75), (100.6, 13.8)), "a.geojson")
        given = {
            "resource_id": resource["id"],
            "view_type": "bmagov_map",
            "title": "Zones",
            "map_column": "zone",
        }
        view = helpers.call_action("resource_view_create", {"user": editor["name"]}, **given)
        page = app.get(f"/en/dataset/{dataset['name']}/resource/{resource['id']}/view/{view['id']}")
        assert len(BeautifulSoup(page.data, "html.parser").select(".bmagov-map-legend li")) == 2
        form = app.get(
            f"/en/dataset/{dataset['name']}/resource/{resource['id']}/edit_view/{view['id']}",
            headers={"Authorization": factories_token(editor)},
        )
        chosen = BeautifulSoup(form.data, "html.parser").select_one("#field-map-column option[selected]")
        assert chosen["value"] == "zone"


@pytest.mark.usefixtures("with_plugins")
class TestApi:
    def test_shapes_come_in_degrees_whatever_the_file_has(self, upload):
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::24047"}}
        resource = upload(collection((662_450, 1_521_100), crs=crs), "a.geojson")
        made = helpers.call_action("bmagov_map_show", id=resource["id"])
        assert made["system"] == "indian47"
        assert made["geojson"]["features"][0]["geometry"]["coordinates"] == pytest.approx(
            [100.5, 13.76], abs=0.02
        )
        assert len(made["notes"]) == 2
        chosen = helpers.call_action("bmagov_map_show", id=resource["id"], system="utm47")
        assert chosen["system"] == "utm47"

    def test_what_was_made_is_kept_until_the_data_change(self, upload, monkeypatch):
        resource = upload(collection((100.5, 13.75)), "a.geojson")
        first = helpers.call_action("bmagov_map_show", id=resource["id"])
        monkeypatch.setattr(layers, "layer_of", None)
        assert helpers.call_action("bmagov_map_show", id=resource["id"]) == first
        monkeypatch.setattr(maps, "VERSION", "another")
        with pytest.raises(TypeError):
            helpers.call_action("bmagov_map_show", id=resource["id"])

    def test_what_is_no_map_is_refused_in_words(self, upload):
        resource = upload(b"%PDF-1.4\n", "a.pdf")
        with pytest.raises(tk.ValidationError) as caught:
            helpers.call_action("bmagov_map_show", id=resource["id"])
        assert list(caught.value.error_dict) == ["map"]

    def test_a_broken_file_of_what_was_kept_is_made_anew(self, upload, tmp_path, monkeypatch):
        monkeypatch.setitem(tk.config, "ckan.storage_path", str(tmp_path))
        resource = upload(collection((100.5, 13.75)), "a.geojson")
        first = helpers.call_action("bmagov_map_show", id=resource["id"])
        (kept,) = (path for path in tmp_path.rglob("*.json.gz"))
        kept.write_bytes(b"broken")
        assert helpers.call_action("bmagov_map_show", id=resource["id"]) == first


POPULATION = "ปี,เขต,คน\n2566,พระนคร,1\n2567,พระนคร,100\n2567,ดุสิต,300\n2567,บางกอก,5\n"


@pytest.mark.usefixtures("with_plugins")
class TestByDistrict:
    @pytest.fixture
    def population(self, upload, editor):
        resource = upload(POPULATION, "population.csv")
        columns = [{"name": "เขต", "type": "text"}, {"name": "คน", "type": "integer", "label_en": "People"}]
        context = {"user": editor["name"]}
        helpers.call_action("bmagov_dictionary_update", context, id=resource["id"], columns=columns)
        return resource

    def test_a_table_with_districts_is_tiles_with_words_and_a_table(self, app, population):
        page = page_of(app, population)
        section = page.select_one("section[aria-labelledby=bmagov-district-title]")
        assert "People: most in Dusit (300)" in section.text
        assert "Several districts could be meant, so it is put to none: บางกอก" in section.text
        assert len(section.select("svg g")) == 50
        assert [row.get_text(" ").split() for row in section.select("tbody tr")] == [
            ["Dusit", "300"],
            ["Phra", "Nakhon", "100"],
        ]

    def test_the_api_gives_the_same(self, population):
        made = helpers.call_action("bmagov_district_map_show", id=population["id"])
        values = {district["code"]: district["value"] for district in made["districts"] if district["value"]}
        assert values == {"1001": 100, "1002": 300}
        assert (made["year"], made["how"], made["measure"]) == ("2567", "sum", "คน")

    def test_one_row_a_district_without_a_number_shows_nothing(self, app, upload):
        page = page_of(app, upload("เขต,คน\nพระนคร,5\nดุสิต,6\n", "a.csv"))
        assert not page.select_one("#bmagov-district-title")

    def test_a_table_without_districts_is_refused_in_words(self, upload):
        with pytest.raises(tk.ValidationError):
            helpers.call_action("bmagov_district_map_show", id=upload("a,b\n1,2\n", "a.csv")["id"])
