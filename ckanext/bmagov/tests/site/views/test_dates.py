"""Real pages: พ.ศ. for readers of Thai, Gregorian for readers of English and for machines."""

import re

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

THAI = re.compile("29 (ตุลาคม|ต.ค.) 2563")
ENGLISH = re.compile("October 29, 2020|29 Oct(ober)? 2020")
GREGORIAN_YEAR = re.compile(r"(?<![\d/.-])2020(?!\d)")


MOMENTS = {
    "user": ["created"],
    "api_token": ["created_at"],
    "activity": ["timestamp"],
    "package": ["metadata_created", "metadata_modified"],
    "resource": ["created", "metadata_modified"],
}


@pytest.fixture
def site(read_in):
    """A user, an agency and a dataset made at eight in the evening UTC: the next day in Bangkok."""
    with read_in("th"):
        user = factories.SysadminWithToken()
        agency = factories.Organization(user=user)
        dataset = call_action(
            "package_create",
            context={"user": user["name"], "ignore_auth": True},
            name="made-at-night",
            title="สร้างตอนกลางคืน",
            notes="ทดสอบ",
            owner_org=agency["id"],
            data_type="statistics",
            state="draft",
            last_updated_date="28/10/2563",
            first_year_of_data="2560",
            resources=[{"name": "แฟ้ม", "url": "https://example.org/a.csv", "format": "CSV"}],
        )
        for table, columns in MOMENTS.items():
            moments = ", ".join(f"{column} = '2020-10-28T20:00:00'" for column in columns)
            model.Session.execute(sa.text(f'UPDATE "{table}" SET {moments}'))
        model.Session.commit()
        model.Session.expire_all()
        rebuild(dataset["id"])
    return {"user": user, "agency": agency, "dataset": dataset}


def text_of(app, path, token):
    page = app.get(path, headers={"Authorization": token})
    for element in (soup := BeautifulSoup(page.body, "html.parser")).find_all(["script", "head"]):
        element.decompose()
    labels = [str(tag["aria-label"]) for tag in soup.select("[aria-label]")]
    return soup.get_text(" ", strip=True) + " ".join(labels)


def test_pages_of_core_and_ours(app, site):
    paths = [
        "/user/{user}",
        "/user/{user}/api-tokens",
        "/organization/activity/{agency}",
        "/dataset/{dataset}/resource/{resource}",
    ]
    names = {
        "user": site["user"]["name"],
        "agency": site["agency"]["name"],
        "dataset": site["dataset"]["name"],
        "resource": site["dataset"]["resources"][0]["id"],
    }
    for path in paths:
        thai = text_of(app, path.format(**names), site["user"]["token"])
        english = text_of(app, f"/en{path.format(**names)}", site["user"]["token"])
        assert THAI.search(thai), path
        assert not GREGORIAN_YEAR.search(thai), path
        assert ENGLISH.search(english), path


def test_tokens_show_the_hour_in_bangkok(app, site):
    page = text_of(app, f"/user/{site['user']['name']}/api-tokens", site["user"]["token"])
    assert "29 ตุลาคม 2563 เวลา 03.00 น." in page


def test_the_dataset_page_shows_stored_days_and_years(app, site):
    page = text_of(app, "/dataset/made-at-night", site["user"]["token"])
    assert "28 ต.ค. 2563" in page
    assert "2560" in page
    assert not GREGORIAN_YEAR.search(page)


def test_the_form_holds_them_as_typed_and_says_how_they_are_read(app, site):
    page = app.get("/dataset/edit/made-at-night", headers={"Authorization": site["user"]["token"]})
    soup = BeautifulSoup(page.body, "html.parser")
    day = soup.find(id="field-last_updated_date")
    echo = soup.find(id="field-last_updated_date-echo")
    assert day
    assert echo
    assert (day["value"], echo.get_text(strip=True)) == ("28 ต.ค. 2563", "อ่านว่า 28 ต.ค. 2563")
    assert echo["id"] in day["aria-describedby"].split()


def test_thai_pages_teach_the_browser_the_buddhist_era(app, site):
    assert "thai-dates" in app.get("/about").body
    assert "thai-dates" not in app.get("/en/about").body


def test_machines_get_gregorian_iso(app, site):
    shown = call_action("package_show", id="made-at-night")
    assert (shown["last_updated_date"], shown["first_year_of_data"]) == ("2020-10-28", "2017")
    assert shown["metadata_created"].startswith("2020-10-28T20:00:00")
    feed = app.get("/feeds/dataset.atom").body
    assert "25" + "69-" not in feed
    assert tk.h.date_str_to_datetime("2020-10-28").year == 2020
