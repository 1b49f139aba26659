"""The header knows the reader: picture, news and rights, with few questions to the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.tests.access.actions.people import CLOSED, People, build
from ckanext.bmagov.tests.access.views.test_sharing import Visitors

BELL = "fa-newspaper"
BY_TOKEN = 5
"""System's state, token, its last use, the person, news: what is left for a page with nothing of its own."""


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    return build()


@pytest.fixture
def site(app, people) -> Visitors:
    return Visitors(app, people)


def follow(people: People, role: str, kind: str, name: str) -> None:
    people.call(role, f"follow_{kind}", id=name)
    people.call(role, "dashboard_mark_activities_old")


def retitle(people: People, role: str, name: str) -> None:
    tk.get_action("package_patch")({"user": people.name(role)}, {"id": name, "title": f"ชื่อใหม่ {role}"})


class TestNews:
    @pytest.mark.parametrize("what", ["dataset", "group", "user"])
    def test_what_others_did_in_what_one_follows_rings_until_it_is_seen(self, site, people, what):
        dataset = people.dataset("open")
        names = {
            "dataset": dataset["name"],
            "group": people.agencies["owner"]["name"],
            "user": people.name("editor"),
        }
        follow(people, "member", what, names[what])
        assert BELL not in site.get("member", "/about")
        retitle(people, "editor", dataset["name"])
        assert BELL in site.get("member", "/about")
        assert BELL not in site.get("outsider", "/about"), "who does not follow"
        assert people.call("member", "dashboard_new_activities_count") == 1
        people.call("member", "dashboard_mark_activities_old")
        assert BELL not in site.get("member", "/about")

    def test_ones_own_doing_is_no_news(self, site, people):
        dataset = people.dataset("open")
        follow(people, "editor", "dataset", dataset["name"])
        retitle(people, "editor", dataset["name"])
        assert BELL not in site.get("editor", "/about")

    def test_what_may_not_be_known_does_not_ring(self, site, people):
        dataset = people.dataset("open")
        follow(people, "outsider", "dataset", dataset["name"])
        people.call("admin", "package_patch", id=dataset["id"], **CLOSED, data_classification="confidential")
        retitle(people, "editor", dataset["id"])
        assert BELL not in site.get("outsider", "/about")


class TestPicture:
    @pytest.mark.parametrize(
        ("image", "drawn"),
        [
            ("https://example.go.th/me.png", 'src="https://example.go.th/me.png"'),
            ("me.png", "placeholder-user.png"),
            ('https://example.go.th/"onerror="x', "%22onerror"),
            ("", "placeholder-user.png"),
        ],
    )
    def test_it_is_the_one_that_core_draws(self, site, people, image, drawn):
        name = people.name("member")
        model.Session.execute(sa.update(model.User).where(model.User.name == name).values(image_url=image))
        model.Session.commit()
        header = site.get("member", "/about").split('class="username"')[0]
        assert drawn in header
        assert header.count('class="user-image"') == 1


class TestQuestions:
    def test_a_page_of_nothing_asks_who_is_there_and_for_news(self, site, people):
        site.get("member", "/about")
        found: list[str] = []

        def note(_connection, _cursor, statement, *_more):
            found.append(statement)

        engine = model.meta.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            site.get("member", "/about")
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        assert len(set(found)) == len(found), "nothing is asked twice"
        assert len(found) <= BY_TOKEN + 1, "and the roles, which tell whether the audit's pages are shown"


class TestRights:
    @pytest.mark.parametrize("role", ["", "member", "editor", "admin", "sysadmin", "outsider"])
    def test_they_are_those_of_the_auth_function(self, site, people, role):
        name = people.agencies["owner"]["name"]
        shown = f"/organization/edit/{name}" in site.get(role, f"/organization/{name}")
        assert shown == (role in ("admin", "sysadmin"))
