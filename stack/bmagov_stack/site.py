"""`stack/run` and `stack/stop`: the catalog on http://localhost:5000."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from . import account, settings
from .catalog import ADMINISTRATOR, Catalog
from .errors import StackError
from .layout import Instance
from .ports import holder, is_free
from .postgres import Postgres
from .provision import Ours, Provision, daemons, is_done, lock, mark, recall, unmark
from .solr import Solr

if TYPE_CHECKING:
    from .console import Console
    from .daemon import Daemon


def run(console: Console, *, port: int | None, all_interfaces: bool, demo: bool) -> None:
    """Install what is missing, start what is not running, load what is not loaded."""
    with lock("site", console) as hold:
        options = settings.user_options()
        ours = Ours.without(options)
        provision = Provision("site", console, ours, hold)
        console.line("Bangkok's data catalog / บัญชีข้อมูลกรุงเทพมหานคร")
        choose_web_port(Catalog(Instance.load("site", account.existing())), port)  # before the long steps
        provision.software()
        instance = provision.instance()
        catalog = Catalog(instance, hold)
        catalog.all_interfaces = all_interfaces
        choose_web_port(catalog, port)
        instance.save()
        catalog.write_ini(provision.services(instance), options)
        databases = Postgres(instance).identity() if ours.postgres else anonymous(options["sqlalchemy.url"])
        fill(console, catalog, ours, databases, demo=demo)
        index = Solr(instance).identity() if ours.solr else anonymous(options["solr_url"])
        fill_index(console, catalog, f"{databases} {index}")
        serve(console, catalog)
        farewell(console, catalog, options)


def choose_web_port(catalog: Catalog, wanted: int | None) -> None:
    """Keep or change the port of the web server; a stranger's program on it is a reason to stop."""
    instance = catalog.instance
    running = catalog.web().pid() is not None
    if wanted and wanted != instance.ports.web:
        catalog.web().stop()
        running = False
        instance.ports.web = wanted
    if not running and not is_free(instance.ports.web):
        port = instance.ports.web
        raise StackError(
            f"Port {port} is in use by {holder(port)}.",
            f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่",
            f"stop that program, or take another port: stack/run --port {port + 80} (it is remembered).",
            f"หยุดโปรแกรมนั้น หรือใช้พอร์ตอื่น: stack/run --port {port + 80} (ระบบจำไว้ให้)",
        )


def anonymous(url: str) -> str:
    """A fingerprint of an address that does not give away its password."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def fill(console: Console, catalog: Catalog, ours: Ours, databases: str, *, demo: bool) -> None:
    """Migrate, then load agencies and demo content once for each set of databases."""
    instance = catalog.instance
    migrations = f"{databases} {catalog.migrations()}"
    if not is_done(instance, "migrations", migrations):
        with console.step("Database tables"):
            catalog.ckan("db", "upgrade")
            permissions = catalog.ckan("datastore", "set-permissions")
            if ours.postgres:
                Postgres(instance).sql(permissions)
        mark(instance, "migrations", migrations)
    password = instance.password("demo")
    if not is_done(instance, "agencies", databases):
        with console.step("Administrator and agencies"):
            catalog.make_administrator(password)
            catalog.ckan("bmagov", "agencies", "load")
        mark(instance, "agencies", databases)
    if demo and not is_done(instance, "demo", databases):
        with console.step("Demo content (about 1 minute)"):
            catalog.ckan("bmagov", "demo", "load", env={"BMAGOV_DEMO_PASSWORD": password})
            accounts = catalog.ckan("bmagov", "demo", "accounts")
        mark(instance, "accounts", accounts)
        mark(instance, "demo", databases)


def fill_index(console: Console, catalog: Catalog, fingerprint: str) -> None:
    """Rebuild the search index when its configuration or the databases are new."""
    if not is_done(catalog.instance, "index", fingerprint):
        with console.step("Search index"):
            unmark(catalog.instance, "index")
            catalog.ckan("search-index", "rebuild")
        mark(catalog.instance, "index", fingerprint)


def serve(console: Console, catalog: Catalog) -> None:
    """Start web server and worker; restart them when code or configuration is newer than they are."""
    code = catalog.code()
    pair = (catalog.web(), catalog.worker())
    if not is_done(catalog.instance, "serving", code):
        if any(daemon.pid() for daemon in pair):
            with console.step("Stopping CKAN: its code or configuration changed"):
                for daemon in pair:
                    daemon.stop()
        catalog.ckan("translation", "js")
    with console.step("CKAN and its job worker"):
        for daemon in pair:
            daemon.start()
    mark(catalog.instance, "serving", code)


def farewell(console: Console, catalog: Catalog, options: dict[str, str]) -> None:
    """Where to go, and as whom."""
    instance = catalog.instance
    console.line(f"Ready after {console.elapsed():.1f} s / ระบบพร้อมใช้งานแล้ว")
    console.line()
    console.line(f"  {options.get('ckan.site_url', catalog.address)}   (English: {catalog.address}/en)")
    console.line()
    console.line(f"  Sign in / เข้าสู่ระบบ: {catalog.address}/user/login")
    console.line(f"    password / รหัสผ่าน: {instance.password('demo')}   (kept in {instance.settings})")
    console.line(f"    {ADMINISTRATOR:20} administrator of the system / ผู้ดูแลระบบ")
    for name, *rest in (line.split("\t") for line in recall(instance, "accounts").splitlines()):
        console.line(f"    {name:20} {', '.join(filter(None, rest))}")
    console.line()
    console.line(f"  Stop: stack/stop (data is kept)   State: stack/run --status   Logs: {instance.logs}")
    if instance.account and catalog.account is None:
        console.line(
            "  Note: CKAN runs as root, as no other account can read this checkout; "
            "for more than a look clone it to /opt or /srv."
        )


def all_daemons(instance: Instance) -> list[Daemon]:
    """Everything that runs for the site, in the order in which it starts."""
    catalog = Catalog(instance)
    return [*daemons(instance), catalog.web(), catalog.worker()]


def stop(console: Console) -> None:
    """Stop what we started, in reverse order."""
    with lock("site", console):
        stopped = False
        for daemon in reversed(all_daemons(Instance.load("site", account.existing()))):
            if daemon.pid():
                with console.step(f"Stopping {daemon.title}"):
                    daemon.stop()
                stopped = True
        console.line("Stopped; all data is kept." if stopped else "Nothing of this checkout was running.")


def status(console: Console) -> None:
    """What runs, and what answers."""
    instance = Instance.load("site", account.existing())
    ports = {"postgres": instance.ports.postgres, "redis": instance.ports.redis, "solr": instance.ports.solr}
    for daemon in all_daemons(instance):
        pid = daemon.pid()
        state = f"pid {pid}, {'answers' if daemon.ready() else 'does not answer'}" if pid else "not running"
        port = ports.get(daemon.name, instance.ports.web if daemon.name == "web" else None)
        console.line(f"  {daemon.title:20} {f'port {port}' if port else '':12} {state}")
