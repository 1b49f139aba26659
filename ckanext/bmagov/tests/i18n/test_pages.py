"""No page of the running site leaves English in Thai mode: every page, by everybody who may open it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer
from ckan.tests import factories
from ckan.tests.helpers import call_action
from ckanext.activity.email_notifications import _notifications_for_activities

from ckanext.bmagov.tests.i18n.english import english_in, english_on

# Machines read these, or they are files, or they end the session.
NOT_PAGES = {
    *("api", "dcat", "feeds", "static", "webassets", "file", "util", "_debug_toolbar", "bmagov_health"),
    *("home.redirect_locale", "home.robots_txt", "user.logout", "activity.dashboard_testing"),
    *(
        "datastore.dump",
        "resource.download",
        "dataset_resource.download",
        "dataset_resource.view",
        "resource.view",
    ),
    *("group.member_dump", "organization.member_dump"),
    # opened with what they need to compare, from the page that lists the changes
    *("activity.package_changes_multiple", "activity.group_changes_multiple"),
    "activity.organization_changes_multiple",
}
VISITS_PER_ENDPOINT = 3


@dataclass
class Content:
    """A catalog in Thai, with something of everything that a page can show."""

    agency: dict[str, Any]
    category: dict[str, Any]
    dataset: dict[str, Any]
    resource: dict[str, Any]
    view: dict[str, Any]
    activity: str
    users: dict[str, dict[str, Any]]

    def arguments(self, endpoint: str, reader: str) -> dict[str, Any]:
        """Values for the parts of an address."""
        blueprint, _, name = endpoint.partition(".")
        by_blueprint = {
            "group": self.category["name"],
            "organization": self.agency["name"],
            "user": self.users.get(reader, self.users["editor"])["name"],
        }
        by_name = {
            "package_changes": self.activity,
            "group_activity": self.category["name"],
            "organization_activity": self.agency["name"],
            "user_activity": self.users["editor"]["name"],
        }
        identifier = by_name.get(name) or by_blueprint.get(blueprint) or self.dataset["name"]
        return {
            "id": identifier,
            "resource_id": self.resource["id"],
            "view_id": self.view["id"],
            "activity_id": self.activity,
        }


@pytest.fixture
def content(app, clean_db, clean_index) -> Content:
    """Made in a request, as people make it: what CKAN names itself is then named in Thai."""
    with app.flask_app.test_request_context("/"):
        return make_content()


def make_content() -> Content:
    users: dict[str, dict[str, Any]] = {
        "editor": factories.UserWithToken(name="somsri_k", fullname="สมศรี แก้ไข", about="ผู้แก้ไขข้อมูล"),
        "sysadmin": factories.SysadminWithToken(name="somchai_d", fullname="สมชาย ดูแล", about="ผู้ดูแลระบบ"),
        "member": factories.UserWithToken(name="sommai_r", fullname="สมหมาย ร่วมงาน", about="เจ้าหน้าที่"),
    }
    agency = factories.Organization(
        title="สำนักทดสอบ",
        description="ดูแลการทดสอบ",
        user=users["sysadmin"],
        users=[
            {"name": users["editor"]["name"], "capacity": "admin"},
            {"name": users["member"]["name"], "capacity": "member"},
        ],
    )
    category = factories.Group(
        title="การจราจร",
        description="เรื่องการเดินทาง",
        user=users["sysadmin"],
        users=[{"name": users["editor"]["name"], "capacity": "admin"}],
    )
    described = {
        "title": "จำนวนประชากรรายเขต",
        "notes": "จำนวนประชากรแยกตามเขต",
        "data_type": "record",
        "owner_org": agency["id"],
        "tag_string": "ประชากร,เขต",
        "maintainer": "กลุ่มงานสถิติ",
        "maintainer_email": "stat@example.go.th",
        "objective": ["agency_mission"],
        "update_frequency_unit": "year",
        "update_frequency_interval": "1",
        "geo_coverage": "district",
        "data_source": "ทะเบียนราษฎร",
        "data_format": ["csv"],
        "data_category": "public",
        "data_classification": "open",
        "license_id": "open-data-common",
        "groups": [{"id": category["id"]}],
    }
    as_editor = {"user": users["editor"]["name"], "ignore_auth": False}
    file = {"name": "ประชากร 2569", "url": "https://example.go.th/p.csv", "format": "CSV"}
    dataset = call_action(
        "package_create", as_editor, name="bangkok-population", resources=[file], **described
    )
    resource = dataset["resources"][0]
    call_action(
        "datastore_create",
        as_editor,
        resource_id=resource["id"],
        force=True,
        fields=[
            {"id": "เขต", "type": "text", "info": {"label": "เขต"}},
            {"id": "คน", "type": "int"},
        ],
        records=[{"เขต": "พระนคร", "คน": 41000}],
    )
    call_action(
        "package_patch", as_editor, id=dataset["id"], title="จำนวนประชากรกรุงเทพมหานครรายเขต", notes="ใหม่"
    )
    view = call_action(
        "resource_view_create",
        as_editor,
        resource_id=resource["id"],
        view_type="datatables_view",
        title="ตาราง",
    )
    call_action("follow_dataset", as_editor, id=dataset["id"])
    call_action(
        "package_create",
        as_editor,
        name="unfinished-dataset",
        state="draft",
        title="ยังไม่เสร็จ",
        data_type="record",
        owner_org=agency["id"],
    )
    gone = call_action("package_create", as_editor, name="gone-dataset", resources=[file], **described)
    call_action("package_delete", as_editor, id=gone["id"])
    activities = call_action("package_activity_list", {"user": users["sysadmin"]["name"]}, id=dataset["id"])
    changed = next(a["id"] for a in activities if a["activity_type"] == "changed package")
    return Content(agency, category, dataset, resource, view, changed, users)


@dataclass
class Reader:
    """Somebody with a browser, who notes the English they meet."""

    app: Any
    content: Content
    name: str
    met: dict[str, str] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def open(self, url: str, method: str = "get", **options: Any) -> str:
        """The page, its English noted with the address where it was first met."""
        if self.name in self.content.users:
            options["headers"] = {"Authorization": self.content.users[self.name]["token"]}
        try:
            response = getattr(self.app, method)(url, follow_redirects=True, **options)
        except Exception as error:  # noqa: BLE001 (a page that fails is no Thai page: note it and go on)
            self.met.setdefault(f"{type(error).__name__}: {error}", f"{method.upper()} {url}")
            return ""
        if "html" not in response.content_type:
            return ""
        if response.status_code == 200:
            self.opened.add(self.endpoint(url) or url)
        for sentence in english_on(response.body):
            self.met.setdefault(sentence, f"{method.upper()} {url} ({response.status_code})")
        return response.body

    def crawl(self) -> None:
        """Open every page that has an address of its own, then what they link to."""
        rules = [r for r in self.app.flask_app.url_map.iter_rules() if "GET" in (r.methods or ())]
        waiting = [url for rule in rules if (url := self.address(rule))]
        while waiting:
            url = waiting.pop(0)
            endpoint = self.endpoint(url)
            if url in self.seen or not endpoint or self.visits[endpoint] >= VISITS_PER_ENDPOINT:
                continue
            self.seen.add(url)
            self.visits[endpoint] += 1
            waiting += links(url, self.open(url))

    def address(self, rule: Any) -> str | None:
        """Address of a rule for our content, if it is a page and we know its parts."""
        values = self.content.arguments(rule.endpoint, self.name)
        if not_a_page(rule.endpoint) or not rule.arguments <= values.keys():
            return None
        with self.app.flask_app.test_request_context():
            return tk.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})

    def endpoint(self, url: str) -> str | None:
        """Endpoint behind an address of the site in Thai, if it is a page."""
        path = urlsplit(url).path
        if path == "/en" or path.startswith("/en/"):
            return None
        try:
            endpoint, _ = self.app.flask_app.url_map.bind("").match(path)
        except Exception:  # noqa: BLE001 (a link to nowhere is not what is tested here)
            return None
        return None if not_a_page(endpoint) else endpoint

    def complaint(self) -> str:
        """What was met, by page."""
        return "\n".join(
            f"{place}: {sentence}" for sentence, place in sorted(self.met.items(), key=lambda x: x[1])
        )


def not_a_page(endpoint: str) -> bool:
    return endpoint in NOT_PAGES or endpoint.split(".")[0] in NOT_PAGES


def links(url: str, html: str) -> list[str]:
    """Addresses on this site that a page links to."""
    hrefs = [str(a["href"]) for a in BeautifulSoup(html, "html.parser").select("a[href]")]
    found = [urlsplit(urljoin(f"http://test.ckan.net{url}", href)) for href in hrefs]
    return [
        address._replace(scheme="", netloc="", fragment="").geturl()
        for address in found
        if address.netloc == "test.ckan.net"
    ]


MISSING_OR_REFUSED = [
    "/dataset/?q=ไม่มีคำนี้แน่นอน",
    "/dataset/?q=ประชากร&tags=เขต&sort=name+desc",
    "/dataset/?q=ประชากร&res_format=CSV&license_id=open-data-common",
    "/dataset/?q=title:[",
    "/organization/?q=ไม่มี",
    "/group/?q=ไม่มี",
    "/dataset/unfinished-dataset",
    "/dataset/edit/unfinished-dataset",
    "/dataset/gone-dataset",
    "/dataset/nothing-here",
    "/organization/nothing-here",
    "/group/nothing-here",
    "/user/nothing-here",
    "/nothing-here",
    "/dataset/bangkok-population/resource/nothing-here",
    "/dataset/bangkok-population/dictionary/nothing-here",
    "/dataset/activity/bangkok-population?activity_type=new+package",
    "/dataset/activity/bangkok-population?activity_type=nothing",
    "/dataset/activity/nothing-here",
    "/ckan-admin/",
    "/ckan-admin/state",
    "/ckan-admin/trash?name=all",
    "/datastore/api_info/nothing-here",
    "/util/redirect?url=https://example.com",
    "/util/redirect",
    "/user/reset/nothing?key=x",
    "/file/download/nothing-here",
    "/file/public-download/resource/nothing-here",
]

# Without these the crawl would pass by not having seen anything.
ANYBODYS = {
    "home.index",
    "home.about",
    "dataset.search",
    "dataset.read",
    "dataset_resource.read",
    "user.login",
}
ANYBODYS |= {"organization.index", "organization.read", "group.index", "group.read", "user.request_reset"}
EDITORS = {
    "dataset.new",
    "dataset.edit",
    "dataset_resource.new",
    "dataset_resource.edit",
    "dataset_resource.views",
}
EDITORS |= {"organization.edit", "organization.member_new", "group.edit", "user.edit", "user.api_tokens"}
EDITORS |= {
    "dashboard.datasets",
    "activity.dashboard",
    "activity.package_activity",
    "activity.package_changes",
}
EDITORS |= {"bmagov_dictionary.read", "bmagov_dictionary_editor.edit", "activity.package_history"}
SYSADMINS = {"admin.index", "admin.config", "admin.trash", "activity.admin_activities", "organization.new"}
MUST_OPEN = {"anonymous": ANYBODYS, "editor": ANYBODYS | EDITORS, "sysadmin": ANYBODYS | EDITORS | SYSADMINS}

# An empty or wrong form, and where it goes.
WRONG_FORMS: list[tuple[str, dict[str, str]]] = [
    ("/dataset/new", {}),
    ("/dataset/new", {"name": "A b", "title": "", "tag_string": "a!", "pkg_name": "", "save": ""}),
    ("/dataset/edit/bangkok-population", {"name": "bangkok-population", "title": "", "notes": ""}),
    ("/dataset/bangkok-population/resource/new", {"id": "", "save": "go-metadata", "url": "", "name": ""}),
    ("/dataset/bangkok-population/resource/new", {"id": "", "save": "again", "url": "x", "format": "?"}),
    ("/organization/new", {"name": "A b", "title": ""}),
    ("/group/new", {"name": "A b", "title": ""}),
    ("/user/register", {"name": "A b", "email": "x", "password1": "1", "password2": "2"}),
    ("/user/register", {}),
    ("/user/login", {"login": "nobody", "password": "wrong"}),
    ("/user/reset", {"user": ""}),
    ("/user/edit", {"email": "x", "name": "A b", "old_password": "x", "password1": "1", "password2": "2"}),
    ("/user/{editor}/api-tokens", {"name": ""}),
    ("/ckan-admin/config", {"ckan.site_title": "", "save": ""}),
    ("/ckan-admin/trash", {"action": "package"}),
    ("/dataset/groups/bangkok-population", {"group_added": "nothing"}),
]


@pytest.mark.ckan_config("ckan.site_title", "บัญชีข้อมูลกรุงเทพมหานคร")
class TestNoEnglishIsLeft:
    @pytest.mark.parametrize("who", ["anonymous", "editor", "sysadmin"])
    def test_on_any_page(self, app, content, who):
        reader = Reader(app, content, who)
        reader.crawl()
        for address in MISSING_OR_REFUSED:
            reader.open(address)
        for address, form in WRONG_FORMS:
            reader.open(address.format(editor=content.users["editor"]["name"]), "post", data=form)
        assert reader.met == {}, reader.complaint()
        assert MUST_OPEN[who] <= reader.opened, "pages that should have been read were not there"

    def test_in_any_mail(self, app, content):
        user = model.User.get(content.users["editor"]["name"])
        assert user
        group = {"title": "สำนักทดสอบ", "is_organization": True}
        with app.flask_app.test_request_context("/"):
            mails = {
                "reset, subject": tk.render("emails/reset_password_subject.txt", {"site_title": "บัญชีข้อมูล"}),
                "reset": mailer.get_reset_link_body(user),
                "invitation, subject": tk.render("emails/invite_user_subject.txt", {"site_title": "บัญชีข้อมูล"}),
                "invitation": mailer.get_invite_body(user, group, "editor"),
                **{
                    f"notification, {part}": text
                    for mail in _notifications_for_activities([{}], {"id": user.id})
                    for part, text in mail.items()
                },
            }
        met = {name: found for name, text in mails.items() if (found := english_in(text))}
        assert met == {}
