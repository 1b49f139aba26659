"""The catalog in the words of schema.org, and the links that stand in the headers of a dataset's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlsplit

from ckanext.bmagov.base.domain.dictionary_resource import data_resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckanext.bmagov.base.domain.codelist import CodeList

MOST_FILES = 30
"""Files that a page names in its headers: a longer header would be refused by servers between."""

SAFE = "!#$&'()*+,/:;=?@[]~%"


def site_data(site: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what search engines take of the home page: the catalog, and how it is searched."""
    return {
        "@context": "https://schema.org/",
        "@type": ["WebSite", "DataCatalog"],
        "@id": f"{site}/catalog",
        "url": f"{site}/",
        "name": titles["th"],
        "alternateName": titles["en"],
        "inLanguage": ["th", "en"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{site}/dataset/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def links(
    dataset: Mapping[str, Any], site: str, codelists: Mapping[str, CodeList], formats: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return address, relation and media type of what belongs to a dataset (https://signposting.org).

    :param formats: media type of each format of RDF, by the end of its address
    """
    lasting = f"{site}/dataset/{dataset['id']}"
    belonging = [
        (lasting, "cite-as", ""),
        *((f"{lasting}.{ending}", "describedby", media) for ending, media in formats.items()),
        ("https://schema.org/Dataset", "type", ""),
        ("https://schema.org/AboutPage", "type", ""),
    ]
    if dataset.get("owner_org"):
        belonging.append((f"{site}/organization/{dataset['owner_org']}", "author", ""))
    licence = codelists["license"].get(str(dataset.get("license_id") or ""))
    if licence:
        address = licence.uri or licence.close_match or f"{site}/codelists/license#{licence.value}"
        belonging.append((address, "license", ""))
    files = [file for file in data_resources(dataset.get("resources") or ()) if _is_web(file.get("url"))]
    belonging += [(file["url"], "item", str(file.get("mimetype") or "")) for file in files[:MOST_FILES]]
    return belonging


def link_header(belonging: Iterable[tuple[str, str, str]]) -> str:
    """Return links as the header `Link` has them (RFC 8288), in ASCII."""
    return ", ".join(
        f'<{quote(address, safe=SAFE)}>; rel="{relation}"{_typed(media)}'
        for address, relation, media in belonging
    )


def page_of(address: str) -> int:
    """Return the number of the page that an address asks for, rounded down; 1 for none.

    Core writes the parameters of a feed as pairs of words: `?query=page&query=2`.
    """
    pairs = parse_qsl(urlsplit(address).query)
    words = [value for name, value in pairs if name == "query"]
    given = dict(pairs) | dict(zip(words[::2], words[1::2], strict=False))
    number = given.get("page", "")
    return max(1, int(float(number))) if number.isascii() and number.replace(".", "", 1).isdigit() else 1


def wants_rdf(accepted: Sequence[tuple[str, float]], formats: Mapping[str, str]) -> str:
    """Return the format that a program asks for before a page; empty when a page will do as well.

    :param accepted: media types that it takes, with how much it likes each
    :param formats: media type by format
    """
    liked = {media.lower(): weight for media, weight in accepted}
    page = max(liked.get(media, 0.0) for media in ("text/html", "application/xhtml+xml"))
    best = max(formats, key=lambda ending: liked.get(formats[ending], 0.0), default="")
    weight = liked.get(formats[best], 0.0) if best else 0.0
    return best if weight > page else ""


def _typed(media: str) -> str:
    is_plain = media.isascii() and '"' not in media and "/" in media
    return f'; type="{media}"' if is_plain else ""


def _is_web(url: object) -> bool:
    return str(url or "").startswith(("http://", "https://")) and "\n" not in str(url)
