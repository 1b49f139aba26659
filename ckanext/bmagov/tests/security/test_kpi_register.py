"""Pages of the register, of linked systems and of data governance, as each of the cast."""

from __future__ import annotations

from .surface import Quiet


class TestSystemsPage(Quiet):
    route, path = "bmagov_governance.systems", "/organization/{owner}/kpi/2570/systems"


class TestGovernancePage(Quiet):
    route, path = "bmagov_governance.governance", "/organization/{owner}/kpi/2570/governance"


class TestRegisterPage(Quiet):
    route, path = "bmagov_register.index", "/kpi/register"


class TestRegisterFile(Quiet):
    route, path = "bmagov_register.download", "/kpi/register.csv"


class TestRegisterNew(Quiet):
    route, path = "bmagov_register.new", "/kpi/register/new"


class TestRegisterImport(Quiet):
    route, path = "bmagov_register.take_in", "/kpi/register/import"


class TestRegisterDuty(Quiet):
    route, path = "bmagov_register.show", "/kpi/register/{owner_id}"


class TestAgencyRegister(Quiet):
    route, path = "bmagov_register.agency_index", "/organization/{owner}/kpi/2570/register"


class TestAgencyRegisterFile(Quiet):
    route, path = "bmagov_register.agency_download", "/organization/{owner}/kpi/2570/register.csv"


class TestAgencyDuty(Quiet):
    route, path = "bmagov_register.agency_show", "/organization/{owner}/kpi/2570/register/{owner_id}"
