"""A file whose bytes are not in the storage: a page that says so, never an error of the server."""

from __future__ import annotations

import pytest

from ckan.lib import files, uploader
from ckan.tests import factories as core

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture
def resource(create_with_upload):
    """A file of a dataset, and the address of its download."""
    about = {"package_id": factories.Dataset()["id"], "name": "ก", "format": "CSV"}
    made = create_with_upload("a,b\n1,2\n", "a.csv", {"user": core.Sysadmin()["name"]}, **about)
    return made | {"path": f"/dataset/{made['package_id']}/resource/{made['id']}"}


def test_a_file_gone_from_a_storage_of_file_keeper_is_absent(app, resource):
    upload = uploader.get_resource_uploader(dict(resource))
    upload.storage.remove(files.FileData(files.Location(upload.get_path(resource["id"]))))

    assert app.get(f"{resource['path']}/download/a.csv", expect_errors=True).status_code == 404
    assert app.get(resource["path"]).status_code == 200


def test_a_file_gone_from_the_disk_is_told(app, resource, monkeypatch, ckan_config, tmp_path):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    monkeypatch.setattr(uploader, "get_resource_uploader", uploader.ResourceUpload)

    answer = app.get(f"{resource['path']}/download/a.csv", expect_errors=True)

    assert answer.status_code == 404
    assert "ไม่มีในที่จัดเก็บ" in answer.body
    assert str(tmp_path) not in answer.body
