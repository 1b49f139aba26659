"""Who sees which checks of data, and which files of dictionaries; who may start and take in."""

from __future__ import annotations

from typing import ClassVar

from ckanext.bmagov.tests.security.readers import may_edit
from ckanext.bmagov.tests.security.surface import Changes, OneOf, Public


class TestReport(OneOf):
    action, params, about = "bmagov_validation_show", {"id": "{file}"}, "file"


class TestReports(OneOf):
    action, params, about = "bmagov_validation_list", {"id": "{file}"}, "file"


class TestReportPage(OneOf):
    route, path, about = "bmagov_validation.show", "/dataset/{name}/dictionary/{file}/check", "file"


class TestReportState(OneOf):
    route, path, about = "bmagov_validation.state", "/dataset/{name}/dictionary/{file}/check/state", "file"


class TestOlderReportPage(OneOf):
    """No file was checked: the readers' answer is a 404 of its own."""

    route, path, about = "bmagov_validation.read", "/dataset/{name}/dictionary/{file}/check/none", "file"
    found_status = (404,)


class TestReportWorkbook(OneOf):
    route, path, about = "bmagov_validation.workbook", "/dataset/{name}/dictionary/{file}/check.xlsx", "file"
    found_status = (404,)


class TestDictionaryFile(OneOf):
    route, path, about = "bmagov_dictionary_files.export", "/dataset/{name}/dictionary/{file}.csv", "file"
    found_status = (200, 404)


class TestTakeInPage(OneOf):
    route, path, about = "bmagov_dictionary_files.take_in", "/dataset/{name}/dictionary/{file}/import", "file"
    doers = staticmethod(may_edit)


class TestTemplate(Public):
    route, path = "bmagov_dictionary_files.template", "/dictionary/template.csv"


class TestStart(Changes):
    action, params, about = "bmagov_dictionary_validate", {"id": "{file}"}, "file"


class TestCancel(Changes):
    action, params, about = "bmagov_validation_cancel", {"id": "{file}"}, "file"


class TestPropose(Changes):
    action, params, about = "bmagov_dictionary_propose", {"id": "{file}"}, "file"


class TestProposeFromText(Changes):
    action, about = "bmagov_dictionary_propose", "file"
    params: ClassVar = {"id": "{file}", "text": "name,type\na,text"}


class TestStartForm(Changes):
    route, path, form = "bmagov_validation.change", "/dataset/{name}/dictionary/{file}/check", {}
    about = "file"


class TestTakeInForm(Changes):
    route, path = "bmagov_dictionary_files.take_in", "/dataset/{name}/dictionary/{file}/import"
    about, form = "file", {"text": "name,type\na,text"}
