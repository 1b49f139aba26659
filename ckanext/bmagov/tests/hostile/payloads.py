"""Texts that want to run in somebody's browser, by what they try. Add what you come across: nothing else is
to be done, every test of hostile text takes all of them.

``{run}`` becomes a script that leaves a mark on the page it runs in; see :func:`payloads`.
"""

# ruff: noqa: E501 (a payload is a line)
from __future__ import annotations

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

import nh3

MARK: Final = "bmagovRan"
"""The property of `window` that a payload sets when it runs."""

RUN: Final = f"window.{MARK}=1"
THAI: Final = "คู่มือการใช้ข้อมูล"

_KINDS: Final = {
    # out of an attribute, through the links that are made of bare addresses
    "auto-link in a picture's title": '![x](https://example.org/x.png "> http://a.b/ <details open ontoggle={run}>")',
    "auto-link in a link's title": '[x](https://example.org/ "> http://a.b/ <img src=x onerror={run}>")',
    "auto-link in alt": "![> http://a.b/ <svg onload={run}>](https://example.org/x.png)",
    "auto-link in an own picture's title": '![x](/x.png "> http://a.b/ <details open ontoggle={run}>")',
    "auto-link with a quotation mark": 'http://a.b/"onmouseover={run}//',
    "auto-link with an entity": "http://a.b/&quot;onmouseover={run}//",
    "auto-link with a numeric entity": "http://a.b/&#34;onmouseover={run}//",
    "dataset: in an attribute": '<img src="/x.png" title="> dataset:x <img src=x onerror={run}>">',
    "tag: with words": '<abbr title=\'> tag:"a b" onmouseover={run} x=\'>y</abbr>',
    "group: in cite": '<q cite="> group:x <svg onload={run}>">y</q>',
    "auto-link inside a tag cut off": '<a title="http://a.b/ ><img src=x onerror={run}>',
    "auto-link beside an open tag": "<http://a.b/ onclick={run}>",
    "address with a tag": "https://example.org/<script>{run}</script>",
    # links and pictures
    "javascript: link": "[x](javascript:{run})",
    "JaVaScRiPt: link": "[x](JaVaScRiPt:{run})",
    "javascript: with a tab": "[x](java\tscript:{run})",
    "javascript: with a tab entity": "[x](java&Tab;script:{run})",
    "javascript: with a line feed entity": "[x](java&#10;script:{run})",
    "javascript: with a colon entity": "[x](javascript&colon;{run})",
    "javascript: in entities": "[x](&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;{run})",
    "javascript: in hexadecimal without ends": "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A{run}'>x</a>",
    "javascript: behind a control character": "[x](\x01javascript:{run})",
    "javascript: behind blanks": "<a href='  \n javascript:{run}'>x</a>",
    "javascript: between angles": "<javascript:{run}>",
    "javascript: behind an address": "[x](<javascript:{run}//https://example.org/>)",
    "javascript: percent-encoded": "[x](javascript%3A{run})",
    "javascript: with a null": "<a href='java\x00script:{run}'>x</a>",
    "javascript: reference": "[x][1]\n\n[1]: javascript:{run}",
    "javascript: short reference": '[x]\n\n[x]: javascript:{run} "t"',
    "javascript: picture": "![x](javascript:{run})",
    "javascript: cite": "<blockquote cite='javascript:{run}'>x</blockquote>",
    "vbscript: link": "[x](vbscript:{run})",
    "data: link": "[x](data:text/html,<script>{run}</script>)",
    "data: base64": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "data: picture": "![x](data:image/svg+xml,<svg onload={run}>)",
    "blob: and filesystem:": "[x](blob:https://example.org/1) [y](filesystem:https://example.org/temporary/x)",
    "view-source: and about:": "[x](view-source:about:blank) [y](about:blank)",
    "another program's scheme": "[x](ms-word:ofe|u|http://example.org/x.docx)",
    "picture in a link": "[![x](javascript:{run})](javascript:{run})",
    "link in a link": '[a [b](https://example.org "onclick={run}") c](https://example.org)',
    "link with a broken title": '[x](https://example.org "a" onclick="{run}")',
    "link with an apostrophe": "[x](https://example.org 'a' onclick='{run}')",
    "link title closing its tag": '[x](https://example.org ""><script>{run}</script>")',
    "picture with an event in the address": "![x](x\"onerror=\"{run})",
    "picture with an event, reference": '![x][p]\n\n[p]: x"onerror="{run} "t"',
    "mail with an event": "<a@b.c\"onclick={run}>",
    "mailto: with a tag": "[x](mailto:a@b.c?body=<script>{run}</script>)",
    "link over the whole page": "<a href='https://example.org' style='position:fixed;inset:0'>x</a>",
    # elements
    "script": "<script>{run}</script>",
    "script with an address": "<script src=//example.org/x.js></script>",
    "script in pieces": "<scr<script>ipt>{run}</scr</script>ipt>",
    "script without an end": "<script>{run}",
    "script in upper case with a slash": "<SCRIPT/x>{run}</SCRIPT>",
    "picture with onerror": "<img src=x onerror={run}>",
    "picture, slashes for blanks": "<img/src=x/onerror={run}>",
    "picture, form feeds for blanks": "<img\x0csrc=x\x0conerror={run}>",
    "picture, vertical tabs": "<img\x0bsrc=x\x0bonerror={run}>",
    "picture without an end": "<img src=x onerror={run} ",
    "picture, back quotes": "<img src=`x` onerror=`{run}`>",
    "svg": "<svg onload={run}>",
    "svg with a script": "<svg><script>{run}</script></svg>",
    "svg with animate": "<svg><a><animate attributeName=href values=javascript:{run} /><text y=9>x</text></a></svg>",
    "svg with use": "<svg><use href='data:image/svg+xml,<svg id=x onload={run}>#x'></use></svg>",
    "math": "<math><maction actiontype=statusline xlink:href=javascript:{run}>x</maction></math>",
    "iframe": "<iframe src=javascript:{run}></iframe>",
    "iframe with srcdoc": "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "object": "<object data=javascript:{run}></object>",
    "embed": "<embed src=javascript:{run}>",
    "details": "<details open ontoggle={run}>x</details>",
    "video": "<video><source onerror={run}></video>",
    "audio": "<audio src=x onerror={run}>",
    "body": "<body onload={run}>",
    "input": "<input autofocus onfocus={run}>",
    "select": "<select autofocus onfocus={run}></select>",
    "marquee": "<marquee onstart={run}>x</marquee>",
    "form": "<form action=javascript:{run}><button>x</button></form>",
    "form to elsewhere": "<form action=https://example.org/login><input name=password></form>",
    "button with formaction": "<button formaction=javascript:{run}>x</button>",
    "base": "<base href=https://example.org/>",
    "meta refresh": "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "link to a style": "<link rel=stylesheet href=https://example.org/x.css>",
    "link import": "<link rel=import href='data:text/html,<script>{run}</script>'>",
    "custom element": "<x-y onclick={run} tabindex=1 onfocus={run} autofocus>x</x-y>",
    "popover": "<button popovertarget=p>x</button><p popover id=p onbeforetoggle={run}>y</p>",
    "css animation": "<style>@keyframes x{{}}</style><p style='animation-name:x' onanimationstart={run}>x</p>",
    "css expression": "<p style='width:expression({run});background:url(javascript:{run})'>x</p>",
    "style with import": "<style>@import 'https://example.org/x.css';</style>",
    "background": "<table background=javascript:{run}><tr><td background=javascript:{run}>x</td></tr></table>",
    "ckan module": "<div data-module='confirm-action' data-module-content='<img src=x onerror={run}>'>x</div>",
    "htmx": "<div hx-get='/' hx-trigger=load hx-on::load={run} hx-vals='js:{run}'>x</div>",
    "bootstrap tooltip": "<a data-bs-toggle=tooltip data-bs-html=true data-bs-title='<img src=x onerror={run}>'>x</a>",
    "template engine": "{{{{ config }}}} {{% for x in [].__class__.__mro__ %}}{{{{ x }}}}{{% endfor %}} ${{{run}}}",
    # clobbering
    "id and name": "<a id=ckan name=ckan></a><img name=body><form id=location><input name=href></form>",
    "class of the page": "<div class='modal show' role=dialog aria-modal=true>x</div>",
    # parsers that disagree
    "noscript": "<noscript><p title='</noscript><img src=x onerror={run}>'></noscript>",
    "style in svg": "<svg><style><img src=x onerror={run}></style></svg>",
    "style in math": "<math><style><img src=x onerror={run}></style></math>",
    "mglyph": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={run}&gt;'>",
    "form in math": "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    "annotation-xml": "<math><annotation-xml encoding=text/html><style></annotation-xml></math><img src=x onerror={run}>",
    "foreignObject": "<svg><foreignObject><iframe onload={run}></iframe></foreignObject></svg>",
    "desc in svg": "<svg></p><desc><style><a title='</style><img src=x onerror={run}>'>",
    "template": "<template><script>{run}</script></template>",
    "shadow root": "<div><template shadowrootmode=open><script>{run}</script></template></div>",
    "textarea": "<textarea></textarea><img src=x onerror={run}></textarea>",
    "title": "<title></title><img src=x onerror={run}></title>",
    "xmp": "<xmp></xmp><img src=x onerror={run}></xmp>",
    "plaintext": "<plaintext><img src=x onerror={run}>",
    "select in select": "<select><style></select><img src=x onerror={run}></style></select>",
    "table that throws out": "<table><style></table><img src=x onerror={run}></style>",
    "nested too deep": "<b>" * 200 + "<img src=x onerror={run}>",
    # comments, declarations
    "comment": "<!-- --><img src=x onerror={run}><!-- -->",
    "comment that ends early": "<!--><img src=x onerror={run}>-->",
    "comment that ends with a bang": "<!-- --!><img src=x onerror={run}> -->",
    "comment in a comment": "<!--<img src='--><img src=x onerror={run}>'>-->",
    "conditional comment": "<!--[if gte IE 4]><script>{run}</script><![endif]-->",
    "processing instruction": "<?xml version='1.0'?><?x ><img src=x onerror={run}>?>",
    "cdata": "<![CDATA[<img src=x onerror={run}>]]>",
    "declaration": "<!x <img src=x onerror={run}>>",
    "doctype": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "open declaration": "<![if <img src=x onerror={run}>",
    # code, quotations, lists
    "code": "`<img src=x onerror={run}>` `` ` `` `</code><img src=x onerror={run}>`",
    "indented code": "\n    </code></pre><img src=x onerror={run}>\n",
    "fenced code": "```\"><img src=x onerror={run}>\n</code><script>{run}</script>\n```",
    "quotation": "> <img src=x onerror={run}\n> >",
    "heading": "# <img src=x onerror={run}> {{#x onclick={run}}}",
    "attribute list": "x {{: onclick={run} }}\n{{: .a #b onclick={run} }}",
    "html block": "<div>\n<script>\n{run}\n</script>\n</div>",
    "markdown in html": "<div markdown=1 onclick={run}>**x**</div>",
    "stash of the library": "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03",
    # entities
    "double escaped": "&lt;img src=x onerror={run}&gt; &amp;lt;script&amp;gt;{run}&amp;lt;/script&amp;gt;",
    "numeric": "&#60;script&#62;{run}&#60;/script&#62;",
    "entities in a code": "`&lt;script&gt;{run}`",
    "overlong entity": "&#0000000000060;script&#x000000003E;{run}",
    "named without an end": "&ltscript&gt{run}",
    "full width angles": "＜script＞{run}＜/script＞",
    # characters
    "null in a tag": "<scr\x00ipt>{run}</scr\x00ipt>",
    "controls": "\x01\x02\x03\x08\x1b<img src=x onerror={run}>\x7f",
    "right to left": "\u202e>x/< gnp.\u202c <img src=x onerror={run}> \u2066\u2067x",
    "lone surrogate": "\ud800<img src=x onerror={run}>",
    "byte order mark": "\ufeff<script>{run}</script>",
    "line separators": "<img\u2028src=x\u2029onerror={run}>",
    "combining marks": "<ำimg src=x onerror={run}>",
    "utf-7": "+ADw-script+AD4-{run}+ADw-/script+AD4-",
    # out of other places than HTML text
    "attribute value": "\" onmouseover={run} autofocus onfocus={run} x=\"",
    "attribute value, apostrophe": "' onmouseover={run} autofocus onfocus={run} x='",
    "out of an attribute": '"><img src=x onerror={run}>',
    "out of a script": "</script><script>{run}</script>",
    "out of a script's string": "';{run};//\";{run};//\\';{run};//`;{run};//",
    "out of json-ld": "</script><!--<script>{run}",
    "out of a style": "</style><img src=x onerror={run}>",
    "out of a title": "</title><img src=x onerror={run}>",
    "out of a textarea": "</textarea><img src=x onerror={run}>",
    "out of a comment": "--><img src=x onerror={run}>",
    "out of cdata": "]]><img src=x onerror={run}>",
    "line break in an attribute": "x\r\nSet-Cookie: a=b\r\n\r\n<script>{run}</script>",
}  # fmt: skip


def payloads(run: str = RUN) -> dict[str, str]:
    """Return all payloads, each by what it tries."""
    return {kind: text.format(run=run) for kind, text in _KINDS.items()}


TAGS: Final = frozenset(nh3.ALLOWED_TAGS)
ATTRIBUTES: Final = {
    "a": {"href", "hreflang", "rel", "target"},
    "img": {"src", "alt", "width", "height", "align"},
}
SCHEMES: Final = ("", "http", "https", "mailto")


class Findings(HTMLParser):
    """What a browser would take for markup in a piece of HTML, as far as no text may have it."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        known = nh3.ALLOWED_ATTRIBUTES.get(tag, set()) | ATTRIBUTES.get(tag, set()) | {"lang", "title"}
        for name, value in attrs:
            if name not in known:
                self.wrong.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "cite") and not is_harmless(value or ""):
                self.wrong.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"<![{data}")


def is_harmless(address: str) -> bool:
    """Tell whether an address runs nothing, as browsers read it: blanks and controls do not count."""
    shown = "".join(sign for sign in address if sign > " ")
    try:
        return urlsplit(shown).scheme.lower() in SCHEMES
    except ValueError:
        return not shown.lower().startswith(("javascript", "data", "vbscript"))
