"""Markup of core's templates without the code in it, which the pages' policy does not run."""

from __future__ import annotations

import re

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config

# What a template writes itself: values in it are escaped, quotes too, so that none of them looks like this.
_HANDLER = re.compile(r'\s(?:on[a-z]+|hx-on:[a-z:-]+)\s*=\s*"[^"]*"', re.IGNORECASE)
_SCRIPT = re.compile(
    r"<script(?![^>]*\ssrc=)(?![^>]*\stype=[\"']?application/)[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL
)


def bmagov_without_code(markup: str) -> Markup:
    """Return a template's own markup without inline handlers and scripts; our assets do their work.

    Only for what a template made (``{{ h.bmagov_without_code(super()) }}``): it cleans no foreign text.
    """
    return Markup(_HANDLER.sub("", _SCRIPT.sub("", str(markup))))  # noqa: S704 (markup before, less of it after)


def bmagov_site_styles() -> Markup:
    """Return the style sheet that a system administrator wrote for the pages (`ckan.site_custom_css`)."""
    css = str(tk.config.get("ckan.site_custom_css") or "")
    return Markup(f"<style>{css}</style>") if css else Markup()  # noqa: S704 (only they may write it)


def bmagov_may_embed() -> bool:
    """Tell whether other sites may show views in a frame."""
    return bool(config.header_frames())
