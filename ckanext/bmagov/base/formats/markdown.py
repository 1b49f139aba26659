"""Markdown that people typed, as HTML that runs nothing and as text.

CKAN's own `render_markdown` cleans first and makes links of bare addresses afterwards, with regular
expressions that take a ``>`` inside an attribute for the end of the tag: what they add breaks out of the
attribute (CKAN 2.12.0; see `docs/upstream.md`). Here the cleaner has the last word. Links are made only in
text between tags, in what the cleaner itself has written, and all of it is cleaned again.
"""

from __future__ import annotations

import html
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import nh3
from markdown import markdown
from markupsafe import Markup, escape

from ckanext.bmagov.base.domain.markup import SCHEMES, is_safe_address, is_too_dear, plain_characters

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

TAGS: Final = frozenset(nh3.ALLOWED_TAGS)
"""As CKAN has them."""

ATTRIBUTES: Final[dict[str, set[str]]] = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "a": {"href", "hreflang", "title"},
    "img": {"src", "alt", "title", "width", "height", "align"},
}
"""As CKAN has them: no class, id, name, style, data-* or on*."""

_WRITTEN: Final = {**ATTRIBUTES, "a": ATTRIBUTES["a"] | {"rel", "target"}}
"""What the second cleaning leaves: rel and target are ours by then, the first one took all others."""

AWAY: Final = "nofollow noopener noreferrer"
"""Relation of a link that leaves the site; of other links, as CKAN's cleaner writes it, the last two."""

HERE: Final = "noopener noreferrer"

_TOKEN: Final = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>""")
"""A tag as the cleaner writes it: lower case, each value between double quotes, which it escapes."""

_ATTRIBUTE: Final = re.compile(r'([a-z-]+)="([^"]*)"')

_LINK: Final = re.compile(
    r"\b(?:(?P<kind>tag|package|dataset|group):(?:\"(?P<words>[ \w.-]+)\"|(?P<word>[\w.-]+))"
    r"|(?P<url>https?://[\w.,@?^=%&;:/~\\+#-]*[\w@?^=%&:/~\\+#-]))"
)
"""What CKAN makes links of: its own things, and addresses up to their last punctuation."""


@dataclass(frozen=True)
class Site:
    """What links need to know: the site's own address, and the path of one of its things by kind and name."""

    address: str
    path: Callable[[str, str], str]

    def is_own(self, address: str) -> bool:
        """Tell whether an address leads to this site."""
        try:
            parts, own = urlsplit(address), urlsplit(self.address)
        except ValueError:
            return False
        return not (parts.scheme or parts.netloc) or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def to_html(text: str, site: Site, *, auto_link: bool = True) -> Markup:
    """Render a text of Markdown. Pictures of other sites become links: they would tell who reads the page."""
    return clean(_markup(plain_characters(text)), site, auto_link=auto_link)


def to_text(text: str) -> str:
    """Return what a reader of rendered Markdown reads, as text: it is not HTML, and to be escaped."""
    plain = plain_characters(html.unescape(_clean(_markup(plain_characters(text)), frozenset(), {})))
    return plain.strip()


def clean(markup: str, site: Site, *, auto_link: bool = True) -> Markup:
    """Return HTML with nothing in it but what a text may have, its links made and marked."""
    first = _clean(plain_characters(markup), TAGS, ATTRIBUTES)
    linked = _Linked(site, auto_link=auto_link).of(first)
    return Markup(_clean(linked, TAGS, _WRITTEN))  # noqa: S704 (the cleaner has the last word)


def _markup(text: str) -> str:
    if is_too_dear(text):
        return _as_typed(text)
    try:
        return markdown(text)
    except Exception:  # the library's own parser of HTML gives up in several ways, by assertions too
        log.info("A text that is no Markdown is shown as it was typed", exc_info=True)
        return _as_typed(text)


def _as_typed(text: str) -> str:
    """Return a text as paragraphs and lines."""
    paragraphs = (
        str(escape(paragraph)).replace("\n", "<br>\n") for paragraph in re.split(r"\n[ \t]*\n", text)
    )
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _clean(markup: str, tags: frozenset[str], attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        markup,
        tags=set(tags),
        attributes={tag: set(names) for tag, names in attributes.items()},
        attribute_filter=_only_safe,
        url_schemes=set(SCHEMES),
        link_rel=None,
        clean_content_tags={"script", "style"},
    )


def _only_safe(_tag: str, name: str, value: str) -> str | None:
    return value if name not in ("href", "src", "cite") or is_safe_address(value) else None


class _Linked:
    """Cleaned HTML, its links marked and made."""

    def __init__(self, site: Site, *, auto_link: bool) -> None:
        self.site = site
        self.auto_link = auto_link
        self.inside = 0

    def of(self, markup: str) -> str:
        parts, at = [], 0
        for token in _TOKEN.finditer(markup):
            parts += [self._text(markup[at : token.start()]), self._tag(token)]
            at = token.end()
        return "".join([*parts, self._text(markup[at:])])

    def _tag(self, token: re.Match[str]) -> str:
        closes, name, rest = token.groups()
        if name == "a":
            self.inside += -1 if closes else 1
            return token.group() if closes else self._anchor(_values(rest))
        return self._picture(token.group(), _values(rest)) if name == "img" else token.group()

    def _anchor(self, values: dict[str, str]) -> str:
        if "href" in values:
            values["rel"] = HERE if self.site.is_own(values["href"]) else AWAY
        return _tag("a", values)

    def _picture(self, written: str, values: dict[str, str]) -> str:
        address, words = values.get("src", ""), values.get("alt", "")
        if self.site.is_own(address):
            return written
        shown = escape(words or values.get("title", "") or address)
        return str(shown) if self.inside else f"{self._anchor({'href': address})}{shown}</a>"

    def _text(self, written: str) -> str:
        if self.inside or not self.auto_link or not written:
            return written
        text = html.unescape(written)
        parts, at = [], 0
        for match in _LINK.finditer(text):
            parts += [str(escape(text[at : match.start()])), self._made(match)]
            at = match.end()
        return "".join([*parts, str(escape(text[at:]))]) if at else written

    def _made(self, match: re.Match[str]) -> str:
        if url := match["url"]:
            return f"{_tag('a', {'href': url, 'target': '_blank', 'rel': AWAY})}{escape(url)}</a>"
        path = self.site.path(match["kind"], match["words"] or match["word"])
        return f"{_tag('a', {'href': path})}{escape(match.group())}</a>"


def _values(written: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _tag(name: str, values: dict[str, str]) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in values.items())
    return f"<{name}{written}>"
