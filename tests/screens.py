"""Takes screenshots of the main pages of the demo city, at the width of a phone and of a desk, into var/screens/."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.servers import free_port

ROOT = Path(__file__).parent.parent
VAR = Path(os.environ.get("HUHANG_VAR", ROOT / "var"))
PASSWORD = "baiyang-1311-demo"
WIDTHS = {"390": 844, "1440": 900}
FLAGS = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-sync --disable-gpu".split()
)
# User → pages; "person:" stands for the first person of the user's own list.
PAGES = {
    "zhuguan": ["/", "/dashboards/", "/dashboards/service/names/?side=out", "/people/", "person:", "person:looks/"],
    "zhuanyuan": ["/", "/visits/", "person:visit/", "person:jobs/", "person:plan/", "person:session/", "person:edit/"],
    "zhidaoshi": ["/"],
    "shujuyuan": ["/", "/rosters/", "roster:", "/rosters/upload/"],
    "gangwei": ["/", "/postings/", "posting:", "/batches/"],
    "guanliyuan": ["/", "/admin/"],
    "shenjiyuan": ["/"],
}
FIRST = {
    "person:": ("/people/?status=seeking&lacking=guidance", "/people/", "a[href^='/people/'][href$='/']"),
    "roster:": ("/rosters/", "/rosters/", "td a[href^='/rosters/']"),
    "posting:": ("/postings/", "/postings/", "td a[href^='/postings/']"),
}


def main():
    out, port = VAR / "screens", free_port()
    out.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(address + "/healthz")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for width, height in WIDTHS.items():
                shoot_all(browser, address, out, int(width), height)
            shoot_all(browser, address, out, 1440, 900, dark=True, only={"zhuguan": ["/", "/dashboards/", "person:"]})
            shoot_all(
                browser,
                address,
                out,
                390,
                844,
                english=True,
                only={"zhuanyuan": ["/", "person:"], "zhuguan": ["/dashboards/"]},
            )
            shoot_readme(browser, address, out / "screenshot.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=15)
    print(f"{len(list(out.glob('*.png')))} screenshots in {out}")


def wait_for(url):
    for _try in range(100):
        try:
            return urllib.request.urlopen(url, timeout=1)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)  # the server is starting; there is nothing to wait on but time
    raise SystemExit(f"{url} does not answer")


def shoot_all(browser, address, out, width, height, *, dark=False, english=False, only=None):
    for user, paths in (only or PAGES).items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=address,
            locale="en" if english else "zh-CN",
            color_scheme="dark" if dark else "light",
        )
        if english:
            context.add_cookies([{"name": "django_language", "value": "en", "url": address}])
        page = context.new_page()
        page.on("console", complain)
        page.goto("/sign-in/")
        if user == "zhuguan" and not english:
            page.screenshot(path=out / f"{width}{'-dark' if dark else ''}-sign-in.png")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.button-primary")
        for path in paths:
            shoot(page, out, f"{width}{'-dark' if dark else ''}{'-en' if english else ''}-{user}", path)
        context.close()


def shoot_readme(browser, address, file):
    """The picture at the head of the README: what a supervisor sees first, no taller than a screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, base_url=address, locale="zh-CN")
    page.goto("/sign-in/")
    page.fill("[name=username]", "zhuguan")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button-primary")
    page.goto("/dashboards/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)


def complain(message):
    if message.type == "error":
        print("  browser:", message.text, message.page.url)


def shoot(page, out, prefix, path):
    name = path.strip("/").split("?")[0].replace("/", "-").replace(":", "-") or "today"
    for word, (listing, start, selector) in FIRST.items():
        if path.startswith(word):
            page.goto(listing)
            link = page.locator(selector).evaluate_all(
                "(links, start) => links.map(l => l.getAttribute('href')).find(h => new RegExp('^' + start + '[0-9]+/$').test(h))",
                start,
            )
            path = link + path.removeprefix(word)
    response = page.goto(path)
    if response.status != 200:
        print(f"  {prefix} {path}: {response.status}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out / f"{prefix}-{name}.png", full_page=True)


if __name__ == "__main__":
    main()
