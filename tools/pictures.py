"""Take the pictures of README from a running demo site: python tools/pictures.py (or `make pictures`).

Needs Chromium and the demo content (`stack/run`). Each picture is kept with few colours, so that it stays
small.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "stack"))

from bmagov_stack.layout import Instance  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

FOLDER = PROJECT / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1280, "height": 1000}
COLOURS = 64
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]


@dataclass(frozen=True)
class Picture:
    """A page of the site, and the demo account that opens it; without one, a visitor."""

    name: str
    path: str
    account: str | None = None


PICTURES = (
    Picture("home", "/"),
    Picture("workspace", "/organization/health-department/kpi/2570", "demo-health-admin"),
    Picture("overview", "/kpi/2570?sort=-result", "demo-supervisor"),
)


def main(arguments: list[str]) -> int:
    """Take all pictures and write them into the folder."""
    instance = Instance.load("site", None)
    address = f"http://localhost:{instance.ports.web}"
    parser = argparse.ArgumentParser(description="Take the pictures of README from a running demo site.")
    parser.add_argument("--site", default=address, help="address of the site")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")
    chosen = parser.parse_args(arguments)
    password = os.environ.get("BMAGOV_DEMO_PASSWORD") or instance.password("demo")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for picture in PICTURES:
            target = chosen.folder / f"{picture.name}.png"
            size = reduced(taken(browser, chosen.site, picture, password), target)
            sys.stdout.write(f"{target.name}: {size:,} bytes\n")
        browser.close()
    return 0


def taken(browser: Browser, site: str, picture: Picture, password: str) -> bytes:
    """Return the window of a page as its reader sees it, as PNG."""
    context = browser.new_context(viewport=SIZE, locale="th-TH", timezone_id="Asia/Bangkok")
    page = context.new_page()
    if picture.account:
        page.goto(f"{site}/user/login")
        page.fill("input[name=login]", picture.account)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/user/login" not in address)
    opened = page.goto(site + picture.path)
    if opened is None or not opened.ok:
        status = opened.status if opened else "no answer"
        raise SystemExit(f"{picture.path}: {status}. Is the demo content loaded?")
    page.evaluate("document.fonts.ready.then(() => true)")
    image = page.screenshot()
    context.close()
    return image


def reduced(image: bytes, target: Path) -> int:
    """Write a picture with a palette of few colours; return how many bytes it takes."""
    few = Image.open(io.BytesIO(image)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target, "PNG", optimize=True)
    return target.stat().st_size


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
