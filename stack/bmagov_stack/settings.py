"""CKAN's ini: our template, over it the user's stack/local.ini, over that the environment.

An address of PostgreSQL, Redis or Solr given by the user means: that service is theirs, leave it alone.
"""

from __future__ import annotations

import configparser
import io
import os
import re
from typing import TYPE_CHECKING

from .errors import StackError
from .layout import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEMPLATE = ROOT / "stack" / "site.ini.in"
LOCAL = ROOT / "stack" / "local.ini"

# CKAN's own names for these options in the environment (ckan/config/environment.py)
FROM_ENVIRONMENT = {
    "CKAN_SQLALCHEMY_URL": "sqlalchemy.url",
    "CKAN_DATASTORE_WRITE_URL": "ckan.datastore.write_url",
    "CKAN_DATASTORE_READ_URL": "ckan.datastore.read_url",
    "CKAN_REDIS_URL": "ckan.redis.url",
    "CKAN_SOLR_URL": "solr_url",
    "CKAN_SOLR_USER": "solr_user",
    "CKAN_SOLR_PASSWORD": "solr_password",
    "CKAN_SITE_URL": "ckan.site_url",
    "CKAN_STORAGE_PATH": "ckan.storage_path",
}
DATABASES = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
MAIN = "app:main"


def parser() -> configparser.RawConfigParser:
    """A parser that keeps the case of options and does not touch % and $."""
    made = configparser.RawConfigParser(comment_prefixes=("#", ";"))
    made.optionxform = str  # type: ignore[assignment, method-assign]
    return made


def user_options(environ: Mapping[str, str] = os.environ, local: Path = LOCAL) -> dict[str, str]:
    """What the user set, by option; the environment wins over the file."""
    options: dict[str, str] = {}
    if local.exists():
        options |= read_local(local)
    options |= {option: environ[name] for name, option in FROM_ENVIRONMENT.items() if environ.get(name)}
    check(options)
    return options


def read_local(local: Path) -> dict[str, str]:
    """The options of stack/local.ini, with or without its section header."""
    text = local.read_text(encoding="utf-8")
    if not re.search(r"^\s*\[", text, re.MULTILINE):
        text = f"[{MAIN}]\n{text}"
    made = parser()
    try:
        made.read_string(text, source=str(local))
    except configparser.Error as error:
        raise StackError(
            f"stack/local.ini cannot be read: {error}",
            "อ่านไฟล์ stack/local.ini ไม่ได้",
            "one `option = value` per line, each option once, comments begin with #.",
            "เขียน `option = value` บรรทัดละหนึ่งรายการ ไม่ซ้ำกัน ความเห็นขึ้นต้นด้วย #",
        ) from error
    return dict(made.items(MAIN)) if made.has_section(MAIN) else {}


def check(options: Mapping[str, str]) -> None:
    """The three databases come together: half ours, half theirs would be nobody's intention."""
    given = [option for option in DATABASES if option in options]
    if given and len(given) < len(DATABASES):
        absent = [option for option in DATABASES if option not in options]
        raise StackError(
            f"You set {', '.join(given)} but not {', '.join(absent)}.",
            "กำหนดที่อยู่ฐานข้อมูลไม่ครบ",
            "give all three (CKAN_SQLALCHEMY_URL, CKAN_DATASTORE_WRITE_URL, CKAN_DATASTORE_READ_URL, or the "
            "options in stack/local.ini), or none; docs/deploy.md shows how to make the databases.",
            "ระบุให้ครบทั้งสามค่า (CKAN_SQLALCHEMY_URL, CKAN_DATASTORE_WRITE_URL, CKAN_DATASTORE_READ_URL) "
            "หรือไม่ระบุเลย ดู docs/deploy.md",
        )


def render(values: Mapping[str, str], options: Mapping[str, str], template: str | None = None) -> str:
    """The text of the ini: `values` fill the template's ${names}, `options` lie over its options."""
    text = TEMPLATE.read_text(encoding="utf-8") if template is None else template
    made = parser()
    made.read_string(text)
    for option, value in made.items(MAIN):
        made.set(MAIN, option, re.sub(r"\$\{([\w.]+)\}", lambda found: values[found[1]], value))
    for option, value in options.items():
        made.set(MAIN, option, value)
    out = io.StringIO()
    out.write("# Written by stack/run each time. Put your own options into stack/local.ini.\n")
    made.write(out)
    return out.getvalue()
