"""Text that people typed, on its way into pages: everything that becomes HTML here runs nothing."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.markup import is_safe_address
from ckanext.bmagov.base.formats.markdown import Site, clean, to_html, to_text
from ckanext.bmagov.base.helpers import instead_of_core

if TYPE_CHECKING:
    from collections.abc import Callable

_QUIET = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’", "`": "’", "&": "＆", "\\": "＼"})


@instead_of_core
def render_markdown(
    data: str,
    auto_link: bool = True,
    allow_html: bool = False,  # noqa: ARG001 (core's signature)
) -> Markup | str:
    """Return a text of Markdown as HTML. ``allow_html`` changes nothing: no stored text is trusted."""
    return to_html(str(data), _site(), auto_link=auto_link) if data else ""


@instead_of_core
def markdown_extract(text: str, extract_length: int = 190) -> str:
    """Return the words of a text of Markdown, shortened to a number of characters; 0 leaves all."""
    if not text:
        return ""
    plain = to_text(str(text))
    if not extract_length or len(plain) < extract_length:
        return plain
    return shorten(plain, width=extract_length, placeholder="...")


@instead_of_core
def html_auto_link(data: str) -> Markup:
    """Return HTML with its bare addresses as links, cleaned."""
    return clean(str(data), _site())


@tk.chained_helper
def sanitize_url(core: Callable[[str], str], url: str) -> str:
    """Return an address that may stand in a link, as core's does; empty when following it would run it."""
    made = core(url)
    return made if is_safe_address(str(url)) and is_safe_address(made) else ""


@instead_of_core
def mail_to(email_address: str, name: str) -> Markup:
    """Return a link to a mail address. Core writes the address without quotes, so a blank would end it."""
    return Markup('<a href="mailto:{}">{}</a>').format(email_address, name)


def bmagov_plain_name(name: str) -> str:
    """Return a name that scripts of core's may join into HTML: its signs of markup as other letters."""
    return " ".join(str(name).translate(_QUIET).split())


def _site() -> Site:
    return Site(_origin(), _path)


def _origin() -> str:
    parts = urlsplit(tk.config["ckan.site_url"])
    return f"{parts.scheme}://{parts.netloc}"


def _path(kind: str, name: str) -> str:
    if kind == "tag":
        return tk.h.url_for("dataset.search", tags=name)
    return tk.h.url_for("group.read" if kind == "group" else "dataset.read", id=name)
