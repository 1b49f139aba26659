"""`ckan bmagov files check` as one types it."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.cli.cli import ckan
from ckan.tests.factories import Sysadmin

from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.services import old_files
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.old_workbooks import xls

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture
def upload(create_with_upload):
    dataset, editor = factories.Dataset(resources=[]), Sysadmin()

    def run(content: bytes, filename: str, title: str):
        given = {"package_id": dataset["id"], "name": title, "url_type": "upload"}
        return create_with_upload(content, filename, context={"user": editor["name"]}, **given)["id"]

    return run


def test_names_that_were_cut_are_told_and_mended_where_they_are_known(upload, cli):
    known = upload(b"a,b\n1,2\n", "a.csv", "นักเรียน เขตบางรัก")
    partly = upload(b"a,b\n1,2\n", "b.csv", "ข้อมูล 2569")
    sound = upload(b"a,b\n1,2\n", "c.csv", "เขต")
    unknown = upload(b"a,b\n1,2\n", "d.csv", "(-)")
    cut = {known: "-.csv", partly: "-2569.csv", unknown: "-.csv"}
    for resource_id, name in cut.items():
        model.Resource.get(resource_id).url = name
    model.Session.commit()

    asked = cli.invoke(ckan, ["bmagov", "files", "check"])
    assert asked.exit_code == 1
    assert "-.csv -> นักเรียน เขตบางรัก.csv" in asked.output
    assert model.Resource.get(known).url == "-.csv"

    mended = cli.invoke(ckan, ["bmagov", "files", "check", "--mend"])
    assert mended.exit_code == 1  # one is known to nobody
    model.Session.expire_all()
    names = [model.Resource.get(each).url for each in (known, partly, sound, unknown)]
    assert names == ["นักเรียน เขตบางรัก.csv", "ข้อมูล 2569.csv", "c.csv", "-.csv"]


def test_files_from_before_kinds_were_told_are_counted(upload, cli):
    old = upload(xls(ข้อมูล={(0, 0): "เขต", (1, 0): "บางรัก"}).getvalue(), "เก่า.xls", "เก่า")
    content = model.Session.get(ResourceContent, old)
    content.kind, content.layout, content.columns = "", None, []
    model.Session.commit()
    asked = cli.invoke(ckan, ["bmagov", "files", "check"])
    assert asked.exit_code == 1
    assert "kinds were told by bytes: 1" in asked.output


def test_what_is_read_again_becomes_a_table(upload):
    old = upload(xls(ข้อมูล={(0, 0): "เขต", (1, 0): "บางรัก"}).getvalue(), "เก่า.xls", "เก่า")
    content = model.Session.get(ResourceContent, old)
    content.kind, content.layout, content.columns = "", None, []
    model.Session.commit()
    assert old_files.unknown_kinds(model.Session) == [old]
    assert old_files.look_again(old) == "XLS"
    model.Session.expire_all()
    assert model.Session.get(ResourceContent, old).columns == ["เขต"]
    assert old_files.unknown_kinds(model.Session) == []
