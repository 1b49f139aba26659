"""Every option of ours: a constant for its name, a typed getter. Nobody else reads `tk.config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.network import networks
from ckanext.bmagov.base.domain.url import WEB_PORTS

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.network import Network

SITE_TITLE_EN = "ckanext.bmagov.site_title_en"
CODELISTS_DIR = "ckanext.bmagov.codelists_dir"
CLASSIFICATION_FILE = "ckanext.bmagov.classification_file"
AUDIT_ORGANIZATION = "ckanext.bmagov.audit_organization"
RULES_DIR = "ckanext.bmagov.rules_dir"
DOCUMENT_MEGABYTES = "ckanext.bmagov.document_megabytes"
KPI_PUBLIC = "ckanext.bmagov.kpi.public"
USAGE_COUNTED = "ckanext.bmagov.usage.counted"
LINK_PORTS = "ckanext.bmagov.link_ports"
OWN_NETWORKS = "ckanext.bmagov.usage.own_networks"
TRUSTED_PROXIES = "ckanext.bmagov.trusted_proxies"
OWN_AGENCY_REVIEWERS = "ckanext.bmagov.audit_own_agency_reviewers"
SESSION_IDLE_MINUTES = "ckanext.bmagov.session.idle_minutes"
SESSION_LONGEST_HOURS = "ckanext.bmagov.session.longest_hours"
GUESSES_ACCOUNT = "ckanext.bmagov.guesses.account"
GUESSES_ADDRESS = "ckanext.bmagov.guesses.address"
GUESSES_LONGEST_WAIT = "ckanext.bmagov.guesses.longest_wait"
APPROVE_AFTER_DAYS = "ckanext.bmagov.approve_after_days"
HEADER_SOURCES = "ckanext.bmagov.headers.sources"
HEADER_FRAMES = "ckanext.bmagov.headers.embed_views_on"
HSTS_SECONDS = "ckanext.bmagov.headers.hsts_seconds"
LOG_KEY = "ckanext.bmagov.log_key"
FILES_HOST = "ckanext.bmagov.files_host"
FILES_SECONDS = "ckanext.bmagov.files_seconds"
FILE_KINDS = "ckanext.bmagov.files.kinds"
GDC_HARVESTERS = "ckanext.bmagov.gdc.harvesters"
GDC_PRIVATE_FIELDS = "ckanext.bmagov.gdc.private_fields"
GDC_VERSION = "ckanext.bmagov.gdc.version"
GDC_CKAN_VERSION = "ckanext.bmagov.gdc.ckan_version"
GDC_STATUS_URL = "ckanext.bmagov.gdc.status_url"
GDC_CATALOG_URL = "ckanext.bmagov.gdc.catalog_url"
TABLES_LOAD = "ckanext.bmagov.tables.load"
MAP_TILES = "ckanext.bmagov.map.tiles"
MAP_ATTRIBUTION = "ckanext.bmagov.map.attribution"


def site_title_en() -> str:
    """Name of the catalog in English; `ckan.site_title` is its name in Thai."""
    return tk.config[SITE_TITLE_EN]


def usage_is_counted() -> bool:
    """Whether reads, downloads and API calls of datasets are counted."""
    return tk.config[USAGE_COUNTED]


def codelists_dir() -> str:
    """Directory of code lists that replace ours, file by file; empty for none."""
    return tk.config[CODELISTS_DIR]


def classification_file() -> str:
    """File with the classification policy that replaces ours; empty for ours."""
    return tk.config[CLASSIFICATION_FILE]


def audit_organization() -> str:
    """Name or id of the agency whose members audit: they read descriptions that others may not."""
    return tk.config[AUDIT_ORGANIZATION]


def rules_dir() -> str:
    """Directory of rule sets that replace ours, file by file, and add years; empty for none."""
    return tk.config[RULES_DIR]


def document_megabytes() -> int:
    """Largest document that is taken as evidence, in MB."""
    return tk.config[DOCUMENT_MEGABYTES]


def kpi_public() -> str:
    """What everybody reads of the KPI: results of `closed` rounds, or `none`."""
    return tk.config[KPI_PUBLIC]


def link_ports() -> frozenset[int]:
    """Ports that addresses given as evidence may have, and that the link check connects to."""
    return WEB_PORTS | frozenset(int(port) for port in tk.config[LINK_PORTS])


def own_agency_reviewers() -> frozenset[str]:
    """Names of the accounts that judge the round of the agency that audits, though they belong to it."""
    return frozenset(tk.config[OWN_AGENCY_REVIEWERS])


def own_networks() -> tuple[Network, ...]:
    """Networks of the city itself, from which nobody is counted as somebody who uses data."""
    return networks(tk.config[OWN_NETWORKS])


def trusted_proxies() -> tuple[Network, ...]:
    """Networks of the proxies whose ``X-Forwarded-For`` is believed."""
    return networks(tk.config[TRUSTED_PROXIES])


def session_idle_minutes() -> int:
    """Minutes without a request after which a session is over."""
    return tk.config[SESSION_IDLE_MINUTES]


def session_longest_hours() -> int:
    """Hours after a login at which the session is over, however busy it is."""
    return tk.config[SESSION_LONGEST_HOURS]


def guesses_account() -> int:
    """How many wrong passwords of an account cost no wait."""
    return tk.config[GUESSES_ACCOUNT]


def guesses_address() -> int:
    """How many wrong passwords from an address cost no wait."""
    return tk.config[GUESSES_ADDRESS]


def guesses_longest_wait() -> int:
    """The longest wait between two guesses, in seconds."""
    return tk.config[GUESSES_LONGEST_WAIT]


def approve_after_days() -> int:
    """Days after an invitation before an account may be the second person."""
    return tk.config[APPROVE_AFTER_DAYS]


def header_sources() -> str:
    """Sources that pages may load from beside the site: ``img-src https://tiles.example; script-src ...``."""
    return tk.config[HEADER_SOURCES]


def header_frames() -> tuple[str, ...]:
    """Origins whose pages may frame the views of files; ``*`` for all."""
    return tuple(tk.config[HEADER_FRAMES].split())


def hsts_seconds() -> int:
    """How long browsers remember that the site has TLS; 0 for not at all."""
    return tk.config[HSTS_SECONDS]


def log_key() -> str:
    """File with the key that signs the checkpoints of the log; empty for none."""
    return tk.config[LOG_KEY].strip()


def files_host() -> str:
    """Origin of the host that serves files, lower case, without a slash at the end; empty for none."""
    return tk.config[FILES_HOST].strip().rstrip("/").lower()


def files_seconds() -> int:
    """How long the address of a file on that host is good."""
    return tk.config[FILES_SECONDS]


def file_kinds() -> frozenset[str]:
    """Kinds of files that may be uploaded, in upper case."""
    return frozenset(kind.upper() for kind in tk.config[FILE_KINDS])


def gdc_harvesters() -> frozenset[str]:
    """Names of the accounts with which GD Catalog harvests: they also get the names of private datasets."""
    return frozenset(tk.config[GDC_HARVESTERS])


def gdc_private_fields() -> frozenset[str]:
    """Fields of a private dataset that go to those accounts beside its title and agency; empty: ours."""
    return frozenset(tk.config[GDC_PRIVATE_FIELDS])


def gdc_form() -> str:
    """Version of GD Catalog's form that records are written in."""
    return tk.config[GDC_VERSION]


def gdc_ckan_version() -> str:
    """What harvesters are told of the version of CKAN; empty: nothing."""
    return tk.config[GDC_CKAN_VERSION]


def gdc_status_url() -> str:
    """Address of the service that says what is registered, without the action; empty: it is not asked."""
    return tk.config[GDC_STATUS_URL].rstrip("/")


def gdc_catalog_url() -> str:
    """Address of GD Catalog, for links to what is registered there."""
    return tk.config[GDC_CATALOG_URL].rstrip("/")


def loads_tables() -> bool:
    """Whether uploaded tables become tables of the DataStore by themselves."""
    return bool(tk.config[TABLES_LOAD])


def map_tiles() -> str:
    """Address of the tiles behind maps, with `{z}`, `{x}` and `{y}`; empty for none."""
    return tk.config[MAP_TILES]


def map_attribution() -> str:
    """Whose tiles they are, as their licence asks it to be said."""
    return tk.config[MAP_ATTRIBUTION]
