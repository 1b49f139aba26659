"""`/opensearch.xml`: how browsers and programs search the catalog."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config

bmagov_opensearch = Blueprint("bmagov_opensearch", __name__)

SHORTEST_NAME, LONGEST_NAME = 16, 48
"""Letters that the names may have (OpenSearch 1.1)."""

MEDIA_TYPE = "application/opensearchdescription+xml"
TEMPLATES = (
    ("text/html", "/dataset/?q={searchTerms}&page={startPage?}", ' method="get"'),
    ("application/atom+xml", "/feeds/custom.atom?q={searchTerms}&page={startPage?}", ""),
    ("application/json", "/api/3/action/package_search?q={searchTerms}&rows={count?}", ""),
)
"""Media type of what is found, and where."""


@bmagov_opensearch.route("/opensearch.xml")
def show() -> Response:
    """Describe the search: pages for people, Atom and JSON for programs."""
    site = tk.config["ckan.site_url"].rstrip("/")
    title, english = tk.config["ckan.site_title"], config.site_title_en()
    places = "".join(
        f"  <Url type={quoteattr(media)} template={quoteattr(site + template)}{more}/>\n"
        for media, template, more in (*TEMPLATES, (MEDIA_TYPE, "/opensearch.xml", ' rel="self"'))
    )
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>{escape(title[:SHORTEST_NAME])}</ShortName>
  <LongName>{escape(english[:LONGEST_NAME])}</LongName>
  <Description>{escape(title)}</Description>
  <Image height="16" width="16" type="image/x-icon">{escape(site)}/favicon.ico</Image>
{places}  <Language>th</Language>
  <Language>en</Language>
  <InputEncoding>UTF-8</InputEncoding>
  <OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"""
    return Response(text, content_type=f"{MEDIA_TYPE}; charset=utf-8")
